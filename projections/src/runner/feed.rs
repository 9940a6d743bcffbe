//! From the log to folded batches, one step ahead of whoever writes them.

use std::sync::Arc;
use std::time::Duration;

use eventlog::codec::DecodeError;
use eventlog::keyring::Keyring;
use eventlog::sealing::{OpenError, open_all};
use eventlog::{EventLog, LogError, Position, Recorded};
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::progress::{Poison, Progress};
use crate::engine::Folded;
use crate::set::Set;

/// How long to wait before asking a keyring or a log again that did not answer.
const RETRY: Duration = Duration::from_millis(200);
/// How many events are read at a time.
pub(crate) const READ: usize = 4_000;
/// For how long events gather: a transaction for each of them costs more than one for all.
const REST: Duration = Duration::from_millis(20);
/// So many events are not worth waiting for more.
const MANY: usize = 500;
/// How many events are applied at a time at most.
const MERGED: usize = 16_000;

/// Events, folded.
pub(crate) struct Batch {
    pub(crate) last: Position,
    pub(crate) events: Vec<Arc<Recorded>>,
    pub(crate) folded: Folded,
}

impl Batch {
    fn then(&mut self, later: Self) {
        self.last = later.last;
        self.events.extend(later.events);
        self.folded.then(later.folded);
    }
}

/// What comes out of a feed.
pub(crate) enum Fed {
    /// Events, in order.
    Batch(Batch),
    /// The next event cannot be taken in.
    Poison(Poison),
    /// The next event was written by a newer program.
    Unknown(String),
}

pub(crate) type Source = BoxStream<'static, Result<Vec<Arc<Recorded>>, LogError>>;

/// All events after `after`, up to `until` or to the head as it is when it is reached; then the
/// stream ends.
pub(crate) fn replay(log: Arc<dyn EventLog>, after: Position, until: Option<Position>) -> Source {
    let read = move |after: Position| {
        let log = Arc::clone(&log);
        async move {
            match log.read_all(after, READ).await {
                Ok(mut events) => {
                    events.retain(|event| until.is_none_or(|until| event.position <= until));
                    let last = events.last()?.position;
                    Some((Ok(events), last))
                }
                Err(error) => Some((Err(error), after)),
            }
        }
    };
    stream::unfold(after, read).boxed()
}

/// A live source that lets events gather: after few of them it rests before it reads on, unless
/// somebody waits for more. One event after a while comes at once.
pub(crate) fn gathering(source: Source, progress: Progress) -> Source {
    let next = |(mut source, progress, few): (Source, Progress, Option<Position>)| async move {
        if let Some(last) = few {
            progress.wanted_after(last, REST).await;
        }
        let read = source.next().await?;
        let few = match &read {
            Ok(events) if events.len() < MANY => events.last().map(|event| event.position),
            _ => None,
        };
        Some((read, (source, progress, few)))
    };
    stream::unfold((source, progress, None), next).boxed()
}

/// The source without what was there before.
fn once(source: Source, after: Position) -> Source {
    let mut seen = after;
    let once = source.map(move |read| {
        read.map(|mut events| {
            events.retain(|event| {
                let new = event.position > seen;
                seen = seen.max(event.position);
                new
            });
            events
        })
    });
    once.boxed()
}

/// Folded batches from a source. Reading and folding run ahead of whoever takes them by one batch,
/// and stop when this is dropped.
pub(crate) struct Feed {
    batches: mpsc::Receiver<Fed>,
    next: Option<Fed>,
    task: JoinHandle<()>,
}

impl Feed {
    /// Takes the events after `after` from the source, each once, however often they come.
    pub(crate) fn new(
        source: Source,
        after: Position,
        keyring: Arc<dyn Keyring>,
        set: Arc<Set>,
    ) -> Self {
        let (sender, batches) = mpsc::channel(1);
        let task = tokio::spawn(feed(once(source, after), keyring, set, sender));
        Self { batches, next: None, task }
    }

