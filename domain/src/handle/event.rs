//! Stored for ever: these names and fields are a contract and change only by a new version and an
//! upcaster.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::{GroupId, PersonId};

/// What happens to a unique name. The name itself is not here: the stream's id is its keyed hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Event {
    /// A group holds the name. The claim lapses if the group does not exist in time.
    HandleClaimed {
        /// The group.
        group: GroupId,
        /// Who claimed it.
        by: Option<PersonId>,
        /// Until when the group must have been made.
        lapses_at: Timestamp,
    },
    /// The group was made: the claim stands.
    HandleConfirmed {
        /// The group.
        group: GroupId,
    },
    /// The name is free again.
    HandleReleased {
        /// The group that held it.
        group: GroupId,
    },
}
