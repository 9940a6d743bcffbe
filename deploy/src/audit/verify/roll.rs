//! Who was in a group when voting ended.

use std::collections::{BTreeMap, BTreeSet};

use domain::group::Event;
use domain::proposal::Electorate;
use domain::{PersonId, Timestamp};

/// The people who were in a group, ever, and who of them is on the roll.
pub(super) struct People {
    places: BTreeMap<PersonId, Vec<Place>>,
    on_roll: BTreeSet<PersonId>,
    at: Timestamp,
}

/// Somebody's time in the group.
struct Place {
    since_version: u64,
    since: Timestamp,
    until: Option<Timestamp>,
}

impl People {
    /// Reads the roll off a group's history: who had come in by its version `newest` and by the
    /// time `at`, and had not left by then, whether or not they did later or came back.
    pub fn of(history: &[Event], newest: u64, at: Timestamp) -> Self {
        let mut places: BTreeMap<PersonId, Vec<Place>> = BTreeMap::new();
        for (since_version, event) in (1..).zip(history) {
            match event {
                Event::MembershipStarted { person, at: since, .. } => {
                    let place = Place { since_version, since: *since, until: None };
                    places.entry(*person).or_default().push(place);
                }
                Event::MembershipEnded { person, at: until, .. } => {
                    if let Some(place) = places.get_mut(person).and_then(|places| places.last_mut())
                    {
                        place.until = Some(*until);
                    }
                }
                _ => {}
            }
        }
        let was_in = |place: &Place| {
            let came = place.since_version <= newest && place.since <= at;
            came && place.until.is_none_or(|until| until > at)
        };
        let on_roll = places.iter().filter(|(_, places)| places.iter().any(was_in));
        let on_roll = on_roll.map(|(person, _)| *person).collect();
        Self { places, on_roll, at }
    }

    /// Whether this person left between casting a vote and the end. Whoever comes back votes anew.
    pub fn left_since(&self, cast_at: Timestamp, person: PersonId) -> bool {
        let mut places = self.places.get(&person).into_iter().flatten();
        places.any(|place| place.until.is_some_and(|until| cast_at <= until && until <= self.at))
    }

    /// Whether this person could vote.
    pub fn includes(&self, electorate: &Electorate, person: PersonId) -> bool {
        let named = match electorate {
            Electorate::Members => true,
            Electorate::Named(people) => people.contains(&person),
        };
        named && self.on_roll.contains(&person)
    }

    /// How many people could vote.
    pub fn count(&self, electorate: &Electorate) -> u32 {
        let people = self.on_roll.iter().filter(|person| self.includes(electorate, **person));
        u32::try_from(people.count()).unwrap_or(u32::MAX)
    }
}
