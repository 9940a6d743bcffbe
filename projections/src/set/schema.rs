//! The schema of a set: its tables, its checkpoint and its indexes.

use eventlog::Position;
use eventlog::postgres::tls;
use tokio_postgres::{Client, Config};

use super::{Set, SetError};
use crate::engine::Projection;

/// A connection whose search path is the schema, with these settings besides. It is driven by a
/// task of its own, which ends with it.
pub(crate) async fn connect(
    config: &Config,
    schema: &str,
    settings: &str,
) -> Result<Client, SetError> {
    let mut config = config.clone();
    let given = config.get_options().unwrap_or_default().to_owned();
    let options = format!("{given} -c search_path={schema} -c jit=off {settings}");
    config.application_name("althing project").options(options.trim());
    let (client, connection) = config.connect(tls(&config)).await?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(error = %error, "a connection of the projector ended");
        }
    });
    Ok(client)
}

/// Makes the schema with its tables and a checkpoint before every event, if it is not there.
/// Within the transaction that is open, if one is.
pub(crate) async fn create(
    client: &Client,
    set: &Set,
    schema: &str,
    fence: i64,
) -> Result<(), SetError> {
    let there = client
        .query_one("SELECT to_regclass($1) IS NOT NULL", &[&format!("{schema}.checkpoint")])
        .await?;
    if there.get(0) {
        return Ok(());
    }
    let tables: Vec<&str> = set.projections().iter().map(|p| p.table.ddl).collect();
    let sql = format!(
        "CREATE SCHEMA {schema}; SET LOCAL search_path = {schema}; {}; {}; \
         INSERT INTO checkpoint (position, fence) VALUES (0, {fence})",
        tables.join(";"),
        include_str!("table_checkpoint.sql"),
    );
    Ok(client.batch_execute(&sql).await?)
}

/// Makes the indexes and looks at the rows, so that queries are planned well. May be repeated.
pub(crate) async fn finish(client: &Client, set: &Set) -> Result<(), SetError> {
    for Projection { table, .. } in set.projections() {
        for index in table.indexes {
            client.batch_execute(index).await?;
        }
    }
    analyze(client, set).await
}

/// Looks at the rows, so that queries are planned by what there is.
pub(crate) async fn analyze(client: &Client, set: &Set) -> Result<(), SetError> {
    for Projection { table, .. } in set.projections() {
        client.batch_execute(&format!("ANALYZE {}", table.name)).await?;
    }
    Ok(())
}

/// Position and fence of the set in the connection's search path.
pub(crate) async fn read_checkpoint(client: &Client) -> Result<(Position, i64), SetError> {
    let row = client.query_one("SELECT position, fence FROM checkpoint", &[]).await?;
    let position: i64 = row.get(0);
    Ok((Position(position.cast_unsigned()), row.get(1)))
}

/// Drops a schema with all that is in it.
pub(crate) async fn drop_schema(client: &Client, schema: &str) -> Result<(), SetError> {
    Ok(client.batch_execute(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE")).await?)
}
