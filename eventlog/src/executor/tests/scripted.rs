//! A log in memory whose appends go as a test wants them to.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use domain::{StreamId, Timestamp};
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use tokio::sync::oneshot;

use crate::memory::MemoryLog;
use crate::{
    Append, AppendError, Appended, EventLog, LogError, Position, Recorded, StreamLock, Version,
};

/// How one append goes. Those beyond the script go as they do.
pub(super) enum Step {
    /// Something else happens first.
    Meanwhile(BoxFuture<'static, ()>),
    /// It is written, and its answer is lost.
    LoseAnswer,
    /// It is not written, and nobody knows.
    Unreachable,
    /// The log does not take it.
    Reject,
    /// It waits until the other end is used or dropped, and says so when it begins to.
    Hold(oneshot::Sender<()>, oneshot::Receiver<()>),
}

/// One append that was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tried {
    /// How many events it had.
    pub(super) events: usize,
    /// How many locks of streams were held.
    pub(super) locks: usize,
}

pub(super) struct ScriptedLog {
    pub(super) inner: Arc<MemoryLog>,
    script: Mutex<VecDeque<Step>>,
    tried: Mutex<Vec<Tried>>,
    locks: Arc<AtomicUsize>,
    deaf: AtomicBool,
}

/// Counts a lock for as long as it is held.
struct Counted(Arc<AtomicUsize>, #[expect(dead_code, reason = "held for its drop")] StreamLock);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl ScriptedLog {
    pub(super) fn new(inner: Arc<MemoryLog>) -> Self {
        let (script, tried, locks, deaf) = Default::default();
        Self { inner, script, tried, locks, deaf }
    }

    /// The next appends go like this.
    pub(super) fn next(&self, steps: impl IntoIterator<Item = Step>) {
        self.script.lock().unwrap_or_else(PoisonError::into_inner).extend(steps);
        self.tried.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Holds the next append: the first end tells when it is there, the second lets it go.
    pub(super) fn hold(&self) -> (oneshot::Receiver<()>, oneshot::Sender<()>) {
        let (begun, begins) = oneshot::channel();
        let (go, gone) = oneshot::channel();
        self.next([Step::Hold(begun, gone)]);
        (begins, go)
    }

    /// The appends that were tried since the script was last written on.
    pub(super) fn tried(&self) -> Vec<Tried> {
        self.tried.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many events each of them had.
    pub(super) fn sizes(&self) -> Vec<usize> {
        self.tried().iter().map(|tried| tried.events).collect()
    }

    /// From now on reads of streams fail.
    pub(super) fn go_deaf(&self) {
        self.deaf.store(true, Ordering::SeqCst);
    }

    fn step(&self, append: &Append) -> Option<Step> {
        let tried = Tried { events: append.events.len(), locks: self.locks.load(Ordering::SeqCst) };
        self.tried.lock().unwrap_or_else(PoisonError::into_inner).push(tried);
        self.script.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }
}

#[async_trait]
impl EventLog for ScriptedLog {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        let lost = || AppendError::Unavailable("the answer was lost".to_owned());
        match self.step(&append) {
            None => {}
            Some(Step::Meanwhile(first)) => first.await,
            Some(Step::LoseAnswer) => {
                self.inner.append(append).await?;
                return Err(lost());
            }
            Some(Step::Unreachable) => return Err(lost()),
            Some(Step::Reject) => return Err(AppendError::Rejected("no".to_owned())),
            Some(Step::Hold(begun, gone)) => {
                let _ = begun.send(());
                let _ = gone.await;
            }
        }
        self.inner.append(append).await
    }

    async fn read_stream(
        &self,
        stream: StreamId,
        after: Version,
        limit: usize,
    ) -> Result<Vec<Arc<Recorded>>, LogError> {
        self.inner.read_stream(stream, after, limit).await
    }

    async fn read_streams(
        &self,
        streams: &[(StreamId, Version)],
    ) -> Result<Vec<Arc<Recorded>>, LogError> {
        if self.deaf.load(Ordering::SeqCst) {
            return Err(LogError::Unavailable("it does not answer".to_owned()));
        }
        self.inner.read_streams(streams).await
    }

    async fn read_all(
        &self,
        after: Position,
        limit: usize,
    ) -> Result<Vec<Arc<Recorded>>, LogError> {
        self.inner.read_all(after, limit).await
    }

    fn follow(
        &self,
        after: Position,
        limit: usize,
    ) -> BoxStream<'static, Result<Vec<Arc<Recorded>>, LogError>> {
        self.inner.follow(after, limit)
    }

    async fn head(&self) -> Result<Position, LogError> {
        self.inner.head().await
    }

    async fn lock_stream(&self, stream: StreamId) -> Result<StreamLock, LogError> {
        let lock = self.inner.lock_stream(stream).await?;
        self.locks.fetch_add(1, Ordering::SeqCst);
        Ok(StreamLock::new(Counted(Arc::clone(&self.locks), lock)))
    }

    async fn now(&self) -> Result<Timestamp, LogError> {
        self.inner.now().await
    }
}
