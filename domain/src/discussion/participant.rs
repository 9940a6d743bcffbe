//! Who acts in a discussion.

use super::terms::Privacy;
use crate::decider::Facts;
use crate::group::{self, Group, Switches};
use crate::id::PersonId;
use crate::policy;

/// A member of the discussion's group who acts in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Participant<'a> {
    pub person: PersonId,
    pub group: &'a Group,
    group_privacy: group::Privacy,
}

/// Why somebody does not act in a discussion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Barred {
    /// They do not see it, or it is not there.
    NotFound,
    /// They see it and are not in its group.
    Outsider,
    /// It is the system, which is nobody.
    System,
    /// Nothing changes there: the group, or its parent, is archived.
    Archived,
}

impl<'a> Participant<'a> {
    /// Who acts, in a discussion with this privacy.
    pub fn of_discussion(privacy: Privacy, facts: &Facts<'a>) -> Result<Self, Barred> {
        let group = facts.group.ok_or(Barred::NotFound)?;
        let seen = policy::sees_discussion(privacy, group, facts.parent, facts.actor);
        Self::of(group, seen, facts)
    }

    /// Who acts, in a group where no discussion is yet.
    pub fn of_group(facts: &Facts<'a>) -> Result<Self, Barred> {
        let group = facts.group.ok_or(Barred::NotFound)?;
        let seen = policy::sees_group(group, facts.parent, facts.actor);
        Self::of(group, seen, facts)
    }

    fn of(group: &'a Group, seen: bool, facts: &Facts<'a>) -> Result<Self, Barred> {
        if !seen {
            return Err(Barred::NotFound);
        }
        let person = facts.actor.person().ok_or(Barred::System)?;
        if !group.is_member(person) {
            return Err(Barred::Outsider);
        }
        if group.frozen_at(facts.parent).is_some() {
            return Err(Barred::Archived);
        }
        let own = group.privacy();
        let group_privacy = facts.parent.map_or(own, |parent| own.under(parent.privacy()));
        Ok(Self { person, group, group_privacy })
    }

    /// Whether it is an admin.
    pub fn is_admin(&self) -> bool {
        self.group.is_admin(self.person)
    }

    /// Whether it is an admin, or the group lets its members do it.
    pub fn may(&self, switch: impl Fn(Switches) -> bool) -> bool {
        self.is_admin() || switch(self.group.switches())
    }

    /// Whether it is an admin or the author.
    pub fn looks_after(&self, author: PersonId) -> bool {
        self.person == author || self.is_admin()
    }

    /// Whether discussions here may be public: only where everyone sees the group.
    pub const fn may_be_public(&self) -> bool {
        self.group_privacy.seen_by_everyone()
    }

    /// What a discussion here starts with.
    pub const fn default_privacy(&self) -> Privacy {
        match self.group_privacy {
            group::Privacy::Open => Privacy::Public,
            group::Privacy::Closed | group::Privacy::ParentVisible | group::Privacy::Secret => {
                Privacy::Private
            }
        }
    }
}
