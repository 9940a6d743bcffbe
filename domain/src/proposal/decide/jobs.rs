//! What the system asks for when a time has come or an obligation is open. A job names the very
//! instance that it is for; if that is gone, it writes nothing.

use jiff::Timestamp;

use super::due::circle;
use super::{Decision, Refusal};
use crate::decider::Facts;
use crate::id::{OutcomeId, PersonId};
use crate::proposal::command::Command;
use crate::proposal::electorate::Electors;
use crate::proposal::event::{Event, Withdrawal};
use crate::proposal::state::{Proposal, Raised, Stage};
use crate::proposal::terms::Reminder;
use crate::proposal::times;

impl Raised {
    /// Decides what a job asks for. A job for an opening writes whatever is due, so it does not
    /// matter which one comes first.
    pub(super) fn work(
        &self,
        proposal: &Proposal,
        command: &Command,
        facts: &Facts<'_>,
    ) -> Decision {
        match command {
            Command::Open { opening } | Command::CloseDue { opening } => {
                let current = match self.stage {
                    Stage::Pending => self.opening.saturating_add(1),
                    _ => self.opening,
                };
                if *opening == current { Ok(self.due(facts)) } else { Ok(vec![]) }
            }
            Command::Withdraw { .. } => Ok(self.due(facts)),
            Command::Remind { opening, closes_at } => {
                Ok(self.remind(proposal, *opening, *closes_at, facts))
            }
            Command::WithdrawVoteOf { voter } => Ok(self.withdraw_vote_of(*voter, facts)),
            Command::ReviewDue { outcome, review_at } => {
                Ok(self.review_due(*outcome, *review_at, facts))
            }
            _ => Err(Refusal::PeopleOnly),
        }
    }

    fn remind(
        &self,
        proposal: &Proposal,
        opening: u32,
        closes_at: Timestamp,
        facts: &Facts<'_>,
    ) -> Vec<Event> {
        let mut events = self.due(facts);
        let is_time = |raised: &Self| raised.is_to_remind(opening, closes_at, facts.now);
        let remind = match &*events {
            [] => is_time(self),
            due => proposal.after(due).raised().is_some_and(is_time),
        };
        if !remind {
            return vec![];
        }
        events.push(Event::ClosingSoon { opening, closes_at });
        events
    }

    /// Whether this is the moment to remind of the close: once per closing time, in its last day,
    /// and only if voting had been going on before that day.
    fn is_to_remind(&self, opening: u32, closes_at: Timestamp, now: Timestamp) -> bool {
        let from = times::earlier(closes_at, times::NOTICE);
        let Stage::Open { reminded_of, .. } = self.stage else { return false };
        self.terms.reminder != Reminder::Nobody
            && opening == self.opening
            && closes_at == self.closes_at
            && reminded_of != Some(closes_at)
            && self.opens_at < from
            && (from..closes_at).contains(&now)
    }

    /// After the closing time a vote is withdrawn by the close, or not at all.
    fn withdraw_vote_of(&self, voter: PersonId, facts: &Facts<'_>) -> Vec<Event> {
        let Some(cast) = self.voters.get(&voter).and_then(|voter| voter.cast.as_ref()) else {
            return vec![];
        };
        let Some(circle) = circle(facts).filter(|_| self.is_unsettled()) else { return vec![] };
        if !self.due(facts).is_empty() || Electors::now(self, circle).count_vote(voter, cast.at) {
            return vec![];
        }
        let cause = Withdrawal::LeftElectorate;
        vec![Event::VoteWithdrawn { voter, replaces: cast.ballot.clone(), cause, at: facts.now }]
    }

    fn review_due(
        &self,
        outcome: OutcomeId,
        review_at: Timestamp,
        facts: &Facts<'_>,
    ) -> Vec<Event> {
        let own = self.outcome.filter(|own| own.id == outcome);
        let is_due = own.is_some_and(|own| {
            own.review_at == Some(review_at)
                && own.reviewed != Some(review_at)
                && facts.now >= review_at
        });
        if is_due { vec![Event::OutcomeReviewDue { outcome, review_at }] } else { vec![] }
    }
}
