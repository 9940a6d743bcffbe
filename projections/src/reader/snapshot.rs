//! One state of all read models, as long as a request lasts.

use deadpool_postgres::Object;
use eventlog::Position;
use futures::future::try_join;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::{Cells, ReadError};

/// All read models at one position. Dropping it ends its transaction.
pub struct Snapshot {
    connection: Option<Object>,
    position: Position,
}

const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

impl Snapshot {
    pub(super) async fn open(connection: Object) -> Result<Self, ReadError> {
        let checkpoint = connection.prepare_cached("SELECT position FROM checkpoint").await?;
        // From here on the transaction may be open, also if this is dropped while it waits.
        let mut snapshot = Self { connection: Some(connection), position: Position::START };
        let connection = snapshot.connection()?;
        let (_, row) =
            try_join(connection.batch_execute(BEGIN), connection.query_one(&checkpoint, &[]))
                .await?;
        snapshot.position = Cells(&row).position("position")?;
        Ok(snapshot)
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
        let connection = self.connection()?;
        let statement = connection.prepare_cached(sql).await?;
        Ok(connection.query(&statement, params).await?)
    }

    fn connection(&self) -> Result<&Object, ReadError> {
        self.connection.as_ref().ok_or(ReadError::NotReady)
    }
}

impl Drop for Snapshot {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        match tokio::runtime::Handle::try_current() {
            // A connection whose transaction did not end is not used again.
            Ok(runtime) => drop(runtime.spawn(async move {
                if connection.batch_execute("COMMIT").await.is_err() {
                    drop(Object::take(connection));
                }
            })),
            Err(_) => drop(Object::take(connection)),
        }
    }
}
