//! Outcomes: what was decided, in words.

use jiff::Timestamp;

use super::ballot::check_option;
use super::{Decision, Refusal};
use crate::decider::Facts;
use crate::discussion::participant::Participant;
use crate::id::OutcomeId;
use crate::proposal::event::Event;
use crate::proposal::state::{Outcome, Raised};
use crate::proposal::times;
use crate::refusal::TextLength;
use crate::text::Text;

/// What an outcome says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Says {
    statement: Text,
    option: Option<u8>,
    review_at: Option<Timestamp>,
}

impl Says {
    pub(super) fn new(statement: Text, option: Option<u8>, review_at: Option<Timestamp>) -> Self {
        Self { statement, option, review_at: review_at.map(times::whole_millis) }
    }

    fn is_said_by(&self, outcome: &Outcome) -> bool {
        self.statement.same_words(&outcome.statement)
            && self.option == outcome.option
            && self.review_at == outcome.review_at
    }

    /// A review date that stood before may have passed since.
    fn check(
        &self,
        options: usize,
        reviewed_before: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        TextLength::check("statement", &self.statement, 1..=10_000)?;
        if let Some(option) = self.option {
            check_option(option, options)?;
        }
        match self.review_at {
            Some(review_at) if review_at <= now && self.review_at != reviewed_before => {
                Err(Refusal::ReviewInPast { review_at, now })
            }
            _ => Ok(()),
        }
    }
}

impl Raised {
    /// A new outcome replaces the last.
    pub(super) fn write_outcome(
        &self,
        outcome: OutcomeId,
        says: Says,
        by: Participant<'_>,
        facts: &Facts<'_>,
    ) -> Decision {
        self.check_looks_after(by)?;
        self.check_closed()?;
        if self.outcome.is_some_and(|own| own.id == outcome) {
            return Ok(vec![]);
        }
        says.check(self.terms.method.option_count(), None, facts.now)?;
        let Says { statement, option, review_at } = says;
        let (by, at) = (by.person, facts.occurred_at());
        Ok(vec![Event::OutcomeWritten { outcome, statement, option, review_at, by, at }])
    }

    pub(super) fn revise_outcome(
        &self,
        outcome: OutcomeId,
        says: Says,
        expected: u32,
        by: Participant<'_>,
        facts: &Facts<'_>,
    ) -> Decision {
        self.check_looks_after(by)?;
        let own = self.outcome.filter(|own| own.id == outcome).ok_or(Refusal::OutcomeNotFound)?;
        self.check_closed()?;
        if says.is_said_by(&own) {
            return Ok(vec![]);
        }
        if expected != own.revision {
            return Err(Refusal::StaleRevision { expected, actual: own.revision });
        }
        says.check(self.terms.method.option_count(), own.review_at, facts.now)?;
        let Says { statement, option, review_at } = says;
        let (by, at) = (by.person, facts.occurred_at());
        Ok(vec![Event::OutcomeRevised { outcome, statement, option, review_at, by, at }])
    }
}
