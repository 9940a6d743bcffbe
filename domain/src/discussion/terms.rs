//! The words in which a discussion's rules are set.

use serde::{Deserialize, Serialize};

use crate::id::CommentId;

/// Who may read a discussion, within what its group and the group's parent allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Privacy {
    /// Everyone.
    Public,
    /// Those who the group's privacy names: its members, and in some the parent's members.
    Private,
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
