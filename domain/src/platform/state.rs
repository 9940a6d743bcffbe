//! What the platform's events fold into.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::command::Command;
use super::event::{Deactivation, Event};
use crate::area::Needs;
use crate::id::PersonId;

/// The platform. By default one where nobody was ever away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Platform {
    absences: BTreeMap<PersonId, Vec<Absence>>,
}

/// A time for which somebody was deactivated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absence {
    /// Who wanted it.
    pub cause: Deactivation,
    /// Since when.
    pub since: Timestamp,
    /// Until when, if it is over.
    pub until: Option<Timestamp>,
}

impl Platform {
    /// The times for which the person was away, the newest last.
    #[must_use]
    pub fn absences(&self, person: PersonId) -> &[Absence] {
        self.absences.get(&person).map_or(&[], Vec::as_slice)
    }

    /// The absence of the person, if they are away now.
    #[must_use]
    pub fn absence(&self, person: PersonId) -> Option<&Absence> {
        self.absences(person).last().filter(|absence| absence.until.is_none())
    }

    /// Everybody who is away now, by id.
    pub fn away(&self) -> impl Iterator<Item = PersonId> {
        self.absences.keys().copied().filter(|person| self.absence(*person).is_some())
    }

    /// What a decision on the command looks at: the person.
    pub(crate) fn needs(&self, command: &Command) -> Needs {
        let (Command::Deactivate { person } | Command::Reactivate { person }) = command;
        Needs { subject: Some(*person), ..Needs::default() }
    }

    /// Takes one event in.
    pub(super) fn apply(&mut self, event: &Event) {
        match *event {
            Event::PersonDeactivated { person, cause, at } => {
                let absence = Absence { cause, since: at, until: None };
                self.absences.entry(person).or_default().push(absence);
            }
            Event::PersonReactivated { person, at } => {
                let newest = self.absences.get_mut(&person).and_then(|all| all.last_mut());
                if let Some(absence) = newest {
                    absence.until = Some(at);
                }
            }
        }
    }
}

/// What is left of a time in a group or a discussion when the times are taken out of it for which
/// the person was away: each part with its beginning and its end, if it has one.
pub(crate) fn present<'a>(
    since: Timestamp,
    until: Option<Timestamp>,
    absences: &'a [Absence],
) -> impl Iterator<Item = (Timestamp, Option<Timestamp>)> + use<'a> {
    let within = move |absence: &&Absence| {
        absence.until.is_none_or(|end| end > since) && until.is_none_or(|end| absence.since < end)
    };
    let mut away = absences.iter().filter(within);
    let mut from = Some(since);
    std::iter::from_fn(move || {
        loop {
            let begins = from?;
            let Some(absence) = away.next() else {
                from = None;
                return Some((begins, until));
            };
            from = absence.until.filter(|back| until.is_none_or(|end| *back < end));
            if absence.since >= begins {
                return Some((begins, Some(absence.since)));
            }
        }
    })
}
