//! Whose ballot stands.

use std::collections::BTreeMap;

use domain::proposal::{Ballot, Event};
use domain::{PersonId, Timestamp};

/// The newest ballot of everybody who has voted and not withdrawn, and when it was cast.
#[derive(Default)]
pub(super) struct Ballots(BTreeMap<PersonId, (Ballot, Timestamp)>);

impl Ballots {
    pub fn take(&mut self, event: Event) {
        match event {
            Event::VoteCast { voter, ballot, at, .. } => {
                self.0.insert(voter, (ballot, at));
            }
            Event::VoteWithdrawn { voter, .. } => {
                self.0.remove(&voter);
            }
            _ => {}
        }
    }

    /// The ballots for which this holds, of their voter and the time when they were cast.
    pub fn of(&self, counts: impl Fn(PersonId, Timestamp) -> bool) -> BTreeMap<PersonId, &Ballot> {
        let counted = self.0.iter().filter(|(voter, (_, at))| counts(**voter, *at));
        counted.map(|(voter, (ballot, _))| (*voter, ballot)).collect()
    }
}
