//! The rules of the platform.

use super::command::Command;
use super::event::{Deactivation, Event};
use super::state::Platform;
use crate::decider::{Actor, Decider, Facts};
use crate::id::{PersonId, StreamKind};
use crate::person::Person;

/// The rules that a command to the platform can break.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such person, or it is somebody else: people speak for themselves alone.
    #[error("there is no such person")]
    NotFound,
    /// Who is known from an imported history cannot sign in, and so is never away.
    #[error("the person is known from an imported history")]
    KnownFromImport,
    /// Whom the operator took out, only the operator puts back.
    #[error("the operator deactivated this account")]
    DeactivatedByOperator,
}

impl Refusal {
    /// The refusal's name in the API.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "NOT_FOUND",
            Self::KnownFromImport => "KNOWN_FROM_IMPORT",
            Self::DeactivatedByOperator => "DEACTIVATED_BY_OPERATOR",
        }
    }

    /// The input field that the refusal is about: none.
    #[must_use]
    pub const fn path(&self) -> Option<&'static str> {
        None
    }
}

impl Decider for Platform {
    const KIND: StreamKind = StreamKind::Platform;
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn decide(&self, command: &Command, facts: &Facts<'_>) -> Result<Vec<Event>, Refusal> {
        match *command {
            Command::Deactivate { person } => self.deactivate(person, facts),
            Command::Reactivate { person } => self.reactivate(person, facts),
        }
    }

    fn evolve(&mut self, event: &Event) {
        self.apply(event);
    }
}

impl Platform {
    fn deactivate(&self, person: PersonId, facts: &Facts<'_>) -> Result<Vec<Event>, Refusal> {
        let cause = acting_on(person, facts)?;
        // What somebody did for themselves becomes the operator's if that asks too, never the other
        // way round.
        if self.absence(person).is_some_and(|own| own.cause == cause || is_own(cause)) {
            return Ok(vec![]);
        }
        let at = facts.now;
        let back = self.absence(person).map(|_| Event::PersonReactivated { person, at });
        let away = Event::PersonDeactivated { person, cause, at };
        Ok(back.into_iter().chain([away]).collect())
    }

    fn reactivate(&self, person: PersonId, facts: &Facts<'_>) -> Result<Vec<Event>, Refusal> {
        let by = acting_on(person, facts)?;
        let Some(absence) = self.absence(person) else { return Ok(vec![]) };
        if is_own(by) && !is_own(absence.cause) {
            return Err(Refusal::DeactivatedByOperator);
        }
        Ok(vec![Event::PersonReactivated { person, at: facts.now }])
    }
}

fn is_own(cause: Deactivation) -> bool {
    cause == Deactivation::Person
}

/// Who wants something to become of this person.
fn acting_on(person: PersonId, facts: &Facts<'_>) -> Result<Deactivation, Refusal> {
    let cause = match facts.actor {
        Actor::Person(actor) if actor != person => return Err(Refusal::NotFound),
        Actor::Person(_) => Deactivation::Person,
        Actor::System => Deactivation::Operator,
    };
    match facts.subject {
        None | Some(Person::Absent) => Err(Refusal::NotFound),
        Some(Person::Imported) => Err(Refusal::KnownFromImport),
        Some(Person::Registered) => Ok(cause),
    }
}
