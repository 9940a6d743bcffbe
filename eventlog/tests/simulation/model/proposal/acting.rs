//! What people do to a proposal.

use domain::proposal::{
    Ballot, Changes, ClosingCause, Command, ReasonPolicy, Stance, Terms, Withdrawal,
};
use domain::{PersonId, TagId, Text};

use super::super::talk::{Part, Stage as TalkStage, Talk};
use super::super::{DAY, Model, Outcome, fits, millis, only_if, refuse, said};
use super::checks::{
    check_ballot, check_closing, check_outcome, check_stands, check_terms, same_people, strictness,
};
use super::{Ending, Proposal, Stage, Vote, Written};

impl Model {
    pub(super) fn act_in_proposal(
        &self,
        talk: &Talk,
        proposal: &mut Proposal,
        command: &Command,
        by: &Part,
    ) -> Outcome {
        let now = self.now;
        match command {
            Command::Raise { discussion, .. } => {
                only_if(proposal.talk == *discussion && proposal.author == by.person)?;
                Ok(vec![])
            }
            Command::CastVote { ballot, reason } => {
                self.cast_vote(proposal, ballot, *reason, by.person)
            }
            Command::WithdrawVote => {
                only_if(proposal.stage == Stage::Open && now >= proposal.opens)?;
                let Some(Some(vote)) = proposal.votes.get(&by.person) else { return Ok(vec![]) };
                let ballot = vote.ballot.clone();
                proposal.votes.insert(by.person, None);
                let cause = Withdrawal::Voter;
                Ok(vec![said("VoteWithdrawn", &(by.person, ballot, cause, now))])
            }
            Command::React { target, emoji } => {
                let reaction = (*target, by.person, *emoji);
                if proposal.reactions.contains(&reaction) {
                    return Ok(vec![]);
                }
                check_stands(proposal, *target)?;
                proposal.reactions.insert(reaction);
                Ok(vec![said("ProposalReactionAdded", &reaction)])
            }
            Command::Unreact { target, emoji } => {
                let reaction = (*target, by.person, *emoji);
                let there = proposal.reactions.remove(&reaction);
                Ok(there.then(|| said("ProposalReactionRemoved", &reaction)).into_iter().collect())
            }
            Command::Announce { target, to } => {
                check_stands(proposal, *target)?;
                let mut told = proposal.told.get(target).cloned().unwrap_or_default();
                let lines = self.announce(talk, &mut told, to, by)?;
                proposal.told.insert(*target, told);
                let lines = lines.into_iter();
                Ok(lines.map(|to| said("ProposalAnnounced", &(target, to))).collect())
            }
            Command::Open { .. }
            | Command::WithdrawVoteOf { .. }
            | Command::Remind { .. }
            | Command::CloseDue { .. }
            | Command::ReviewDue { .. } => refuse(),
            Command::Edit { .. }
            | Command::AddNote { .. }
            | Command::MoveClosing { .. }
            | Command::CloseEarly { .. }
            | Command::Withdraw { .. }
            | Command::Reopen { .. }
            | Command::WriteOutcome { .. }
            | Command::ReviseOutcome { .. } => {
                only_if(by.admin || by.person == proposal.author)?;
                self.look_after_proposal(talk, proposal, command, by)
            }
        }
    }

    pub(super) fn cast_vote(
        &self,
        proposal: &mut Proposal,
        ballot: &Ballot,
        reason: Option<Text>,
        voter: PersonId,
    ) -> Outcome {
        let now = self.now;
        only_if(proposal.stage == Stage::Open && proposal.opens <= now && now < proposal.closes)?;
        only_if(self.is_elector(proposal, voter, now))?;
        let ballot = check_ballot(&proposal.terms.method, ballot)?;
        let against = matches!(ballot, Ballot::Stance(Stance::Disagree | Stance::Block));
        let policy = proposal.terms.reasons.policy;
        match reason {
            Some(reason) => {
                only_if(policy != ReasonPolicy::None)?;
                fits(&reason, 1, if proposal.terms.reasons.short { 500 } else { 10_000 })?;
            }
            None => {
                only_if(policy != ReasonPolicy::Required)?;
                only_if(policy != ReasonPolicy::RequiredToDisagree || !against)?;
            }
        }
        let standing = proposal.votes.get(&voter).cloned().flatten();
        if standing.as_ref().is_some_and(|vote| {
            vote.ballot == ballot
                && vote.reason == reason
                && self.counts(proposal, voter, vote.at, now)
        }) {
            return Ok(vec![]);
        }
        let replaces = standing.map(|vote| vote.ballot);
        let line = said("VoteCast", &(voter, &ballot, reason, replaces, now));
        proposal.votes.insert(voter, Some(Vote { ballot, reason, at: now }));
        Ok(vec![line])
    }

