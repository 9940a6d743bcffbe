//! When voting ends: moving the closing time, closing early, withdrawing, and beginning again.

use jiff::Timestamp;

use super::due::Ending;
use super::{Decision, Refusal};
use crate::decider::Facts;
use crate::discussion::Discussion;
use crate::discussion::participant::Participant;
use crate::proposal::electorate::Electors;
use crate::proposal::event::{ClosingCause, Event};
use crate::proposal::state::{Raised, Stage};
use crate::proposal::times;
use crate::refusal::TextLength;
use crate::text::Text;

impl Raised {
    /// Later freely, within two years; earlier only to what leaves people a day.
    pub(super) fn move_closing(
        &self,
        closes_at: Timestamp,
        by: Participant<'_>,
        facts: &Facts<'_>,
    ) -> Decision {
        self.check_looks_after(by)?;
        self.check_unsettled()?;
        if times::whole_millis(closes_at) == self.closes_at {
            return Ok(vec![]);
        }
        let closes_at = times::closing(closes_at, self.opens_at, facts.now)?;
        let at_least = times::later(facts.now, times::NOTICE);
        if closes_at < self.closes_at && closes_at < at_least {
            return Err(Refusal::ShortNotice { closes_at, at_least });
        }
        Ok(vec![Event::ClosingMoved { closes_at, by: by.person, at: facts.occurred_at() }])
    }

    pub(super) fn close_early(
        &self,
        reason: Text,
        by: Participant<'_>,
        facts: &Facts<'_>,
    ) -> Decision {
        self.check_looks_after(by)?;
        if matches!(self.stage, Stage::Closed { by: Some(closer), .. } if closer == by.person) {
            return Ok(vec![]);
        }
        self.check_open(facts)?;
        TextLength::check("reason", &reason, 1..=10_000)?;
        let cause = ClosingCause::Person(by.person);
        let ending = Ending { cause, closed_at: facts.now, reason: Some(reason) };
        Ok(self.close(ending, by.circle))
    }

    pub(super) fn withdraw(
        &self,
        reason: Option<Text>,
        by: Participant<'_>,
        facts: &Facts<'_>,
    ) -> Decision {
        self.check_looks_after(by)?;
        if matches!(self.stage, Stage::Withdrawn { .. }) {
            return Ok(vec![]);
        }
        self.check_unsettled()?;
        reason.map_or(Ok(()), |reason| TextLength::check("reason", &reason, 1..=10_000))?;
        let cause = ClosingCause::Withdrawn(Some(by.person));
        Ok(self.close(Ending { cause, closed_at: facts.now, reason }, by.circle))
    }

    /// The votes of those still in the electorate are kept; the roll is taken anew. Where the
    /// discussion was moved since, the electorate is not there any more.
    pub(super) fn reopen(
        &self,
        closes_at: Timestamp,
        by: Participant<'_>,
        facts: &Facts<'_>,
    ) -> Decision {
        self.check_looks_after(by)?;
        if self.stage_is_open() && times::whole_millis(closes_at) == self.closes_at {
            return Ok(vec![]);
        }
        self.check_closed()?;
        if facts.discussion.is_some_and(Discussion::is_closed) {
            return Err(Refusal::DiscussionClosed);
        }
        // Also if it came back: its electorate is that of a time before it was away.
        let moved_at = facts.discussion.and_then(Discussion::moved_at);
        let elsewhere = facts.discussion.and_then(Discussion::group) != self.group;
        if elsewhere || moved_at.is_some_and(|at| at > self.unsettled_since) {
            return Err(Refusal::RaisedElsewhere);
        }
        let closes_at = times::closing(closes_at, facts.now, facts.now)?;
        let mut events = vec![Event::ProposalReopened { by: by.person, at: facts.occurred_at() }];
        events.extend(self.withdraw_leavers(&Electors::now(self, by.circle), facts.now));
        events.push(self.opened(facts.now, closes_at, by.group()));
        Ok(events)
    }

    const fn stage_is_open(&self) -> bool {
        matches!(self.stage, Stage::Open { .. })
    }
}
