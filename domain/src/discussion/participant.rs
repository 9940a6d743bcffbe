//! Who acts in a discussion.

use super::circle::Circle;
use super::state::Discussion;
use super::terms::Privacy;
use crate::decider::Facts;
use crate::group::{self, Group, Switches};
use crate::id::PersonId;
use crate::policy;

/// A member of the discussion's group, or a guest of the discussion, who acts in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Participant<'a> {
    pub person: PersonId,
    pub circle: Circle<'a>,
    group_privacy: group::Privacy,
}

/// Why somebody does not act in a discussion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Barred {
    /// They do not see it, or it is not there.
    NotFound,
    /// They see it, and are neither in its group nor its guest.
    Outsider,
    /// It is the system, which is nobody.
    System,
    /// Nothing changes there: the group, or its parent, is archived.
    Archived,
}

impl<'a> Participant<'a> {
    /// Who acts in this discussion.
    pub fn of_discussion(discussion: &'a Discussion, facts: &Facts<'a>) -> Result<Self, Barred> {
        let circle = Circle::of(discussion, facts).ok_or(Barred::NotFound)?;
        let seen = policy::sees_discussion(circle, facts.actor);
        Self::of(circle, seen, facts)
    }

    /// Who acts in a group where this discussion is not yet.
    pub fn of_group(unstarted: &'a Discussion, facts: &Facts<'a>) -> Result<Self, Barred> {
        let circle = Circle::of(unstarted, facts).ok_or(Barred::NotFound)?;
        let group = circle.group.ok_or(Barred::NotFound)?;
        let seen = policy::sees_group(group, circle.above(), facts.actor);
        Self::of(circle, seen, facts)
    }

    fn of(circle: Circle<'a>, seen: bool, facts: &Facts<'a>) -> Result<Self, Barred> {
        if !seen {
            return Err(Barred::NotFound);
        }
        let person = facts.actor.person().ok_or(Barred::System)?;
        if !circle.includes(person) {
            return Err(Barred::Outsider);
        }
        if circle.frozen_at().is_some() {
            return Err(Barred::Archived);
        }
        let effective = |group: &Group| group.effective_privacy(circle.parent);
        let group_privacy = circle.group.map_or(group::Privacy::Secret, effective);
        Ok(Self { person, circle, group_privacy })
    }

    /// The discussion's group; none in a direct discussion.
    pub const fn group(&self) -> Option<&'a Group> {
        self.circle.group
    }

    /// Whether it is a member, admins included, and not only a guest.
    pub fn is_member(&self) -> bool {
        self.circle.is_member(self.person)
    }

    /// Whether it is an admin.
    pub fn is_admin(&self) -> bool {
        self.circle.is_admin(self.person)
    }

    /// Whether it is an admin, or a member whom the group lets do it.
    pub fn may(&self, switch: impl Fn(Switches) -> bool) -> bool {
        self.is_member() && self.may_as_guest(switch)
    }

    /// Whether it is an admin, or the group lets its members do it: guests too, who do with their
    /// own comments what members do with theirs.
    pub fn may_as_guest(&self, switch: impl Fn(Switches) -> bool) -> bool {
        self.is_admin() || switch(self.circle.switches())
    }

    /// Whether it is an admin or the author.
    pub fn looks_after(&self, author: PersonId) -> bool {
        self.person == author || self.is_admin()
    }

    /// Whether discussions here may be public: only where everyone sees the group, and a direct one
    /// never.
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
