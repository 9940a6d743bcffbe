//! What time and the system do to a proposal.

use domain::PersonId;
use domain::proposal::{ClosingCause, Command, Reminder, Verdict, Withdrawal};

use super::super::talk::{Stage as TalkStage, Talk};
use super::super::{DAY, Millis, Model, Outcome, count, millis, refuse, said};
use super::{Ending, Proposal, Stage};

impl Model {
    /// When and how the proposal ended by itself.
    pub(super) fn ending(&self, talk: &Talk, proposal: &Proposal) -> Option<Ending> {
        let discarded = match talk.stage {
            TalkStage::Discarded(at) => Some(at),
            _ => None,
        };
        let group = self.group_of(talk);
        let stopped = group.and_then(|group| self.stopped_since(group, proposal.since));
        let gone = [discarded, stopped].into_iter().flatten().min();
        match gone.filter(|at| *at < proposal.closes) {
            Some(at) => Some(Ending { cause: ClosingCause::Withdrawn(None), at }),
            None if self.now >= proposal.closes => {
                Some(Ending { cause: ClosingCause::Time, at: proposal.closes })
            }
            None => None,
        }
    }

    /// What time alone has done to the proposal.
    pub(in super::super) fn due(&self, talk: &Talk, proposal: &mut Proposal) -> Vec<String> {
        let mut lines = vec![];
        if !proposal.is_unsettled() {
            return lines;
        }
        let ending = self.ending(talk, proposal);
        let until = ending.as_ref().map_or(self.now, |ending| ending.at);
        if proposal.stage == Stage::Pending && proposal.opens <= until {
            let (opens, closes) = (proposal.opens, proposal.closes);
            lines.push(self.open(proposal, opens, closes));
        }
        if let Some(ending) = ending {
            lines.extend(self.close(proposal, ending));
        }
        lines
    }

    pub(super) fn open(&self, proposal: &mut Proposal, opens: Millis, closes: Millis) -> String {
        proposal.opening += 1;
        (proposal.opens, proposal.closes) = (opens, closes);
        proposal.opened_turn = self.turn;
        proposal.stage = Stage::Open;
        proposal.reminded = None;
        said("ProposalOpened", &(proposal.opening, opens, closes))
    }

    /// Withdraws the votes that do not count at this time.
    pub(super) fn withdraw_leavers(&self, proposal: &mut Proposal, at: Millis) -> Vec<String> {
        let mut lines = vec![];
        for (voter, vote) in proposal.votes.clone() {
            let Some(vote) = vote else { continue };
            if !self.counts(proposal, voter, vote.at, at) {
                lines.push(said(
                    "VoteWithdrawn",
                    &(voter, vote.ballot, Withdrawal::LeftElectorate, at),
                ));
            }
        }
        lines
    }

    pub(super) fn close(&self, proposal: &mut Proposal, ending: Ending) -> Vec<String> {
        let Ending { cause, at } = ending;
        let mut lines = self.withdraw_leavers(proposal, at);
        let result = self.result(proposal, at);
        let verdict = match cause {
            ClosingCause::Withdrawn(_) => Verdict::None,
            _ => count::judge(proposal, &result),
        };
        lines.push(said("ProposalClosed", &(proposal.opening, cause, at, &result, verdict)));
        let gone: Vec<PersonId> = proposal
            .votes
            .iter()
            .filter(|(voter, vote)| {
                vote.as_ref().is_some_and(|vote| !self.counts(proposal, **voter, vote.at, at))
            })
            .map(|(voter, _)| *voter)
            .collect();
        for voter in gone {
            proposal.votes.insert(voter, None);
        }
        proposal.stage = match cause {
            ClosingCause::Time => Stage::Closed(None),
            ClosingCause::Person(by) => Stage::Closed(Some(by)),
            ClosingCause::Withdrawn(_) => Stage::Withdrawn,
        };
        if let ClosingCause::Person(by) | ClosingCause::Withdrawn(Some(by)) = cause {
            proposal.writers.insert(by);
        }
        lines
    }

    pub(super) fn work_on_proposal(
        &self,
        talk: &Talk,
        proposal: &mut Proposal,
        command: &Command,
    ) -> Outcome {
        match command {
            Command::Open { opening } | Command::CloseDue { opening } => {
                let next = u32::from(proposal.stage == Stage::Pending);
                if *opening == proposal.opening + next {
                    Ok(self.due(talk, proposal))
                } else {
                    Ok(vec![])
                }
            }
            Command::Withdraw { .. } => Ok(self.due(talk, proposal)),
            Command::Remind { opening, closes_at } => {
                let closes = millis(*closes_at);
                let mut current = proposal.clone();
                let mut lines = self.due(talk, &mut current);
                if current.stage != Stage::Open
                    || current.terms.reminder == Reminder::Nobody
                    || current.opening != *opening
                    || current.closes != closes
                    || current.reminded == Some(closes)
                    || current.opens >= closes - DAY
                    || self.now < closes - DAY
                    || self.now >= closes
                {
                    return Ok(vec![]);
                }
                current.reminded = Some(closes);
                *proposal = current;
                lines.push(said("ClosingSoon", &(opening, closes)));
                Ok(lines)
            }
            Command::WithdrawVoteOf { voter } => {
                let nothing_due = self.due(talk, &mut proposal.clone()).is_empty();
                let Some(Some(vote)) = proposal.votes.get(voter) else { return Ok(vec![]) };
                let counts = self.counts(proposal, *voter, vote.at, self.now);
                if counts || !nothing_due || !proposal.is_unsettled() {
                    return Ok(vec![]);
                }
                let ballot = vote.ballot.clone();
                proposal.votes.insert(*voter, None);
                let cause = Withdrawal::LeftElectorate;
                Ok(vec![said("VoteWithdrawn", &(voter, ballot, cause, self.now))])
            }
            Command::ReviewDue { outcome, review_at } => {
                let at = millis(*review_at);
                match &mut proposal.outcome {
                    Some(own)
                        if own.id == *outcome
                            && own.review == Some(at)
                            && own.reviewed != Some(at)
                            && self.now >= at =>
                    {
                        own.reviewed = Some(at);
                        Ok(vec![said("OutcomeReviewDue", &(outcome, at))])
                    }
                    _ => Ok(vec![]),
                }
            }
            _ => refuse(),
        }
    }
}
