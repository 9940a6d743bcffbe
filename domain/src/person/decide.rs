//! The rules of people's own streams.

use super::command::Command;
use super::event::Event;
use super::state::Person;
use crate::decider::{Actor, Decider, Facts};
use crate::id::StreamKind;

/// The rules that a command to a person can break.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// People speak for themselves alone.
    #[error("there is no such person")]
    NotFound,
    /// People are brought in by an import alone.
    #[error("only the system does this")]
    SystemOnly,
    /// Somebody from an imported history does not become able to sign in by signing up.
    #[error("the person is known from an imported history")]
    KnownFromImport,
}

impl Refusal {
    /// The refusal's name in the API.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "NOT_FOUND",
            Self::SystemOnly => "SYSTEM_ONLY",
            Self::KnownFromImport => "KNOWN_FROM_IMPORT",
        }
    }

    /// The input field that the refusal is about: none.
    #[must_use]
    pub const fn path(&self) -> Option<&'static str> {
        None
    }
}

impl Decider for Person {
    const KIND: StreamKind = StreamKind::Person;
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn decide(&self, command: &Command, facts: &Facts<'_>) -> Result<Vec<Event>, Refusal> {
        match (command, facts.actor) {
            (Command::Register, Actor::Person(person)) if !facts.targets(person) => {
                Err(Refusal::NotFound)
            }
            (Command::Register, _) => match self {
                Self::Absent => Ok(vec![Event::PersonRegistered {}]),
                Self::Registered => Ok(vec![]),
                Self::Imported => Err(Refusal::KnownFromImport),
            },
            (Command::Import, Actor::Person(_)) => Err(Refusal::SystemOnly),
            (Command::Import, Actor::System) => match self {
                Self::Absent => Ok(vec![Event::PersonImported {}]),
                Self::Registered | Self::Imported => Ok(vec![]),
            },
        }
    }

    fn evolve(&mut self, event: &Event) {
        self.apply(event);
    }
}
