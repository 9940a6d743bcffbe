//! Who was in a group when voting ended.

use std::collections::{BTreeMap, BTreeSet};

use domain::group::Event;
use domain::proposal::Electorate;
use domain::{PersonId, Timestamp};

/// The people on the roll.
pub(super) struct People(BTreeSet<PersonId>);

/// Somebody's last time in the group.
struct Place {
    since_version: u64,
    since: Timestamp,
    until: Option<Timestamp>,
}

impl People {
    /// Reads the roll off a group's history: who had come in by its version `newest` and by the
    /// time `at`, and had not left by then.
    pub fn of(history: &[Event], newest: u64, at: Timestamp) -> Self {
        let mut places: BTreeMap<PersonId, Place> = BTreeMap::new();
        for (since_version, event) in (1..).zip(history) {
            match event {
                Event::MembershipStarted { person, at, .. } => {
                    places.insert(*person, Place { since_version, since: *at, until: None });
                }
                Event::MembershipEnded { person, at, .. } => {
                    if let Some(place) = places.get_mut(person) {
                        place.until = Some(*at);
                    }
                }
                _ => {}
            }
        }
        let was_in = |place: &Place| {
            let came = place.since_version <= newest && place.since <= at;
            came && place.until.is_none_or(|until| until > at)
        };
        let people = places.into_iter().filter(|(_, place)| was_in(place));
        Self(people.map(|(person, _)| person).collect())
    }

    /// Whether this person could vote.
    pub fn includes(&self, electorate: &Electorate, person: PersonId) -> bool {
        let named = match electorate {
            Electorate::Members => true,
            Electorate::Named(people) => people.contains(&person),
        };
        named && self.0.contains(&person)
    }

    /// How many people could vote.
    pub fn count(&self, electorate: &Electorate) -> u32 {
        let people = self.0.iter().filter(|person| self.includes(electorate, **person));
        u32::try_from(people.count()).unwrap_or(u32::MAX)
    }
}
