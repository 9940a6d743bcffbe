//! People who are deactivated.

use domain::platform::{Command, Deactivation};
use domain::{Actor, PersonId};

use super::{Group, Millis, Model, Outcome, only_if, refuse, said};

/// A time for which somebody is away.
#[derive(Debug, Clone)]
pub struct Absence {
    pub person: PersonId,
    pub cause: Deactivation,
    pub since: Millis,
    pub until: Option<Millis>,
}

impl Model {
    pub fn absences(&self, person: PersonId) -> impl Iterator<Item = &Absence> {
        self.away.iter().filter(move |absence| absence.person == person)
    }

    fn absence(&self, person: PersonId) -> Option<&Absence> {
        self.absences(person).find(|absence| absence.until.is_none())
    }

    pub fn is_away(&self, person: PersonId) -> bool {
        self.absence(person).is_some()
    }

    /// How many look after the group who are not away.
    pub fn admins_here(&self, group: &Group) -> usize {
        let here = |person: &PersonId| group.is_admin(*person) && !self.is_away(*person);
        group.members().filter(|stay| here(&stay.person)).count()
    }

    /// Whether nobody else looks after the group who is not away.
    pub fn is_last_admin(&self, group: &Group, person: PersonId) -> bool {
        let own = usize::from(group.is_admin(person) && !self.is_away(person));
        group.is_admin(person) && self.admins_here(group) == own
    }

    pub(super) fn ask_platform(&mut self, command: &Command, actor: Actor) -> Outcome {
        let (Command::Deactivate { person } | Command::Reactivate { person }) = *command;
        only_if(actor == Actor::System || actor == Actor::Person(person))?;
        only_if(self.people.get(&person) == Some(&false))?;
        let (now, absence) = (self.now, self.absence(person).cloned());
        let cause = match actor {
            Actor::System => Deactivation::Operator,
            Actor::Person(_) => Deactivation::Person,
        };
        let mut lines = vec![];
        match (command, absence) {
            (Command::Deactivate { .. }, Some(own)) if own.cause == Deactivation::Operator => {}
            (Command::Deactivate { .. }, Some(own)) if own.cause == cause => {}
            (Command::Deactivate { .. }, absence) => {
                if absence.is_some() {
                    lines.push(self.come_back(person));
                }
                self.away.push(Absence { person, cause, since: now, until: None });
                lines.push(said("PersonDeactivated", &(person, cause, now)));
            }
            (Command::Reactivate { .. }, None) => {}
            (Command::Reactivate { .. }, Some(own)) => {
                if own.cause == Deactivation::Operator && cause == Deactivation::Person {
                    return refuse();
                }
                lines.push(self.come_back(person));
            }
        }
        Ok(lines)
    }

    fn come_back(&mut self, person: PersonId) -> String {
        for absence in self.away.iter_mut().filter(|it| it.person == person) {
            absence.until = absence.until.or(Some(self.now));
        }
        said("PersonReactivated", &(person, self.now))
    }

    /// What is left of a time when the absences are taken out of it one by one.
    pub fn without_absences(
        &self,
        person: PersonId,
        since: Millis,
        until: Option<Millis>,
    ) -> Vec<(Millis, Option<Millis>)> {
        let mut parts = vec![(since, until)];
        for absence in self.absences(person) {
            let mut left = vec![];
            for (since, until) in parts {
                let over = absence.until.is_some_and(|back| back <= since);
                let to_come = until.is_some_and(|end| end <= absence.since);
                if over || to_come {
                    left.push((since, until));
                    continue;
                }
                if absence.since >= since {
                    left.push((since, Some(absence.since)));
                }
                if let Some(back) = absence.until
                    && until.is_none_or(|end| end > back)
                {
                    left.push((back, until));
                }
            }
            parts = left;
        }
        parts
    }
}
