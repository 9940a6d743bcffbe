//! What may be asked of a discussion.

use serde::Serialize;

use super::terms::{Privacy, ReactionTarget};
use crate::announcement::Addressees;
use crate::id::{CommentId, GroupId, InvitationId, PersonId, ProposalId, TagId};
use crate::proposal::Draft;
use crate::reaction::Emoji;
use crate::text::Text;

/// A command to one discussion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Command {
    /// Begin the discussion.
    Start {
        /// The group that it is in.
        group: GroupId,
        /// The title, 1 to 150 characters.
        title: Text,
        /// The body, up to 100,000 characters of Markdown.
        body: Option<Text>,
        /// Who may read it; by default what the group's privacy starts with.
        privacy: Option<Privacy>,
    },
    /// Begin a direct discussion, which is in no group and always private.
    StartDirect {
        /// Who is to be in it beside the author, 1 to 1,000 people whom the actor was found to know.
        people: Vec<PersonId>,
        /// The title, 1 to 150 characters.
        title: Text,
        /// The body, up to 100,000 characters of Markdown.
        body: Option<Text>,
    },
    /// Change title or body. What is `None` stays.
    Edit {
        /// The new title.
        title: Option<Text>,
        /// The new body.
        body: Option<Text>,
        /// The revision that the change was made from.
        expected_revision: u32,
    },
    /// Change who may read it. More readers come after 72 hours, or once all who wrote there agree.
    ChangePrivacy {
        /// The new privacy.
        privacy: Privacy,
    },
    /// Put it into another group. Where that gives it more readers they come as they do with
    /// [`Command::ChangePrivacy`].
    Move {
        /// The group.
        group: GroupId,
        /// Who may read it there; by default those who may now, as far as the group allows.
        privacy: Option<Privacy>,
    },
    /// Agree, as somebody who wrote there, that more people read it.
    AgreeToWidening,
    /// Take back what one wrote there before more people read it.
    WithdrawWriting,
    /// Call the readers off who were announced.
    CancelWidening,
    /// Let the readers come who were announced (the system, after 72 hours).
    Widen {
        /// The version of the discussion's stream at which they were announced.
        since_version: u64,
    },
    /// Become private, because the group's privacy, or that of its parent, was narrowed (the
    /// system).
    NarrowWithGroup,
    /// Take no more comments and proposals.
    Close,
    /// Take comments and proposals again.
    Reopen,
    /// Make it read as removed.
    Discard,
    /// Set its tags.
    Tag {
        /// All of them, as they are to be; up to 20 of the group's.
        tags: Vec<TagId>,
    },
    /// Have it stand at the top of its group.
    Pin,
    /// Let it stand where its activity puts it.
    Unpin,
    /// Write a comment.
    AddComment {
        /// The comment.
        comment: CommentId,
        /// The comment that it answers.
        parent: Option<CommentId>,
        /// What it says, 1 to 10,000 characters of Markdown.
        body: Text,
        /// Who is named in it, up to 100 people.
        mentions: Vec<PersonId>,
    },
    /// Change a comment's text.
    EditComment {
        /// The comment.
        comment: CommentId,
        /// What it says now.
        body: Text,
        /// Who is named in it now.
        mentions: Vec<PersonId>,
        /// The revision that the change was made from.
        expected_revision: u32,
    },
    /// Make a comment read as removed.
    DiscardComment {
        /// The comment.
        comment: CommentId,
    },
    /// Bring a discarded comment back.
    RestoreComment {
        /// The comment.
        comment: CommentId,
    },
    /// React.
    React {
        /// To what.
        target: ReactionTarget,
        /// How.
        emoji: Emoji,
    },
    /// Take a reaction back.
    Unreact {
        /// To what.
        target: ReactionTarget,
        /// Which.
        emoji: Emoji,
    },
    /// Tell people of the discussion.
    Announce {
        /// Whom.
        to: Addressees,
    },
    /// Admit a proposal that is about to be raised. Everything that could refuse the raising is
    /// judged here.
    AdmitProposal {
        /// The proposal.
        proposal: ProposalId,
        /// What will be raised.
        draft: Box<Draft>,
    },
    /// Let people in as guests, who read, comment and react here and see nothing else of the group.
    AddGuests {
        /// Who, 1 to 1,000 people whom the actor was found to know.
        people: Vec<PersonId>,
    },
    /// Offer places to guests whose accounts are not known.
    InviteGuests {
        /// The invitations, 1 to 1,000. Each works once, for the first account that takes it.
        invitations: Vec<InvitationId>,
    },
    /// Take a guest's invitation back.
    RevokeGuestInvitation {
        /// Which.
        invitation: InvitationId,
    },
    /// Let a guest's invitation lapse (the system, after 30 days).
    ExpireGuestInvitation {
        /// Which.
        invitation: InvitationId,
    },
    /// Become a guest by an invitation that the actor was found to hold.
    AcceptGuestInvitation {
        /// Which.
        invitation: InvitationId,
    },
    /// Turn an invitation down that the actor was found to hold.
    DeclineGuestInvitation {
        /// Which.
        invitation: InvitationId,
    },
    /// Give one's place as a guest up, or take somebody's away (the author and admins).
    EndGuestPlace {
        /// Whose.
        person: PersonId,
    },
    /// Record that a place ended together with a membership of the group or of its parent (the
    /// system).
    EndLapsedPlace {
        /// Whose.
        person: PersonId,
        /// The version of the discussion's stream at which the place began.
        since_version: u64,
    },
}
