//! Who was away when.

use domain::platform::Event;
use domain::{PersonId, Timestamp};

/// A time, and its end if it has one.
type Time = (Timestamp, Option<Timestamp>);

/// The times for which people were deactivated.
#[derive(Default)]
pub(super) struct Absences(Vec<(PersonId, Time)>);

impl Absences {
    /// Reads them off the platform's history.
    pub fn of(history: &[Event]) -> Self {
        let mut all: Vec<(PersonId, Time)> = Vec::new();
        for event in history {
            match *event {
                Event::PersonDeactivated { person, at, .. } => all.push((person, (at, None))),
                Event::PersonReactivated { person, at } => {
                    for (_, (_, until)) in all.iter_mut().filter(|(other, _)| *other == person) {
                        *until = until.or(Some(at));
                    }
                }
            }
        }
        Self(all)
    }

    /// What is left of this time of the person.
    pub fn cut(&self, person: PersonId, time: Time) -> Vec<Time> {
        let mut left = vec![time];
        for (_, away) in self.0.iter().filter(|(other, _)| *other == person) {
            left = left.into_iter().flat_map(|time| without(time, *away)).collect();
        }
        left
    }
}

/// The parts of a time before and after another.
fn without((since, until): Time, (away, back): Time) -> Vec<Time> {
    if back.is_some_and(|back| back <= since) || until.is_some_and(|until| until <= away) {
        return vec![(since, until)];
    }
    let before = (away >= since).then_some((since, Some(away)));
    let after = back.filter(|back| until.is_none_or(|until| until > *back));
    before.into_iter().chain(after.map(|back| (back, until))).collect()
}
