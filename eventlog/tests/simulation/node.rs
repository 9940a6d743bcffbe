//! A node's way to the log, on which answers get lost and which breaks when the node dies.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use domain::{StreamId, Timestamp};
use eventlog::executor::{Executor, Limits};
use eventlog::keyring::MemoryKeyring;
use eventlog::memory::MemoryLog;
use eventlog::{
    Append, AppendError, Appended, Clock, EventLog, LogError, ManualClock, Position, Recorded,
    StreamLock, Version,
};
use fastrand::Rng;
use futures::stream::BoxStream;

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Fault {
    None,
    /// The next append is written, and its answer is lost.
    LostAnswer,
    /// The next append does not arrive.
    LostAppend,
    /// The next read fails.
    LostRead,
    /// The node dies: nothing gets through any more, in either direction.
    Dead,
}

/// A program that works on the log.
pub struct Node {
    pub executor: Executor,
    way: Arc<Way>,
}

struct Way {
    log: Arc<MemoryLog>,
    fault: AtomicU8,
    /// For how long things take: so that nodes get in each other's way.
    delays: Mutex<Rng>,
}

/// What all nodes share.
#[derive(Clone)]
pub struct Ground {
    pub log: Arc<MemoryLog>,
    pub keyring: Arc<MemoryKeyring>,
    pub clock: Arc<ManualClock>,
}

impl Ground {
    pub fn new(now: Timestamp) -> Self {
        let clock = Arc::new(ManualClock::new(now));
        let log = Arc::new(MemoryLog::new(Arc::clone(&clock) as Arc<dyn Clock>));
        Self { log, keyring: Arc::default(), clock }
    }

    pub fn node(&self, seed: u64) -> Node {
        let delays = Mutex::new(Rng::with_seed(seed));
        let way = Arc::new(Way { log: Arc::clone(&self.log), fault: AtomicU8::new(0), delays });
        let executor = Executor::new(
            Arc::clone(&way) as Arc<dyn EventLog>,
            self.keyring.clone(),
            Arc::clone(&self.clock) as Arc<dyn Clock>,
            Limits::default(),
        );
        Node { executor, way }
    }
}

impl Node {
    /// This goes wrong next.
    pub fn suffer(&self, fault: Fault) {
        self.way.fault.store(fault as u8, Ordering::SeqCst);
    }
}

impl Way {
    /// Whether this goes wrong now. It does so once; only the dead stay dead.
    fn suffers(&self, fault: Fault) -> bool {
        let gone = Fault::None as u8;
        self.fault.load(Ordering::SeqCst) == Fault::Dead as u8
            || self
                .fault
                .compare_exchange(fault as u8, gone, Ordering::SeqCst, Ordering::SeqCst)
                .is_ok()
    }

    async fn take_time(&self) {
        let delay = self.delays.lock().unwrap_or_else(PoisonError::into_inner).u8(0..4);
        for _ in 0..delay {
            tokio::task::yield_now().await;
        }
    }
}

#[async_trait]
impl EventLog for Way {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        self.take_time().await;
        let lost = || Err(AppendError::Unavailable("simulated".to_owned()));
        if self.suffers(Fault::LostAppend) {
            return lost();
        }
        let appended = self.log.append(append).await?;
        if self.suffers(Fault::LostAnswer) {
            return lost();
        }
        self.take_time().await;
        if self.suffers(Fault::Dead) { lost() } else { Ok(appended) }
    }

    async fn read_stream(
        &self,
        stream: StreamId,
        after: Version,
        limit: usize,
    ) -> Result<Vec<Arc<Recorded>>, LogError> {
        self.log.read_stream(stream, after, limit).await
    }

    async fn read_streams(
        &self,
        streams: &[(StreamId, Version)],
    ) -> Result<Vec<Arc<Recorded>>, LogError> {
        self.take_time().await;
        if self.suffers(Fault::LostRead) {
            return Err(LogError::Unavailable("simulated".to_owned()));
        }
        self.log.read_streams(streams).await
    }

    async fn read_all(
        &self,
        after: Position,
        limit: usize,
    ) -> Result<Vec<Arc<Recorded>>, LogError> {
        self.log.read_all(after, limit).await
    }

    fn follow(
        &self,
        after: Position,
        limit: usize,
    ) -> BoxStream<'static, Result<Vec<Arc<Recorded>>, LogError>> {
        self.log.follow(after, limit)
    }

    async fn head(&self) -> Result<Position, LogError> {
        self.log.head().await
    }

    async fn lock_stream(&self, stream: StreamId) -> Result<StreamLock, LogError> {
        self.log.lock_stream(stream).await
    }

    async fn now(&self) -> Result<Timestamp, LogError> {
        self.log.now().await
    }
}
