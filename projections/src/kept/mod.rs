//! What is kept for readers: how far they have read, and how much they want to be told.
//!
//! No event says any of it, for it is theirs alone: nobody else's command depends on it, and it is
//! deleted with the person. No rebuild makes it again either, so it is in the schema `kept`, and
//! holds only what outlives a set of read models: ids, and positions of the log, which clients
//! never see. Queries join it with the read models in the same snapshot.

pub mod inventory;
mod markers;
mod volumes;

pub use volumes::Volume;
pub(crate) use volumes::{Scope, effective, muted};

use deadpool_postgres::{Object, Pool, PoolError};
use tokio_postgres::Client;
use tokio_postgres::types::ToSql;

use crate::set::{KEPT_LOCK, is_transient, told};

mod embedded {
    refinery::embed_migrations!("src/kept/migrations");
}

/// Nothing could be kept.
#[derive(Debug, thiserror::Error)]
pub enum KeptError {
    /// The database cannot be reached, or has too much to do: try again.
    #[error("the kept state is unavailable: {0}")]
    Unavailable(String),
    /// The database does not allow it: call a person.
    #[error("the kept state is damaged: {0}")]
    Damaged(String),
}

impl From<tokio_postgres::Error> for KeptError {
    fn from(error: tokio_postgres::Error) -> Self {
        if is_transient(&error) {
            Self::Unavailable(told(&error))
        } else {
            Self::Damaged(told(&error))
        }
    }
}

impl From<PoolError> for KeptError {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) => error.into(),
            other => Self::Unavailable(other.to_string()),
        }
    }
}

/// Writes what is kept for readers. Cheap to clone.
#[derive(Clone)]
pub struct Kept(Pool);

impl Kept {
    /// Brings the tables to what this program needs; they only grow, so that the program before
    /// still runs on them.
    ///
    /// # Errors
    /// If the database cannot be reached, or a migration fails; then it has had no effect.
    pub async fn connect(pool: Pool) -> Result<Self, KeptError> {
        // The connection does not go back to the pool: the lock ends with it, whatever happens.
        let mut wrapper = Object::take(pool.get().await?);
        let client: &mut Client = &mut wrapper;
        client.batch_execute(&format!("SELECT pg_advisory_lock({KEPT_LOCK})")).await?;
        client.batch_execute("CREATE SCHEMA IF NOT EXISTS kept").await?;
        // A newer program may have been here.
        let mut runner = embedded::migrations::runner().set_abort_missing(false);
        runner.set_migration_table_name("kept.migrations");
        let migrated = runner.run_async(client).await;
        migrated.map_err(|error| KeptError::Damaged(format!("a migration failed: {error}")))?;
        Ok(Self(pool))
    }

    async fn execute(&self, sql: &str, with: &[&(dyn ToSql + Sync)]) -> Result<(), KeptError> {
        let client = self.0.get().await?;
        let statement = client.prepare_cached(sql).await?;
        client.execute(&statement, with).await?;
        Ok(())
    }
}
