//! Several nodes on one database: late commits, a node that stands still, many writers.

use std::sync::Arc;
use std::time::Duration;

use eventlog::contract::sample::{append, append_to, followed_to, guarded, stream};
use eventlog::postgres::LOCK_PATIENCE;
use eventlog::{AppendError, Conflict, EventLog, Position, Version};
use tokio::task::JoinSet;
use tokio_postgres::{Client, NoTls};

use super::{fresh, node};
use crate::harness::{TestDatabase, database};

/// The statement by which a node takes the log's lock.
const LOCK: &str = "SELECT pg_advisory_xact_lock(hashtextextended('althing log', 0))";

async fn connect(database: &TestDatabase) -> Client {
    let (client, connection) = database.config.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// Waits until somebody waits for a lock.
async fn until_one_waits(client: &Client) {
    let waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
    while client.query_one(waiting, &[]).await.unwrap().get::<_, i64>(0) == 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_writer_that_commits_late_leaves_no_gap() {
    let database = database().await;
    let log = node(&database).await;
    log.append(append("before", 1)).await.unwrap();
    let late = connect(&database).await;
    let watcher = connect(&database).await;
    // Another node, in the middle of writing position 2.
    late.batch_execute(&format!("BEGIN; {LOCK}")).await.unwrap();
    let copy = "INSERT INTO log.events SELECT 2, id, 'proposal-00000000000000000000000000', 1, \
                type, schema, recorded_at, occurred_at, imported, actor, command, input, \
                correlation, causation, guards, payload FROM log.events WHERE position = 1";
    late.batch_execute(copy).await.unwrap();
    let ours = tokio::spawn({
        let log = Arc::clone(&log);
        async move { log.append(append("after", 1)).await }
    });
    until_one_waits(&watcher).await;
    let seen = log.read_all(Position::START, 10).await.unwrap();
    assert_eq!(seen.len(), 1, "nothing is seen before what is smaller");
    late.batch_execute("COMMIT").await.unwrap();
    assert_eq!(ours.await.unwrap().unwrap().first, Position(3));
    let mut follower = log.follow(Position::START, 100);
    let seen = followed_to(&mut follower, Position(3)).await;
    let positions: Vec<u64> = seen.iter().map(|event| event.position.0).collect();
    assert_eq!(positions, [1, 2, 3]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_write_at_once_and_see_one_order() {
    const EACH: u64 = 120;
    let database = database().await;
    let nodes = [node(&database).await, node(&database).await];
    let mut writers = JoinSet::new();
    for (n, log) in nodes.iter().enumerate() {
        for at in 0..EACH {
            let log = Arc::clone(log);
            let name = format!("node {n} writes {at}");
            writers.spawn(async move { log.append(append(&name, 2)).await.unwrap() });
        }
    }
    // Both want the same stream: one of each two wins.
    for log in &nodes {
        let log = Arc::clone(log);
        writers.spawn(async move {
            let mut version = Version::NONE;
            while version.0 < EACH {
                match log.append(append_to(stream("both"), version, 1)).await {
                    Ok(appended) => {
                        version = version.plus(1);
                        if version.0 == EACH {
                            return appended;
                        }
                    }
                    Err(AppendError::Conflict(Conflict { actual, .. })) => version = actual,
                    Err(error) => panic!("{error}"),
                }
            }
            log.append(append("the slower node is done", 1)).await.unwrap()
        });
    }
    while let Some(written) = writers.join_next().await {
        written.unwrap();
    }
    let last = nodes[0].head().await.unwrap();
    let seen = followed_to(&mut nodes[0].follow(Position::START, 64), last).await;
    let theirs = followed_to(&mut nodes[1].follow(Position::START, 1_000), last).await;
    assert_eq!(seen, theirs);
    let positions: Vec<u64> = seen.iter().map(|event| event.position.0).collect();
    assert_eq!(positions, (1..=last.0).collect::<Vec<_>>(), "dense");
    assert!(seen.is_sorted_by_key(|event| event.recorded_at));
    let both = nodes[0].read_stream(stream("both"), Version::NONE, 1_000).await.unwrap();
    let versions: Vec<u64> = both.iter().map(|event| event.version.0).collect();
    assert_eq!(versions, (1..=EACH).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_stands_still_under_the_lock_is_cut_off() {
    let database = database().await;
    let log = node(&database).await;
    // A session as a node's writer opens it, whose program is stopped after it took the lock.
    log.append(append("a writer's session", 1)).await.unwrap();
    let stopped = eventlog::postgres::writing(database.config.clone());
    let (stopped, connection) = stopped.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    stopped.batch_execute(&format!("BEGIN; {LOCK}")).await.unwrap();
    // The others wait, and go on when PostgreSQL has ended that session.
    log.append(append("the others go on", 1)).await.unwrap();
    assert!(stopped.batch_execute("COMMIT").await.is_err(), "its transaction is over");
    assert!(LOCK_PATIENCE <= Duration::from_millis(2_500), "3 s are promised");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guard_that_another_node_moved_is_a_conflict() {
    let database = database().await;
    let [ours, theirs] = [node(&database).await, node(&database).await];
    ours.append(append("guarded", 1)).await.unwrap();
    let decided = guarded(append("decided", 1), &[(stream("guarded"), Version(1))]);
    theirs.append(append_to(stream("guarded"), Version(1), 1)).await.unwrap();
    let refused = ours.append(decided).await.unwrap_err();
    let expected = Conflict { stream: stream("guarded"), expected: Version(1), actual: Version(2) };
    assert!(matches!(refused, AppendError::Conflict(conflict) if conflict == expected));
    assert!(ours.read_stream(stream("decided"), Version::NONE, 1).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_is_written_before_the_log_closes() {
    let database = database().await;
    let log = node(&database).await;
    let mut writers = JoinSet::new();
    for at in 0..50 {
        let log = Arc::clone(&log);
        writers.spawn(async move { log.append(append(&format!("waits {at}"), 1)).await });
    }
    tokio::task::yield_now().await;
    log.close().await;
    let mut written = 0;
    while let Some(answer) = writers.join_next().await {
        match answer.unwrap() {
            Ok(_) => written += 1,
            Err(AppendError::Unavailable(_)) => {}
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(log.head().await.unwrap(), Position(written), "every answer was true");
    let late = log.append(append("too late", 1)).await.unwrap_err();
    assert!(matches!(late, AppendError::Unavailable(_)));
}

#[tokio::test]
async fn the_clock_is_the_databases_and_never_goes_back() {
    let (log, database) = fresh().await;
    let clock = eventlog::postgres::DatabaseClock::start(Arc::clone(&log)).await.unwrap();
    let told: Vec<_> = (0..1_000).map(|_| eventlog::Clock::now(&*clock)).collect();
    assert!(told.is_sorted());
    // One machine: they differ by how long it took to ask, which nothing bounds but patience.
    let theirs = log.now().await.unwrap();
    assert!(theirs.duration_since(told[0]).unsigned_abs() < Duration::from_secs(60));
    assert!(clock.disagreement() < Duration::from_secs(60));
    drop(database);
}
