//! Batches are applied in one transaction each, with the checkpoint.

use eventlog::Position;
use futures::future::try_join;
use tokio_postgres::{Config, Statement};

use super::feed::Batch;
use crate::engine::Writer;
use crate::set::{SetError, connect};

/// Settings of the connection that writes. Rows are found by their keys alone, and plans are made
/// while tables are still empty, so nothing is scanned. What is lost with the database's last
/// moments is projected again, with the checkpoint.
const SETTINGS: &str = "-c synchronous_commit=off -c enable_seqscan=off -c enable_hashjoin=off \
    -c enable_mergejoin=off -c lock_timeout=10000 -c idle_in_transaction_session_timeout=3000";

/// A set that batches are applied to, on a connection of its own.
pub(crate) struct Target {
    pub(crate) writer: Writer,
    advance: Statement,
    pub(crate) position: Position,
    pub(crate) fence: i64,
}

impl Target {
    /// The set in this schema, which is there, at this position and with this fence.
    pub(crate) async fn open(
        config: &Config,
        schema: &str,
        position: Position,
        fence: i64,
    ) -> Result<Self, SetError> {
        let client = connect(config, schema, SETTINGS).await?;
        let sql = "UPDATE checkpoint SET position = $1 WHERE position = $2 AND fence = $3";
        let advance = client.prepare(sql).await?;
        Ok(Self { writer: Writer::new(client), advance, position, fence })
    }

    /// Applies the batch, all of it or nothing.
    ///
    /// After an [`SetError::Unavailable`] it is not known which: whoever goes on reads the
    /// checkpoint first.
    pub(crate) async fn apply(&mut self, batch: &Batch) -> Result<(), SetError> {
        match self.write(batch).await {
            Ok(()) => {
                self.position = batch.last;
                Ok(())
            }
            Err(error) => {
                // If the connection is gone the transaction is too.
                let _ = self.writer.client.batch_execute("ROLLBACK").await;
                Err(error)
            }
        }
    }

    async fn write(&mut self, batch: &Batch) -> Result<(), SetError> {
        let client = &self.writer.client;
        let (to, from) = (batch.last.0.cast_signed(), self.position.0.cast_signed());
        let (_, advanced) = try_join(
            client.batch_execute("BEGIN"),
            client.execute(&self.advance, &[&to, &from, &self.fence]),
        )
        .await?;
        if advanced != 1 {
            return Err(SetError::Fenced);
        }
        self.writer.write(&batch.folded).await?;
        Ok(self.writer.client.batch_execute("COMMIT").await?)
    }
}
