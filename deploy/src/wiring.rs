//! Puts the services together over one database.

use std::sync::Arc;

use anyhow::{Context, Result};
use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod};
use eventlog::executor::{Executor, Limits};
use eventlog::postgres::{DatabaseClock, PostgresLog, PostgresLogOptions, reaching, tls};
use eventlog::{Clock, EventLog};
use projections::admin::Building;
use projections::kept::Kept;
use tokio_postgres::Config;
use vault::{MasterKey, Vault};

/// How many connections answer the log's readers and the vault. Writing, projecting and following
/// have connections of their own.
const CONNECTIONS: usize = 6;

/// What every command that touches the data needs.
pub struct Services {
    /// How to reach the database.
    pub database: Config,
    /// The log.
    pub log: Arc<PostgresLog>,
    /// The database's clock.
    pub clock: Arc<DatabaseClock>,
    /// People and keys.
    pub vault: Vault,
    /// What is kept for readers.
    pub kept: Kept,
    /// Carries commands out.
    pub executor: Executor,
}

impl Services {
    /// Connects to the database and brings the log, the vault and what is kept up to date. `name` is
    /// how the connections are called in the database's own lists.
    ///
    /// # Errors
    /// If the database cannot be reached, or the master key is not the one that it was made with.
    pub async fn connect(database: Config, key: MasterKey, name: &str) -> Result<Self> {
        let mut database = reaching(database);
        database.application_name(name);
        let pool = pool(&database, CONNECTIONS)?;
        let options = PostgresLogOptions { name: name.to_owned(), ..PostgresLogOptions::default() };
        let log = PostgresLog::connect(database.clone(), pool.clone(), options)
            .await
            .context("the database cannot be used")?;
        let clock = DatabaseClock::start(Arc::clone(&log) as Arc<dyn EventLog>).await?;
        let kept = Kept::connect(pool.clone()).await?;
        let vault = Vault::connect(pool, key, Arc::clone(&clock) as Arc<dyn Clock>).await?;
        let executor = Executor::new(
            Arc::clone(&log) as Arc<dyn EventLog>,
            Arc::new(vault.clone()),
            Arc::clone(&clock) as Arc<dyn Clock>,
            Limits::default(),
        );
        Ok(Self { database, log, clock, vault, kept, executor })
    }

    /// What the read models are built from.
    #[must_use]
    pub fn building(&self) -> Building {
        Building {
            config: self.database.clone(),
            log: Arc::clone(&self.log) as Arc<dyn EventLog>,
            keyring: Arc::new(self.vault.clone()),
        }
    }

    /// Writes what waits, and lets go of the database.
    pub async fn close(self) {
        self.log.close().await;
    }
}

fn pool(database: &Config, connections: usize) -> Result<Pool> {
    let recycle = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = Manager::from_config(database.clone(), tls(database), recycle);
    Ok(Pool::builder(manager).max_size(connections).build()?)
}
