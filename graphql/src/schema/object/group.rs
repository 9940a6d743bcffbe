//! Groups.

use async_graphql::{Context, ID, Object, Result};
use domain::group::Role as GroupRole;
use domain::policy::{GroupSetting, Standing, seen_in_group};
use domain::{GroupId, TagId};
use projections::groups::GroupRow;
use projections::{
    Snapshot, Viewer, delegations, discussions, groups, invitations, memberships, requests, tags,
    templates, versions, volumes,
};

use super::delegation::Delegation;
use super::discussion::Discussion;
use super::membership::{Invitation, Membership, MembershipRequest};
use super::switches::Switches;
use super::tag::Tag;
use super::template::Template;
use super::version::GroupVersion;
use super::volume::VolumeSetting;
use super::words;
use crate::app::asked;
use crate::cursor::List;
use crate::fault::Fault;
use crate::level::Node;
use crate::related::{belonging, related};
use crate::schema::enums::{GroupPrivacy, JoinPolicy, Role};
use crate::schema::ids::{GlobalId, parse};
use crate::schema::paging::{Listed, Paging, paged};
use crate::schema::scalars::DateTime;

/// A group or subgroup: people who decide together. Whoever sees a group sees its name,
/// description, privacy, handle and how people join; the rest is for its members, and in `OPEN`
/// groups for everyone.
pub struct Group(pub(crate) Node<GroupRow>);

impl Group {
    /// Whether the viewer sees more than what everyone sees of a `CLOSED` group.
    fn details(&self) -> bool {
        let GroupRow { effective, parent_members_read, switches, viewer_role, .. } = *self.0;
        let setting = GroupSetting { privacy: effective, parent: None, parent_members_read };
        let (member, admin) = (viewer_role.is_some(), viewer_role == Some(GroupRole::Admin));
        let viewer = Standing { member, admin, ..Standing::default() };
        seen_in_group(setting, switches, viewer).details
    }
}

#[Object]
impl Group {
    /// The group's id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// The name; null if it was removed.
    async fn name(&self) -> Option<&str> {
        words(&self.0.name)
    }

    /// What the group is about.
    async fn description(&self) -> Option<&str> {
        words(&self.0.description)
    }

    /// The unique name.
    async fn handle(&self) -> Option<&str> {
        self.0.handle.as_deref()
    }

    /// Who may know of it and read in it.
    async fn privacy(&self) -> GroupPrivacy {
        self.0.privacy.into()
    }

    /// What the privacy amounts to below the parent: never more than the parent's own.
    async fn effective_privacy(&self) -> GroupPrivacy {
        self.0.effective.into()
    }

    /// How much you want to be told about it; null if you are not signed in.
    async fn volume(&self, context: &Context<'_>) -> Result<Option<VolumeSetting>> {
        let asked = asked(context)?;
        if asked.viewer().person.is_none() {
            return Ok(None);
        }
        let (snapshot, viewer) = (self.0.level().snapshot(), asked.viewer());
        let load = |ids: Vec<GroupId>| async move {
            Ok(volumes::of_groups(snapshot, viewer, &ids).await?)
        };
        Ok(belonging(&self.0, "volume", |row| row.id, load).await?.map(Into::into))
    }

    /// How people come in without an invitation.
    async fn join_policy(&self) -> JoinPolicy {
        self.0.join.into()
    }

    /// In `PARENT_VISIBLE` groups: whether the parent's members read the discussions; null if you see
    /// only that the group exists.
    async fn parent_members_read(&self) -> Option<bool> {
        self.details().then_some(self.0.parent_members_read)
    }

    /// What members may do; null if you see only that the group exists.
    async fn switches(&self) -> Option<Switches> {
        self.details().then(|| self.0.switches.into())
    }

    /// Whether delegates vote for others who do not vote themselves; null if you see only that the
    /// group exists.
    async fn delegation(&self) -> Option<bool> {
        self.details().then_some(self.0.delegation)
    }

