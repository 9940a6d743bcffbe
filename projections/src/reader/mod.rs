//! Reading: one snapshot for each request, typed rows, and lists by pages.

mod cells;
mod lists;
mod lookup;
mod page;
mod sharing;
mod snapshot;
mod viewer;

pub(crate) use cells::{Cells, Id, uuids};
pub(crate) use lists::{grouped, keyed, lateral};
pub(crate) use lookup::Lookup;
pub use page::{Cursor, HasCursor, Page, Slice, Take};
pub(crate) use page::{NOBODY, Order, Window, listed_by_position, micros};
pub use snapshot::Snapshot;
pub use viewer::{Invitee, Viewer};

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, PoolError, RecyclingMethod, Runtime};
use eventlog::Position;
use eventlog::postgres::tls;
use tokio_postgres::error::SqlState;

use crate::runner::{Progress, SetState};
use crate::set::told;
use sharing::Sharing;

/// Nothing could be read.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ReadError {
    /// The database cannot be reached, or has too much to do: try again.
    #[error("the read models are unavailable: {0}")]
    Unavailable(String),
    /// The read models of this program are still being built: try again later.
    #[error("the read models are being built")]
    NotReady,
    /// A statement took longer than it may.
    #[error("a statement took too long")]
    Timeout,
    /// A row is not what its table says: stop and call a person.
    #[error("the read models are damaged: {0}")]
    Damaged(String),
}

impl From<tokio_postgres::Error> for ReadError {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.code() {
            Some(&SqlState::QUERY_CANCELED) => Self::Timeout,
            Some(code) if is_lasting(code) => Self::Damaged(told(&error)),
            _ => Self::Unavailable(told(&error)),
        }
    }
}

/// Whether the same statement would fail again: everything but a lack of resources, the
/// operator's interventions and conflicts.
fn is_lasting(code: &SqlState) -> bool {
    !matches!(code.code().get(..2), Some("08" | "25" | "40" | "53" | "55" | "57" | "58"))
}

impl From<PoolError> for ReadError {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) => error.into(),
            other => Self::Unavailable(other.to_string()),
        }
    }
}

/// How reading is bounded.
#[derive(Debug, Clone, Copy)]
pub struct ReaderOptions {
    /// How many snapshots may be open at a time.
    pub connections: usize,
    /// How long a statement may take.
    pub statement_timeout: Duration,
    /// How long a request waits for a connection, and how long for a position.
    pub wait: Duration,
}

impl Default for ReaderOptions {
    fn default() -> Self {
        Self {
            connections: 16,
            statement_timeout: Duration::from_secs(5),
            wait: Duration::from_secs(2),
        }
    }
}

/// Opens snapshots of the set that this program was built for. Cheap to clone.
#[derive(Clone)]
pub struct Reader {
    pool: Pool,
    sharing: Sharing,
    progress: Progress,
    wait: Duration,
}

impl Reader {
    /// A reader of the set whose progress this is. Connects when first asked.
    ///
    /// # Errors
    /// If the options make no pool.
    pub fn new(
        mut config: tokio_postgres::Config,
        progress: Progress,
        options: ReaderOptions,
    ) -> Result<Self, ReadError> {
        // Statements are few and long: planning one takes longer than carrying it out, so plans are
        // kept. They are made while tables are still small: without indexes they would be slow once
        // these have grown.
        let settings = format!(
            "{} -c search_path={} -c jit=off -c enable_seqscan=off -c plan_cache_mode=force_generic_plan \
             -c statement_timeout={} \
             -c idle_in_transaction_session_timeout=60000",
            config.get_options().unwrap_or_default(),
            progress.schema(),
            options.statement_timeout.as_millis(),
        );
        config.application_name("althing read").options(settings.trim());
        let manager = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let tls = tls(&config);
        let pool = Pool::builder(Manager::from_config(config, tls, manager))
            .max_size(options.connections)
            .wait_timeout(Some(options.wait))
            .create_timeout(Some(options.wait))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| ReadError::Unavailable(error.to_string()))?;
        let sharing = Sharing::new(pool.clone(), progress.clone());
        Ok(Self { pool, sharing, progress, wait: options.wait })
    }

    /// The newest state of all read models; if a position is named, waits for it first, no longer
    /// than the options allow.
    ///
    /// The snapshot may be older than asked for: compare [`Snapshot::position`].
    ///
    /// # Errors
    /// If the database cannot be reached or the set is not built yet.
    pub async fn snapshot(&self, wait_for: Option<Position>) -> Result<Arc<Snapshot>, ReadError> {
        if let Some(position) = wait_for {
            self.progress.wait_for(position, self.wait).await;
        }
        self.check_built()?;
        Ok(Arc::new(Snapshot::open(self.pool.get().await?).await?))
    }

    /// The same, shared with others who ask at the time. For requests that read little: what one
    /// of them asks the others wait for, and a statement that fails fails for all of them.
    ///
    /// # Errors
    /// As above.
    pub async fn shared_snapshot(
        &self,
        wait_for: Option<Position>,
    ) -> Result<Arc<Snapshot>, ReadError> {
        self.check_built()?;
        self.sharing.snapshot(wait_for, self.wait).await
    }

    fn check_built(&self) -> Result<(), ReadError> {
        match self.progress.state() {
            SetState::Building => Err(ReadError::NotReady),
            _ => Ok(()),
        }
    }

    /// How far the set is.
    #[must_use]
    pub const fn progress(&self) -> &Progress {
        &self.progress
    }
}
