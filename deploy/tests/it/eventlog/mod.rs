//! The log on PostgreSQL: the contract of all logs, and what can go wrong with a database.

mod cuts;
mod nodes;
mod rows;

use std::sync::Arc;

use eventlog::EventLog;
use eventlog::contract::sample::FEW;
use eventlog::postgres::{PostgresLog, PostgresLogOptions};

use crate::harness::{TestDatabase, database};

/// A node's log on a database, with a tail of a few events.
async fn node(database: &TestDatabase) -> Arc<PostgresLog> {
    let options = PostgresLogOptions { tail_bytes: FEW, ..PostgresLogOptions::default() };
    PostgresLog::connect(database.config.clone(), database.pool.clone(), options).await.unwrap()
}

async fn fresh() -> (Arc<dyn EventLog>, TestDatabase) {
    let database = database().await;
    (node(&database).await, database)
}

mod contract {
    eventlog::log_contract!(super::fresh);
}
