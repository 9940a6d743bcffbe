//! Viewers, and what they are to a container.

use std::collections::HashSet;

use super::audience::{Audience, DiscussionSetting, GroupSetting};
use crate::decider::Actor;
use crate::discussion;
use crate::discussion::circle::Circle;
use crate::group::{Above, Group};
use crate::id::{DiscussionId, GroupId, PersonId};

/// What a viewer is to a container and its group. The default is a stranger.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "each is a relation of its own")]
pub struct Standing {
    /// Is a member of the group.
    pub member: bool,
    /// Is an admin of the group, and so a member.
    pub admin: bool,
    /// Is a member of the group's parent.
    pub parent_member: bool,
    /// Has an invitation to the group that has neither been used nor ended nor lapsed.
    pub invited: bool,
    /// Has a place as a guest, or is in the direct discussion. In a discussion only: a group has no
    /// guests.
    pub guest: bool,
}

/// Somebody who looks, with everything that they belong to. The default is a stranger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Viewer {
    /// Who, if they signed in.
    pub person: Option<PersonId>,
    /// The groups that they are a member of.
    pub memberships: HashSet<GroupId>,
    /// Those of them that they are an admin of.
    pub admin_of: HashSet<GroupId>,
    /// The groups that they have a pending invitation to.
    pub invited: HashSet<GroupId>,
    /// The discussions that they are a guest of.
    pub guest_of: HashSet<DiscussionId>,
}

impl Viewer {
    /// What the viewer is to a group with this parent.
    #[must_use]
    pub fn standing(&self, group: GroupId, parent: Option<GroupId>) -> Standing {
        Standing {
            member: self.memberships.contains(&group),
            admin: self.admin_of.contains(&group),
            parent_member: parent.is_some_and(|parent| self.memberships.contains(&parent)),
            invited: self.invited.contains(&group),
            guest: false,
        }
    }

    /// What the viewer is to a discussion in a group with this parent; to a direct one without a
    /// group.
    #[must_use]
    pub fn standing_in(
        &self,
        discussion: DiscussionId,
        group: Option<GroupId>,
        parent: Option<GroupId>,
    ) -> Standing {
        let guest = self.guest_of.contains(&discussion);
        let own = group.map(|group| self.standing(group, parent)).unwrap_or_default();
        Standing { guest, ..own }
    }
}

/// What the person is to the folded group. Whom an invitation is for only the vault knows: here
/// nobody counts as invited.
#[must_use]
pub fn standing<'a>(group: &'a Group, above: impl Into<Above<'a>>, person: PersonId) -> Standing {
    let above = above.into();
    let member = group.is_member_below(above, person);
    Standing {
        member,
        admin: member && group.is_admin(person),
        parent_member: above.includes(person),
        invited: false,
        guest: false,
    }
}

/// Whether who acts sees that the folded group exists. The system sees everything that exists.
#[must_use]
pub fn sees_group<'a>(group: &'a Group, above: impl Into<Above<'a>>, actor: Actor) -> bool {
    let above = above.into();
    group.exists()
        && match actor {
            Actor::System => true,
            Actor::Person(person) => {
                setting(group, above.parent).audience().admits(standing(group, above, person))
            }
        }
}

/// Whether who acts sees the folded discussion. The system sees everything that exists.
#[must_use]
pub(crate) fn sees_discussion(circle: Circle<'_>, actor: Actor) -> bool {
    circle.exists()
        && match actor {
            Actor::System => true,
            Actor::Person(person) => {
                let own = circle.group.map(|group| standing(group, circle.above(), person));
                let own = own.unwrap_or_default();
                let guest = circle.is_guest(person);
                discussion_audience(circle).admits(Standing { guest, ..own })
            }
        }
}

/// To whom the folded discussion is visible.
pub(crate) fn discussion_audience(circle: Circle<'_>) -> Audience {
    audience_in(circle.privacy(), circle.group, circle.parent)
}

/// To whom a discussion with this privacy would be visible in the folded group.
pub(crate) fn audience_in(
    privacy: discussion::Privacy,
    group: Option<&Group>,
    parent: Option<&Group>,
) -> Audience {
    let group = group.map(|group| setting(group, parent));
    DiscussionSetting { privacy, group }.audience()
}

fn setting(group: &Group, parent: Option<&Group>) -> GroupSetting {
    GroupSetting {
        privacy: group.effective_privacy(parent),
        parent: parent.map(Group::privacy),
        parent_members_read: group.parent_members_read(),
    }
}
