//! Appends of 200 events of 300 bytes, beside one `INSERT ... SELECT` of the same rows into a table
//! with the same indexes, each in a transaction of its own.

use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use deadpool_postgres::{Manager, Pool};
use domain::{Actor, PersonId, ProposalId, StreamId, Timestamp};
use eventlog::postgres::{PostgresLog, PostgresLogOptions};
use eventlog::{Append, CommandId, EventId, EventLog, Guard, InputHash, NewEvent, Version};
use futures::StreamExt;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, NoTls};
use uuid::Uuid;

use crate::database::Database;
use crate::figure::{Figure, median};

const EVENTS: usize = 200;
const BYTES: usize = 300;
const APPENDS: usize = 300;
const ROUNDS: usize = 5;
/// How many appends are under way at a time where they need not wait for each other.
const TOGETHER: usize = 16;

const FLOOR: &str = "
    INSERT INTO floor
    SELECT $1 + n, id, stream, version, 'VoteCast', 1, $2, $2, false, actor, command, input, NULL,
           NULL, guards, payload
    FROM unnest($3::uuid[], $4::text[], $5::bigint[], $6::uuid[], $7::uuid[], $8::uuid[],
                $9::bytea[], $10::bytea[])
        WITH ORDINALITY AS r (id, stream, version, actor, command, input, guards, payload, n)";

/// Measures it.
pub async fn run(dir: &Path) {
    let database = Database::start(dir).await;
    let config = database.named("append").await;
    let pool = Pool::builder(Manager::new(config.clone(), NoTls)).max_size(4).build();
    let options = PostgresLogOptions::default();
    let log = PostgresLog::connect(config.clone(), pool.expect("a pool"), options).await;
    let log = log.expect("a log");
    let client = floor_table(&config).await;
    let (mut floors, mut ours, mut together) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let floor = insert_all(&client, round);
        floors.push(Figure::measure("INSERT ... SELECT, 200 rows each", total(), floor).await);
        let alone = append_all(&log, round * 2, 1);
        ours.push(Figure::measure("append, one after another", total(), alone).await);
        let many = append_all(&log, round * 2 + 1, TOGETHER);
        together.push(Figure::measure("append, 16 at a time", total(), many).await);
    }
    let floor = median(floors);
    median(ours).against(&floor, 0.7);
    median(together).against(&floor, 0.7);
    log.close().await;
    database.stop().await;
}

const fn total() -> usize {
    APPENDS * EVENTS
}

async fn floor_table(config: &Config) -> Client {
    let (client, connection) = config.connect(NoTls).await.expect("a connection");
    tokio::spawn(connection);
    let make = "CREATE TABLE floor (LIKE log.events INCLUDING ALL)";
    client.batch_execute(make).await.expect("a table");
    client
}

/// The bytes of an event: what a sealed one looks like to the database, which cannot compress it.
fn payload() -> Bytes {
    let mut bytes = vec![0; BYTES];
    getrandom::fill(&mut bytes).expect("randomness");
    Bytes::from(bytes)
}

fn stream(round: usize, append: usize) -> StreamId {
    ProposalId::derive(&[b"append", &round.to_be_bytes(), &append.to_be_bytes()]).into()
}

fn guard() -> Guard {
    Guard { stream: PersonId::from_u128(1).into(), version: Version::NONE }
}

async fn append_all(log: &Arc<PostgresLog>, round: usize, together: usize) {
    let appends = (0..APPENDS).map(|append| {
        let log = Arc::clone(log);
        let append = Append {
            stream: stream(round, append),
            expected: Version::NONE,
            guards: vec![guard()],
            events: events(stream(round, append)),
        };
        async move { log.append(append).await.expect("appended") }
    });
    futures::stream::iter(appends).buffer_unordered(together).count().await;
}

fn events(stream: StreamId) -> Vec<NewEvent> {
    let event = |n: usize| NewEvent {
        id: EventId::derive(CommandId(n as u128), stream, Version(n as u64)),
        event_type: "VoteCast",
        schema: 1,
        occurred_at: Timestamp::UNIX_EPOCH,
        imported: false,
        actor: Some(Actor::Person(PersonId::from_u128(n as u128))),
        command: Some(CommandId(n as u128)),
        input: Some(InputHash(n as u128)),
        correlation: None,
        causation: None,
        guards: vec![guard()],
        payload: payload(),
    };
    (0..EVENTS).map(event).collect()
}

async fn insert_all(client: &Client, round: usize) {
    let insert = client.prepare(FLOOR).await.expect("a statement");
    let now = SystemTime::UNIX_EPOCH;
    for append in 0..APPENDS {
        let before = ((round * APPENDS + append) * EVENTS) as i64;
        let events = events(stream(round, append));
        let uuid = |bits: u128| Uuid::from_u128(bits);
        let ids: Vec<Uuid> = events.iter().map(|event| uuid(event.id.0)).collect();
        let streams = vec![stream(round, append).to_string(); EVENTS];
        let versions: Vec<i64> = (1..=EVENTS as i64).collect();
        let numbers: Vec<Uuid> = (0..EVENTS as u128).map(uuid).collect();
        let guards: Vec<&[u8]> = vec![&[0; 25]; EVENTS];
        let payloads: Vec<&[u8]> = events.iter().map(|event| &*event.payload).collect();
        let row: [&(dyn ToSql + Sync); 10] = [
            &before, &now, &ids, &streams, &versions, &numbers, &numbers, &numbers, &guards,
            &payloads,
        ];
        client.execute(&insert, &row).await.expect("inserted");
    }
}
