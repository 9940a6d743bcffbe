//! Kinds of activity.

use serde::{Deserialize, Serialize};

/// What kind of thing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ActivityKind {
    /// The discussion began.
    DiscussionStarted,
    /// Its title or body changed.
    DiscussionEdited,
    /// Who may read it changed.
    DiscussionPrivacyChanged,
    /// More readers were announced.
    WideningAnnounced,
    /// The readers who were announced do not come.
    WideningEnded,
    /// It was moved to another group.
    DiscussionMoved,
    /// Its author took the body back.
    DiscussionBodyWithdrawn,
    /// It was closed.
    DiscussionClosed,
    /// It was reopened.
    DiscussionReopened,
    /// It was discarded.
    DiscussionDiscarded,
    /// Its tags changed.
    DiscussionTagged,
    /// It was pinned.
    DiscussionPinned,
    /// The pin was taken away.
    DiscussionUnpinned,
    /// A comment was written.
    CommentAdded,
    /// A comment changed.
    CommentEdited,
    /// A comment was discarded.
    CommentDiscarded,
    /// A discarded comment came back.
    CommentRestored,
    /// A proposal was raised.
    ProposalRaised,
    /// What is put to the vote changed.
    ProposalEdited,
    /// What is put to the vote was clarified.
    NoteAdded,
    /// Voting began.
    ProposalOpened,
    /// The closing time moved.
    ClosingMoved,
    /// The close is near.
    ClosingSoon,
    /// Voting ended.
    ProposalClosed,
    /// Voting is to begin again.
    ProposalReopened,
    /// An outcome was written.
    OutcomeWritten,
    /// The outcome was revised.
    OutcomeRevised,
    /// The outcome's review date came.
    OutcomeReviewDue,
}
