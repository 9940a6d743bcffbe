//! Comments.

use std::collections::HashSet;
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use domain::{CommentId, PersonId};
use projections::comments::{self, CommentRow};
use projections::people;
use projections::reactions::Target;
use projections::versions;

use super::discussion::{Discussion, discussion_of};
use super::person::{Person, person, somebody};
use super::reaction::{ReactionCount, reactions};
use super::version::CommentVersion;
use super::words;
use crate::app::asked;
use crate::cursor::List;
use crate::fault::Fault;
use crate::level::{Level, Node};
use crate::related::related;
use crate::schema::ids::GlobalId;
use crate::schema::paging::{Listed, Paging, paged};
use crate::schema::scalars::DateTime;

/// A comment in a discussion.
pub struct Comment(pub(crate) Node<CommentRow>);

#[Object]
impl Comment {
    /// The comment's id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// The discussion that it is in.
    async fn discussion(&self, context: &Context<'_>) -> Result<Option<Discussion>> {
        Ok(discussion_of(context, &self.0, |row| Some(row.discussion)).await?)
    }

    /// Who wrote it.
    async fn author(&self) -> Result<Person> {
        Ok(somebody(&self.0, "author", |row| Some(row.author)).await?)
    }

    /// The comment that it answers.
    async fn parent(&self, context: &Context<'_>) -> Result<Option<Comment>> {
        let asked = asked(context)?;
        let (snapshot, viewer) = (self.0.level().snapshot(), asked.viewer());
        let load = |ids: Vec<CommentId>| async move {
            Ok::<_, Fault>(comments::by_ids(snapshot, viewer, &ids).await?)
        };
        Ok(related(&self.0, "parent", |row| row.parent, load).await?.map(Comment))
    }

    /// What it says, in Markdown; null if it was discarded or removed.
    async fn body(&self) -> Option<&str> {
        words(&self.0.body)
    }

    /// Who is named in it, as far as you meet them: fellow members, and people who wrote what you
    /// can read.
    async fn mentions(&self, context: &Context<'_>) -> Result<Vec<Person>> {
        let asked = asked(context)?;
        let (level, viewer) = (self.0.level(), asked.viewer());
        let load = async {
            let mentioned: HashSet<PersonId> =
                level.rows().iter().flat_map(|row| row.mentions.iter().copied()).collect();
            let mentioned: Vec<_> = mentioned.into_iter().collect();
            let met = people::by_ids(level.snapshot(), viewer, &mentioned).await?;
            Ok::<_, Fault>(met.into_keys().collect::<HashSet<_>>())
        };
        let met = level.once("mentioned".to_owned(), load).await?;
        let mentions = self.0.mentions.iter().copied().filter(|id| met.contains(id)).collect();
        let level = Level::new(Arc::clone(level.snapshot()), mentions);
        Ok(Node::all(&level).map(Person).collect())
    }

    /// The revision, which an edit names.
    async fn revision(&self) -> u32 {
        self.0.revision
    }

    /// When it was written.
    async fn written_at(&self) -> DateTime {
        self.0.written_at.into()
    }

    /// When it was last edited.
    async fn edited_at(&self) -> Option<DateTime> {
        self.0.edited_at.map(Into::into)
    }

    /// When it was discarded.
    async fn discarded_at(&self) -> Option<DateTime> {
        self.0.discarded_at.map(Into::into)
    }

    /// Who discarded it.
    async fn discarded_by(&self) -> Result<Option<Person>> {
        Ok(person(&self.0, "discarder", |row| row.discarded_by).await?)
    }

    /// How many comments answer it.
    async fn reply_count(&self) -> u32 {
        self.0.replies
    }

    /// The comments that answer it, the oldest first.
    async fn replies(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<Comment>> {
        let part = ("replies", List::Comments, Paging { first, after, last, before });
        Ok(paged(context, &self.0, |row| row.id, part, comments::replies_of, Comment).await?)
    }

    /// What it said at each revision, the first one first. Removed words if it was discarded.
    async fn versions(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<CommentVersion>> {
        let part = ("versions", List::Versions, Paging { first, after, last, before });
        Ok(paged(context, &self.0, |row| row.id, part, versions::of_comments, CommentVersion)
            .await?)
    }

    /// The reactions to it.
    async fn reactions(&self, context: &Context<'_>) -> Result<Vec<ReactionCount>> {
        Ok(reactions(context, &self.0, |row| Target::Comment(row.id)).await?)
    }
}
