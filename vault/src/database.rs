//! The vault's database: a pool, and how ids and times are written there.

use std::error::Error;
use std::time::Duration;

use bytes::BytesMut;
use deadpool_postgres::{Object, Pool};
use domain::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, accepts, to_sql_checked};

use crate::VaultError;

/// The parameters of a statement.
pub type Parameters<'a> = &'a [&'a (dyn ToSql + Sync)];

/// Statements outside a transaction, prepared once per connection.
#[derive(Clone)]
pub struct Database(pub Pool);

impl Database {
    pub async fn client(&self) -> Result<Object, VaultError> {
        Ok(self.0.get().await?)
    }

    pub async fn query(&self, sql: &str, with: Parameters<'_>) -> Result<Vec<Row>, VaultError> {
        let client = self.client().await?;
        let statement = client.prepare_cached(sql).await?;
        Ok(client.query(&statement, with).await?)
    }

    pub async fn query_opt(
        &self,
        sql: &str,
        with: Parameters<'_>,
    ) -> Result<Option<Row>, VaultError> {
        let client = self.client().await?;
        let statement = client.prepare_cached(sql).await?;
        Ok(client.query_opt(&statement, with).await?)
    }

    pub async fn execute(&self, sql: &str, with: Parameters<'_>) -> Result<u64, VaultError> {
        let client = self.client().await?;
        let statement = client.prepare_cached(sql).await?;
        Ok(client.execute(&statement, with).await?)
    }
}

/// A column of a row that a statement of ours asked for.
pub fn column<'r, T: FromSql<'r>>(row: &'r Row, name: &str) -> Result<T, VaultError> {
    row.try_get(name).map_err(|error| VaultError::Damaged(format!("column {name}: {error}")))
}

/// A time, as PostgreSQL writes it: microseconds since the year 2000.
#[derive(Debug, Clone, Copy)]
pub struct At(pub Timestamp);

const YEAR_2000_MICROS: i64 = 946_684_800_000_000;

impl ToSql for At {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        (self.0.as_microsecond() - YEAR_2000_MICROS).to_sql(&Type::INT8, out)
    }

    accepts!(TIMESTAMPTZ);
    to_sql_checked!();
}

impl<'a> FromSql<'a> for At {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        let micros = i64::from_sql(&Type::INT8, raw)?.saturating_add(YEAR_2000_MICROS);
        Ok(Self(Timestamp::from_microsecond(micros)?))
    }

    accepts!(TIMESTAMPTZ);
}

/// A column that holds a time.
pub fn time(row: &Row, name: &str) -> Result<Timestamp, VaultError> {
    column::<At>(row, name).map(|At(time)| time)
}

/// The time that is `by` after `now`.
pub fn after(now: Timestamp, by: Duration) -> Timestamp {
    let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
    let then = now.as_millisecond().saturating_add(by);
    Timestamp::from_millisecond(then).unwrap_or(Timestamp::MAX)
}

/// The time that is `by` before `now`.
pub fn before(now: Timestamp, by: Duration) -> Timestamp {
    let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
    let then = now.as_millisecond().saturating_sub(by);
    Timestamp::from_millisecond(then).unwrap_or(Timestamp::MIN)
}
