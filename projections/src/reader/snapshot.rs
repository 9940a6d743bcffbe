//! One state of all read models, as long as a request lasts.

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::Object;
use eventlog::Position;
use futures::future::try_join;
use tokio::time::timeout;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::sharing::Gathered;
use super::{Cells, Id, Lookup, ReadError, Viewer, uuids};

/// All read models at one position. Dropping it ends its transaction, or its part in one.
pub struct Snapshot {
    transaction: Arc<Transaction>,
    /// What those who share the transaction ask alike is asked together.
    gathered: Option<Gathered>,
    position: Position,
}

impl Snapshot {
    pub(super) async fn open(connection: Object) -> Result<Self, ReadError> {
        let (transaction, position) = Transaction::begin(connection).await?;
        Ok(Self { transaction: Arc::new(transaction), gathered: None, position })
    }

    /// A snapshot of a transaction that several requests read in.
    pub(super) const fn shared(
        transaction: Arc<Transaction>,
        position: Position,
        gathered: Gathered,
    ) -> Self {
        Self { transaction, gathered: Some(gathered), position }
    }

    /// Everything up to this position is in the snapshot, and nothing after it.
    #[must_use]
    pub const fn position(&self) -> Position {
        self.position
    }

    pub(crate) async fn rows(
        &self,
        sql: &str,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, ReadError> {
        self.transaction.rows(sql, params).await
    }

    /// What belongs to each of these ids, as the viewer sees it.
    pub(crate) async fn rows_of<T: Id>(
        &self,
        lookup: &'static Lookup,
        viewer: Viewer,
        ids: &[T],
    ) -> Result<Vec<Row>, ReadError> {
        match &self.gathered {
            None => self.rows(lookup.of_one(), &[&viewer.id(), &uuids(ids)]).await,
            Some(gathered) => gathered.rows(lookup, viewer.id(), uuids(ids)).await,
        }
    }
}

/// A transaction that only reads. Dropping it ends it.
pub(super) struct Transaction(Option<Object>);

/// How long the database may be silent: longer than it lets a statement take.
pub(super) const SILENCE: Duration = Duration::from_secs(10);
const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

impl Transaction {
    /// Begins one, and reads what position it is at.
    pub(super) async fn begin(connection: Object) -> Result<(Self, Position), ReadError> {
        let checkpoint = connection.prepare_cached("SELECT position FROM checkpoint").await?;
        // From here on the transaction may be open, also if this is dropped while it waits.
        let transaction = Self(Some(connection));
        let connection = transaction.connection()?;
        let (_, row) =
            try_join(connection.batch_execute(BEGIN), connection.query_one(&checkpoint, &[]))
                .await?;
        let position = Cells(&row).position("position")?;
        Ok((transaction, position))
    }

    pub(super) async fn rows(
        &self,
        sql: &str,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, ReadError> {
        let connection = self.connection()?;
        let statement = connection.prepare_cached(sql).await?;
        Ok(connection.query(&statement, params).await?)
    }

    fn connection(&self) -> Result<&Object, ReadError> {
        self.0.as_ref().ok_or(ReadError::NotReady)
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        let Some(connection) = self.0.take() else { return };
        match tokio::runtime::Handle::try_current() {
            // A connection whose transaction did not end is not used again.
            Ok(runtime) => drop(runtime.spawn(async move {
                let ended = timeout(SILENCE, connection.batch_execute("COMMIT")).await;
                if !matches!(ended, Ok(Ok(()))) {
                    drop(Object::take(connection));
                }
            })),
            Err(_) => drop(Object::take(connection)),
        }
    }
}
