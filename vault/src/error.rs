//! How the vault can fail.

use deadpool_postgres::PoolError;

use crate::Refusal;

/// Why the vault did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// What was asked breaks a rule: nothing was changed, and asking again changes nothing.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The vault cannot be reached or is too busy: try again.
    #[error("the vault is unavailable: {0}")]
    Unavailable(String),
    /// The mail could not be handed over: try again.
    #[error("the mail was not sent: {0}")]
    Mail(String),
    /// The vault holds what it must not hold, or misses what it must have: stop and call a person.
    #[error("the vault is damaged: {0}")]
    Damaged(String),
    /// The vault's keys and addresses were sealed with another master key.
    #[error(
        "the master key is not the one that this vault was made with; \
         give the program the file or the value that it was first started with"
    )]
    OtherMasterKey,
}

/// The classes of SQLSTATE that a later attempt may not meet again: connections, resources,
/// transaction rollbacks, interventions, system errors and locks.
const PASSING: [&str; 7] = ["08", "53", "40", "57", "58", "55", "25"];

/// The database's details are left out: they may quote what was stored.
impl From<tokio_postgres::Error> for VaultError {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(answer) = error.as_db_error() else {
            return Self::Unavailable(error.to_string());
        };
        let code = answer.code().code();
        let said = format!("{} ({code})", answer.message());
        match code.get(..2) {
            Some(class) if PASSING.contains(&class) => Self::Unavailable(said),
            _ => Self::Damaged(said),
        }
    }
}

impl From<PoolError> for VaultError {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) => error.into(),
            PoolError::Timeout(_) => Self::Unavailable("no connection was free in time".to_owned()),
            other => Self::Unavailable(other.to_string()),
        }
    }
}

impl From<getrandom::Error> for VaultError {
    fn from(error: getrandom::Error) -> Self {
        Self::Unavailable(format!("no randomness: {error}"))
    }
}
