//! Snapshots that requests share, over a set that follows the log or has stopped.

use std::collections::HashMap;
use std::pin::pin;

use domain::{DiscussionId, PersonId};
use futures::future::join_all;
use futures::poll;
use projections::discussions::{self, DiscussionRow};
use projections::{ReadError, Reader, ReaderOptions, Viewer};

use super::*;

/// For as long as a test may take.
const LONG: Duration = Duration::from_secs(600);

impl World {
    fn reader(&self, wait: Duration) -> Reader {
        self.reader_over(1, wait)
    }

    fn reader_over(&self, connections: usize, wait: Duration) -> Reader {
        let options = ReaderOptions { connections, wait, ..ReaderOptions::default() };
        Reader::new(self.database.config.clone(), self.progress.clone(), options).unwrap()
    }
}

fn discussions_in(events: &[Stored]) -> Vec<DiscussionId> {
    let started = events.iter().filter(|event| event.event_type == "DiscussionStarted");
    started.map(|event| DiscussionId::from_u128(event.stream.bits)).collect()
}

async fn found(
    reader: &Reader,
    viewer: Viewer,
    ids: &[DiscussionId],
) -> Result<HashMap<DiscussionId, DiscussionRow>, ReadError> {
    let snapshot = reader.shared_snapshot(None).await?;
    discussions::by_ids(&snapshot, &viewer, ids).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_who_ask_at_once_need_one_connection_and_find_what_each_finds_alone() {
    let (world, made) = (World::new().await, events().0);
    world.append(&made).await;
    world.caught_up().await;
    let reader = world.reader(LONG);
    let ids = discussions_in(&made);
    let viewers: Vec<Viewer> = (0..40)
        .map(|person| Viewer::person(PersonId::from_u128(person)))
        .chain([Viewer::nobody()])
        .collect();
    let together = join_all(viewers.iter().map(|viewer| found(&reader, *viewer, &ids))).await;
    let mut seen = 0;
    for (viewer, together) in viewers.iter().zip(together) {
        let alone = found(&reader, *viewer, &ids).await.unwrap();
        assert_eq!(together.unwrap(), alone, "{viewer:?}");
        seen += alone.len();
    }
    assert!(seen > 0, "somebody sees something");
    world.end().await;
}

#[tokio::test]
async fn who_leaves_keeps_nobody_waiting() {
    let world = World::new().await;
    let reader = world.reader(LONG);
    {
        let mut first = pin!(reader.shared_snapshot(None));
        assert!(poll!(&mut first).is_pending(), "it asks");
    }
    let shared = reader.shared_snapshot(None).await.unwrap();
    {
        let nobody = Viewer::nobody();
        let mut asks = pin!(discussions::by_ids(&shared, &nobody, &[]));
        assert!(poll!(&mut asks).is_pending(), "it asks");
    }
    discussions::by_ids(&shared, &Viewer::nobody(), &[]).await.unwrap();
    world.end().await;
}

#[tokio::test]
async fn who_asks_nothing_keeps_nobody_waiting() {
    let world = World::new().await;
    let reader = world.reader_over(8, LONG);
    let mut idle = Vec::new();
    for _ in 0..7 {
        idle.push(reader.shared_snapshot(None).await.unwrap());
    }
    found(&reader, Viewer::nobody(), &[]).await.unwrap();
    drop(idle);
    world.end().await;
}

#[tokio::test]
async fn a_statement_that_fails_fails_for_all_who_asked_it_and_for_nobody_after() {
    let world = World::new().await;
    let reader = world.reader(LONG);
    let discussions = format!("{}.discussions", world.progress.schema());
    world.run(&format!("ALTER TABLE {discussions} RENAME TO away")).await;
    let ask = || found(&reader, Viewer::nobody(), &[]);
    let (a, b) = tokio::join!(ask(), ask());
    assert!(matches!((&a, &b), (Err(ReadError::Damaged(_)), Err(ReadError::Damaged(_)))), "{a:?}");
    let away = format!("{}.away", world.progress.schema());
    world.run(&format!("ALTER TABLE {away} RENAME TO discussions")).await;
    ask().await.unwrap();
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_set_that_has_stopped_is_read_as_it_is_without_waiting() {
    let (world, mut made) = (World::new().await, events().0);
    made.truncate(3);
    let mut poison = events().0.remove(1);
    poison.version = 1_000;
    poison.payload = b"{}".to_vec();
    world.append(&made).await;
    world.append(&[poison]).await;
    world.until(|state| matches!(state, SetState::Stopped(_))).await;
    let head = world.log.head().await.unwrap();
    let snapshot = world.reader(LONG).shared_snapshot(Some(head)).await.unwrap();
    assert_eq!(snapshot.position().0, 3);
    world.end().await;
}

#[tokio::test]
async fn a_position_that_does_not_come_in_time_is_not_waited_for_longer() {
    let world = World::new().await;
    let reader = world.reader(Duration::from_secs(2));
    let snapshot = reader.shared_snapshot(Some(eventlog::Position(1_000))).await.unwrap();
    assert_eq!(snapshot.position(), eventlog::Position::START);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_database_knows_of_the_rows_while_the_set_grows() {
    let world = World::new().await;
    let one = events().0.into_iter().find(|event| event.event_type == "PersonRegistered").unwrap();
    let person = |id: u128| Stored {
        stream: PersonId::from_u128(id).into(),
        version: 1,
        event_type: one.event_type.clone(),
        schema: one.schema,
        payload: one.payload.clone(),
    };
    let people: Vec<Stored> = (1..=1_000).map(person).collect();
    world.append(&people).await;
    world.caught_up().await;
    let known = format!(
        "SELECT coalesce(max(reltuples), 0)::bigint FROM pg_class \
         WHERE oid = '{}.people'::regclass",
        world.progress.schema()
    );
    while world.number(&known).await < 1_000 {
        tokio::task::yield_now().await;
    }
    world.end().await;
}
