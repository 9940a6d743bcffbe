//! Whose ballot stands.

use std::collections::BTreeMap;

use domain::PersonId;
use domain::proposal::{Ballot, Event};

/// The newest ballot of everybody who has voted and not withdrawn.
#[derive(Default)]
pub(super) struct Ballots(BTreeMap<PersonId, Ballot>);

impl Ballots {
    pub fn take(&mut self, event: Event) {
        match event {
            Event::VoteCast { voter, ballot, .. } => {
                self.0.insert(voter, ballot);
            }
            Event::VoteWithdrawn { voter, .. } => {
                self.0.remove(&voter);
            }
            _ => {}
        }
    }

    /// The ballots of those for whom this holds.
    pub fn of(&self, counts: impl Fn(PersonId) -> bool) -> BTreeMap<PersonId, &Ballot> {
        let counted = self.0.iter().filter(|(voter, _)| counts(**voter));
        counted.map(|(voter, ballot)| (*voter, ballot)).collect()
    }
}
