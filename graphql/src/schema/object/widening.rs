//! Readers of a discussion that are announced and have not come.

use async_graphql::{Context, Object, Result};
use domain::{DiscussionId, GroupId};
use projections::discussions::{DiscussionRow, WideningRow};
use projections::groups;
use projections::widenings::{self, Asked};

use super::group::Group;
use super::person::{Person, somebody};
use crate::app::asked;
use crate::fault::Fault;
use crate::level::Node;
use crate::related::{belonging, related};
use crate::schema::enums::DiscussionPrivacy;
use crate::schema::scalars::DateTime;

/// Readers of a discussion that are announced and have not come yet. Everybody who had written there
/// was told, and can take back what they wrote until then.
pub struct Widening {
    pub(super) discussion: Node<DiscussionRow>,
    pub(super) row: WideningRow,
}

impl Widening {
    async fn asked(&self, context: &Context<'_>) -> Result<Asked, Fault> {
        let asked = asked(context)?;
        let (snapshot, viewer) = (self.discussion.level().snapshot(), asked.viewer());
        let load = |ids: Vec<DiscussionId>| async move {
            Ok(widenings::of_discussions(snapshot, viewer, &ids).await?)
        };
        let found = belonging(&self.discussion, "widening", |row| row.id, load).await?;
        Ok(found.unwrap_or_default())
    }
}

#[Object]
impl Widening {
    /// Who may read it then, within what the group allows.
    async fn privacy(&self) -> DiscussionPrivacy {
        self.row.privacy.into()
    }

    /// The group that it will be in, if you may see that.
    async fn group(&self, context: &Context<'_>) -> Result<Option<Group>> {
        let asked = asked(context)?;
        let (snapshot, invitee) = (self.discussion.level().snapshot(), asked.invitee().await?);
        let load = |ids: Vec<GroupId>| async move {
            Ok::<_, Fault>(groups::by_ids(snapshot, invitee, &ids).await?)
        };
        let group = |row: &DiscussionRow| row.widening.and_then(|widening| widening.group);
        Ok(related(&self.discussion, "widening group", group, load).await?.map(Group))
    }

    /// Who asked for it.
    async fn asked_by(&self) -> Result<Person> {
        let by = |row: &DiscussionRow| row.widening.map(|widening| widening.by);
        Ok(somebody(&self.discussion, "widening by", by).await?)
    }

    /// When it was announced.
    async fn announced_at(&self) -> DateTime {
        self.row.at.into()
    }

    /// When they come at the latest.
    async fn takes_effect_at(&self) -> DateTime {
        self.row.effective_at.into()
    }

    /// How many people were told: all who had written in it but who asked.
    async fn told(&self, context: &Context<'_>) -> Result<u32> {
        Ok(self.asked(context).await?.told)
    }

    /// How many of them agreed. Once all have, it takes effect.
    async fn agreed(&self, context: &Context<'_>) -> Result<u32> {
        Ok(self.asked(context).await?.agreed)
    }

    /// Whether you are one of those who were told.
    async fn viewer_told(&self, context: &Context<'_>) -> Result<bool> {
        Ok(self.asked(context).await?.viewer_told)
    }

    /// Whether you agreed.
    async fn viewer_agreed(&self, context: &Context<'_>) -> Result<bool> {
        Ok(self.asked(context).await?.viewer_agreed)
    }
}
