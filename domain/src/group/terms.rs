//! The words in which a group's rules are set: privacy, ways of joining, roles and switches.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Who may know of a group and read in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Privacy {
    /// Everyone sees it and its discussions, except private ones.
    Open,
    /// Everyone sees its name and description; members see its discussions, except public ones,
    /// which everyone sees.
    Closed,
    /// Subgroups only: the parent's members see that it exists.
    ParentVisible,
    /// Members and those invited see that it exists.
    Secret,
}

impl Privacy {
    /// All of them, the most visible first.
    pub const ALL: [Self; 4] = [Self::Open, Self::Closed, Self::ParentVisible, Self::Secret];

    /// What this privacy amounts to below a parent with the privacy `parent`: a subgroup is never
    /// more visible than its parent.
    #[must_use]
    pub const fn under(self, parent: Self) -> Self {
        match (parent, self) {
            (Self::Closed, Self::Open) => Self::Closed,
            (Self::Secret, Self::Open | Self::Closed) => Self::ParentVisible,
            _ => self,
        }
    }

    /// Whether a group with this privacy may have a handle and public discussions.
    #[must_use]
    pub const fn seen_by_everyone(self) -> bool {
        matches!(self, Self::Open | Self::Closed)
    }

    /// The ways of joining that the privacy allows, the default first.
    #[must_use]
    pub const fn join_policies(self) -> &'static [JoinPolicy] {
        match self {
            Self::Open => &[JoinPolicy::AtOnce, JoinPolicy::ByApproval, JoinPolicy::ByInvitation],
            Self::Closed => &[JoinPolicy::ByApproval, JoinPolicy::ByInvitation],
            Self::ParentVisible => &[JoinPolicy::ByApproval, JoinPolicy::AtOnce],
            Self::Secret => &[JoinPolicy::ByInvitation],
        }
    }

    /// This way of joining, if the privacy allows it, and otherwise its default.
    #[must_use]
    pub fn nearest_join(self, join: JoinPolicy) -> JoinPolicy {
        let allowed = self.join_policies();
        if allowed.contains(&join) { join } else { allowed[0] }
    }
}

impl fmt::Display for Privacy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "OPEN",
            Self::Closed => "CLOSED",
            Self::ParentVisible => "PARENT_VISIBLE",
            Self::Secret => "SECRET",
        })
    }
}

/// How people come into a group. An invitation always works too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum JoinPolicy {
    /// At once. In `PARENT_VISIBLE` groups: the parent's members only.
    AtOnce,
    /// By a request that an admin approves. In `PARENT_VISIBLE` groups: the parent's members only.
    ByApproval,
    /// Only by an invitation.
    ByInvitation,
}

impl fmt::Display for JoinPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AtOnce => "AT_ONCE",
            Self::ByApproval => "BY_APPROVAL",
            Self::ByInvitation => "BY_INVITATION",
        })
    }
}

/// What a person is in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// Takes part.
    Member,
    /// Also looks after the group.
    Admin,
}

/// What members who are not admins may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own, set by admins")]
pub struct Switches {
    /// Invite and approve members.
    pub add_members: bool,
    /// Let guests into discussions.
    pub add_guests: bool,
    /// Start discussions.
    pub start_discussions: bool,
    /// Edit the title and body of others' discussions.
    pub edit_discussions: bool,
    /// Edit their own comments.
    pub edit_comments: bool,
    /// Discard their own comments.
    pub delete_comments: bool,
    /// Raise proposals.
    pub raise_proposals: bool,
    /// Make subgroups.
    pub create_subgroups: bool,
    /// Announce discussions, proposals and outcomes.
    pub announce: bool,
    /// Tag and pin discussions.
    pub tag_and_pin: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            add_members: false,
            add_guests: true,
            start_discussions: true,
            edit_discussions: false,
            edit_comments: true,
            delete_comments: true,
            raise_proposals: true,
            create_subgroups: false,
            announce: true,
            tag_and_pin: true,
        }
    }
}
