//! What is kept for readers.

use std::collections::BTreeSet;

use projections::kept::Kept;
use projections::kept::inventory::{IMPERSONAL_TABLES, PERSONAL};

use crate::harness::database;

#[tokio::test]
async fn promise_01_every_kept_column_is_declared() {
    let database = database().await;
    Kept::connect(database.pool.clone()).await.unwrap();
    let client = database.pool.get().await.unwrap();
    let columns = "SELECT table_name::text, column_name::text FROM information_schema.columns
        WHERE table_schema = 'kept'";
    let impersonal: BTreeSet<_> = IMPERSONAL_TABLES.iter().map(|(table, _)| *table).collect();
    let rows = client.query(columns, &[]).await.unwrap();
    let held: BTreeSet<(&str, &str)> = rows
        .iter()
        .map(|row| (row.get(0), row.get(1)))
        .filter(|(table, _)| !impersonal.contains(table))
        .collect();
    let declared: BTreeSet<_> = PERSONAL.iter().map(|entry| (entry.table, entry.column)).collect();
    assert_eq!(declared, held, "src/kept/inventory.rs and the migrations differ");
    assert_eq!(declared.len(), PERSONAL.len(), "a column is declared twice");
}

#[tokio::test]
async fn programs_that_start_at_once_make_the_kept_tables_once() {
    let database = database().await;
    let connect = || Kept::connect(database.pool.clone());
    let (a, b, c) = tokio::join!(connect(), connect(), connect());
    assert!([a, b, c].iter().all(Result::is_ok));
    assert!(connect().await.is_ok());
}
