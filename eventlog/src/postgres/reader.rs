//! Reads the table.

use std::sync::Arc;

use async_trait::async_trait;
use deadpool_postgres::Pool;
use domain::{StreamId, Timestamp};
use tokio_postgres::types::ToSql;

use super::row::{COLUMNS, broken, column, number, recorded, time};
use crate::LogError;
use crate::recorded::{Position, Recorded, Version};
use crate::tail::Pages;

/// Reads over a pool of connections.
#[derive(Clone)]
pub(super) struct Reader(pub(super) Pool);

type Parameters<'a> = &'a [&'a (dyn ToSql + Sync)];

impl Reader {
    async fn events(
        &self,
        sql: &str,
        with: Parameters<'_>,
    ) -> Result<Vec<Arc<Recorded>>, LogError> {
        let client = self.0.get().await.map_err(|e| LogError::Unavailable(e.to_string()))?;
        let statement = client.prepare_cached(sql).await.map_err(broken)?;
        let rows = client.query(&statement, with).await.map_err(broken)?;
        rows.iter().map(recorded).collect()
    }

    pub(super) async fn stream(
        &self,
        stream: StreamId,
        after: Version,
        limit: usize,
    ) -> Result<Vec<Arc<Recorded>>, LogError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM log.events e WHERE e.stream = $1 AND e.version > $2
             ORDER BY e.version LIMIT $3"
        );
        let name = stream.to_string();
        self.events(&sql, &[&name, &column(after.0), &column(limit as u64)]).await
    }

    /// The offset keeps each stream's part an index scan of its own.
    pub(super) async fn streams(
        &self,
        streams: &[(StreamId, Version)],
    ) -> Result<Vec<Arc<Recorded>>, LogError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM unnest($1::text[], $2::bigint[]) AS w (stream, after)
             CROSS JOIN LATERAL (SELECT * FROM log.events e
                 WHERE e.stream = w.stream AND e.version > w.after OFFSET 0) AS e
             ORDER BY e.position"
        );
        let names: Vec<String> = streams.iter().map(|(stream, _)| stream.to_string()).collect();
        let after: Vec<i64> = streams.iter().map(|(_, after)| column(after.0)).collect();
        self.events(&sql, &[&names, &after]).await
    }

    pub(super) async fn head(&self) -> Result<Position, LogError> {
        let client = self.0.get().await.map_err(|e| LogError::Unavailable(e.to_string()))?;
        let sql = "SELECT max(position) FROM log.events";
        let statement = client.prepare_cached(sql).await.map_err(broken)?;
        let row = client.query_one(&statement, &[]).await.map_err(broken)?;
        let head: Option<i64> = row.try_get(0).map_err(broken)?;
        Ok(Position(number(head.unwrap_or_default())))
    }

    /// The random id that the log was made with.
    pub(super) async fn identity(&self) -> Result<u128, LogError> {
        let client = self.0.get().await.map_err(|e| LogError::Unavailable(e.to_string()))?;
        let row = client.query_one("SELECT id FROM log.identity", &[]).await.map_err(broken)?;
        Ok(row.try_get::<_, uuid::Uuid>(0).map_err(broken)?.as_u128())
    }

    pub(super) async fn now(&self) -> Result<Timestamp, LogError> {
        let client = self.0.get().await.map_err(|e| LogError::Unavailable(e.to_string()))?;
        let statement = client.prepare_cached("SELECT clock_timestamp()").await.map_err(broken)?;
        let row = client.query_one(&statement, &[]).await.map_err(broken)?;
        let now = row.try_get(0).map_err(broken)?;
        time(now).ok_or_else(|| LogError::Unavailable("the database has no time".to_owned()))
    }
}

#[async_trait]
impl Pages for Reader {
    async fn page(&self, after: Position, limit: usize) -> Result<Vec<Arc<Recorded>>, LogError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM log.events e WHERE e.position > $1 ORDER BY e.position LIMIT $2"
        );
        self.events(&sql, &[&column(after.0), &column(limit as u64)]).await
    }
}