    /// What comes next; all batches that wait are one. Nothing when the source has ended. May be
    /// dropped while it waits without losing anything.
    pub(crate) async fn next(&mut self) -> Option<Fed> {
        let next = match self.next.take() {
            Some(next) => next,
            None => self.batches.recv().await?,
        };
        let Fed::Batch(mut batch) = next else { return Some(next) };
        while batch.events.len() < MERGED {
            match self.batches.try_recv() {
                Ok(Fed::Batch(more)) => batch.then(more),
                Ok(other) => {
                    self.next = Some(other);
                    break;
                }
                Err(_) => break,
            }
        }
        Some(Fed::Batch(batch))
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn feed(
    mut source: Source,
    keyring: Arc<dyn Keyring>,
    set: Arc<Set>,
    batches: mpsc::Sender<Fed>,
) {
    while let Some(read) = source.next().await {
        let events = match read {
            Ok(events) => events,
            Err(LogError::Unavailable(problem)) => {
                tracing::warn!(problem, "the log does not answer the projector");
                tokio::time::sleep(RETRY).await;
                continue;
            }
            Err(LogError::Damaged { position, problem }) => {
                let event_type = String::new();
                let _ = batches.send(Fed::Poison(Poison { position, event_type, problem })).await;
                return;
            }
        };
        for fed in prepare(events, &*keyring, &set).await {
            let goes_on = matches!(fed, Fed::Batch(_));
            if batches.send(fed).await.is_err() || !goes_on {
                return;
            }
        }
    }
}

/// Opens and folds the events; up to the one that cannot be, if there is one, and then why.
pub(crate) async fn prepare(
    events: Vec<Arc<Recorded>>,
    keyring: &dyn Keyring,
    set: &Set,
) -> Vec<Fed> {
    let (events, problem) = readable(events);
    let mut fed = Vec::new();
    let mut rest = events;
    let mut problem = problem;
    while !rest.is_empty() {
        let opened = match open_all(keyring, &rest).await {
            Ok(opened) => opened,
            Err(OpenError::Keyring(error)) => {
                tracing::warn!(error = %error, "the keyring does not answer the projector");
                tokio::time::sleep(RETRY).await;
                continue;
            }
            Err(OpenError::Decode(error)) => {
                let (at, why) = failed(&error);
                rest.retain(|event| event.position < at);
                problem = Some(why);
                continue;
            }
        };
        match set.fold(&opened) {
            Ok(folded) => {
                let last = rest.last().map_or(Position::START, |event| event.position);
                fed.push(Fed::Batch(Batch { last, events: rest, folded }));
                break;
            }
            Err((at, why)) => {
                problem = Some(Fed::Poison(poison(&rest[at], why.to_string())));
                rest.truncate(at);
            }
        }
    }
    fed.extend(problem);
    fed
}

/// The events before the first that this program does not know.
fn readable(mut events: Vec<Arc<Recorded>>) -> (Vec<Arc<Recorded>>, Option<Fed>) {
    let known = |event: &Arc<Recorded>| {
        let newest = eventlog::codec::schema_of(&event.event_type);
        (1..=newest).contains(&event.schema)
    };
    let Some(at) = events.iter().position(|event| !known(event)) else { return (events, None) };
    let unknown = &events[at];
    let problem = format!(
        "position {}: {} version {} is not known to this program",
        unknown.position, unknown.event_type, unknown.schema
    );
    events.truncate(at);
    (events, Some(Fed::Unknown(problem)))
}

fn failed(error: &DecodeError) -> (Position, Fed) {
    match error {
        DecodeError::Unknown { position, .. } => (*position, Fed::Unknown(error.to_string())),
        DecodeError::Malformed { position, event_type, .. }
        | DecodeError::UnsealedText { position, event_type, .. } => {
            let (position, event_type) = (*position, event_type.clone());
            let problem = error.to_string();
            (position, Fed::Poison(Poison { position, event_type, problem }))
        }
    }
}

pub(crate) fn poison(event: &Recorded, problem: String) -> Poison {
    Poison { position: event.position, event_type: event.event_type.to_string(), problem }
}
