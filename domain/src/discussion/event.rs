//! Stored for ever: these names and fields are a contract and change only by a new version and an
//! upcaster.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::terms::{Privacy, Reach, ReactionTarget, WideningEnd};
use crate::announcement::Told;
use crate::group::InvitationEnd;
use crate::id::{CommentId, GroupId, InvitationId, PersonId, ProposalId, TagId};
use crate::reaction::Emoji;
use crate::text::Text;

/// What happens in a discussion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Event {
    /// The discussion began.
    DiscussionStarted {
        /// The group that it is in; none if it is direct.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<GroupId>,
        /// Who began it.
        author: PersonId,
        /// The title.
        title: Text,
        /// The body, if there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<Text>,
        /// Who may read it, within what the group allows.
        privacy: Privacy,
        /// When.
        at: Timestamp,
    },
    /// Title or body changed.
    DiscussionEdited {
        /// The new title, if it changed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<Text>,
        /// The new body, if it changed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<Text>,
        /// Who changed it.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// Who may read it changed.
    DiscussionPrivacyChanged {
        /// The new privacy.
        privacy: Privacy,
        /// Who changed it.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// It became private: the group's privacy, or that of its parent, was narrowed, and not
    /// everyone sees the group any more.
    DiscussionNarrowed {
        /// When this was written. It was hidden at the moment of the group's own change.
        at: Timestamp,
    },
    /// It is to have more readers, and everybody who wrote there is told. It will after this time, or
    /// once they have all agreed.
    WideningAnnounced {
        /// Where it will be, and who may read it there.
        reach: Reach,
        /// Who is told, in ascending order: everybody who wrote there but who asks.
        writers: Vec<PersonId>,
        /// When it takes effect at the latest.
        effective_at: Timestamp,
        /// Who asked for it.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// Somebody who wrote there agrees that it is read more widely.
    WideningAgreed {
        /// Who.
        person: PersonId,
        /// When.
        at: Timestamp,
    },
    /// The readers who were announced do not come.
    WideningEnded {
        /// Why.
        cause: WideningEnd,
        /// When.
        at: Timestamp,
    },
    /// Its author took the body back, in all its versions, before more people could read it.
    DiscussionBodyWithdrawn {
        /// The author.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// It is in another group. What it had of the one before, tags and a pin, it has no more.
    DiscussionMoved {
        /// The group that it was in; none if it was direct.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<GroupId>,
        /// The group that it is in.
        group: GroupId,
        /// Who may read it there.
        privacy: Privacy,
        /// Who moved it.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// It takes no more comments and proposals.
    DiscussionClosed {
        /// Who closed it.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// It takes comments and proposals again.
    DiscussionReopened {
        /// Who reopened it.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// It reads as removed; the history remains.
    DiscussionDiscarded {
        /// Who discarded it.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// Its tags changed.
    DiscussionTagged {
        /// All of them, as they are now, in ascending order.
        tags: Vec<TagId>,
        /// Who changed them.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// It stands at the top of its group.
    DiscussionPinned {
        /// Who pinned it.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// It stands where its activity puts it.
    DiscussionUnpinned {
        /// Who took the pin away.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// A comment was written.
    CommentAdded {
        /// The comment.
        comment: CommentId,
        /// Who wrote it.
        author: PersonId,
        /// The comment that it answers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<CommentId>,
        /// What it says.
        body: Text,
        /// Who is named in it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        mentions: Vec<PersonId>,
        /// When.
        at: Timestamp,
    },
    /// A comment's text changed.
    CommentEdited {
        /// The comment.
        comment: CommentId,
        /// What it says now.
        body: Text,
        /// Who is named in it now.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        mentions: Vec<PersonId>,
        /// Who changed it.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// A comment reads as removed; the history remains.
    CommentDiscarded {
        /// The comment.
        comment: CommentId,
        /// Who discarded it.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// The author of a comment that somebody else discarded took it back: only they restore it now.
    CommentWithdrawn {
        /// The comment.
        comment: CommentId,
        /// Its author.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// A discarded comment reads again.
    CommentRestored {
        /// The comment.
        comment: CommentId,
        /// Who restored it.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// Somebody reacted.
    ReactionAdded {
        /// To what.
        target: ReactionTarget,
        /// Who.
        person: PersonId,
        /// How.
        emoji: Emoji,
    },
    /// Somebody took a reaction back.
    ReactionRemoved {
        /// To what.
        target: ReactionTarget,
        /// Who.
        person: PersonId,
        /// How.
        emoji: Emoji,
    },
    /// People were told of the discussion.
    DiscussionAnnounced {
        /// Whom.
        to: Told,
        /// Who announced it.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// A proposal may now be raised here under this id. Until it is raised, or until the admission
    /// lapses, the discussion counts it as open, so a close cannot slip in between.
    ProposalAdmitted {
        /// The proposal.
        proposal: ProposalId,
        /// Who raises it.
        by: PersonId,
        /// Until when it must have been raised.
        lapses_at: Timestamp,
    },
    /// Somebody has a place as a guest from now on.
    GuestLetIn {
        /// Who.
        person: PersonId,
        /// How they came in.
        cause: GuestStart,
        /// When.
        at: Timestamp,
    },
    /// A guest's place ended.
    GuestPlaceEnded {
        /// Whose.
        person: PersonId,
        /// Why.
        cause: GuestEnd,
        /// When.
        at: Timestamp,
    },
    /// A place was offered to a guest whose account is not known.
    GuestInvited {
        /// The invitation.
        invitation: InvitationId,
        /// Who invites.
        by: PersonId,
        /// Until when it can be used.
        expires_at: Timestamp,
    },
    /// A guest's invitation ended without being used.
    GuestInvitationEnded {
        /// Which.
        invitation: InvitationId,
        /// Why.
        cause: InvitationEnd,
    },
    /// A guest's invitation was used. By whom is not said: that would tell whose address it went to.
    GuestInvitationAccepted {
        /// Which.
        invitation: InvitationId,
    },
}

/// How somebody became a guest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum GuestStart {
    /// This person let them in.
    Added(PersonId),
    /// They took an invitation.
    Invited,
    /// This person raised a proposal that names them among those who vote.
    Named(PersonId),
}

/// Why a guest's place ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum GuestEnd {
    /// They gave it up.
    Left,
    /// This person, the author or an admin, took it away.
    Removed(PersonId),
    /// Their membership of the group, or of its parent, ended.
    LeftGroup,
}

impl Event {
    /// The event's type, as it is stored.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::DiscussionStarted { .. } => "DiscussionStarted",
            Self::DiscussionEdited { .. } => "DiscussionEdited",
            Self::DiscussionPrivacyChanged { .. } => "DiscussionPrivacyChanged",
            Self::DiscussionNarrowed { .. } => "DiscussionNarrowed",
            Self::WideningAnnounced { .. } => "WideningAnnounced",
            Self::WideningAgreed { .. } => "WideningAgreed",
            Self::WideningEnded { .. } => "WideningEnded",
            Self::DiscussionBodyWithdrawn { .. } => "DiscussionBodyWithdrawn",
            Self::DiscussionMoved { .. } => "DiscussionMoved",
            Self::DiscussionClosed { .. } => "DiscussionClosed",
            Self::DiscussionReopened { .. } => "DiscussionReopened",
            Self::DiscussionDiscarded { .. } => "DiscussionDiscarded",
            Self::DiscussionTagged { .. } => "DiscussionTagged",
            Self::DiscussionPinned { .. } => "DiscussionPinned",
            Self::DiscussionUnpinned { .. } => "DiscussionUnpinned",
            Self::CommentAdded { .. } => "CommentAdded",
            Self::CommentEdited { .. } => "CommentEdited",
            Self::CommentDiscarded { .. } => "CommentDiscarded",
            Self::CommentWithdrawn { .. } => "CommentWithdrawn",
            Self::CommentRestored { .. } => "CommentRestored",
            Self::ReactionAdded { .. } => "ReactionAdded",
            Self::ReactionRemoved { .. } => "ReactionRemoved",
            Self::DiscussionAnnounced { .. } => "DiscussionAnnounced",
            Self::ProposalAdmitted { .. } => "ProposalAdmitted",
            Self::GuestLetIn { .. } => "GuestLetIn",
            Self::GuestPlaceEnded { .. } => "GuestPlaceEnded",
            Self::GuestInvited { .. } => "GuestInvited",
            Self::GuestInvitationEnded { .. } => "GuestInvitationEnded",
            Self::GuestInvitationAccepted { .. } => "GuestInvitationAccepted",
        }
    }

    /// The texts in the event, with the path of each field: what is sealed when it is written.
    #[must_use]
    pub fn texts(&self) -> Vec<(String, Text)> {
        let named = |path: &str, text: Text| (path.to_owned(), text);
        match self {
            Self::DiscussionStarted { title, body, .. } => {
                let body = body.map(|body| named("body", body));
                [named("title", *title)].into_iter().chain(body).collect()
            }
            Self::DiscussionEdited { title, body, .. } => {
                let title = title.map(|title| named("title", title));
                title.into_iter().chain(body.map(|body| named("body", body))).collect()
            }
            Self::CommentAdded { body, .. } | Self::CommentEdited { body, .. } => {
                vec![named("body", *body)]
            }
            Self::DiscussionPrivacyChanged { .. }
            | Self::DiscussionNarrowed { .. }
            | Self::WideningAnnounced { .. }
            | Self::WideningAgreed { .. }
            | Self::WideningEnded { .. }
            | Self::DiscussionBodyWithdrawn { .. }
            | Self::DiscussionMoved { .. }
            | Self::DiscussionClosed { .. }
            | Self::DiscussionReopened { .. }
            | Self::DiscussionDiscarded { .. }
            | Self::DiscussionTagged { .. }
            | Self::DiscussionPinned { .. }
            | Self::DiscussionUnpinned { .. }
            | Self::CommentDiscarded { .. }
            | Self::CommentWithdrawn { .. }
            | Self::CommentRestored { .. }
            | Self::ReactionAdded { .. }
            | Self::ReactionRemoved { .. }
            | Self::DiscussionAnnounced { .. }
            | Self::ProposalAdmitted { .. }
            | Self::GuestLetIn { .. }
            | Self::GuestPlaceEnded { .. }
            | Self::GuestInvited { .. }
            | Self::GuestInvitationEnded { .. }
            | Self::GuestInvitationAccepted { .. } => Vec::new(),
        }
    }
}
