//! The rules of proposals.
//!
//! Whether voting is open is decided by the clock: what time alone has caused and no event says
//! yet (see `due`) is written first, together with what the command causes.

mod ballot;
mod closing;
mod due;
mod jobs;
mod notes;
mod outcome;
mod refusal;
mod terms;
mod vote;

pub use refusal::Refusal;

use super::command::Command;
use super::event::{Event, ProposalReactionTarget};
use super::state::{Proposal, Raised, Stage};
use crate::announcement::{Addressees, ToldSoFar};
use crate::decider::{Actor, Decider, Facts};
use crate::discussion::participant::{Barred, Participant};
use crate::id::{PersonId, StreamKind};
use crate::reaction::Emoji;

type Decision = Result<Vec<Event>, Refusal>;

impl Decider for Proposal {
    const KIND: StreamKind = StreamKind::Proposal;
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn decide(&self, command: &Command, facts: &Facts<'_>) -> Decision {
        let Some(raised) = self.raised() else {
            return match (command, facts.actor) {
                (Command::Raise { discussion, draft }, _) => {
                    terms::raise(*discussion, draft, facts)
                }
                (_, Actor::System) => Ok(vec![]),
                _ => Err(Refusal::NotFound),
            };
        };
        let discussion = facts.discussion.ok_or(Refusal::NotFound)?;
        match Participant::of_discussion(discussion, facts) {
            Ok(by) => self.act(raised, command, by, facts),
            Err(Barred::System) => raised.work(self, command, facts),
            Err(barred) => Err(barred.into()),
        }
    }

    fn evolve(&mut self, event: &Event) {
        self.apply(event);
    }
}

impl Proposal {
    /// Decides what a person asks for. If time has caused something, that comes first; by itself it
    /// is left to the jobs.
    fn act(
        &self,
        raised: &Raised,
        command: &Command,
        by: Participant<'_>,
        facts: &Facts<'_>,
    ) -> Decision {
        if facts.discussion.is_some_and(crate::discussion::Discussion::is_discarded) {
            return Err(Refusal::DiscussionDiscarded);
        }
        let votes = matches!(command, Command::CastVote { .. } | Command::WithdrawVote);
        if votes
            && !facts.imported()
            && let Some(refusal) = raised.over(facts)
        {
            return Err(refusal);
        }
        let mut events = raised.due(facts);
        if events.is_empty() {
            return raised.act(command, by, facts);
        }
        let current = self.after(&events);
        let caused =
            current.raised().map_or(Ok(vec![]), |raised| raised.act(command, by, facts))?;
        if caused.is_empty() {
            return Ok(caused);
        }
        events.extend(caused);
        Ok(events)
    }

    /// The proposal once these events have happened.
    fn after(&self, events: &[Event]) -> Self {
        let mut after = self.clone();
        for event in events {
            after.apply(event);
        }
        after
    }
}

impl Raised {
    fn act(&self, command: &Command, by: Participant<'_>, facts: &Facts<'_>) -> Decision {
        match command {
            Command::Raise { discussion, .. } => {
                let again = self.discussion == *discussion && self.author == by.person;
                if again { Ok(vec![]) } else { Err(Refusal::NotFound) }
            }
            Command::Edit { changes, expected_revision } => {
                self.edit(changes, *expected_revision, by, facts)
            }
            Command::AddNote { note, body } => self.add_note(*note, *body, by, facts),
            Command::CastVote { ballot, reason } => self.cast_vote(ballot, *reason, by, facts),
            Command::WithdrawVote => self.withdraw_vote(by.person, facts),
            Command::MoveClosing { closes_at } => self.move_closing(*closes_at, by, facts),
            Command::CloseEarly { reason } => self.close_early(*reason, by, facts),
            Command::Withdraw { reason } => self.withdraw(*reason, by, facts),
            Command::Reopen { closes_at } => self.reopen(*closes_at, by, facts),
            Command::WriteOutcome { outcome, statement, option, review_at } => {
                let says = outcome::Says::new(*statement, *option, *review_at);
                self.write_outcome(*outcome, says, by, facts)
            }
            Command::ReviseOutcome { outcome, statement, option, review_at, expected_revision } => {
                let says = outcome::Says::new(*statement, *option, *review_at);
                self.revise_outcome(*outcome, says, *expected_revision, by, facts)
            }
            Command::React { target, emoji } => self.react(*target, *emoji, by.person),
            Command::Unreact { target, emoji } => Ok(self.unreact(*target, *emoji, by.person)),
            Command::Announce { target, to } => self.announce(*target, to, by, facts),
            Command::Open { .. }
            | Command::WithdrawVoteOf { .. }
            | Command::Remind { .. }
            | Command::CloseDue { .. }
            | Command::ReviewDue { .. } => Err(Refusal::SystemOnly),
        }
    }

