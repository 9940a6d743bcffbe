//! Who votes for whom, if they do not vote themselves.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::event::Event;
use super::state::Group;
use crate::id::{PersonId, TagId};

/// Whether delegation is switched on, and every delegation, each with the times at which it
/// changed: a close is often written later than voting ended, and asks how it was then.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Delegations {
    switched: Vec<(Timestamp, bool)>,
    named: BTreeMap<(PersonId, Option<TagId>), Delegates>,
}

/// Whom somebody named one after the other, or nobody, with the times.
type Delegates = Vec<(Timestamp, Option<PersonId>)>;

/// A delegation: whose vote counts for a person who does not vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Delegation {
    /// For whom the vote counts.
    pub person: PersonId,
    /// In proposals with this tag; in all if there is none.
    pub tag: Option<TagId>,
    /// Whose vote counts.
    pub delegate: PersonId,
}

/// What held at this time, or by default.
fn as_of<T: Copy + Default>(changes: &[(Timestamp, T)], time: Timestamp) -> T {
    let last = changes.iter().rfind(|(at, _)| *at <= time);
    last.map_or_else(T::default, |(_, what)| *what)
}

fn newest<T: Copy + Default>(changes: &[(Timestamp, T)]) -> T {
    changes.last().map_or_else(T::default, |(_, what)| *what)
}

impl Delegations {
    pub(super) fn apply(&mut self, event: &Event) {
        match *event {
            Event::DelegationSwitched { on, at } => self.switched.push((at, on)),
            Event::DelegateNamed { person, tag, delegate, at } => {
                self.named.entry((person, tag)).or_default().push((at, Some(delegate)));
            }
            Event::DelegationEnded { person, tag, at } => {
                self.named.entry((person, tag)).or_default().push((at, None));
            }
            Event::MembershipEnded { person, at, .. } => self.part(person, at),
            _ => {}
        }
    }

    /// Whoever leaves votes for nobody and has nobody vote for them any more, also if they come
    /// back.
    fn part(&mut self, person: PersonId, at: Timestamp) {
        for ((delegator, _), changes) in &mut self.named {
            let delegate = newest(changes);
            if delegate == Some(person) || (delegate.is_some() && *delegator == person) {
                changes.push((at, None));
            }
        }
    }
}

impl Group {
    /// Whether delegates vote for others here.
    #[must_use]
    pub fn delegates(&self) -> bool {
        self.founded().is_some_and(|group| newest(&group.delegations.switched))
    }

    /// Whose vote counts for the person, in proposals with this tag or in all.
    #[must_use]
    pub fn delegate(&self, person: PersonId, tag: Option<TagId>) -> Option<PersonId> {
        newest(self.founded()?.delegations.named.get(&(person, tag))?)
    }

    /// All delegations that held at this time, by person; none while delegation was switched off.
    pub fn delegations_at(&self, time: Timestamp) -> impl Iterator<Item = Delegation> {
        let all = self.founded().map(|group| &group.delegations);
        let on = all.filter(|all| as_of(&all.switched, time));
        on.into_iter().flat_map(|all| &all.named).filter_map(move |((person, tag), changes)| {
            let delegate = as_of(changes, time)?;
            Some(Delegation { person: *person, tag: *tag, delegate })
        })
    }
}
