//! What may be asked of a unique name.

use serde::Serialize;

use crate::id::GroupId;

/// A command to one unique name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Command {
    /// Claim the name for a group that is about to be made with it, or to take it.
    Claim {
        /// The group.
        group: GroupId,
    },
    /// The group uses this name (the system).
    Confirm {
        /// The group.
        group: GroupId,
    },
    /// Give the name up: the group was refused it, never made, or no longer has one (the system).
    Release {
        /// The group.
        group: GroupId,
    },
}

/// Whether the words can be a unique name: 3 to 40 of the characters `a-z`, `0-9` and `-`.
#[must_use]
pub fn is_handle(name: &str) -> bool {
    (3..=40).contains(&name.len())
        && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}
