//! What may be asked of a person.

use serde::Serialize;

/// A command to one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Command {
    /// Sign up: the vault holds the person as pending.
    Register,
    /// Bring the person in with an imported history (the system).
    Import,
}
