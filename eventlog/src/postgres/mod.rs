//! The log on PostgreSQL. Any number of nodes may write; how the order is kept is written in
//! [`session`].

mod clock;
mod connect;
mod guards;
mod known;
mod listen;
mod reader;
mod row;
mod session;
mod tls;
mod writer;

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use deadpool_postgres::{Object, Pool};
use domain::{StreamId, Timestamp};
use futures::stream::BoxStream;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio_postgres::Config;

pub use clock::DatabaseClock;
pub use connect::{LOCK_PATIENCE, reaching, writing};
pub use tls::tls;

use self::reader::Reader;
use self::row::broken;
use self::writer::{Notices, Queue, Writer};
use crate::append::{Append, AppendError, Appended};
use crate::recorded::{Position, Recorded, Version};
use crate::tail::{self, Pages, Tail};
use crate::{EventLog, LogError, StreamLock, heads};

mod embedded {
    refinery::embed_migrations!("src/postgres/migrations");
}

/// How much a node lets wait and keeps.
#[derive(Debug, Clone)]
pub struct PostgresLogOptions {
    /// How the connections are called in the database's own lists.
    pub name: String,
    /// How many appends may wait.
    pub waiting_appends: usize,
    /// How many bytes the waiting appends may take.
    pub waiting_bytes: usize,
    /// How many events one transaction takes, about.
    pub batch: usize,
    /// How many bytes of the newest events are kept for followers.
    pub tail_bytes: usize,
}

impl Default for PostgresLogOptions {
    fn default() -> Self {
        Self {
            name: "althing".to_owned(),
            waiting_appends: 20_000,
            waiting_bytes: 128 << 20,
            batch: 2_000,
            tail_bytes: 8 << 20,
        }
    }
}

/// The log on PostgreSQL.
pub struct PostgresLog {
    config: Config,
    id: u128,
    reader: Reader,
    tail: Arc<Tail>,
    queue: Mutex<Option<Arc<Queue>>>,
    writer: tokio::sync::Mutex<Option<JoinHandle<()>>>,
    followers: [JoinHandle<()>; 2],
}

impl PostgresLog {
    /// Opens the log and brings its schema to what this program needs. Reads go over `pool`;
    /// writing and listening have connections of their own, made from `config`.
    ///
    /// # Errors
    /// If the database cannot be reached, or its schema cannot be brought up to date.
    pub async fn connect(
        config: Config,
        pool: Pool,
        options: PostgresLogOptions,
    ) -> Result<Arc<Self>, LogError> {
        let mut config = connect::reaching(config);
        config.application_name(&options.name);
        migrate(&pool).await?;
        let reader = Reader(pool);
        let id = reader.identity().await?;
        let tail = Arc::new(Tail::new(reader.head().await?, options.tail_bytes));
        let behind = Arc::new(Notify::new());
        let (queue, receiver) = Queue::new(options.waiting_appends, options.waiting_bytes);
        let (written, news) = watch::channel(Position::START);
        let notices = Notices { behind: Arc::clone(&behind), written };
        let writer = Writer::new(config.clone(), Arc::clone(&tail), notices, options.batch);
        let follow = listen::follow(reader.clone(), Arc::clone(&tail), Arc::clone(&behind));
        let listen = listen::listen(config.clone(), Arc::clone(&tail), behind, news);
        Ok(Arc::new(Self {
            config,
            id,
            reader,
            tail,
            queue: Mutex::new(Some(Arc::new(queue))),
            writer: tokio::sync::Mutex::new(Some(tokio::spawn(writer.run(receiver)))),
            followers: [tokio::spawn(follow), tokio::spawn(listen)],
        }))
    }

    /// Which log this is: a random number that it was made with.
    #[must_use]
    pub const fn id(&self) -> u128 {
        self.id
    }

    /// Takes nothing more, and returns when what waited is written.
    pub async fn close(&self) {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = self.writer.lock().await.take() {
            // It ends by itself when the last append has its answer.
            let _ = writer.await;
        }
    }
}

impl Drop for PostgresLog {
    fn drop(&mut self) {
        self.followers.iter().for_each(JoinHandle::abort);
    }
}

/// Brings the schema up to date; programs that start at once wait for each other.
async fn migrate(pool: &Pool) -> Result<(), LogError> {
    let pooled = pool.get().await.map_err(row::unreached)?;
    // The connection does not go back to the pool: the lock ends with it, whatever happens.
    let mut client = Object::take(pooled);
    let prepare = "SELECT pg_advisory_lock(hashtextextended('althing log migrations', 0));
                   CREATE SCHEMA IF NOT EXISTS log";
    client.batch_execute(prepare).await.map_err(broken)?;
    // A newer program may have been here.
    let mut runner = embedded::migrations::runner().set_abort_missing(false);
    runner.set_migration_table_name("log.migrations");
    let migrated = runner.run_async(&mut *client).await;
    migrated
        .map(drop)
        .map_err(|error| LogError::Unavailable(format!("a migration failed: {error}")))
}

#[async_trait]
impl EventLog for PostgresLog {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        let append = heads::checked(append)?;
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match queue {
            Some(queue) => queue.append(append).await,
            None => Err(AppendError::Unavailable("the log is closed".to_owned())),
        }
    }

    async fn read_stream(
        &self,
        stream: StreamId,
        after: Version,
        limit: usize,
    ) -> Result<Vec<Arc<Recorded>>, LogError> {
        self.reader.stream(stream, after, limit).await
    }

    async fn read_streams(
        &self,
        streams: &[(StreamId, Version)],
    ) -> Result<Vec<Arc<Recorded>>, LogError> {
        self.reader.streams(streams).await
    }

    async fn read_all(
        &self,
        after: Position,
        limit: usize,
    ) -> Result<Vec<Arc<Recorded>>, LogError> {
        self.reader.page(after, limit).await
    }

    fn follow(
        &self,
        after: Position,
        limit: usize,
    ) -> BoxStream<'static, Result<Vec<Arc<Recorded>>, LogError>> {
        tail::follow(Arc::clone(&self.tail), self.reader.clone(), after, limit)
    }

    async fn head(&self) -> Result<Position, LogError> {
        self.reader.head().await
    }

    /// On a connection of its own: the lock ends with it, whatever becomes of the caller.
    async fn lock_stream(&self, stream: StreamId) -> Result<StreamLock, LogError> {
        let (client, task) = connect::connect(&self.config).await?;
        let lock = "SELECT pg_advisory_lock(hashtextextended($1, 1))";
        client.batch_execute("SET lock_timeout = '3s'").await.map_err(broken)?;
        client.execute(lock, &[&stream.to_string()]).await.map_err(broken)?;
        Ok(StreamLock::new((client, task)))
    }

    async fn now(&self) -> Result<Timestamp, LogError> {
        self.reader.now().await
    }
}
