//! Discussions.

use async_graphql::{Context, ID, Object, Result};
use domain::DiscussionId;
use projections::discussions::{self, DiscussionRow};
use projections::reactions::Target;
use projections::{
    activity, comments, guest_invitations, guests, proposals, tags, unread, versions, volumes,
};

use super::activity::Activity;
use super::comment::Comment;
use super::group::{Group, group_of};
use super::guest::{Guest, GuestInvitation};
use super::person::{Person, person, somebody};
use super::proposal::Proposal;
use super::reaction::{ReactionCount, reactions};
use super::tag::{Tag, tags_of};
use super::version::DiscussionVersion;
use super::volume::VolumeSetting;
use super::widening::Widening;
use super::words;
use crate::app::asked;
use crate::cursor::List;
use crate::fault::Fault;
use crate::level::Node;
use crate::related::{belonging, related};
use crate::schema::enums::DiscussionPrivacy;
use crate::schema::ids::GlobalId;
use crate::schema::paging::{Listed, Paging, paged};
use crate::schema::scalars::DateTime;

/// A discussion: where people talk, and where proposals are raised.
pub struct Discussion(pub(crate) Node<DiscussionRow>);

#[Object]
impl Discussion {
    /// The discussion's id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// The group that it is in, if you may see it: a guest may not. A direct discussion is in none.
    async fn group(&self, context: &Context<'_>) -> Result<Option<Group>> {
        Ok(group_of(context, &self.0, |row| row.group).await?)
    }

    /// Whether it is among named people, and in no group.
    async fn direct(&self) -> bool {
        self.0.group.is_none()
    }

    /// Who began it.
    async fn author(&self) -> Result<Person> {
        Ok(somebody(&self.0, "author", |row| Some(row.author)).await?)
    }

    /// The title; null if it was discarded or removed.
    async fn title(&self) -> Option<&str> {
        words(&self.0.title)
    }

    /// The body, in Markdown.
    async fn body(&self) -> Option<&str> {
        words(&self.0.body)
    }

    /// Who may read it, within what the group allows.
    async fn privacy(&self) -> DiscussionPrivacy {
        self.0.privacy.into()
    }

    /// The readers that are announced for it and have not come; null if there are none.
    async fn widening(&self) -> Option<Widening> {
        let row = self.0.widening?;
        Some(Widening { discussion: self.0.clone(), row })
    }

    /// The revision of title and body, which an edit names.
    async fn revision(&self) -> u32 {
        self.0.revision
    }

    /// When it began.
    async fn started_at(&self) -> DateTime {
        self.0.started_at.into()
    }

    /// When it was last edited.
    async fn edited_at(&self) -> Option<DateTime> {
        self.0.edited_at.map(Into::into)
    }

    /// When it was closed, if it is.
    async fn closed_at(&self) -> Option<DateTime> {
        self.0.closed_at.map(Into::into)
    }

    /// Who closed it.
    async fn closed_by(&self) -> Result<Option<Person>> {
        Ok(person(&self.0, "closer", |row| row.closed_by).await?)
    }

    /// When it was discarded, if it is.
    async fn discarded_at(&self) -> Option<DateTime> {
        self.0.discarded_at.map(Into::into)
    }

    /// Its tags, the oldest first.
    async fn tags(&self, context: &Context<'_>) -> Result<Vec<Tag>> {
        let asked = asked(context)?;
        let (snapshot, viewer) = (self.0.level().snapshot(), asked.viewer());
        let load = |ids: Vec<DiscussionId>| async move {
            Ok::<_, Fault>(tags::of_discussions(snapshot, viewer, &ids).await?)
        };
        Ok(tags_of(&self.0, |row| row.id, load).await?)
    }

    /// When it was pinned, if it is: then it stands at the top of its group.
    async fn pinned_at(&self) -> Option<DateTime> {
        self.0.pinned_at.map(Into::into)
    }

    /// Who pinned it.
    async fn pinned_by(&self) -> Result<Option<Person>> {
        Ok(person(&self.0, "pinner", |row| row.pinned_by).await?)
    }

    /// How many comments it has.
    async fn comment_count(&self) -> u32 {
        self.0.comments
    }

    /// When something last happened in it.
    async fn last_activity_at(&self) -> DateTime {
        self.0.last_activity_at.into()
    }

