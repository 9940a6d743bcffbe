//! Guests of discussions, and their invitations.

use async_graphql::{ID, Object, Result};
use projections::guest_invitations::GuestInvitationRow;
use projections::guests::GuestRow;

use super::person::{Person, person, somebody};
use crate::level::Node;
use crate::schema::ids::GlobalId;
use crate::schema::scalars::DateTime;

/// Somebody who was let into one discussion only: a guest, or one of the people in a direct one.
pub struct Guest(pub(crate) Node<GuestRow>);

#[Object]
impl Guest {
    /// Who.
    async fn person(&self) -> Result<Person> {
        Ok(somebody(&self.0, "person", |row| Some(row.person)).await?)
    }

    /// Who let them in; null if they took an invitation.
    async fn added_by(&self) -> Result<Option<Person>> {
        Ok(person(&self.0, "added by", |row| row.added_by).await?)
    }

    /// Since when.
    async fn since(&self) -> DateTime {
        self.0.since.into()
    }
}

/// A place that is offered to a guest and that nobody has taken yet.
pub struct GuestInvitation(pub(crate) Node<GuestInvitationRow>);

#[Object]
impl GuestInvitation {
    /// The invitation's id, to take it back.
    async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// Who invites.
    async fn invited_by(&self) -> Result<Person> {
        Ok(somebody(&self.0, "by", |row| Some(row.by)).await?)
    }

    /// When it was made.
    async fn sent_at(&self) -> DateTime {
        self.0.sent_at.into()
    }

    /// When it lapses.
    async fn expires_at(&self) -> DateTime {
        self.0.expires_at.into()
    }
}
