//! The newest events, in memory, and how a follower reads: from here while its next event is
//! here, otherwise from the log.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use futures::stream::{self, BoxStream, StreamExt};
use tokio::sync::watch;

use crate::LogError;
use crate::recorded::{Position, Recorded};

/// How long a follower waits after an error before it reads again.
const PAUSE: Duration = Duration::from_millis(200);

/// A log that can be read page by page.
#[async_trait]
pub(crate) trait Pages: Send + Sync + 'static {
    /// At most `limit` events with positions after `after`, in order.
    async fn page(&self, after: Position, limit: usize) -> Result<Vec<Arc<Recorded>>, LogError>;
}

/// The newest events of a log whose positions are dense: each is its predecessor's plus one.
///
/// Whatever order events arrive in, only what directly follows the newest one is published, so the
/// events here never have a gap and never go back.
#[derive(Debug)]
pub(crate) struct Tail {
    ring: Mutex<Ring>,
    head: watch::Sender<Position>,
    capacity: usize,
}

#[derive(Debug, Default)]
struct Ring {
    events: VecDeque<Arc<Recorded>>,
    weight: usize,
}

/// What a follower finds in the tail.
enum Found {
    Events(Vec<Arc<Recorded>>),
    /// The next event is in the log only.
    Gone,
    /// There is no next event yet.
    Nothing,
}

impl Tail {
    /// A tail of at most `capacity` bytes, for a log whose newest event is at `head`.
    pub(crate) fn new(head: Position, capacity: usize) -> Self {
        Self { ring: Mutex::default(), head: watch::Sender::new(head), capacity }
    }

    /// The newest position that followers see.
    pub(crate) fn head(&self) -> Position {
        *self.head.borrow()
    }

    /// Publishes events in order, without those that are published already. Answers `false`, and
    /// publishes nothing, if something between them and the head is missing.
    pub(crate) fn publish(&self, events: impl IntoIterator<Item = Arc<Recorded>>) -> bool {
        let mut ring = self.ring();
        let mut head = self.head();
        for event in events {
            if event.position.0 > head.0 + 1 {
                return false;
            }
            if event.position.0 == head.0 + 1 {
                head = event.position;
                ring.push(event, self.capacity);
            }
        }
        self.head.send_if_modified(|published| std::mem::replace(published, head) != head);
        true
    }

    fn after(&self, cursor: Position, limit: usize) -> Found {
        let ring = self.ring();
        if cursor >= self.head() {
            return Found::Nothing;
        }
        let Some(first) = ring.events.front() else { return Found::Gone };
        match (cursor.0 + 1).checked_sub(first.position.0).map(usize::try_from) {
            Some(Ok(skip)) => {
                Found::Events(ring.events.iter().skip(skip).take(limit).cloned().collect())
            }
            _ => Found::Gone,
        }
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ring {
    fn push(&mut self, event: Arc<Recorded>, capacity: usize) {
        self.weight += event.weight();
        self.events.push_back(event);
        while self.weight > capacity
            && let Some(oldest) = self.events.pop_front()
        {
            self.weight -= oldest.weight();
        }
    }
}

/// All events after `after`, those that are there and those to come. See
/// [`crate::EventLog::follow`].
pub(crate) fn follow(
    tail: Arc<Tail>,
    log: impl Pages,
    after: Position,
    limit: usize,
) -> BoxStream<'static, Result<Vec<Arc<Recorded>>, LogError>> {
    let head = tail.head.subscribe();
    let follower = Follower { tail, head, log, cursor: after, limit: limit.max(1), pause: false };
    stream::unfold(follower, |mut follower| async move {
        let batch = follower.next().await;
        Some((batch, follower))
    })
    .boxed()
}

struct Follower<P> {
    tail: Arc<Tail>,
    head: watch::Receiver<Position>,
    log: P,
    cursor: Position,
    limit: usize,
    /// The last answer was an error, or not what the tail promised.
    pause: bool,
}

impl<P: Pages> Follower<P> {
    async fn next(&mut self) -> Result<Vec<Arc<Recorded>>, LogError> {
        loop {
            if std::mem::take(&mut self.pause) {
                tokio::time::sleep(PAUSE).await;
            }
            let events = match self.tail.after(self.cursor, self.limit) {
                Found::Events(events) => events,
                Found::Gone => match self.log.page(self.cursor, self.limit).await {
                    Ok(events) => events,
                    Err(error) => {
                        self.pause = true;
                        return Err(error);
                    }
                },
                Found::Nothing => {
                    let cursor = self.cursor;
                    // The sender is in `tail`, so it is never gone.
                    drop(self.head.wait_for(|head| *head > cursor).await);
                    continue;
                }
            };
            match events.last() {
                Some(last) => {
                    self.cursor = last.position;
                    return Ok(events);
                }
                None => self.pause = true,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::sample;

    struct NoLog;

    #[async_trait]
    impl Pages for NoLog {
        async fn page(&self, after: Position, _: usize) -> Result<Vec<Arc<Recorded>>, LogError> {
            Err(LogError::Damaged { position: after, problem: "not asked for".to_owned() })
        }
    }

    fn events(positions: std::ops::Range<u64>) -> Vec<Arc<Recorded>> {
        positions.map(|position| Arc::new(sample::recorded(Position(position)))).collect()
    }

    fn positions(events: &[Arc<Recorded>]) -> Vec<u64> {
        events.iter().map(|event| event.position.0).collect()
    }

    #[tokio::test]
    async fn what_overlaps_is_published_once() {
        let tail = Arc::new(Tail::new(Position(4), usize::MAX));
        assert!(tail.publish(events(3..8)));
        assert!(tail.publish(events(5..10)));
        assert!(tail.publish(events(1..3)), "old news");
        let mut follower = follow(tail, NoLog, Position(4), 100);
        let seen = follower.next().await.unwrap().unwrap();
        assert_eq!(positions(&seen), [5, 6, 7, 8, 9]);
    }

    #[tokio::test]
    async fn nothing_is_published_beyond_a_gap() {
        let tail = Tail::new(Position(4), usize::MAX);
        assert!(!tail.publish(events(6..8)));
        assert_eq!(tail.head(), Position(4));
        assert!(tail.publish(events(5..6)));
        assert!(tail.publish(events(6..8)));
        assert_eq!(tail.head(), Position(7));
    }

    #[tokio::test]
    async fn the_oldest_make_room_and_are_read_from_the_log() {
        let two = 2 * sample::recorded(Position(1)).weight();
        let tail = Arc::new(Tail::new(Position(0), two));
        assert!(tail.publish(events(1..6)));
        let mut close = follow(tail.clone(), NoLog, Position(3), 100);
        assert_eq!(positions(&close.next().await.unwrap().unwrap()), [4, 5]);
        let mut far = follow(tail, NoLog, Position(2), 100);
        assert!(far.next().await.unwrap().is_err());
    }

    #[tokio::test]
    async fn an_error_leaves_the_follower_where_it_was() {
        let tail = Arc::new(Tail::new(Position(3), usize::MAX));
        let mut follower = follow(tail.clone(), NoLog, Position(2), 100);
        for _ in 0..2 {
            let error = follower.next().await.unwrap().unwrap_err();
            assert!(matches!(error, LogError::Damaged { position: Position(2), .. }));
        }
    }
}
