//! What a person's events fold into.

use super::event::Event;

/// A person. By default one that nobody knows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Person {
    /// Nobody.
    #[default]
    Absent,
    /// Signed up.
    Registered,
    /// Known from an imported history: no address, no sign-in.
    Imported,
}

impl Person {
    /// Whether there is such a person.
    #[must_use]
    pub const fn exists(&self) -> bool {
        !matches!(self, Self::Absent)
    }

    /// Whether the person may sign in.
    #[must_use]
    pub const fn may_sign_in(&self) -> bool {
        matches!(self, Self::Registered)
    }

    /// Takes one event in.
    pub(super) fn apply(&mut self, event: &Event) {
        *self = match event {
            Event::PersonRegistered {} => Self::Registered,
            Event::PersonImported {} => Self::Imported,
        };
    }
}
