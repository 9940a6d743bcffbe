//! What a change of a group's privacy would make of it and of everything below.

use async_graphql::{Context, Object, Result};
use domain::group::Privacy;
use projections::groups::GroupRow;
use projections::{discussions, groups};

use super::discussion::Discussion;
use super::group::Group;
use crate::app::asked;
use crate::cursor::List;
use crate::fault::Fault;
use crate::level::{Node, PageOf};
use crate::schema::enums::{GroupPrivacy, JoinPolicy};
use crate::schema::paging::{Listed, Paging, connection};

/// What would become of a group and of what is in it if its privacy changed, as far as you can see
/// it. A wider privacy changes nothing below: what was written for few stays with them.
pub struct GroupPrivacyPreview {
    group: Node<GroupRow>,
    privacy: Privacy,
}

impl GroupPrivacyPreview {
    /// Nothing, if the group cannot have this privacy where it is.
    pub(crate) fn new(group: Node<GroupRow>, privacy: Privacy) -> Option<Self> {
        let allowed = match group.parent_privacy {
            Some(parent) => privacy.under(parent) == privacy,
            None => privacy != Privacy::ParentVisible,
        };
        allowed.then_some(Self { group, privacy })
    }
}

#[Object]
impl GroupPrivacyPreview {
    /// The group, as it is.
    async fn group(&self) -> Group {
        Group(self.group.clone())
    }

    /// The privacy that it would have.
    async fn privacy(&self) -> GroupPrivacy {
        self.privacy.into()
    }

    /// How people would come in without an invitation: as now, if the privacy allows it.
    async fn join_policy(&self) -> JoinPolicy {
        self.privacy.nearest_join(self.group.join).into()
    }

    /// The unique name that it would give up; null if it has none, or would keep it.
    async fn handle_given_up(&self) -> Option<&str> {
        self.group.handle.as_deref().filter(|_| !self.privacy.seen_by_everyone())
    }

    /// The public discussions, of the group and of its subgroups, that would become private; the
    /// latest activity first.
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
        let (snapshot, viewer) = (self.group.level().snapshot(), asked.viewer());
        let (group, privacy) = (self.group.id, self.privacy);
        let found = discussions::narrowed_below(snapshot, viewer, group, privacy, page).await;
        let page = PageOf::alone(snapshot, found.map_err(Fault::from)?);
        Ok(connection(asked, List::Discussions, page, Discussion)?)
    }

    /// The subgroups that would become less visible, the oldest first.
    async fn subgroups(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<SubgroupPrivacyPreview>> {
        let asked = asked(context)?;
        let page = Paging { first, after, last, before }.read(asked, List::Groups)?;
        let (snapshot, invitee) = (self.group.level().snapshot(), asked.invitee().await?);
        let (group, above) = (self.group.id, self.privacy);
        let found = groups::narrowed_below(snapshot, invitee, group, above, page).await;
        let page = PageOf::alone(snapshot, found.map_err(Fault::from)?);
        let show = |group: Node<GroupRow>| {
            let privacy = group.privacy.under(above);
            SubgroupPrivacyPreview { group, privacy }
        };
        Ok(connection(asked, List::Groups, page, show)?)
    }
}

/// What would become of a subgroup.
pub struct SubgroupPrivacyPreview {
    group: Node<GroupRow>,
    privacy: Privacy,
}

#[Object]
impl SubgroupPrivacyPreview {
    /// The subgroup, as it is.
    async fn group(&self) -> Group {
        Group(self.group.clone())
    }

    /// The privacy that it would have.
    async fn privacy(&self) -> GroupPrivacy {
        self.privacy.into()
    }
}
