//! Connections that are cut: the answer to a commit is lost, the server goes away.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use eventlog::contract::sample::{append, append_to, stream};
use eventlog::postgres::{PostgresLog, PostgresLogOptions};
use eventlog::{EventLog, Position, Version};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio_postgres::Config;
use tokio_postgres::config::Host;

use super::node;
use crate::harness::{TestDatabase, database, execute};

/// Stands between a program and PostgreSQL, and cuts each of the first connections on which a
/// commit goes by: after the server has got it, before its answer comes back.
struct Cutter {
    config: Config,
    cuts: Arc<AtomicUsize>,
}

impl Cutter {
    async fn before(database: &TestDatabase, cuts: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let Some(Host::Unix(folder)) = database.config.get_hosts().first().cloned() else {
            panic!("the harness uses a socket")
        };
        let number = database.config.get_ports().first().copied().unwrap_or(5432);
        let socket = folder.join(format!(".s.PGSQL.{number}"));
        let left = Arc::new(AtomicUsize::new(cuts));
        let cuts = Arc::clone(&left);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = UnixStream::connect(&socket).await.unwrap();
                tokio::spawn(pass(client, server, Arc::clone(&left)));
            }
        });
        let mut config = Config::new();
        config.host("127.0.0.1").port(port);
        config.user(database.config.get_user().unwrap());
        config.dbname(database.config.get_dbname().unwrap());
        Self { config, cuts }
    }

    async fn node(&self, database: &TestDatabase) -> Arc<PostgresLog> {
        let options = PostgresLogOptions::default();
        PostgresLog::connect(self.config.clone(), database.pool.clone(), options).await.unwrap()
    }
}

async fn pass(client: TcpStream, server: UnixStream, left: Arc<AtomicUsize>) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let mut answers = tokio::spawn(async move {
        // Ends with either side.
        let _ = tokio::io::copy(&mut from_server, &mut to_client).await;
    });
    let mut buffer = vec![0; 1 << 16];
    while let Ok(read @ 1..) = from_client.read(&mut buffer).await {
        let commit = buffer[..read].windows(6).any(|word| word == b"COMMIT");
        let cut = commit
            && left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok();
        if cut {
            answers.abort();
            // Aborted before the commit goes on: no answer slips through.
            let _ = (&mut answers).await;
        }
        if to_server.write_all(&buffer[..read]).await.is_err() || cut {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_whose_answer_was_lost_is_found_and_not_repeated() {
    let database = database().await;
    let cutter = Cutter::before(&database, 2).await;
    let log = cutter.node(&database).await;
    let appended = log.append(append("cut", 3)).await.unwrap();
    assert_eq!((appended.first, appended.last), (Position(1), Position(3)));
    assert_eq!(cutter.cuts.load(Ordering::SeqCst), 0, "both the write and the look were cut");
    assert_eq!(log.head().await.unwrap(), Position(3));
    let next = log.append(append_to(stream("cut"), Version(3), 1)).await.unwrap();
    assert_eq!(next.first, Position(4));
    let seen = log.read_stream(stream("cut"), Version::NONE, 10).await.unwrap();
    assert_eq!(seen.len(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn followers_see_what_was_committed_without_an_answer() {
    let database = database().await;
    let cutter = Cutter::before(&database, 1).await;
    let log = cutter.node(&database).await;
    let mut follower = log.follow(Position::START, 10);
    log.append(append("cut", 2)).await.unwrap();
    let seen = eventlog::contract::sample::followed_to(&mut follower, Position(2)).await;
    assert_eq!(seen.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_writer_whose_sessions_are_ended_connects_again() {
    let database = database().await;
    let log = node(&database).await;
    log.append(append("before", 1)).await.unwrap();
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    execute(&database.config, end).await.unwrap();
    log.append(append("after", 1)).await.unwrap();
    let mut follower = log.follow(Position::START, 10);
    eventlog::contract::sample::followed_to(&mut follower, Position(2)).await;
}
