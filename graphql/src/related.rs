//! What the things of a level point at, loaded for all of them together.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;

use crate::fault::Fault;
use crate::level::{Level, Node};

/// Things by their ids, on one level.
struct Found<K, V> {
    index: HashMap<K, usize>,
    level: Arc<Level<V>>,
}

/// What `node` points at by `of`; `None` if it points at nothing, or at what is hidden. `load`
/// finds what all things of the level point at; `key` names the pointing.
pub(crate) async fn related<R, K, V, F>(
    node: &Node<R>,
    key: &str,
    of: fn(&R) -> Option<K>,
    load: impl FnOnce(Vec<K>) -> F,
) -> Result<Option<Node<V>>, Fault>
where
    R: Send + Sync + 'static,
    K: Copy + Eq + Hash + Send + Sync + 'static,
    V: Send + Sync + 'static,
    F: Future<Output = Result<HashMap<K, V>, Fault>>,
{
    let Some(id) = of(node) else { return Ok(None) };
    let level = node.level();
    let find = async {
        let ids: HashSet<K> = level.rows().iter().filter_map(of).collect();
        let found = load(ids.into_iter().collect()).await?;
        let mut index = HashMap::with_capacity(found.len());
        let mut rows = Vec::with_capacity(found.len());
        for (id, row) in found {
            index.insert(id, rows.len());
            rows.push(row);
        }
        Ok(Found { index, level: Level::new(Arc::clone(level.snapshot()), rows) })
    };
    let found = level.once(key.to_owned(), find).await?;
    Ok(found.index.get(&id).map(|at| Node::of(&found.level, *at)))
}

/// What belongs to `node` by its own id, without being a level: a count, a tally, a role.
pub(crate) async fn belonging<R, K, V, F>(
    node: &Node<R>,
    key: &str,
    of: fn(&R) -> K,
    load: impl FnOnce(Vec<K>) -> F,
) -> Result<Option<V>, Fault>
where
    R: Send + Sync + 'static,
    K: Copy + Eq + Hash + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
    F: Future<Output = Result<HashMap<K, V>, Fault>>,
{
    let level = node.level();
    let find = async { load(level.rows().iter().map(of).collect()).await };
    let found: Arc<HashMap<K, V>> = level.once(key.to_owned(), find).await?;
    Ok(found.get(&of(node)).cloned())
}
