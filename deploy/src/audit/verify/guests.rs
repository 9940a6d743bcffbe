//! Who was a guest of a discussion when voting ended.

use std::collections::{BTreeMap, BTreeSet};

use domain::discussion::Event;
use domain::group;
use domain::{PersonId, Timestamp};

use super::roll::Opening;

/// The places of everybody who was ever let into a discussion, the newest last, and who of them is
/// on the roll.
pub(super) struct Guests {
    places: BTreeMap<PersonId, Vec<Place>>,
    on_roll: BTreeSet<PersonId>,
}

/// Somebody's time in the discussion.
struct Place {
    since: Timestamp,
    until: Option<Timestamp>,
}

impl Guests {
    /// Reads the roll off a discussion's history: who had been let in by the time `at`, by the time
    /// of the roll if it was taken once, and had not left by then. A place also ends when the person
    /// leaves one of these groups, the discussion's and its parent, while the discussion is in it,
    /// and pauses while they are away.
    pub fn of(
        history: &[Event],
        groups: &[&[group::Event]],
        opening: Opening<'_>,
        at: Timestamp,
    ) -> Self {
        let mut places: BTreeMap<PersonId, Vec<Place>> = BTreeMap::new();
        let mut moved_at = None;
        for event in history {
            match event {
                Event::DiscussionMoved { at, .. } => moved_at = Some(*at),
                Event::GuestLetIn { person, at: since, .. } => {
                    let place = Place { since: *since, until: None };
                    let all = places.entry(*person).or_default();
                    // The one before had ended with a membership, and nothing says so.
                    if let Some(before) = all.last_mut().filter(|it| it.until.is_none()) {
                        before.until = Some(*since);
                    }
                    all.push(place);
                }
                Event::GuestPlaceEnded { person, at: until, .. } => {
                    if let Some(place) = places.get_mut(person).and_then(|all| all.last_mut()) {
                        place.until = Some(*until);
                    }
                }
                _ => {}
            }
        }
        for event in groups.iter().copied().flatten() {
            if let group::Event::MembershipEnded { person, at: until, .. } = event {
                let own = places.get_mut(person).into_iter().flatten();
                let here = moved_at.is_none_or(|moved_at| *until >= moved_at);
                for place in own.filter(|place| here && *until >= place.since) {
                    place.until = Some(place.until.map_or(*until, |own| own.min(*until)));
                }
            }
        }
        for (person, places) in &mut places {
            let times = places.iter().map(|place| (place.since, place.until));
            let times = times.flat_map(|time| opening.absences.cut(*person, time));
            *places = times.map(|(since, until)| Place { since, until }).collect();
        }
        let was_in = |place: &Place| {
            let came = place.since <= at && opening.taken_at.is_none_or(|last| place.since <= last);
            came && place.until.is_none_or(|until| until > at)
        };
        let on_roll = places.iter().filter(|(_, places)| places.iter().any(was_in));
        let on_roll = on_roll.map(|(person, _)| *person).collect();
        Self { places, on_roll }
    }

    /// The times for which this person had a place.
    pub fn times_of(
        &self,
        person: PersonId,
    ) -> impl Iterator<Item = (Timestamp, Option<Timestamp>)> {
        let places = self.places.get(&person).into_iter().flatten();
        places.map(|place| (place.since, place.until))
    }

    /// Whether this person is on the roll.
    pub fn include(&self, person: PersonId) -> bool {
        self.on_roll.contains(&person)
    }

    /// Everybody on the roll.
    pub fn on_roll(&self) -> impl Iterator<Item = PersonId> {
        self.on_roll.iter().copied()
    }
}
