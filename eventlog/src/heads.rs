//! Whether an append fits: the one rule by which every log accepts or refuses.

use std::collections::HashMap;
use std::sync::Arc;

use domain::{StreamId, Timestamp};

use crate::append::{Append, AppendError, Conflict, Guard};
use crate::recorded::{Position, Recorded, Version};

/// The heads of streams. A stream that is not among them has no events.
#[derive(Debug, Default)]
pub(crate) struct Heads(HashMap<StreamId, Version>);

impl Extend<(StreamId, Version)> for Heads {
    fn extend<T: IntoIterator<Item = (StreamId, Version)>>(&mut self, heads: T) {
        self.0.extend(heads);
    }
}

impl Heads {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the stream's head is among them.
    pub(crate) fn knows(&self, stream: StreamId) -> bool {
        self.0.contains_key(&stream)
    }

    /// Moves on the head of an append's stream, if that and all guarded ones are where the append
    /// expects them. So what is accepted next is judged as if this append were written already.
    pub(crate) fn accept(&mut self, append: &Append) -> Result<(), Conflict> {
        let target = Guard { stream: append.stream, version: append.expected };
        for Guard { stream, version: expected } in std::iter::once(&target).chain(&append.guards) {
            let actual = self.0.get(stream).copied().unwrap_or(Version::NONE);
            if actual != *expected {
                return Err(Conflict { stream: *stream, expected: *expected, actual });
            }
        }
        self.0.insert(append.stream, append.expected.plus(append.events.len() as u64));
        Ok(())
    }
}

/// Refuses what no log takes, and cuts times to the millisecond.
pub(crate) fn checked(mut append: Append) -> Result<Append, AppendError> {
    let rejected = |problem: &str| Err(AppendError::Rejected(problem.to_owned()));
    if append.events.is_empty() {
        return rejected("an append without events");
    }
    for (index, guard) in append.guards.iter().enumerate() {
        if guard.stream == append.stream {
            return rejected("a guard on the stream that is appended to");
        }
        if append.guards[..index].iter().any(|other| other.stream == guard.stream) {
            return rejected("two guards on one stream");
        }
    }
    for event in &mut append.events {
        event.occurred_at = to_millisecond(event.occurred_at);
    }
    Ok(append)
}

/// The same time without the part below a millisecond.
pub(crate) fn to_millisecond(time: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(time.as_millisecond()).unwrap_or(time)
}

/// The events of an append as the log holds them, from the position `first` on.
pub(crate) fn record(append: Append, first: Position, at: Timestamp) -> Vec<Arc<Recorded>> {
    let Append { stream, expected, events, .. } = append;
    let numbered = (0..).zip(events);
    let recorded = numbered.map(|(number, event)| {
        Arc::new(Recorded {
            position: Position(first.0 + number),
            id: event.id,
            stream,
            version: expected.plus(number + 1),
            event_type: event.event_type.into(),
            schema: event.schema,
            recorded_at: at,
            occurred_at: event.occurred_at,
            imported: event.imported,
            actor: event.actor,
            command: event.command,
            input: event.input,
            correlation: event.correlation,
            causation: event.causation,
            guards: event.guards,
            payload: event.payload,
        })
    });
    recorded.collect()
}
