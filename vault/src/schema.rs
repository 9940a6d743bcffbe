//! The schema `vault` and its migrations. They only add, so that the program before still runs.

use deadpool_postgres::{Object, Pool};
use tokio_postgres::Client;

use crate::VaultError;

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// Brings the schema to what this program needs; programs that start at once wait for each other.
///
/// # Errors
/// If the database cannot be reached, or a migration fails; then it has had no effect.
pub async fn migrate(pool: &Pool) -> Result<(), VaultError> {
    // The connection does not go back to the pool: the lock ends with it, whatever happens.
    let mut wrapper = Object::take(pool.get().await?);
    let client: &mut Client = &mut wrapper;
    client
        .batch_execute("SELECT pg_advisory_lock(hashtextextended('althing vault migrations', 0))")
        .await?;
    client.batch_execute("CREATE SCHEMA IF NOT EXISTS vault").await?;
    // A newer program may have been here.
    let mut runner = embedded::migrations::runner().set_abort_missing(false);
    runner
        .set_migration_table_name("vault.migrations")
        .run_async(client)
        .await
        .map(|_| ())
        .map_err(|error| VaultError::Damaged(format!("a migration failed: {error}")))
}
