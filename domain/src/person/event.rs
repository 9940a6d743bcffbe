//! Stored for ever: these names and fields are a contract and change only by a new version and an
//! upcaster.

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// What happens to a person. Nothing here says who it is: names and addresses are in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Event {
    /// Somebody signed up.
    PersonRegistered {},
    /// Somebody is known from an imported history: no address, no sign-in.
    PersonImported {},
}

impl Event {
    /// The event's type, as it is stored.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::PersonRegistered {} => "PersonRegistered",
            Self::PersonImported {} => "PersonImported",
        }
    }

    /// The event's texts: none.
    #[must_use]
    pub const fn texts(&self) -> Vec<(String, Text)> {
        Vec::new()
    }
}