    pub(super) fn look_after_proposal(
        &self,
        talk: &Talk,
        proposal: &mut Proposal,
        command: &Command,
        by: &Part,
    ) -> Outcome {
        let now = self.now;
        let unsettled = only_if(proposal.is_unsettled());
        let closed = only_if(matches!(proposal.stage, Stage::Closed(_)));
        match command {
            Command::Edit { changes, expected_revision } => {
                unsettled?;
                self.edit(talk, proposal, changes, *expected_revision, by)
            }
            Command::AddNote { note, body } => {
                if proposal.notes.contains(note) {
                    return Ok(vec![]);
                }
                unsettled?;
                only_if(!proposal.votes.is_empty())?;
                fits(body, 1, 10_000)?;
                proposal.notes.insert(*note);
                proposal.writers.insert(by.person);
                Ok(vec![said("NoteAdded", &(note, by.person))])
            }
            Command::MoveClosing { closes_at } => {
                unsettled?;
                let closes = millis(*closes_at);
                if closes == proposal.closes {
                    return Ok(vec![]);
                }
                check_closing(closes, proposal.opens, now)?;
                only_if(closes > proposal.closes || closes >= now + DAY)?;
                proposal.closes = closes;
                Ok(vec![said("ClosingMoved", &(closes, by.person))])
            }
            Command::CloseEarly { reason } => {
                if proposal.stage == Stage::Closed(Some(by.person)) {
                    return Ok(vec![]);
                }
                only_if(proposal.stage == Stage::Open && now >= proposal.opens)?;
                fits(reason, 1, 10_000)?;
                let cause = ClosingCause::Person(by.person);
                Ok(self.close(proposal, Ending { cause, at: now }))
            }
            Command::Withdraw { reason } => {
                if proposal.stage == Stage::Withdrawn {
                    return Ok(vec![]);
                }
                unsettled?;
                reason.map_or(Ok(()), |reason| fits(&reason, 1, 10_000))?;
                let cause = ClosingCause::Withdrawn(Some(by.person));
                Ok(self.close(proposal, Ending { cause, at: now }))
            }
            Command::Reopen { closes_at } => {
                let closes = millis(*closes_at);
                if proposal.stage == Stage::Open && closes == proposal.closes {
                    return Ok(vec![]);
                }
                closed?;
                only_if(talk.stage == TalkStage::Open && talk.group == proposal.group)?;
                only_if(talk.moved.is_none_or(|moved| moved <= proposal.since))?;
                check_closing(closes, now, now)?;
                let mut lines = vec![said("ProposalReopened", &by.person)];
                let leavers = self.withdraw_leavers(proposal, now);
                for (voter, vote) in proposal.votes.clone() {
                    if vote.is_some_and(|vote| !self.counts(proposal, voter, vote.at, now)) {
                        proposal.votes.insert(voter, None);
                    }
                }
                lines.extend(leavers);
                proposal.since = now;
                lines.push(self.open(proposal, now, closes));
                Ok(lines)
            }
            Command::WriteOutcome { outcome, statement, option, review_at } => {
                closed?;
                if proposal.outcome.as_ref().is_some_and(|own| own.id == *outcome) {
                    return Ok(vec![]);
                }
                let review = review_at.map(millis);
                check_outcome(proposal, statement, *option)?;
                only_if(review.is_none_or(|review| review > now))?;
                let (id, statement, option) = (*outcome, *statement, *option);
                let written =
                    Written { id, statement, option, review, reviewed: None, revision: 1 };
                proposal.outcome = Some(written);
                proposal.writers.insert(by.person);
                Ok(vec![said("OutcomeWritten", &(id, statement, option, review, by.person))])
            }
            Command::ReviseOutcome { outcome, statement, option, review_at, expected_revision } => {
                let Some(own) = proposal.outcome.clone().filter(|own| own.id == *outcome) else {
                    return refuse();
                };
                closed?;
                let review = review_at.map(millis);
                let same = own.statement == *statement && own.option == *option;
                if same && own.review == review {
                    return Ok(vec![]);
                }
                only_if(*expected_revision == own.revision)?;
                check_outcome(proposal, statement, *option)?;
                only_if(review.is_none_or(|it| it > now) || review == own.review)?;
                proposal.outcome = Some(Written {
                    statement: *statement,
                    option: *option,
                    review,
                    revision: own.revision + 1,
                    ..own
                });
                proposal.writers.insert(by.person);
                let line = said("OutcomeRevised", &(outcome, statement, option, review, by.person));
                Ok(vec![line])
            }
            _ => refuse(),
        }
    }

    pub(super) fn edit(
        &self,
        talk: &Talk,
        proposal: &mut Proposal,
        changes: &Changes,
        expected: u32,
        by: &Part,
    ) -> Outcome {
        let own = &proposal.terms;
        let mut terms = own.clone();
        terms.title = changes.title.unwrap_or(own.title);
        terms.details = changes.details.or(own.details);
        terms.method = changes.method.clone().unwrap_or(own.method.clone());
        terms.roll = changes.roll.unwrap_or(own.roll);
        terms.reasons = changes.reasons.unwrap_or(own.reasons);
        terms.results = changes.results.unwrap_or(own.results);
        terms.quorum = changes.quorum.unwrap_or(own.quorum);
        terms.rule = changes.rule.unwrap_or(own.rule);
        terms.reminder = changes.reminder.unwrap_or(own.reminder);
        if let Some(electorate) = &changes.electorate
            && !same_people(electorate, &own.electorate)
        {
            terms.electorate = self.settled_electorate(talk, electorate, by)?;
        }
        if let Some(tags) = &changes.tags {
            let tags: Vec<TagId> = self.settled_tags(talk, tags, &own.tags)?;
            only_if(tags == own.tags || by.may(|switches| switches.tag_and_pin))?;
            terms.tags = tags;
        }
        if terms == *own {
            return Ok(vec![]);
        }
        only_if(expected == proposal.revision)?;
        let only_reminder = Terms { reminder: own.reminder, ..terms.clone() } == *own;
        only_if(proposal.votes.is_empty() || only_reminder)?;
        only_if(strictness(terms.results) >= strictness(own.results))?;
        check_terms(&terms, changes.alike_options)?;
        proposal.terms = terms;
        proposal.revision += 1;
        proposal.writers.insert(by.person);
        Ok(vec![said("ProposalEdited", &(&proposal.terms, by.person))])
    }
}
