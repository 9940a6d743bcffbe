//! The rules of proposals.

use super::command::Command;
use super::event::Event;
use super::state::Proposal;
use crate::decider::{Decider, Facts};
use crate::id::StreamKind;

/// The rules that a command to a proposal can break.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such proposal, as far as who asks can see.
    #[error("there is no such proposal")]
    NotFound,
}

impl Decider for Proposal {
    const KIND: StreamKind = StreamKind::Proposal;
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn decide(&self, _: &Command, _: &Facts<'_>) -> Result<Vec<Event>, Refusal> {
        Err(Refusal::NotFound)
    }

    fn evolve(&mut self, event: &Event) {
        self.apply(event);
    }
}
