//! The words in which a discussion's rules are set.

use serde::{Deserialize, Serialize};

use crate::id::{CommentId, GroupId, PersonId};

/// Who may read a discussion, within what its group and the group's parent allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Privacy {
    /// Everyone.
    Public,
    /// Those who the group's privacy names: its members, and in some the parent's members.
    Private,
}

/// Where a discussion is, and who may read it there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reach {
    /// The group that it is in; none if it is direct.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// Who may read it, within what the group allows.
    pub privacy: Privacy,
}

/// Why more readers that were announced do not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum WideningEnd {
    /// This person, the author, an admin or who had asked for it, called it off.
    Cancelled(PersonId),
    /// When its time came, it was not allowed any more.
    Overtaken,
}

/// What a reaction in a discussion is to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReactionTarget {
    /// The discussion itself.
    Discussion,
    /// A comment in it.
    Comment(CommentId),
}
