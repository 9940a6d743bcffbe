//! The rules of groups.

use super::command::Command;
use super::event::Event;
use super::state::Group;
use crate::decider::{Decider, Facts};
use crate::id::StreamKind;

/// The rules that a command to a group can break.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such group, as far as who asks can see.
    #[error("there is no such group")]
    NotFound,
}

impl Decider for Group {
    const KIND: StreamKind = StreamKind::Group;
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
