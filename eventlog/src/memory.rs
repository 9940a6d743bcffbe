//! A log in memory, for tests and simulation. It keeps the same contract as the others and forgets
//! everything when it is dropped.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use domain::{StreamId, Timestamp};
use futures::stream::BoxStream;
use tokio::sync::watch;

use crate::append::{Append, AppendError, Appended};
use crate::clock::Clock;
use crate::heads::{self, Heads};
use crate::recorded::{Position, Recorded, Version};
use crate::tail::{self, Pages, Tail};
use crate::{EventLog, LogError, StreamLock};

/// How long a stream's lock is waited for.
const LOCK_WAIT: Duration = Duration::from_secs(3);
/// How much the tail holds, in bytes.
const TAIL: usize = 1 << 20;

/// A log in memory.
pub struct MemoryLog {
    clock: Arc<dyn Clock>,
    held: Arc<Held>,
    tail: Arc<Tail>,
    locked: watch::Sender<HashSet<StreamId>>,
    lock_wait: Duration,
}

/// What the log holds. Also the followers' way to it.
#[derive(Default)]
struct Held(Mutex<Events>);

#[derive(Default)]
struct Events {
    /// The event at position `n` is number `n - 1`.
    all: Vec<Arc<Recorded>>,
    /// For each stream its events, as places in `all`.
    streams: HashMap<StreamId, Vec<usize>>,
    heads: Heads,
}

impl MemoryLog {
    /// An empty log whose time is `clock`'s.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self::with_tail(clock, TAIL)
    }

    /// An empty log whose followers fall behind after `bytes` bytes of events.
    #[must_use]
    pub fn with_tail(clock: Arc<dyn Clock>, bytes: usize) -> Self {
        Self {
            clock,
            held: Arc::default(),
            tail: Arc::new(Tail::new(Position::START, bytes)),
            locked: watch::Sender::default(),
            lock_wait: LOCK_WAIT,
        }
    }
}

impl Held {
    fn events(&self) -> MutexGuard<'_, Events> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Events {
    fn head(&self) -> Position {
        Position(self.all.len() as u64)
    }

    fn push(&mut self, event: Arc<Recorded>) {
        self.streams.entry(event.stream).or_default().push(self.all.len());
        self.all.push(event);
    }

    /// A stream's events after a version.
    fn stream(&self, stream: StreamId, after: Version) -> impl Iterator<Item = &Arc<Recorded>> {
        let places = self.streams.get(&stream).map_or(&[][..], Vec::as_slice);
        let skip = usize::try_from(after.0).unwrap_or(usize::MAX);
        places.iter().skip(skip).map(|place| &self.all[*place])
    }
}

#[async_trait]
impl Pages for Arc<Held> {
    async fn page(&self, after: Position, limit: usize) -> Result<Vec<Arc<Recorded>>, LogError> {
        let skip = usize::try_from(after.0).unwrap_or(usize::MAX);
        Ok(self.events().all.iter().skip(skip).take(limit).cloned().collect())
    }
}

#[async_trait]
impl EventLog for MemoryLog {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        let append = heads::checked(append)?;
        let mut events = self.held.events();
        events.heads.accept(&append).map_err(AppendError::Conflict)?;
        let newest = events.all.last().map_or(Timestamp::MIN, |event| event.recorded_at);
        let recorded_at = newest.max(heads::to_millisecond(self.clock.now()));
        let first = Position(events.head().0 + 1);
        let recorded = heads::record(append, first, recorded_at);
        recorded.iter().cloned().for_each(|event| events.push(event));
        // Before the next append can get ahead of this one.
        self.tail.publish(recorded);
        Ok(Appended { first, last: events.head(), recorded_at })
    }

    async fn read_stream(
        &self,
        stream: StreamId,
        after: Version,
        limit: usize,
    ) -> Result<Vec<Arc<Recorded>>, LogError> {
        Ok(self.held.events().stream(stream, after).take(limit).cloned().collect())
    }

    async fn read_streams(
        &self,
        streams: &[(StreamId, Version)],
    ) -> Result<Vec<Arc<Recorded>>, LogError> {
        let events = self.held.events();
        let all = streams.iter().flat_map(|(stream, after)| events.stream(*stream, *after));
        let mut all: Vec<_> = all.cloned().collect();
        all.sort_by_key(|event| event.position);
        Ok(all)
    }

    async fn read_all(
        &self,
        after: Position,
        limit: usize,
    ) -> Result<Vec<Arc<Recorded>>, LogError> {
        self.held.page(after, limit).await
    }

    fn follow(
        &self,
        after: Position,
        limit: usize,
    ) -> BoxStream<'static, Result<Vec<Arc<Recorded>>, LogError>> {
        tail::follow(self.tail.clone(), self.held.clone(), after, limit)
    }

    async fn head(&self) -> Result<Position, LogError> {
        Ok(self.held.events().head())
    }

    async fn lock_stream(&self, stream: StreamId) -> Result<StreamLock, LogError> {
        let take = async {
            let mut locked = self.locked.subscribe();
            // The sender is ours, so it is never gone.
            while !self.locked.send_if_modified(|streams| streams.insert(stream)) {
                drop(locked.wait_for(|streams| !streams.contains(&stream)).await);
            }
        };
        let waited = tokio::time::timeout(self.lock_wait, take).await;
        waited.map_err(|_| LogError::Unavailable(format!("{stream} is locked")))?;
        Ok(StreamLock::new(Unlock { stream, locked: self.locked.clone() }))
    }

    async fn now(&self) -> Result<Timestamp, LogError> {
        Ok(heads::to_millisecond(self.clock.now()))
    }
}

/// Gives a stream's lock back when it is dropped.
struct Unlock {
    stream: StreamId,
    locked: watch::Sender<HashSet<StreamId>>,
}

impl Drop for Unlock {
    fn drop(&mut self) {
        self.locked.send_if_modified(|streams| streams.remove(&self.stream));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ManualClock;
    use crate::contract::sample;

    fn log() -> (MemoryLog, Arc<ManualClock>) {
        let clock = Arc::new(ManualClock::new(sample::TIME));
        // A tail of a few events, so that followers fall behind.
        (MemoryLog::with_tail(clock.clone(), sample::FEW), clock)
    }

    async fn fresh() -> (Arc<dyn EventLog>, ()) {
        (Arc::new(log().0), ())
    }

    crate::log_contract!(fresh);

    #[tokio::test]
    async fn the_time_of_recording_does_not_go_back_with_the_clock() {
        let (log, clock) = log();
        let first = log.append(sample::append("first", 1)).await.unwrap();
        clock.set(sample::TIME - Duration::from_secs(60));
        let second = log.append(sample::append("second", 1)).await.unwrap();
        assert_eq!(second.recorded_at, first.recorded_at);
        clock.set(sample::TIME + Duration::from_secs(60));
        let third = log.append(sample::append("third", 1)).await.unwrap();
        assert_eq!(third.recorded_at, sample::TIME + Duration::from_secs(60));
    }

    #[tokio::test]
    async fn a_lock_that_nobody_lets_go_is_not_waited_for_for_ever() {
        let (mut log, _) = log();
        log.lock_wait = Duration::ZERO;
        let stream = sample::stream("locked");
        let held = log.lock_stream(stream).await.unwrap();
        assert!(matches!(log.lock_stream(stream).await, Err(LogError::Unavailable(_))));
        drop(held);
        log.lock_stream(stream).await.unwrap();
    }
}
