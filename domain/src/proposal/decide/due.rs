//! What time alone has caused: the opening, the close, and the withdrawal of a proposal whose
//! discussion was discarded or whose group was archived. It comes out the same whenever it is
//! written, and whichever command writes it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Refusal;
use crate::decider::Facts;
use crate::discussion::Discussion;
use crate::discussion::circle::Circle;
use crate::group::Group;
use crate::id::PersonId;
use crate::proposal::ballot::Ballot;
use crate::proposal::delegation;
use crate::proposal::electorate::{Electors, roll_version};
use crate::proposal::event::{ClosingCause, Event, Withdrawal};
use crate::proposal::state::{Raised, Stage};
use crate::proposal::tally::{Verdict, tally, verdict};
use crate::text::Text;

/// How voting ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ending {
    pub cause: ClosingCause,
    pub closed_at: Timestamp,
    pub reason: Option<Text>,
}

/// Who takes part in the proposal's discussion.
pub(super) fn circle<'a>(facts: &Facts<'a>) -> Option<Circle<'a>> {
    Circle::of(facts.discussion?, facts)
}

impl Raised {
    /// What is due by now and not written yet.
    pub(super) fn due(&self, facts: &Facts<'_>) -> Vec<Event> {
        let Some(circle) = circle(facts).filter(|_| self.is_unsettled()) else { return vec![] };
        let ending = self.ending(facts);
        let until = ending.map_or(facts.now, |ending| ending.closed_at);
        let opened = (self.stage == Stage::Pending && self.opens_at <= until)
            .then(|| self.opened(self.opens_at, self.closes_at, circle.group));
        let Some(ending) = ending else { return opened.into_iter().collect() };
        let closed = match &opened {
            Some(Event::ProposalOpened { opening, group_version, .. }) => {
                let stage = Stage::Open { group_version: *group_version, reminded_of: None };
                Self { opening: *opening, stage, ..self.clone() }.close(ending, circle)
            }
            _ => self.close(ending, circle),
        };
        opened.into_iter().chain(closed).collect()
    }

    /// How time has ended the voting, if it has. A discussion that was discarded before the closing
    /// time takes its proposals with it, and so does a group that was archived, or whose parent
    /// was, also if it is not any more.
    fn ending(&self, facts: &Facts<'_>) -> Option<Ending> {
        let discarded_at = facts.discussion.and_then(Discussion::discarded_at);
        let stopped_at =
            facts.group.and_then(|group| group.stopped_since(facts.parent, self.unsettled_since));
        let gone_at = [discarded_at, stopped_at].into_iter().flatten().min();
        let (cause, closed_at) = match gone_at.filter(|at| *at < self.closes_at) {
            Some(gone_at) => (ClosingCause::Withdrawn(None), gone_at),
            None if facts.now >= self.closes_at => (ClosingCause::Time, self.closes_at),
            None => return None,
        };
        Some(Ending { cause, closed_at, reason: None })
    }

    /// Why no vote is taken any more though no event says so yet. It spares a late vote the close,
    /// which counts all votes.
    pub(super) fn over(&self, facts: &Facts<'_>) -> Option<Refusal> {
        let unsettled = self.is_unsettled() && circle(facts).is_some();
        let Ending { cause, closed_at, .. } = self.ending(facts).filter(|_| unsettled)?;
        Some(match cause {
            ClosingCause::Withdrawn(_) => Refusal::Withdrawn,
            ClosingCause::Time | ClosingCause::Person(_) => Refusal::VotingClosed { closed_at },
        })
    }

    /// The next opening.
    pub(super) fn opened(
        &self,
        opens_at: Timestamp,
        closes_at: Timestamp,
        group: Option<&Group>,
    ) -> Event {
        Event::ProposalOpened {
            opening: self.opening.saturating_add(1),
            opens_at,
            closes_at,
            group_version: roll_version(group, opens_at),
        }
    }

    /// The close, after the votes of those who have left the electorate are withdrawn. A withdrawn
    /// proposal has no verdict.
    pub(super) fn close(&self, ending: Ending, circle: Circle<'_>) -> Vec<Event> {
        let Ending { cause, closed_at, reason } = ending;
        let electors = Electors::at_close(self, circle, closed_at);
        let mut events = self.withdraw_leavers(&electors, closed_at);
        let standing = self.votes().filter(|(voter, cast)| electors.count_vote(*voter, cast.at));
        let votes: Vec<_> = standing.map(|(voter, cast)| (voter, &cast.ballot)).collect();
        let weights = self.weights(&votes, &electors, circle.group, closed_at);
        let terms = &self.terms;
        let tally = tally(&terms.method, delegation::counted(&votes, &weights));
        let delegated = delegation::delegated(&terms.method, &votes, &weights);
        let others = delegated.as_ref().map_or(0, |delegated| delegated.votes);
        let voters = u32::try_from(votes.len()).unwrap_or(u32::MAX).saturating_add(others);
        let electorate = electors.count();
        let verdict = match cause {
            ClosingCause::Withdrawn(_) => Verdict::None,
            ClosingCause::Time | ClosingCause::Person(_) => {
                verdict(terms.rule, terms.quorum, &tally, voters, electorate)
            }
        };
        let opening = self.opening;
        events.push(Event::ProposalClosed {
            opening,
            cause,
            closed_at,
            reason,
            tally,
            voters,
            electorate,
            verdict,
            delegated,
        });
        events
    }

    /// For how many others each vote counts, as delegations were when voting ended.
    fn weights(
        &self,
        votes: &[(PersonId, &Ballot)],
        electors: &Electors<'_>,
        group: Option<&Group>,
        closed_at: Timestamp,
    ) -> BTreeMap<PersonId, u32> {
        if !self.terms.method.takes_delegation() {
            return BTreeMap::new();
        }
        let voters = votes.iter().map(|(voter, _)| *voter).collect();
        let delegations = group.into_iter().flat_map(|group| group.delegations_at(closed_at));
        let is_elector = |person| electors.include(person);
        delegation::weights(&self.terms.tags, delegations, is_elector, &voters)
    }

    /// Withdraws the votes of those who are not among the electors, in the order of their ids.
    pub(super) fn withdraw_leavers(&self, electors: &Electors<'_>, at: Timestamp) -> Vec<Event> {
        let leavers = self.votes().filter(|(voter, cast)| !electors.count_vote(*voter, cast.at));
        let mut leavers: Vec<_> = leavers.map(|(voter, cast)| (voter, &cast.ballot)).collect();
        leavers.sort_unstable_by_key(|(voter, _)| *voter);
        let cause = Withdrawal::LeftElectorate;
        leavers
            .into_iter()
            .map(|(voter, ballot)| Event::VoteWithdrawn {
                voter,
                replaces: ballot.clone(),
                cause,
                at,
            })
            .collect()
    }
}
