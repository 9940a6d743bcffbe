//! Who asks.

use domain::{InvitationId, PersonId};
use uuid::Uuid;

/// Who asks. What they see follows from their memberships, which are read in the same snapshot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Viewer {
    /// The person, if somebody is signed in.
    pub person: Option<PersonId>,
    /// The invitations that are pending for the viewer's address, as the vault knows.
    pub invitations: Vec<InvitationId>,
}

impl Viewer {
    /// Somebody who is not signed in.
    #[must_use]
    pub const fn nobody() -> Self {
        Self { person: None, invitations: Vec::new() }
    }

    /// This person, with no invitations pending.
    #[must_use]
    pub const fn person(person: PersonId) -> Self {
        Self { person: Some(person), invitations: Vec::new() }
    }

    pub(crate) fn id(&self) -> Option<Uuid> {
        self.person.map(|id| Uuid::from_u128(id.to_u128()))
    }

    pub(crate) fn invited(&self) -> Vec<Uuid> {
        self.invitations.iter().map(|id| Uuid::from_u128(id.to_u128())).collect()
    }
}
