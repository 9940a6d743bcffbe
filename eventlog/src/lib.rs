//! The log: what happened, in one order, never changed; and the executor that adds to it.
//!
//! An event goes in as [`append::NewEvent`]s within an [`append::Append`] and comes out as a
//! [`Recorded`], whose payload is the event's JSON with every text sealed.

pub mod append;
pub mod clock;
pub mod codec;
pub mod contract;
pub mod executor;
mod heads;
pub mod keyring;
pub mod memory;
pub mod postgres;
pub mod recorded;
pub mod sealing;
mod tail;

pub use append::{Append, AppendError, Appended, Conflict, Guard, NewEvent};
pub use clock::{Clock, ClockProblem, ManualClock};
pub use recorded::{CommandId, EventId, InputHash, Position, Recorded, Version};

use std::sync::Arc;

use async_trait::async_trait;
use domain::{StreamId, Timestamp};
use futures::stream::BoxStream;

/// A log could not answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LogError {
    /// The log cannot be reached, or did not answer in time: try again.
    #[error("the log is unavailable: {0}")]
    Unavailable(String),
    /// The log holds what it must not hold: stop and call a person.
    #[error("the log is damaged at position {position}: {problem}")]
    Damaged {
        /// Where.
        position: Position,
        /// What is wrong.
        problem: String,
    },
}

/// An append-only log of events, in one order, with streams.
///
/// Every implementation passes the list of tests in [`contract`].
///
/// - Positions are strictly increasing; only their order may be relied on.
/// - A reader never sees a position before every smaller one is visible.
/// - `recorded_at` never decreases along positions.
#[async_trait]
pub trait EventLog: Send + Sync + 'static {
    /// Appends all events of `append` to one stream, or none.
    ///
    /// An answer of `Ok` means that the events are durable. After an [`AppendError::Unavailable`]
    /// the caller does not know; the same command sent again is recognised by its stream.
    ///
    /// # Errors
    /// [`AppendError`] says whether to decide again, to try again or to give up.
    async fn append(&self, append: Append) -> Result<Appended, AppendError>;

    /// At most `limit` events of one stream with versions after `after`, in order.
    ///
    /// # Errors
    /// If the log cannot answer.
    async fn read_stream(
        &self,
        stream: StreamId,
        after: Version,
        limit: usize,
    ) -> Result<Vec<Arc<Recorded>>, LogError>;

    /// All events of these streams after the version named with each, in order of position.
    /// One round trip however many streams there are.
    ///
    /// # Errors
    /// If the log cannot answer.
    async fn read_streams(
        &self,
        streams: &[(StreamId, Version)],
    ) -> Result<Vec<Arc<Recorded>>, LogError>;

    /// At most `limit` events of all streams with positions after `after`, in order.
    ///
    /// # Errors
    /// If the log cannot answer.
    async fn read_all(&self, after: Position, limit: usize)
    -> Result<Vec<Arc<Recorded>>, LogError>;

    /// All events after `after`, those that are there and those to come, in order, in batches of
    /// whatever is there (never empty, at most `limit`). A follower that falls behind reads from
    /// the log until it has caught up. The stream never ends; after an error it goes on where it
    /// was.
    fn follow(
        &self,
        after: Position,
        limit: usize,
    ) -> BoxStream<'static, Result<Vec<Arc<Recorded>>, LogError>>;

    /// The position of the newest event; [`Position::START`] if there is none.
    ///
    /// # Errors
    /// If the log cannot answer.
    async fn head(&self) -> Result<Position, LogError>;

    /// Takes the stream's advisory lock, held until the guard is dropped: whoever met conflict
    /// after conflict takes it across deciding and appending. Appending does not need it.
    ///
    /// # Errors
    /// If the log cannot answer, or another holds the lock for longer than 3 s.
    async fn lock_stream(&self, stream: StreamId) -> Result<StreamLock, LogError>;

    /// The log's own clock now, to which nodes set theirs.
    ///
    /// # Errors
    /// If the log cannot answer.
    async fn now(&self) -> Result<Timestamp, LogError>;
}

/// Holds a stream's advisory lock until it is dropped.
pub struct StreamLock(#[expect(dead_code, reason = "held for its drop")] Box<dyn Send + Sync>);

impl StreamLock {
    /// A lock that is released when `held` is dropped.
    pub fn new(held: impl Send + Sync + 'static) -> Self {
        Self(Box::new(held))
    }
}