    /// All comments, of all levels, the oldest first.
    async fn comments(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<Comment>> {
        let part = ("comments", List::Comments, Paging { first, after, last, before });
        Ok(paged(context, &self.0, |row| row.id, part, comments::of_discussions, Comment).await?)
    }

    /// The comments that answer no other, the oldest first.
    async fn threads(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<Comment>> {
        let part = ("threads", List::Comments, Paging { first, after, last, before });
        Ok(paged(context, &self.0, |row| row.id, part, comments::roots_of, Comment).await?)
    }

    /// The proposals raised in it, the oldest first.
    async fn proposals(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<Proposal>> {
        let part = ("proposals", List::Proposals, Paging { first, after, last, before });
        Ok(paged(context, &self.0, |row| row.id, part, proposals::of_discussions, Proposal).await?)
    }

    /// What happened in it, in order. Votes are not in it: they are listed under their proposal.
    async fn timeline(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<Activity>> {
        let part = ("timeline", List::Timeline, Paging { first, after, last, before });
        Ok(paged(context, &self.0, |row| row.id, part, activity::of_discussions, Activity).await?)
    }

    /// What it said at each revision, the first one first. Removed words if it was discarded.
    async fn versions(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<DiscussionVersion>> {
        let part = ("versions", List::Versions, Paging { first, after, last, before });
        Ok(paged(context, &self.0, |row| row.id, part, versions::of_discussions, DiscussionVersion)
            .await?)
    }

    /// How many entries of its timeline are new to you: what others wrote or decided after you
    /// joined and after what you marked read. 0 if you are not signed in.
    async fn unread_count(&self, context: &Context<'_>) -> Result<u32> {
        let asked = asked(context)?;
        let (snapshot, viewer) = (self.0.level().snapshot(), asked.viewer());
        let load = |ids: Vec<DiscussionId>| async move {
            Ok(unread::counts_of(snapshot, viewer, &ids).await?)
        };
        Ok(belonging(&self.0, "unread", |row| row.id, load).await?.unwrap_or(0))
    }

    /// The oldest entry of its timeline that is new to you.
    async fn first_unread(&self, context: &Context<'_>) -> Result<Option<Activity>> {
        let asked = asked(context)?;
        let (snapshot, viewer) = (self.0.level().snapshot(), asked.viewer());
        let load = |ids: Vec<DiscussionId>| async move {
            Ok::<_, Fault>(unread::first_of(snapshot, viewer, &ids).await?)
        };
        Ok(related(&self.0, "first unread", |row| Some(row.id), load).await?.map(Activity))
    }

    /// How much you want to be told about it; null if you are not signed in.
    async fn volume(&self, context: &Context<'_>) -> Result<Option<VolumeSetting>> {
        let asked = asked(context)?;
        if asked.viewer().person.is_none() {
            return Ok(None);
        }
        let (snapshot, viewer) = (self.0.level().snapshot(), asked.viewer());
        let load = |ids: Vec<DiscussionId>| async move {
            Ok(volumes::of_discussions(snapshot, viewer, &ids).await?)
        };
        Ok(belonging(&self.0, "volume", |row| row.id, load).await?.map(Into::into))
    }

    /// Its guests, for members of its group; everybody in it, if it is direct. The longest-standing
    /// first.
    async fn guests(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<Guest>> {
        let part = ("guests", List::Guests, Paging { first, after, last, before });
        Ok(paged(context, &self.0, |row| row.id, part, guests::of_discussions, Guest).await?)
    }

    /// The places offered to guests that nobody has taken, for those who may let guests in.
    async fn guest_invitations(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<GuestInvitation>> {
        let part =
            ("guest invitations", List::GuestInvitations, Paging { first, after, last, before });
        Ok(paged(
            context,
            &self.0,
            |row| row.id,
            part,
            guest_invitations::pending_of,
            GuestInvitation,
        )
        .await?)
    }

    /// The reactions to it.
    async fn reactions(&self, context: &Context<'_>) -> Result<Vec<ReactionCount>> {
        Ok(reactions(context, &self.0, |row| Target::Discussion(row.id)).await?)
    }
}

/// The discussion that `node` points at by `of`, if the viewer may read it.
pub(crate) async fn discussion_of<R: Send + Sync + 'static>(
    context: &Context<'_>,
    node: &Node<R>,
    of: fn(&R) -> Option<DiscussionId>,
) -> Result<Option<Discussion>, Fault> {
    let asked = asked(context)?;
    let (snapshot, viewer) = (node.level().snapshot(), asked.viewer());
    let load = |ids: Vec<DiscussionId>| async move {
        Ok(discussions::by_ids(snapshot, viewer, &ids).await?)
    };
    Ok(related(node, "discussion", of, load).await?.map(Discussion))
}
