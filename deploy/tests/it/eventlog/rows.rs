//! Rows that the database rejects.

use std::sync::Arc;

use eventlog::contract::sample::{append, stream};
use eventlog::{AppendError, EventLog, Version};
use tokio::task::JoinSet;

use super::node;
use crate::harness::{database, execute};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_the_database_rejects_fails_its_own_append_only() {
    let database = database().await;
    let log = node(&database).await;
    let bad = stream("the database does not like this");
    let constraint = format!("ALTER TABLE log.events ADD CHECK (stream <> '{bad}' OR version < 2)");
    execute(&database.config, &constraint).await.unwrap();
    let mut writers = JoinSet::new();
    for at in 0..60 {
        let good = Arc::clone(&log);
        let name = format!("good {at}");
        writers.spawn(async move { good.append(append(&name, 2)).await.map(|_| ()) });
        if at == 30 {
            let bad = Arc::clone(&log);
            writers.spawn(async move {
                let refused = bad.append(append("the database does not like this", 3)).await;
                assert!(matches!(refused, Err(AppendError::Rejected(_))), "{refused:?}");
                Ok(())
            });
        }
    }
    while let Some(written) = writers.join_next().await {
        written.unwrap().unwrap();
    }
    let all = log.read_all(eventlog::Position::START, 1_000).await.unwrap();
    assert_eq!(all.len(), 120);
    let positions: Vec<u64> = all.iter().map(|event| event.position.0).collect();
    assert_eq!(positions, (1..=120).collect::<Vec<_>>(), "nothing is left out");
    assert!(log.read_stream(bad, Version::NONE, 1).await.unwrap().is_empty());
}
