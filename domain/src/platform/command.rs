//! What may be asked of the platform.

use serde::Serialize;

use crate::id::PersonId;

/// A command to the platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Command {
    /// Take somebody out of everything that they are in: oneself, or whom the operator names (the
    /// system).
    Deactivate {
        /// Whom.
        person: PersonId,
    },
    /// Put somebody back into what they were in, as far as nobody ended it meanwhile. Whom the
    /// operator took out, only the operator puts back (the system).
    Reactivate {
        /// Whom.
        person: PersonId,
    },
}
