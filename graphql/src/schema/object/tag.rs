//! Tags.

use std::collections::HashMap;
use std::hash::Hash;

use async_graphql::{Context, ID, Object, Result};
use projections::tags::TagRow;
use projections::versions;

use super::version::TagVersion;
use super::words;
use crate::cursor::List;
use crate::fault::Fault;
use crate::level::{Level, Node};
use crate::related::belonging;
use crate::schema::ids::GlobalId;
use crate::schema::paging::{Listed, Paging, paged};
use crate::schema::scalars::DateTime;

/// A tag of a group. Discussions and proposals are found by it.
pub struct Tag(pub(crate) Node<TagRow>);

#[Object]
impl Tag {
    /// The tag's id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// What it is called; null if that was removed.
    async fn name(&self) -> Option<&str> {
        words(&self.0.name)
    }

    /// When it was deleted, if it was. It stays on the proposals that have it.
    async fn deleted_at(&self) -> Option<DateTime> {
        self.0.deleted_at.map(Into::into)
    }

    /// What it was called at each revision, the first one first; for members.
    async fn versions(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<TagVersion>> {
        let part = ("versions", List::Versions, Paging { first, after, last, before });
        Ok(paged(context, &self.0, |row| row.id, part, versions::of_tags, TagVersion).await?)
    }
}

/// The tags of `node`, of all that `load` finds for the things of its level.
pub(crate) async fn tags_of<R, K, F>(
    node: &Node<R>,
    of: fn(&R) -> K,
    load: impl FnOnce(Vec<K>) -> F,
) -> Result<Vec<Tag>, Fault>
where
    R: Send + Sync + 'static,
    K: Copy + Eq + Hash + Send + Sync + 'static,
    F: Future<Output = Result<HashMap<K, Vec<TagRow>>, Fault>>,
{
    let rows = belonging(node, "tags", of, load).await?.unwrap_or_default();
    let level = Level::new(std::sync::Arc::clone(node.level().snapshot()), rows);
    Ok(Node::all(&level).map(Tag).collect())
}
