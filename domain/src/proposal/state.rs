//! What a proposal's events fold into.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use super::ballot::Ballot;
use super::command::Command;
use super::event::ProposalReactionTarget;
use super::terms::Terms;
use crate::announcement::ToldSoFar;
use crate::area::Needs;
use crate::id::{DiscussionId, GroupId, NoteId, OutcomeId, PersonId};
use crate::reaction::Emoji;
use crate::text::Text;

/// A proposal as it is now; by default one that was never raised.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proposal(pub(super) Option<Box<Raised>>);

/// A proposal that was raised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Raised {
    pub discussion: DiscussionId,
    /// None if the discussion is direct.
    pub group: Option<GroupId>,
    pub author: PersonId,
    pub terms: Terms,
    pub opens_at: Timestamp,
    pub closes_at: Timestamp,
    pub opening: u32,
    pub revision: u32,
    pub stage: Stage,
    /// When it was raised, or last reopened.
    pub unsettled_since: Timestamp,
    /// Everybody who ever voted. Not empty: the terms are frozen.
    pub voters: HashMap<PersonId, Voter>,
    /// Everybody who wrote something of it, beside votes.
    pub writers: HashSet<PersonId>,
    pub notes: HashSet<NoteId>,
    pub outcome: Option<Outcome>,
    pub reactions: HashSet<(ProposalReactionTarget, PersonId, Emoji)>,
    /// Who was told of it, and of its outcomes.
    pub told: HashMap<ProposalReactionTarget, ToldSoFar>,
}

/// Somebody who voted, also if they withdrew.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Voter {
    pub cast: Option<Cast>,
    pub imported_at: Option<Timestamp>,
}

/// How far a proposal is, as its events tell. The clock may be ahead of them: a proposal whose
/// time has come is open, or closed, before the event that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Voting has not begun.
    Pending,
    /// Voting began.
    Open {
        /// The version of the group's stream at which the roll `AT_OPENING` is taken.
        group_version: u64,
        /// The closing time that was last reminded of.
        reminded_of: Option<Timestamp>,
    },
    /// Voting ended.
    Closed {
        /// When.
        closed_at: Timestamp,
        /// Who closed it early.
        by: Option<PersonId>,
    },
    /// The proposal was withdrawn.
    Withdrawn {
        /// When.
        closed_at: Timestamp,
    },
}

/// A vote that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cast {
    /// What it says.
    pub ballot: Ballot,
    /// Why.
    pub reason: Option<Text>,
    /// When it was cast; the original time if it is imported.
    pub at: Timestamp,
}

/// The outcome that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Which.
    pub id: OutcomeId,
    /// What was decided.
    pub statement: Text,
    /// The number of the chosen option.
    pub option: Option<u8>,
    /// When it is to be looked at again.
    pub review_at: Option<Timestamp>,
    /// The review date that came.
    pub reviewed: Option<Timestamp>,
    /// 1, and one more with every revision.
    pub revision: u32,
}

impl Proposal {
    pub(super) fn raised(&self) -> Option<&Raised> {
        self.0.as_deref()
    }

    /// Whether it was ever raised.
    #[must_use]
    pub const fn exists(&self) -> bool {
        self.0.is_some()
    }

    /// The discussion that it is raised in.
    #[must_use]
    pub fn discussion(&self) -> Option<DiscussionId> {
        Some(self.raised()?.discussion)
    }

    /// The group of that discussion. A direct one is in none.
    #[must_use]
    pub fn group(&self) -> Option<GroupId> {
        self.raised()?.group
    }

    /// Who raised it.
    #[must_use]
    pub fn author(&self) -> Option<PersonId> {
        Some(self.raised()?.author)
    }

    /// What is put to the vote.
    #[must_use]
    pub fn terms(&self) -> Option<&Terms> {
        Some(&self.raised()?.terms)
    }

    /// How far it is, as its events tell.
    #[must_use]
    pub fn stage(&self) -> Option<Stage> {
        Some(self.raised()?.stage)
    }

    /// How often voting began: 0 before it first did.
    #[must_use]
    pub fn opening(&self) -> u32 {
        self.raised().map_or(0, |raised| raised.opening)
    }

    /// When voting begins, or last began.
    #[must_use]
    pub fn opens_at(&self) -> Option<Timestamp> {
        Some(self.raised()?.opens_at)
    }

    /// When voting ends, or was to end.
    #[must_use]
    pub fn closes_at(&self) -> Option<Timestamp> {
        Some(self.raised()?.closes_at)
    }

    /// 1, and one more with every edit of the terms; 0 if it was never raised.
    #[must_use]
    pub fn revision(&self) -> u32 {
        self.raised().map_or(0, |raised| raised.revision)
    }

    /// The outcome that stands.
    #[must_use]
    pub fn outcome(&self) -> Option<Outcome> {
        self.raised()?.outcome
    }

    /// The vote of a person that counts.
    #[must_use]
    pub fn vote(&self, voter: PersonId) -> Option<&Cast> {
        self.raised()?.voters.get(&voter)?.cast.as_ref()
    }

    /// All votes that count, in no order.
    pub fn votes(&self) -> impl Iterator<Item = (PersonId, &Cast)> {
        self.raised().into_iter().flat_map(Raised::votes)
    }

    /// Whether it takes votes at this time, whether or not an event says so yet.
    #[must_use]
    pub fn is_open_at(&self, now: Timestamp) -> bool {
        self.takes_votes_from(now) && self.raised().is_some_and(|raised| raised.opens_at <= now)
    }

    /// Whether it takes votes at this time or will later.
    #[must_use]
    pub fn takes_votes_from(&self, now: Timestamp) -> bool {
        self.raised().is_some_and(|raised| raised.is_unsettled() && now < raised.closes_at)
    }

    /// Whether neither a close nor a withdrawal has been written, though it may be time for it.
    #[must_use]
    pub fn is_unsettled(&self) -> bool {
        self.raised().is_some_and(Raised::is_unsettled)
    }

    /// Everybody who ever voted in it or wrote something of it, in no order; some twice.
    pub fn participants(&self) -> impl Iterator<Item = PersonId> {
        let writers = self.raised().into_iter().flat_map(|raised| &raised.writers);
        let voters = self.raised().into_iter().flat_map(|raised| raised.voters.keys());
        writers.chain(voters).copied()
    }

    /// The streams that the command looks at.
    #[must_use]
    pub fn needs(&self, command: &Command) -> Needs {
        let discussion = match (self.discussion(), command) {
            (None, Command::Raise { discussion, .. }) => Some(*discussion),
            (own, _) => own,
        };
        Needs { discussion, ..Needs::default() }
    }
}

impl Raised {
    /// Whether neither a close nor a withdrawal has been written.
    pub const fn is_unsettled(&self) -> bool {
        matches!(self.stage, Stage::Pending | Stage::Open { .. })
    }

    /// Whether somebody has voted, ever: from then on the terms stay.
    pub fn is_frozen(&self) -> bool {
        !self.voters.is_empty()
    }

    pub fn votes(&self) -> impl Iterator<Item = (PersonId, &Cast)> {
        self.voters.iter().filter_map(|(person, voter)| Some((*person, voter.cast.as_ref()?)))
    }
}
