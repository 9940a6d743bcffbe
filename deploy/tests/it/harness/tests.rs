//! The harness keeps its own promises.

use super::{database, execute, server};

async fn databases(named: &str) -> i64 {
    let config = server::shared().await.config("postgres");
    let (client, connection) = config.connect(tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let count = "SELECT count(*) FROM pg_database WHERE datname = $1";
    client.query_one(count, &[&named]).await.unwrap().get(0)
}

#[tokio::test]
async fn each_test_has_a_database_of_its_own() {
    let (one, other) = tokio::join!(database(), database());
    execute(&one.config, "CREATE TABLE t ()").await.unwrap();
    execute(&other.config, "CREATE TABLE t ()").await.unwrap();
    let client = one.pool.get().await.unwrap();
    let row = client.query_one("SELECT current_database()", &[]).await.unwrap();
    assert_eq!(row.get::<_, String>(0), one.name);
}

#[tokio::test]
async fn a_database_goes_with_its_test_though_it_is_in_use() {
    let database = database().await;
    let name = database.name.clone();
    let held = database.pool.get().await.unwrap();
    assert_eq!(databases(&name).await, 1);
    drop(database);
    assert_eq!(databases(&name).await, 0);
    held.query_one("SELECT 1", &[]).await.unwrap_err();
}
