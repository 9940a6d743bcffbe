//! Levels of an answer: the things of one page, and what is loaded for all of them together.
//!
//! When one of them is asked for something that has to be read, it is read for its siblings in the
//! same statement, and they find it there. So an answer costs one statement a level, without
//! timers and without looking ahead.

use std::any::Any;
use std::collections::HashMap;
use std::hash::Hash;
use std::ops::{Deref, Range};
use std::sync::{Arc, Mutex, PoisonError};

use projections::{Slice, Snapshot};
use tokio::sync::OnceCell;

use crate::fault::Fault;

type Loaded = Arc<dyn Any + Send + Sync>;

/// The things of one page, as of one snapshot.
pub(crate) struct Level<R> {
    snapshot: Arc<Snapshot>,
    rows: Vec<R>,
    loaded: Mutex<HashMap<String, Arc<OnceCell<Loaded>>>>,
}

impl<R: Send + Sync + 'static> Level<R> {
    /// A level of these things.
    pub(crate) fn new(snapshot: Arc<Snapshot>, rows: Vec<R>) -> Arc<Self> {
        Arc::new(Self { snapshot, rows, loaded: Mutex::default() })
    }

    /// What they are as of.
    pub(crate) fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// All of them.
    pub(crate) fn rows(&self) -> &[R] {
        &self.rows
    }

    /// What is called `key`: loaded once, by whoever asks first.
    pub(crate) async fn once<V, F>(&self, key: String, load: F) -> Result<Arc<V>, Fault>
    where
        V: Send + Sync + 'static,
        F: Future<Output = Result<V, Fault>>,
    {
        let cell = {
            let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(loaded.entry(key).or_default())
        };
        let loaded = cell
            .get_or_try_init(|| async { Ok::<_, Fault>(Arc::new(load.await?) as Loaded) })
            .await?;
        Arc::clone(loaded)
            .downcast()
            .map_err(|_| Fault::internal(&"two things of a level have one name"))
    }
}

/// One thing of a level.
pub(crate) struct Node<R> {
    level: Arc<Level<R>>,
    at: usize,
}

impl<R> Clone for Node<R> {
    fn clone(&self) -> Self {
        Self { level: Arc::clone(&self.level), at: self.at }
    }
}

impl<R> Deref for Node<R> {
    type Target = R;

    fn deref(&self) -> &R {
        &self.level.rows[self.at]
    }
}

impl<R: Send + Sync + 'static> Node<R> {
    /// A thing on a level of its own.
    pub(crate) fn alone(snapshot: Arc<Snapshot>, row: R) -> Self {
        Self { level: Level::new(snapshot, vec![row]), at: 0 }
    }

    /// The thing of the level at this place, which is there.
    pub(crate) fn of(level: &Arc<Level<R>>, at: usize) -> Self {
        Self { level: Arc::clone(level), at }
    }

    /// All things of the level, in order.
    pub(crate) fn all(level: &Arc<Level<R>>) -> impl Iterator<Item = Self> {
        (0..level.rows.len()).map(|at| Self::of(level, at))
    }

    /// The level that it is on.
    pub(crate) fn level(&self) -> &Arc<Level<R>> {
        &self.level
    }
}

/// The pages that belong to the things of a level, on one level of their own.
pub(crate) struct Pages<K, R> {
    level: Arc<Level<R>>,
    of: HashMap<K, Part>,
}

struct Part {
    rows: Range<usize>,
    has_before: bool,
    has_after: bool,
}

/// One page: its things, and whether there are more.
pub(crate) struct PageOf<R> {
    /// The things.
    pub(crate) nodes: Vec<Node<R>>,
    /// Whether there are some before these.
    pub(crate) has_before: bool,
    /// Whether there are some after these.
    pub(crate) has_after: bool,
}

impl<K: Eq + Hash, R: Send + Sync + 'static> Pages<K, R> {
    /// The pages of these slices.
    pub(crate) fn new(snapshot: &Arc<Snapshot>, slices: HashMap<K, Slice<R>>) -> Self {
        let mut rows = Vec::new();
        let mut of = HashMap::with_capacity(slices.len());
        for (key, slice) in slices {
            let start = rows.len();
            rows.extend(slice.rows);
            let (has_before, has_after) = (slice.has_before, slice.has_after);
            of.insert(key, Part { rows: start..rows.len(), has_before, has_after });
        }
        Self { level: Level::new(Arc::clone(snapshot), rows), of }
    }

    /// The page that belongs to `key`; an empty one if there is none.
    pub(crate) fn page(&self, key: &K) -> PageOf<R> {
        let Some(part) = self.of.get(key) else {
            return PageOf { nodes: Vec::new(), has_before: false, has_after: false };
        };
        let node = |at| Node { level: Arc::clone(&self.level), at };
        PageOf {
            nodes: part.rows.clone().map(node).collect(),
            has_before: part.has_before,
            has_after: part.has_after,
        }
    }
}

impl<R: Send + Sync + 'static> PageOf<R> {
    /// The page of one slice.
    pub(crate) fn alone(snapshot: &Arc<Snapshot>, slice: Slice<R>) -> Self {
        let (has_before, has_after) = (slice.has_before, slice.has_after);
        let level = Level::new(Arc::clone(snapshot), slice.rows);
        Self { nodes: Node::all(&level).collect(), has_before, has_after }
    }
}
