//! Stored for ever: these names and fields are a contract and change only by a new version and an
//! upcaster.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::{GroupId, PersonId};
use crate::text::Text;

/// What happens to a unique name. The name itself is not here: the stream's id is its keyed hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::enum_variant_names, reason = "the names are the types in the log, of all kinds")]
pub enum Event {
    /// A group holds the name. The claim lapses if the group does not use it in time.
    HandleClaimed {
        /// The group.
        group: GroupId,
        /// Who claimed it.
        by: Option<PersonId>,
        /// Until when the group must use it.
        lapses_at: Timestamp,
    },
    /// The group uses it: the claim stands.
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

impl Event {
    /// The event's type, as it is stored.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::HandleClaimed { .. } => "HandleClaimed",
            Self::HandleConfirmed { .. } => "HandleConfirmed",
            Self::HandleReleased { .. } => "HandleReleased",
        }
    }

    /// The event's texts: none.
    #[must_use]
    pub const fn texts(&self) -> Vec<(String, Text)> {
        Vec::new()
    }
}
