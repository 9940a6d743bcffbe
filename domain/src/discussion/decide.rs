//! The rules of discussions.

use super::command::Command;
use super::event::Event;
use super::state::Discussion;
use crate::decider::{Decider, Facts};
use crate::id::StreamKind;

/// The rules that a command to a discussion can break.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such discussion, as far as who asks can see.
    #[error("there is no such discussion")]
    NotFound,
}

impl Decider for Discussion {
    const KIND: StreamKind = StreamKind::Discussion;
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
