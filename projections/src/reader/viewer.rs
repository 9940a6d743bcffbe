//! Who asks.

use std::ops::Deref;

use domain::{InvitationId, PersonId};
use uuid::Uuid;

/// Who asks. What they see follows from their memberships, which are read in the same snapshot.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Viewer {
    /// The person, if somebody is signed in.
    pub person: Option<PersonId>,
}

impl Viewer {
    /// Somebody who is not signed in.
    #[must_use]
    pub const fn nobody() -> Self {
        Self { person: None }
    }

    /// This person.
    #[must_use]
    pub const fn person(person: PersonId) -> Self {
        Self { person: Some(person) }
    }

    pub(crate) fn id(&self) -> Option<Uuid> {
        self.person.map(|id| Uuid::from_u128(id.to_u128()))
    }
}

/// Who asks for groups, which are seen by those who are invited too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Invitee {
    /// Who.
    pub viewer: Viewer,
    /// The invitations that are pending for their address, as the vault knows.
    pub invitations: Vec<InvitationId>,
}

impl Invitee {
    /// This person, with no invitations pending.
    #[must_use]
    pub const fn person(person: PersonId) -> Self {
        Self { viewer: Viewer::person(person), invitations: Vec::new() }
    }

    pub(crate) fn invited(&self) -> Vec<Uuid> {
        self.invitations.iter().map(|id| Uuid::from_u128(id.to_u128())).collect()
    }
}

impl Deref for Invitee {
    type Target = Viewer;

    fn deref(&self) -> &Viewer {
        &self.viewer
    }
}
