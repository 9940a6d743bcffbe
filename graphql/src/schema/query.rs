//! What can be read.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use domain::{DiscussionId, GroupId, PersonId, ProposalId};
use projections::{discussions, groups, people, proposals};

use super::enums::GroupPrivacy;
use super::ids::parse;
use super::object::discussion::Discussion;
use super::object::group::Group;
use super::object::node::{self, Node};
use super::object::person::Person;
use super::object::preview::GroupPrivacyPreview;
use super::object::proposal::Proposal;
use super::object::viewer::Viewer;
use super::paging::{Listed, Paging, connection};
use crate::app::asked;
use crate::cursor::List;
use crate::fault::Fault;
use crate::level::{Node as Thing, PageOf};

/// What can be read. What you may not see answers as what does not exist.
pub struct Query;

#[Object]
impl Query {
    /// You; null if you are not signed in.
    async fn viewer(&self, context: &Context<'_>) -> Result<Option<Viewer>> {
        Ok(asked(context)?.viewer().person.map(Viewer))
    }

    /// Anything that has an id.
    async fn node(&self, context: &Context<'_>, id: ID) -> Result<Option<Node>> {
        let asked = asked(context)?;
        let (invitee, snapshot) = (asked.invitee().await?, asked.snapshot().await?);
        Ok(node::find(&snapshot, invitee, &id).await?)
    }

    /// A group by its id or its handle, also by one that it had before.
    async fn group(
        &self,
        context: &Context<'_>,
        id: Option<ID>,
        handle: Option<String>,
    ) -> Result<Option<Group>> {
        let asked = asked(context)?;
        let (invitee, snapshot) = (asked.invitee().await?, asked.snapshot().await?);
        let row = match (id, handle) {
            (Some(id), None) => {
                let id: GroupId = parse("id", &id)?;
                groups::by_ids(&snapshot, invitee, &[id]).await.map_err(Fault::from)?.remove(&id)
            }
            (None, Some(handle)) => {
                let claim = asked.app.vault.handle_id(&handle);
                groups::by_handle(&snapshot, invitee, claim).await.map_err(Fault::from)?
            }
            _ => return Err(Fault::input("Name one of id and handle.").into()),
        };
        Ok(row.map(|row| Group(Thing::alone(Arc::clone(&snapshot), row))))
    }

    /// What a change of a group's privacy would make of it and of everything below, as far as you
    /// may see it; null if you do not see the group, or if it cannot have this privacy where it
    /// is.
    async fn preview_group_privacy(
        &self,
        context: &Context<'_>,
        group_id: ID,
        privacy: GroupPrivacy,
    ) -> Result<Option<GroupPrivacyPreview>> {
        let asked = asked(context)?;
        let id: GroupId = parse("groupId", &group_id)?;
        let (invitee, snapshot) = (asked.invitee().await?, asked.snapshot().await?);
        let found = groups::by_ids(&snapshot, invitee, &[id]).await;
        let row = found.map_err(Fault::from)?.remove(&id);
        Ok(row.and_then(|row| {
            GroupPrivacyPreview::new(Thing::alone(Arc::clone(&snapshot), row), privacy.into())
        }))
    }

    /// The groups that you may see, the oldest first.
    async fn groups(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<Group>> {
        let asked = asked(context)?;
        let page = Paging { first, after, last, before }.read(asked, List::Groups)?;
        let (invitee, snapshot) = (asked.invitee().await?, asked.snapshot().await?);
        let slice = groups::visible(&snapshot, invitee, page).await.map_err(Fault::from)?;
        Ok(connection(asked, List::Groups, PageOf::alone(&snapshot, slice), Group)?)
    }

    /// A discussion.
    async fn discussion(&self, context: &Context<'_>, id: ID) -> Result<Option<Discussion>> {
        let asked = asked(context)?;
        let id: DiscussionId = parse("id", &id)?;
        let (snapshot, viewer) = (asked.snapshot().await?, asked.viewer());
        let found = discussions::by_ids(&snapshot, viewer, &[id]).await;
        let row = found.map_err(Fault::from)?.remove(&id);
        Ok(row.map(|row| Discussion(Thing::alone(Arc::clone(&snapshot), row))))
    }

    /// The discussions that you may read, the latest activity first.
    async fn discussions(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<Discussion>> {
        let asked = asked(context)?;
        let page = Paging { first, after, last, before }.read(asked, List::Discussions)?;
        let (snapshot, viewer) = (asked.snapshot().await?, asked.viewer());
        let slice = discussions::recent(&snapshot, viewer, page).await.map_err(Fault::from)?;
        Ok(connection(asked, List::Discussions, PageOf::alone(&snapshot, slice), Discussion)?)
    }

    /// A proposal.
    async fn proposal(&self, context: &Context<'_>, id: ID) -> Result<Option<Proposal>> {
        let asked = asked(context)?;
        let id: ProposalId = parse("id", &id)?;
        let (snapshot, viewer) = (asked.snapshot().await?, asked.viewer());
        let found = proposals::by_ids(&snapshot, viewer, &[id]).await;
        let row = found.map_err(Fault::from)?.remove(&id);
        Ok(row.map(|row| Proposal(Thing::alone(Arc::clone(&snapshot), row))))
    }

    /// A person: yourself, a fellow member, or somebody who wrote what you can read.
    async fn person(&self, context: &Context<'_>, id: ID) -> Result<Option<Person>> {
        let asked = asked(context)?;
        let id: PersonId = parse("id", &id)?;
        let (snapshot, viewer) = (asked.snapshot().await?, asked.viewer());
        let found = people::by_ids(&snapshot, viewer, &[id]).await.map_err(Fault::from)?;
        Ok(found.contains_key(&id).then(|| Person(Thing::alone(Arc::clone(&snapshot), id))))
    }
}
