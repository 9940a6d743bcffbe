//! What may be asked of a proposal.

use jiff::Timestamp;
use serde::Serialize;

use super::ballot::Ballot;
use super::event::ProposalReactionTarget;
use super::method::Method;
use super::terms::{Draft, Electorate, Reasons, Reminder, Results, Roll, Rule};
use crate::announcement::Addressees;
use crate::id::{DiscussionId, NoteId, OutcomeId, PersonId, TagId};
use crate::reaction::Emoji;
use crate::text::Text;

/// A command to one proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Command {
    /// Raise the proposal, which its discussion has admitted.
    Raise {
        /// The discussion.
        discussion: DiscussionId,
        /// What is put to the vote.
        draft: Box<Draft>,
    },
    /// Change what is put to the vote. What is `None` stays.
    Edit {
        /// The changes.
        changes: Box<Changes>,
        /// The revision that the change was made from.
        expected_revision: u32,
    },
    /// Clarify what is put to the vote, once it can no longer be edited.
    AddNote {
        /// The note.
        note: NoteId,
        /// What it says, 1 to 10,000 characters of Markdown.
        body: Text,
    },
    /// Begin voting, because its time came (the system).
    Open {
        /// Which opening.
        opening: u32,
    },
    /// Vote, or change one's vote.
    CastVote {
        /// What the vote says.
        ballot: Ballot,
        /// Why.
        reason: Option<Text>,
    },
    /// Withdraw one's own vote.
    WithdrawVote,
    /// Withdraw the vote of somebody who left the electorate (the system).
    WithdrawVoteOf {
        /// Whose.
        voter: PersonId,
    },
    /// Move the closing time.
    MoveClosing {
        /// When voting is to end.
        closes_at: Timestamp,
    },
    /// Remind of the close (the system).
    Remind {
        /// Of which opening.
        opening: u32,
        /// Of which closing time.
        closes_at: Timestamp,
    },
    /// Close because the closing time came (the system).
    CloseDue {
        /// Which opening.
        opening: u32,
    },
    /// Close early.
    CloseEarly {
        /// Why; the electorate is told.
        reason: Text,
    },
    /// Withdraw the proposal. The system does so when the discussion is discarded or the
    /// group archived.
    Withdraw {
        /// Why.
        reason: Option<Text>,
    },
    /// Begin voting again.
    Reopen {
        /// When voting is to end.
        closes_at: Timestamp,
    },
    /// Write the outcome; a new one replaces the last.
    WriteOutcome {
        /// The outcome.
        outcome: OutcomeId,
        /// What was decided, 1 to 10,000 characters.
        statement: Text,
        /// The number of the chosen option.
        option: Option<u8>,
        /// When the outcome is to be looked at again.
        review_at: Option<Timestamp>,
    },
    /// Revise the outcome: all of it, as it is to be.
    ReviseOutcome {
        /// The outcome.
        outcome: OutcomeId,
        /// What was decided.
        statement: Text,
        /// The number of the chosen option.
        option: Option<u8>,
        /// When the outcome is to be looked at again.
        review_at: Option<Timestamp>,
        /// The revision that the change was made from.
        expected_revision: u32,
    },
    /// The outcome's review date came (the system).
    ReviewDue {
        /// The outcome.
        outcome: OutcomeId,
        /// The review date.
        review_at: Timestamp,
    },
    /// React.
    React {
        /// To what.
        target: ProposalReactionTarget,
        /// How.
        emoji: Emoji,
    },
    /// Take a reaction back.
    Unreact {
        /// To what.
        target: ProposalReactionTarget,
        /// Which.
        emoji: Emoji,
    },
    /// Tell people of it.
    Announce {
        /// Of what.
        target: ProposalReactionTarget,
        /// Whom.
        to: Addressees,
    },
}

/// What changes in a proposal. What is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// The title.
    pub title: Option<Text>,
    /// The details.
    pub details: Option<Text>,
    /// The method with its options and parameters.
    pub method: Option<Method>,
    /// The numbers of two options of the new method with the same words, as in
    /// [`Draft::alike_options`].
    pub alike_options: Option<(u8, u8)>,
    /// Who may vote.
    pub electorate: Option<Electorate>,
    /// At what moment the electorate is taken.
    pub roll: Option<Roll>,
    /// Whether votes come with reasons.
    pub reasons: Option<Reasons>,
    /// When results are seen; only ever later than before.
    pub results: Option<Results>,
    /// Percent of the electorate that must have voted; `Some(None)` for no quorum.
    pub quorum: Option<Option<u8>>,
    /// What makes it pass; `Some(None)` for no rule.
    pub rule: Option<Option<Rule>>,
    /// Who is reminded; may change after the first vote too.
    pub reminder: Option<Reminder>,
    /// All tags, as they are to be.
    pub tags: Option<Vec<TagId>>,
}
