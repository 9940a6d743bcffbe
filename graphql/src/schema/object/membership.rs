//! Memberships, and what leads to them.

use async_graphql::{Context, ID, Object, Result};
use projections::invitations::InvitationRow;
use projections::memberships::MembershipRow;
use projections::requests::RequestRow;

use super::group::{Group, group_of};
use super::person::{Person, somebody};
use super::words;
use crate::app::asked;
use crate::fault::Fault;
use crate::level::Node;
use crate::related::belonging;
use crate::schema::enums::Role;
use crate::schema::ids::GlobalId;
use crate::schema::scalars::DateTime;

/// Somebody's place in a group.
pub struct Membership(pub(crate) Node<MembershipRow>);

#[Object]
impl Membership {
    /// Who.
    async fn person(&self) -> Result<Person> {
        Ok(somebody(&self.0, "person", |row| Some(row.person)).await?)
    }

    /// In which group.
    async fn group(&self, context: &Context<'_>) -> Result<Option<Group>> {
        Ok(group_of(context, &self.0, |row| Some(row.group)).await?)
    }

    /// The role.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// Since when.
    async fn since(&self) -> DateTime {
        self.0.since.into()
    }
}

/// A request to become a member.
pub struct MembershipRequest(pub(crate) Node<RequestRow>);

#[Object]
impl MembershipRequest {
    /// Who asks.
    async fn person(&self) -> Result<Person> {
        Ok(somebody(&self.0, "person", |row| Some(row.person)).await?)
    }

    /// What the person says to it.
    async fn message(&self) -> Option<&str> {
        words(&self.0.message)
    }

    /// When.
    async fn requested_at(&self) -> DateTime {
        self.0.requested_at.into()
    }

    /// Whether it waits for an answer.
    async fn pending(&self) -> bool {
        self.0.ended.is_none()
    }

    /// What the admin who declined it said to it.
    async fn reply(&self) -> Option<&str> {
        words(&self.0.reply)
    }
}

/// An invitation to a group.
pub struct Invitation(pub(crate) Node<InvitationRow>);

#[Object]
impl Invitation {
    /// The invitation's id.
    async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// To which group.
    async fn group(&self, context: &Context<'_>) -> Result<Option<Group>> {
        Ok(group_of(context, &self.0, |row| Some(row.group)).await?)
    }

    /// Who invites.
    async fn invited_by(&self) -> Result<Person> {
        Ok(somebody(&self.0, "by", |row| Some(row.by)).await?)
    }

    /// The address that it went to: for the group's admins, while it waits.
    async fn address(&self, context: &Context<'_>) -> Result<Option<String>> {
        let asked = asked(context)?;
        let role = asked_role(context, &self.0).await?;
        if role != Some(domain::group::Role::Admin) {
            return Ok(None);
        }
        let vault = &asked.app.vault;
        let load = |ids: Vec<domain::InvitationId>| async move {
            let found = vault.invitation_addresses(&ids).await?;
            Ok::<_, Fault>(found.into_iter().map(|(id, it)| (id, it.expose().to_owned())).collect())
        };
        Ok(belonging(&self.0, "address", |row| row.id, load).await?)
    }

    /// When it was sent.
    async fn sent_at(&self) -> DateTime {
        self.0.sent_at.into()
    }

    /// When it lapses.
    async fn expires_at(&self) -> DateTime {
        self.0.expires_at.into()
    }
}

/// The viewer's role in the invitation's group.
async fn asked_role(
    context: &Context<'_>,
    node: &Node<InvitationRow>,
) -> Result<Option<domain::group::Role>, Fault> {
    let asked = asked(context)?;
    let (snapshot, viewer) = (node.level().snapshot(), asked.viewer());
    let load = |ids: Vec<domain::GroupId>| async move {
        let found = projections::memberships::of_viewer(snapshot, viewer, &ids).await?;
        Ok::<_, Fault>(found.into_iter().map(|(id, row)| (id, row.role)).collect())
    };
    belonging(node, "my role", |row| row.group, load).await
}
