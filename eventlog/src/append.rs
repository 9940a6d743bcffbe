//! What goes into the log, and the ways in which it can fail to.

use std::fmt;

use bytes::Bytes;
use domain::{Actor, StreamId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::recorded::{CommandId, EventId, InputHash, Position, Version};

/// A stream that a decision looked at, with the version that it saw. If the stream has moved, the
/// append is a conflict and the command is decided again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Guard {
    /// The stream.
    #[serde(with = "as_text")]
    pub stream: StreamId,
    /// The version that was seen.
    pub version: Version,
}

mod as_text {
    use std::fmt::Display;
    use std::str::FromStr;

    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<T: Display, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(value)
    }

    pub fn deserialize<'de, T: FromStr<Err: Display>, D: Deserializer<'de>>(
        from: D,
    ) -> Result<T, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Events for one stream: all of them or none.
#[derive(Debug, Clone)]
pub struct Append {
    /// The stream.
    pub stream: StreamId,
    /// The version that the stream must have.
    pub expected: Version,
    /// The other streams that must not have moved. Each stream at most once, and not the target.
    pub guards: Vec<Guard>,
    /// The events, at least one.
    pub events: Vec<NewEvent>,
}

/// An event that has no position yet. See [`crate::Recorded`] for the fields.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// Which event.
    pub id: EventId,
    /// Its type.
    pub event_type: &'static str,
    /// The version of the type's stored form.
    pub schema: u16,
    /// The time that the decision saw; the original time if it is imported.
    pub occurred_at: Timestamp,
    /// Whether it is imported.
    pub imported: bool,
    /// Who acted.
    pub actor: Option<Actor>,
    /// Which command caused it.
    pub command: Option<CommandId>,
    /// What the command asked for.
    pub input: Option<InputHash>,
    /// The request that it belongs to.
    pub correlation: Option<EventId>,
    /// The event that led to the command.
    pub causation: Option<EventId>,
    /// The streams that this event's decision looked at. Kept in the envelope; the append's own
    /// guards are what is checked.
    pub guards: Vec<Guard>,
    /// The event as JSON, texts sealed.
    pub payload: Bytes,
}

/// Where the events of an append went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// The position of the first event.
    pub first: Position,
    /// The position of the last event.
    pub last: Position,
    /// When the log took them.
    pub recorded_at: Timestamp,
}

/// A stream is not at the version that an append expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conflict {
    /// The stream that moved: the target or a guarded one.
    pub stream: StreamId,
    /// The version that was expected.
    pub expected: Version,
    /// The version that it has.
    pub actual: Version,
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { stream, expected, actual } = self;
        write!(f, "{stream} is at version {}, expected {}", actual.0, expected.0)
    }
}

/// Why nothing was appended, or why that is not known.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// A stream has moved: read what was missed and decide again.
    #[error("conflict: {0}")]
    Conflict(Conflict),
    /// The log does not take these events, now or later: give up.
    #[error("the log rejects the events: {0}")]
    Rejected(String),
    /// The log cannot be reached, is too busy, or its answer was lost: send the command again.
    #[error("the log is unavailable: {0}")]
    Unavailable(String),
}
