//! What is kept for readers.

use std::collections::BTreeSet;

use projections::kept::inventory::{IMPERSONAL_TABLES, PERSONAL};
use projections::kept::{Kept, KeptError};
use projections::{ReadError, SetError};

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

#[tokio::test]
async fn what_the_database_quotes_goes_no_further() {
    let database = database().await;
    let client = database.pool.get().await.unwrap();
    let error = async || client.query("SELECT 'Rye on Fridays'::uuid", &[]).await.unwrap_err();
    let quoted = error().await.as_db_error().unwrap().message().to_owned();
    assert!(quoted.contains("Rye on Fridays"), "{quoted}");
    for told in [
        KeptError::from(error().await).to_string(),
        ReadError::from(error().await).to_string(),
        SetError::from(error().await).to_string(),
    ] {
        assert!(told.contains("22P02") && !told.contains("Rye"), "{told}");
    }
}