    /// The delegations that you are a party to, given and received, the oldest first. Nobody else
    /// sees them.
    async fn delegations(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<Delegation>> {
        let part = ("delegations", List::Delegations, Paging { first, after, last, before });
        Ok(paged(context, &self.0, |row| row.id, part, delegations::of_groups, Delegation).await?)
    }

    /// The revision of name and description, which an edit names; null if you see only that the
    /// group exists.
    async fn revision(&self) -> Option<u32> {
        self.details().then_some(self.0.revision)
    }

    /// When it was made; null if you see only that the group exists.
    async fn created_at(&self) -> Option<DateTime> {
        self.details().then(|| self.0.created_at.into())
    }

    /// How many members it has; null if you see only that the group exists.
    async fn member_count(&self) -> Result<Option<u32>> {
        if !self.details() {
            return Ok(None);
        }
        let snapshot = self.0.level().snapshot();
        let load = |ids: Vec<GroupId>| async move {
            Ok::<_, Fault>(groups::away_from(snapshot, &ids).await?)
        };
        let away = belonging(&self.0, "away", |row| row.id, load).await?;
        Ok(Some(self.0.members.saturating_sub(away.unwrap_or_default())))
    }

    /// Since when it is archived: since it was archived or deleted, or the group above it. Nothing
    /// changes in what is archived; it is read as before.
    async fn archived_at(&self) -> Option<DateTime> {
        self.0.frozen_at.map(Into::into)
    }

    /// If it is deleted, or with it the group above it: until when an admin can restore it. Then its
    /// texts are destroyed.
    async fn restorable_until(&self) -> Option<DateTime> {
        self.0.destroys_at.map(Into::into)
    }

    /// Your role in it; null if you are not a member.
    async fn my_role(&self) -> Option<Role> {
        self.0.viewer_role.map(Into::into)
    }

    /// Your own request to become a member, the last one.
    async fn my_request(&self, context: &Context<'_>) -> Result<Option<MembershipRequest>> {
        let asked = asked(context)?;
        let (snapshot, viewer) = (self.0.level().snapshot(), asked.viewer());
        let load = |ids: Vec<GroupId>| async move {
            Ok::<_, Fault>(requests::of_viewer(snapshot, viewer, &ids).await?)
        };
        let found = related(&self.0, "my request", |group| Some(group.id), load).await?;
        Ok(found.map(MembershipRequest))
    }

    /// The group that it is a subgroup of, if you may see it.
    async fn parent(&self, context: &Context<'_>) -> Result<Option<Group>> {
        let asked = asked(context)?;
        let (snapshot, invitee) = (self.0.level().snapshot(), asked.invitee().await?);
        let load = |ids: Vec<GroupId>| async move {
            Ok::<_, Fault>(groups::by_ids(snapshot, invitee, &ids).await?)
        };
        Ok(related(&self.0, "parent", |group| group.parent, load).await?.map(Group))
    }

    /// The subgroups that you may see, the oldest first.
    async fn subgroups(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<Group>> {
        let invitee = asked(context)?.invitee().await?;
        let load = async |snapshot: &Snapshot, _: &Viewer, ids: &[GroupId], page| {
            groups::subgroups_of(snapshot, invitee, ids, page).await
        };
        let part = ("subgroups", List::Groups, Paging { first, after, last, before });
        Ok(paged(context, &self.0, |row| row.id, part, load, Group).await?)
    }

    /// The members, for members; the longest-standing first.
    async fn members(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<Membership>> {
        let part = ("members", List::Members, Paging { first, after, last, before });
        Ok(paged(context, &self.0, |row| row.id, part, memberships::members_of, Membership).await?)
    }

    /// The requests to become a member that wait, for those who may approve them.
    async fn requests(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<MembershipRequest>> {
        let part = ("requests", List::Requests, Paging { first, after, last, before });
        Ok(paged(context, &self.0, |row| row.id, part, requests::pending_of, MembershipRequest)
            .await?)
    }

    /// The invitations that wait, for those who may invite.
    async fn invitations(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<Invitation>> {
        let part = ("invitations", List::Invitations, Paging { first, after, last, before });
        Ok(paged(context, &self.0, |row| row.id, part, invitations::pending_of, Invitation).await?)
    }

    /// What it was called and said of itself at each revision, the first one first; for members.
    async fn versions(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<GroupVersion>> {
        let part = ("versions", List::Versions, Paging { first, after, last, before });
        Ok(paged(context, &self.0, |row| row.id, part, versions::of_groups, GroupVersion).await?)
    }

    /// The tags that its discussions and proposals can have, the oldest first; for members, and in
    /// `OPEN` groups for everyone.
    async fn tags(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<Tag>> {
        let part = ("tags", List::Tags, Paging { first, after, last, before });
        Ok(paged(context, &self.0, |row| row.id, part, tags::of_groups, Tag).await?)
    }

    /// The templates that its discussions or proposals can begin from, the oldest first; for
    /// members.
    async fn templates(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<Template>> {
        let part = ("templates", List::Templates, Paging { first, after, last, before });
        Ok(paged(context, &self.0, |row| row.id, part, templates::of_groups, Template).await?)
    }

    /// The discussions that you may read, pinned ones first, then the latest activity; only those
    /// with the tag, if you name one.
    #[expect(clippy::too_many_arguments, reason = "the arguments of the field in the schema")]
    async fn discussions(
        &self,
        context: &Context<'_>,
        tag_id: Option<ID>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<Discussion>> {
        let tag: Option<TagId> = tag_id.map(|tag| parse("tagId", &tag)).transpose()?;
        let name = format!("discussions {tag:?}");
        let load = async |snapshot: &Snapshot, viewer: &Viewer, ids: &[GroupId], page| {
            discussions::in_groups(snapshot, viewer, ids, tag, page).await
        };
        let part = (name.as_str(), List::GroupDiscussions, Paging { first, after, last, before });
        Ok(paged(context, &self.0, |row| row.id, part, load, Discussion).await?)
    }
}

/// The group that `node` points at by `of`, if the viewer may see it.
pub(crate) async fn group_of<R: Send + Sync + 'static>(
    context: &Context<'_>,
    node: &Node<R>,
    of: fn(&R) -> Option<GroupId>,
) -> Result<Option<Group>, Fault> {
    let asked = asked(context)?;
    let (snapshot, invitee) = (node.level().snapshot(), asked.invitee().await?);
    let load =
        |ids: Vec<GroupId>| async move { Ok(groups::by_ids(snapshot, invitee, &ids).await?) };
    Ok(related(node, "group", of, load).await?.map(Group))
}
