//! What the log holds: an event in its envelope.

use std::fmt;
use std::str::FromStr;

use bytes::Bytes;
use domain::{Actor, Origin, StreamId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::append::Guard;

/// A place in the log's order. Only the order of positions may be relied on; clients never see
/// one (they get sealed tokens).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Position(pub u64);

impl Position {
    /// Before every event.
    pub const START: Self = Self(0);
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Position {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// How many events a stream has: the version of its newest event, counted from 1.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Version(pub u64);

impl Version {
    /// That of a stream without events.
    pub const NONE: Self = Self(0);

    /// The version `events` later.
    #[must_use]
    pub const fn plus(self, events: u64) -> Self {
        Self(self.0 + events)
    }
}

macro_rules! hashes {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u128);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:032x}", self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({:032x})"), self.0)
            }
        }
    )*};
}

hashes! {
    /// Which event: a hash of the command and the event's place among those that it caused.
    EventId;
    /// Which command: a hash of actor, operation and the client's key.
    CommandId;
    /// What the command asked for: a hash of its input, with texts by their keyed digests.
    InputHash;
}

impl EventId {
    /// The id of the event number `index`, from 0, among those that `command` caused in `stream`
    /// from `version` on.
    #[must_use]
    pub fn derive(command: CommandId, stream: StreamId, version: Version) -> Self {
        Self(domain::id::hash_u128(&[
            b"event",
            &command.0.to_be_bytes(),
            stream.to_string().as_bytes(),
            &version.0.to_be_bytes(),
        ]))
    }
}

/// A stored event in its envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its place in the log.
    pub position: Position,
    /// Which event.
    pub id: EventId,
    /// Its stream.
    pub stream: StreamId,
    /// Its place in the stream, from 1.
    pub version: Version,
    /// Its type, as in [`domain::Event::name`].
    pub event_type: Box<str>,
    /// The version of the type's stored form, from 1.
    pub schema: u16,
    /// When the log took it. Never decreases along positions; for display.
    pub recorded_at: Timestamp,
    /// The time that the decision saw; the original time if it is imported.
    pub occurred_at: Timestamp,
    /// Whether it is imported.
    pub imported: bool,
    /// Who acted; `None` where the envelope must not say.
    pub actor: Option<Actor>,
    /// Which command caused it; `None` where the envelope must not say.
    pub command: Option<CommandId>,
    /// What the command asked for; `None` where the envelope must not say.
    pub input: Option<InputHash>,
    /// The request that it belongs to.
    pub correlation: Option<EventId>,
    /// The event that led to the command.
    pub causation: Option<EventId>,
    /// The streams that the decision looked at, with their versions.
    pub guards: Vec<Guard>,
    /// The event as JSON, texts sealed.
    pub payload: Bytes,
}

impl Recorded {
    /// Where it comes from.
    #[must_use]
    pub const fn origin(&self) -> Origin {
        if self.imported { Origin::Import(self.occurred_at) } else { Origin::Native }
    }

    /// About how much memory it takes, in bytes.
    #[must_use]
    pub fn weight(&self) -> usize {
        size_of::<Self>() + self.payload.len() + self.guards.len() * size_of::<Guard>()
    }
}
