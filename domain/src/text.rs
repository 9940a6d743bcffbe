//! Free texts, as the rules see them: never the words, only which text it is, whether it changed
//! and how long it is.
//!
//! The words are sealed when the event is written (see the `eventlog` crate) under a key of the
//! text's own; destroying that key destroys every version of the text, and what is left here says
//! nothing about it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::id::{
    CommentId, DiscussionId, GroupId, NoteId, OutcomeId, PersonId, ProposalId, TagId, TemplateId,
    hash_u128,
};

/// Which text: the title of this discussion, the reason of that vote. All versions of one text
/// share the id, and so the key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TextId(ulid::Ulid);

impl TextId {
    /// The text called `field` of the thing whose id has the bits `owner`.
    #[must_use]
    pub fn of(owner: u128, field: &str) -> Self {
        Self(ulid::Ulid(hash_u128(&[b"text", &owner.to_be_bytes(), field.as_bytes()])))
    }

    /// The id with these 128 bits.
    #[must_use]
    pub const fn from_u128(bits: u128) -> Self {
        Self(ulid::Ulid(bits))
    }

    /// The id's 128 bits.
    #[must_use]
    pub const fn to_u128(self) -> u128 {
        self.0.0
    }
}

/// The texts that there are. These names are stored for ever: keys are filed under them.
impl TextId {
    /// The name of a group.
    #[must_use]
    pub fn group_name(group: GroupId) -> Self {
        Self::of(group.to_u128(), "name")
    }

    /// The description of a group.
    #[must_use]
    pub fn group_description(group: GroupId) -> Self {
        Self::of(group.to_u128(), "description")
    }

    /// The unique name of a group.
    #[must_use]
    pub fn group_handle(group: GroupId) -> Self {
        Self::of(group.to_u128(), "handle")
    }

    /// The name of a tag.
    #[must_use]
    pub fn tag_name(tag: TagId) -> Self {
        Self::of(tag.to_u128(), "name")
    }

    /// The name of a template.
    #[must_use]
    pub fn template_name(template: TemplateId) -> Self {
        Self::of(template.to_u128(), "name")
    }

    /// The title that a template gives.
    #[must_use]
    pub fn template_title(template: TemplateId) -> Self {
        Self::of(template.to_u128(), "title")
    }

    /// The body that a template gives.
    #[must_use]
    pub fn template_body(template: TemplateId) -> Self {
        Self::of(template.to_u128(), "body")
    }

    /// An option that a template gives, by its number from 1.
    #[must_use]
    pub fn template_option(template: TemplateId, number: u8) -> Self {
        Self::of(template.to_u128(), &format!("option/{number}"))
    }

    /// What somebody who asks to become a member says to it.
    #[must_use]
    pub fn request_message(group: GroupId, person: PersonId) -> Self {
        Self::of(group.to_u128(), &format!("request/{person}"))
    }

    /// What an admin who declines that says to it.
    #[must_use]
    pub fn decline_message(group: GroupId, person: PersonId) -> Self {
        Self::of(group.to_u128(), &format!("decline/{person}"))
    }

    /// The title of a discussion.
    #[must_use]
    pub fn discussion_title(discussion: DiscussionId) -> Self {
        Self::of(discussion.to_u128(), "title")
    }

    /// The body of a discussion.
    #[must_use]
    pub fn discussion_body(discussion: DiscussionId) -> Self {
        Self::of(discussion.to_u128(), "body")
    }

    /// The body of a comment.
    #[must_use]
    pub fn comment_body(comment: CommentId) -> Self {
        Self::of(comment.to_u128(), "body")
    }

    /// The title of a proposal.
    #[must_use]
    pub fn proposal_title(proposal: ProposalId) -> Self {
        Self::of(proposal.to_u128(), "title")
    }

    /// The details of a proposal.
    #[must_use]
    pub fn proposal_details(proposal: ProposalId) -> Self {
        Self::of(proposal.to_u128(), "details")
    }

    /// An option of a proposal, by its number from 1.
    #[must_use]
    pub fn option(proposal: ProposalId, number: u8) -> Self {
        Self::of(proposal.to_u128(), &format!("option/{number}"))
    }

    /// The reason of somebody's vote.
    #[must_use]
    pub fn reason(proposal: ProposalId, voter: PersonId) -> Self {
        Self::of(proposal.to_u128(), &format!("reason/{voter}"))
    }

    /// What whoever closes or withdraws a proposal by hand says to it.
    #[must_use]
    pub fn closing_reason(proposal: ProposalId) -> Self {
        Self::of(proposal.to_u128(), "closing-reason")
    }

    /// The body of a note on a proposal.
    #[must_use]
    pub fn note_body(note: NoteId) -> Self {
        Self::of(note.to_u128(), "body")
    }

    /// The statement of an outcome.
    #[must_use]
    pub fn outcome_statement(outcome: OutcomeId) -> Self {
        Self::of(outcome.to_u128(), "statement")
    }
}

impl fmt::Display for TextId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for TextId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TextId({})", self.0)
    }
}

/// A digest of the words under the text's own key: equal words of one text have equal digests,
/// and without the key it says nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(ulid::Ulid);

impl Digest {
    /// The digest with these 128 bits.
    #[must_use]
    pub const fn from_u128(bits: u128) -> Self {
        Self(ulid::Ulid(bits))
    }

    /// The digest's 128 bits.
    #[must_use]
    pub const fn to_u128(self) -> u128 {
        self.0.0
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({})", self.0)
    }
}

/// A free text in a command or an event. The type is the declaration: the words of every field of
/// this type are sealed, and no other field of an event may hold words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Which text.
    #[serde(rename = "text")]
    pub id: TextId,
    /// A keyed digest of the words.
    pub digest: Digest,
    /// Length in Unicode scalar values, white space around the words left out.
    pub chars: u32,
}

impl Text {
    /// Whether both are versions of one text with the same words.
    #[must_use]
    pub fn same_words(&self, other: &Self) -> bool {
        self.id == other.id && self.digest == other.digest
    }
}
