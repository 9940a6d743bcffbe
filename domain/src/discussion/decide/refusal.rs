//! The rules of discussions as a list.

use jiff::Timestamp;

use crate::announcement::Unannounceable;
use crate::discussion::participant::Barred;
use crate::group::TagRefusal;
use crate::proposal::{DraftRefusal, Unraisable};
use crate::refusal::TextLength;

/// The rules that a command to a discussion can break.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such discussion, or group, as far as who asks can see.
    #[error("there is no such discussion")]
    NotFound,
    /// People do not do what a job of the system is for.
    #[error("only the system does this")]
    SystemOnly,
    /// The system is nobody who could do this.
    #[error("only people do this")]
    PeopleOnly,
    /// Only members of its group act in a discussion.
    #[error("only members of the group do this")]
    MembersOnly,
    /// Admins decide what members may do.
    #[error("members do not do this here: {switch} is off")]
    SwitchedOff {
        /// The switch's name in the API.
        switch: &'static str,
    },
    /// In what is archived nothing changes.
    #[error("the group, or its parent, is archived")]
    GroupArchived,
    /// Its author and admins look after a discussion; a comment is discarded by them too.
    #[error("only the author or an admin does this")]
    AuthorOrAdminOnly,
    /// What is discarded stays as it is.
    #[error("the discussion is discarded")]
    Discarded,
    /// A closed discussion takes no comments and no proposals.
    #[error("the discussion is closed")]
    Closed,
    /// Only groups that everyone sees have public discussions.
    #[error("discussions of this group are private")]
    PrivateOnly,
    /// One announcement of more readers at a time.
    #[error("more readers are announced already: call them off first")]
    WideningPending,
    /// More readers are announced only so often in a day.
    #[error("more readers were announced often today; they can be again at {again_at}")]
    AnnouncedTooOften {
        /// From when on they can be announced again.
        again_at: Timestamp,
    },
    /// Comments and the body of one's own discussion are taken back, nothing else.
    #[error("you wrote no comments here, nor the body")]
    NothingToWithdraw,
    /// Only who wrote there before it was announced has a say in more readers.
    #[error("you were not asked about more readers")]
    NotAsked,
    /// A discussion is not closed over an open proposal.
    #[error("{open} proposals are open, or about to be raised")]
    ProposalsOpen {
        /// How many.
        open: usize,
    },
    /// There is no such comment in the discussion.
    #[error("there is no such comment")]
    CommentNotFound,
    /// A discarded comment is not answered, changed or reacted to.
    #[error("the comment is discarded")]
    CommentDiscarded,
    /// Only its author changes a comment.
    #[error("only its author changes a comment")]
    AuthorOnly,
    /// What its author discarded, nobody else restores.
    #[error("its author discarded the comment, and only they restore it")]
    DiscardedByAuthor,
    /// What an admin discarded, only admins restore.
    #[error("an admin discarded the comment, and only admins restore it")]
    DiscardedByAdmin,
    /// A comment names so many people at most.
    #[error("{mentions} people are named; {at_most} are allowed")]
    TooManyMentions {
        /// How many different people are named.
        mentions: usize,
        /// How many may be.
        at_most: usize,
    },
    /// There is no such invitation to the discussion.
    #[error("there is no such invitation")]
    InvitationNotFound,
    /// An invitation is used once, within its time.
    #[error("the invitation was used, ended or lapsed")]
    InvitationOver,
    /// Lists have bounds.
    #[error("{field} has {count} entries; between 1 and {at_most} are allowed")]
    ListLength {
        /// The list's name in the API.
        field: &'static str,
        /// How many entries it has.
        count: usize,
        /// How many it may have.
        at_most: usize,
    },
    /// An edit is made from the newest revision.
    #[error("the edit was made from revision {expected}; the newest is {actual}")]
    StaleRevision {
        /// The revision that the edit was made from.
        expected: u32,
        /// The newest revision.
        actual: u32,
    },
    /// Only the group's own tags are put on it, and not too many.
    #[error(transparent)]
    Tags(#[from] TagRefusal),
    /// An announcement names so many people at most, and at least one.
    #[error("{people} people are named; between 1 and {at_most} are allowed")]
    AnnouncedCount {
        /// How many different people are named.
        people: usize,
        /// How many may be.
        at_most: usize,
    },
    /// Texts have bounds.
    #[error(transparent)]
    TextLength(#[from] TextLength),
    /// What is put to the vote has rules of its own.
    #[error(transparent)]
    Draft(#[from] DraftRefusal),
}

impl Refusal {
    /// The refusal's name in the API.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "NOT_FOUND",
            Self::SystemOnly => "SYSTEM_ONLY",
            Self::PeopleOnly => "PEOPLE_ONLY",
            Self::MembersOnly => "MEMBERS_ONLY",
            Self::SwitchedOff { .. } => "SWITCHED_OFF",
            Self::GroupArchived => "GROUP_ARCHIVED",
            Self::AuthorOrAdminOnly => "AUTHOR_OR_ADMIN_ONLY",
            Self::Discarded => "DISCUSSION_DISCARDED",
            Self::Closed => "DISCUSSION_CLOSED",
            Self::PrivateOnly => "PRIVATE_ONLY",
            Self::WideningPending => "WIDENING_PENDING",
            Self::AnnouncedTooOften { .. } => "ANNOUNCED_TOO_OFTEN",
            Self::NothingToWithdraw => "NOTHING_TO_WITHDRAW",
            Self::NotAsked => "NOT_ASKED",
            Self::ProposalsOpen { .. } => "PROPOSALS_OPEN",
            Self::CommentNotFound => "COMMENT_NOT_FOUND",
            Self::CommentDiscarded => "COMMENT_DISCARDED",
            Self::AuthorOnly => "AUTHOR_ONLY",
            Self::DiscardedByAuthor => "DISCARDED_BY_AUTHOR",
            Self::DiscardedByAdmin => "DISCARDED_BY_ADMIN",
            Self::TooManyMentions { .. } => "TOO_MANY_MENTIONS",
            Self::InvitationNotFound => "INVITATION_NOT_FOUND",
            Self::InvitationOver => "INVITATION_OVER",
            Self::ListLength { .. } => "LIST_LENGTH",
            Self::StaleRevision { .. } => "STALE_REVISION",
            Self::Tags(refusal) => refusal.code(),
            Self::AnnouncedCount { .. } => "ANNOUNCED_COUNT",
            Self::TextLength(_) => "TEXT_LENGTH",
            Self::Draft(refusal) => refusal.code(),
        }
    }

    /// The input field that the refusal is about.
    #[must_use]
    pub const fn path(&self) -> Option<&'static str> {
        match self {
            Self::PrivateOnly => Some("privacy"),
            Self::CommentNotFound
            | Self::CommentDiscarded
            | Self::AuthorOnly
            | Self::DiscardedByAuthor
            | Self::DiscardedByAdmin => Some("comment"),
            Self::TooManyMentions { .. } => Some("mentions"),
            Self::InvitationNotFound | Self::InvitationOver => Some("invitation"),
            Self::ListLength { field, .. } => Some(field),
            Self::StaleRevision { .. } => Some("expectedRevision"),
            Self::Tags(refusal) => refusal.path(),
            Self::AnnouncedCount { .. } => Some("people"),
            Self::TextLength(length) => Some(length.field),
            Self::Draft(refusal) => refusal.path(),
            Self::NotFound
            | Self::SystemOnly
            | Self::PeopleOnly
            | Self::MembersOnly
            | Self::SwitchedOff { .. }
            | Self::GroupArchived
            | Self::AuthorOrAdminOnly
            | Self::Discarded
            | Self::Closed
            | Self::WideningPending
            | Self::AnnouncedTooOften { .. }
            | Self::NothingToWithdraw
            | Self::NotAsked
            | Self::ProposalsOpen { .. } => None,
        }
    }
}

impl From<Unannounceable> for Refusal {
    fn from(unannounceable: Unannounceable) -> Self {
        match unannounceable {
            Unannounceable::SwitchedOff { switch } => Self::SwitchedOff { switch },
            Unannounceable::Count { people, at_most } => Self::AnnouncedCount { people, at_most },
        }
    }
}

impl From<Barred> for Refusal {
    fn from(barred: Barred) -> Self {
        match barred {
            Barred::NotFound => Self::NotFound,
            Barred::Outsider => Self::MembersOnly,
            Barred::System => Self::PeopleOnly,
            Barred::Archived => Self::GroupArchived,
        }
    }
}

impl From<Unraisable> for Refusal {
    fn from(unraisable: Unraisable) -> Self {
        match unraisable {
            Unraisable::Barred(barred) => barred.into(),
            Unraisable::DiscussionDiscarded => Self::Discarded,
            Unraisable::DiscussionClosed => Self::Closed,
            Unraisable::SwitchedOff { switch } => Self::SwitchedOff { switch },
            Unraisable::Draft(refusal) => Self::Draft(refusal),
        }
    }
}
