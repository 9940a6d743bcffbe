//! What may be asked of a unique name.

use serde::Serialize;

use crate::id::GroupId;

/// A command to one unique name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Command {
    /// Claim the name for a group that is about to be made.
    Claim {
        /// The group.
        group: GroupId,
    },
    /// The group was made with this name (the system).
    Confirm {
        /// The group.
        group: GroupId,
    },
    /// Give the name up: the group was refused or never made (the system).
    Release {
        /// The group.
        group: GroupId,
    },
}
