//! Stored for ever: why things happen in a group. These names are a contract and change only by a new
//! version and an upcaster.

use serde::{Deserialize, Serialize};

/// Why an invitation ended without a membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum InvitationEnd {
    /// The one who got it does not want to join.
    Declined,
    /// An admin, or who sent it, took it back.
    Revoked,
    /// Thirty days went by.
    Expired,
}

/// How a request to become a member ended without a membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RequestEnd {
    /// Turned down; the person may ask again.
    Declined,
    /// Ignored; the person may not ask again.
    Ignored,
    /// Taken back by the person.
    Withdrawn,
}

/// How somebody became a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MembershipStart {
    /// They made the group.
    Founded,
    /// They joined by themselves.
    Joined,
    /// Their request was approved.
    Approved,
    /// They accepted an invitation.
    Invited,
    /// They were brought in with an imported history.
    Imported,
    /// They look after the parent, and nobody was left who could look after the group.
    Succession,
}

/// Why a role changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RoleChange {
    /// An admin changed it.
    Admin,
    /// They stepped down themselves.
    SteppedDown,
    /// The last admin is gone, and they have been a member the longest.
    Succession,
}

/// Why a membership ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MembershipEnd {
    /// They left.
    Left,
    /// An admin removed them.
    Removed,
    /// Their membership of the parent ended.
    ParentEnded,
}

/// Why a group's privacy changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PrivacyCause {
    /// An admin changed it.
    Admin,
    /// The parent's was narrowed, and a subgroup is never more visible than that.
    ParentNarrowed,
}

/// Why a group was archived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ArchiveCause {
    /// An admin archived it.
    Admin,
    /// The last admin is gone, and there is nobody who could follow.
    NoAdmin,
}
