//! The one task of a node that writes: it takes what waits from all desks and writes it in one
//! transaction. There is no timer; a batch grows while the one before it commits.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, mpsc, oneshot, watch};
use tokio::time::Instant;
use tokio_postgres::Config;

use super::connect::writing;
use super::known::Outcome;
use super::session::{Failure, Session};
use crate::append::{Append, AppendError, Appended};
use crate::recorded::Position;
use crate::tail::Tail;

/// How long the database may be out of reach before those who wait are told.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long it is left alone after it could not be reached.
const PAUSE: Duration = Duration::from_millis(100);

/// Where appends wait.
pub(super) struct Queue {
    waiting: mpsc::UnboundedSender<Waiting>,
    appends: Arc<Semaphore>,
    bytes: Arc<Semaphore>,
}

struct Waiting {
    append: Append,
    answer: oneshot::Sender<Result<Appended, AppendError>>,
    _room: (OwnedSemaphorePermit, OwnedSemaphorePermit),
}

impl Queue {
    /// A queue with room for as many appends and bytes.
    pub(super) fn new(appends: usize, bytes: usize) -> (Self, Receiver) {
        let (waiting, receiver) = mpsc::unbounded_channel();
        let bytes = Arc::new(Semaphore::new(bytes.min(Semaphore::MAX_PERMITS)));
        (Self { waiting, appends: Arc::new(Semaphore::new(appends)), bytes }, Receiver(receiver))
    }

    /// Waits until the append is written or refused.
    pub(super) async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        let unavailable = |problem: &str| AppendError::Unavailable(problem.to_owned());
        let weight: usize = append
            .events
            .iter()
            .map(|event| 256 + event.payload.len() + event.guards.len() * 32)
            .sum();
        let weight = u32::try_from(weight).unwrap_or(u32::MAX);
        let busy = |_| unavailable("too many appends are waiting");
        let room = Arc::clone(&self.appends).try_acquire_owned().map_err(busy)?;
        let bytes = Arc::clone(&self.bytes).try_acquire_many_owned(weight).map_err(busy)?;
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting { append, answer, _room: (room, bytes) };
        self.waiting.send(waiting).map_err(|_| unavailable("the log is closing"))?;
        answered.await.map_err(|_| unavailable("the log is closing"))?
    }
}

/// The other end of a [`Queue`].
pub(super) struct Receiver(mpsc::UnboundedReceiver<Waiting>);

/// Whom the writer tells.
pub(super) struct Notices {
    /// Told when another node has written in between.
    pub(super) behind: Arc<Notify>,
    /// The newest position that this node has written.
    pub(super) written: watch::Sender<Position>,
}

/// Writes batches over a connection that it opens when it needs one.
pub(super) struct Writer {
    config: Config,
    session: Option<Session>,
    tail: Arc<Tail>,
    notices: Notices,
    batch: usize,
}

impl Writer {
    pub(super) fn new(config: Config, tail: Arc<Tail>, notices: Notices, batch: usize) -> Self {
        Self { config: writing(config), session: None, tail, notices, batch }
    }

    /// Writes what comes until the queue is gone and empty.
    pub(super) async fn run(mut self, mut queue: Receiver) {
        while let Some(first) = queue.0.recv().await {
            // Whoever is about to append, on a machine that is busy, is in this batch and not in
            // the next one.
            tokio::task::yield_now().await;
            let mut events = first.append.events.len();
            let mut batch = vec![first];
            while events < self.batch
                && let Ok(next) = queue.0.try_recv()
            {
                events += next.append.events.len();
                batch.push(next);
            }
            self.write(batch).await;
        }
    }

    /// Writes a batch and answers everybody in it. If the database rejects a row, the halves are
    /// written apart, until the one append that it is in is alone.
    async fn write(&mut self, batch: Vec<Waiting>) {
        let mut parts = vec![batch];
        while let Some(mut part) = parts.pop() {
            match self.write_part(&mut part).await {
                Ok(()) => {}
                Err(problem) if part.len() == 1 => {
                    answer(part, || AppendError::Rejected(problem.clone()))
                }
                Err(_) => {
                    let second = part.split_off(part.len() / 2);
                    parts.push(second);
                    parts.push(part);
                }
            }
        }
    }

    /// Writes a part, through lost connections, and answers everybody in it; or says why the
    /// database rejects a row of it.
    async fn write_part(&mut self, part: &mut Vec<Waiting>) -> Result<(), String> {
        let deadline = Instant::now() + PATIENCE;
        let mut sent = false;
        while !part.is_empty() {
            let problem = match self.attempt(part, sent).await {
                Ok(()) => return Ok(()),
                Err(Failure::Rejected(problem)) => return Err(problem),
                Err(Failure::Locked) => "another node holds the log's lock".to_owned(),
                Err(Failure::Lost(problem)) => {
                    sent = true;
                    self.session = None;
                    problem
                }
            };
            tracing::warn!(problem, "eventlog.write failed");
            if Instant::now() >= deadline {
                let part = std::mem::take(part);
                answer(part, || AppendError::Unavailable(problem.clone()));
                return Ok(());
            }
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }

    /// One attempt. If a connection was lost after something was `sent`, it looks first at what
    /// became of it.
    async fn attempt(&mut self, part: &mut Vec<Waiting>, sent: bool) -> Result<(), Failure> {
        if self.session.as_ref().is_none_or(Session::is_closed) {
            let session = Session::open(&self.config).await;
            self.session = Some(session.map_err(|error| Failure::Lost(error.to_string()))?);
        }
        let Some(session) = &mut self.session else { return Ok(()) };
        if sent {
            let appends: Vec<&Append> = part.iter().map(|waiting| &waiting.append).collect();
            let found = session.find(&appends).await?;
            self.notices.behind.notify_one();
            settle(part, found);
            if part.is_empty() {
                return Ok(());
            }
        }
        let appends: Vec<&Append> = part.iter().map(|waiting| &waiting.append).collect();
        let written = session.write(&appends).await?;
        if let Some(last) = written.events.last() {
            self.notices.written.send_replace(last.position);
        }
        if !self.tail.publish(written.events) {
            self.notices.behind.notify_one();
        }
        for (waiting, outcome) in part.drain(..).zip(written.outcomes) {
            // Whoever went away does not need the answer.
            let _ = waiting.answer.send(match outcome {
                Outcome::Written(appended) => Ok(appended),
                Outcome::Conflict(conflict) => Err(AppendError::Conflict(conflict)),
            });
        }
        Ok(())
    }
}

/// Answers those whose appends were found in the log; the others stay.
fn settle(part: &mut Vec<Waiting>, found: Vec<Option<Appended>>) {
    let waiting = std::mem::take(part);
    for (waiting, found) in waiting.into_iter().zip(found) {
        match found {
            Some(appended) => drop(waiting.answer.send(Ok(appended))),
            None => part.push(waiting),
        }
    }
}

fn answer(part: Vec<Waiting>, error: impl Fn() -> AppendError) {
    for waiting in part {
        let _ = waiting.answer.send(Err(error()));
    }
}
