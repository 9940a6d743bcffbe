//! Appends and events for cases.

use std::sync::Arc;

use bytes::Bytes;
use domain::{Actor, PersonId, ProposalId, StreamId, Timestamp};
use futures::stream::{BoxStream, StreamExt};

use crate::append::{Append, Guard, NewEvent};
use crate::heads;
use crate::recorded::{CommandId, EventId, InputHash, Position, Recorded, Version};
use crate::{EventLog, LogError};

/// A time.
pub const TIME: Timestamp = Timestamp::constant(1_760_000_000, 0);
/// The size, in bytes, of a tail that holds a few of these events.
pub const FEW: usize = 2_000;

/// What a log's followers get.
pub type Followed = BoxStream<'static, Result<Vec<Arc<Recorded>>, LogError>>;

/// The stream of this name.
#[must_use]
pub fn stream(name: &str) -> StreamId {
    ProposalId::derive(&[name.as_bytes()]).into()
}

/// The first events of the stream of this name.
#[must_use]
pub fn append(name: &str, events: u64) -> Append {
    append_to(stream(name), Version::NONE, events)
}

/// The next events of a stream that is at version `expected`.
#[must_use]
pub fn append_to(stream: StreamId, expected: Version, events: u64) -> Append {
    let events = (1..=events).map(|number| event(stream, expected.plus(number))).collect();
    Append { stream, expected, guards: Vec::new(), events }
}

/// The same append with guards, which its events' envelopes keep.
#[must_use]
pub fn guarded(mut append: Append, guards: &[(StreamId, Version)]) -> Append {
    append.guards = guards.iter().map(|&(stream, version)| Guard { stream, version }).collect();
    for event in &mut append.events {
        event.guards.clone_from(&append.guards);
    }
    append
}

/// The event at a version of a stream.
#[must_use]
pub fn event(stream: StreamId, version: Version) -> NewEvent {
    let command = CommandId(stream.bits ^ u128::from(version.0));
    NewEvent {
        id: EventId::derive(command, stream, version),
        event_type: "Sampled",
        schema: 1,
        occurred_at: TIME,
        imported: false,
        actor: Some(Actor::Person(PersonId::from_u128(stream.bits.rotate_left(7)))),
        command: Some(command),
        input: Some(InputHash(!stream.bits)),
        correlation: None,
        causation: None,
        guards: Vec::new(),
        payload: Bytes::from(format!(r#"{{"e":{{"Sampled":"{stream} {}"}}}}"#, version.0)),
    }
}

/// An event that a log might hold at a position.
#[must_use]
pub fn recorded(position: Position) -> Recorded {
    let append = append(&position.to_string(), 1);
    let mut recorded = heads::record(append, position, TIME);
    Arc::unwrap_or_clone(recorded.remove(0))
}

/// All that a log holds after a position, read in pages of an odd size.
///
/// # Panics
/// If the log does not answer.
pub async fn all_after(log: &dyn EventLog, mut after: Position) -> Vec<Arc<Recorded>> {
    let mut all = Vec::new();
    loop {
        let page = log.read_all(after, 7).await.unwrap();
        let Some(last) = page.last() else { return all };
        after = last.position;
        all.extend(page);
    }
}

/// What a follower gets up to a position.
///
/// # Panics
/// If an answer is empty or not an answer.
pub async fn followed_to(follower: &mut Followed, last: Position) -> Vec<Arc<Recorded>> {
    let mut seen: Vec<Arc<Recorded>> = Vec::new();
    while seen.last().is_none_or(|event| event.position < last) {
        let batch = follower.next().await.unwrap().unwrap();
        assert!(!batch.is_empty(), "a batch without events");
        seen.extend(batch);
    }
    seen
}