    fn react(&self, target: ProposalReactionTarget, emoji: Emoji, person: PersonId) -> Decision {
        if self.reactions.contains(&(target, person, emoji)) {
            return Ok(vec![]);
        }
        self.check_stands(target)?;
        Ok(vec![Event::ProposalReactionAdded { target, person, emoji }])
    }

    fn announce(
        &self,
        target: ProposalReactionTarget,
        to: &Addressees,
        by: Participant<'_>,
        facts: &Facts<'_>,
    ) -> Decision {
        self.check_stands(target)?;
        let nobody = ToldSoFar::default();
        let told = self.told.get(&target).unwrap_or(&nobody).announce(to, by)?;
        let (by, at) = (by.person, facts.occurred_at());
        let told = told.into_iter();
        Ok(told.map(|to| Event::ProposalAnnounced { target, to, by, at }).collect())
    }

    /// The proposal stands as long as it is there; an outcome until another replaces it.
    fn check_stands(&self, target: ProposalReactionTarget) -> Result<(), Refusal> {
        match target {
            ProposalReactionTarget::Outcome(id)
                if self.outcome.is_none_or(|outcome| outcome.id != id) =>
            {
                Err(Refusal::OutcomeNotFound)
            }
            ProposalReactionTarget::Outcome(_) | ProposalReactionTarget::Proposal => Ok(()),
        }
    }

    fn unreact(
        &self,
        target: ProposalReactionTarget,
        emoji: Emoji,
        person: PersonId,
    ) -> Vec<Event> {
        if self.reactions.contains(&(target, person, emoji)) {
            vec![Event::ProposalReactionRemoved { target, person, emoji }]
        } else {
            vec![]
        }
    }

    /// Voting has neither ended nor been called off.
    fn check_unsettled(&self) -> Result<(), Refusal> {
        match self.stage {
            Stage::Pending | Stage::Open { .. } => Ok(()),
            Stage::Closed { closed_at, .. } => Err(Refusal::VotingClosed { closed_at }),
            Stage::Withdrawn { .. } => Err(Refusal::Withdrawn),
        }
    }

    /// Voting goes on.
    fn check_open(&self, facts: &Facts<'_>) -> Result<(), Refusal> {
        self.check_unsettled()?;
        if self.stage == Stage::Pending || facts.now < self.opens_at {
            return Err(Refusal::VotingNotOpen { opens_at: self.opens_at });
        }
        Ok(())
    }

    /// Voting has ended with a result.
    fn check_closed(&self) -> Result<(), Refusal> {
        match self.stage {
            Stage::Closed { .. } => Ok(()),
            Stage::Withdrawn { .. } => Err(Refusal::Withdrawn),
            Stage::Pending | Stage::Open { .. } => {
                Err(Refusal::VotingNotClosed { closes_at: self.closes_at })
            }
        }
    }

    fn check_looks_after(&self, by: Participant<'_>) -> Result<(), Refusal> {
        if by.looks_after(self.author) { Ok(()) } else { Err(Refusal::AuthorOrAdminOnly) }
    }
}
