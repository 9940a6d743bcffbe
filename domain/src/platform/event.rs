//! Stored for ever: these names and fields are a contract and change only by a new version and an
//! upcaster.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::PersonId;
use crate::text::Text;

/// What happens to the platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Event {
    /// From now on somebody is away: in no group, no discussion and no electorate.
    PersonDeactivated {
        /// Who.
        person: PersonId,
        /// Who wanted it.
        cause: Deactivation,
        /// When.
        at: Timestamp,
    },
    /// From now on somebody is where they were before they were away, unless they were taken out of
    /// it meanwhile.
    PersonReactivated {
        /// Who.
        person: PersonId,
        /// When.
        at: Timestamp,
    },
}

/// Who wanted somebody to be away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Deactivation {
    /// They themselves.
    Person,
    /// Whoever runs the service.
    Operator,
}

impl Event {
    /// The event's type, as it is stored.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::PersonDeactivated { .. } => "PersonDeactivated",
            Self::PersonReactivated { .. } => "PersonReactivated",
        }
    }

    /// The event's texts: none.
    #[must_use]
    pub const fn texts(&self) -> Vec<(String, Text)> {
        Vec::new()
    }
}
