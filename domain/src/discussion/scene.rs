//! A group with a discussion, as the tests of discussions and proposals need it.

use jiff::{SignedDuration, Timestamp};

use super::{Discussion, Event, GuestStart, Privacy};
use crate::decider::{Decider as _, Facts};
use crate::group::{
    self, ArchiveCause, Group, JoinPolicy, MembershipEnd, MembershipStart, Role, Switches,
};
use crate::id::{DiscussionId, GroupId, PersonId};
use crate::scenario::{NOW, text};

pub(crate) const GROUP: GroupId = GroupId::from_u128(1);
pub(crate) const DISCUSSION: DiscussionId = DiscussionId::from_u128(2);

/// Founded the group.
pub(crate) const ADMIN: PersonId = PersonId::from_u128(10);
/// Is a member and began the discussion.
pub(crate) const AUTHOR: PersonId = PersonId::from_u128(11);
/// Is another member.
pub(crate) const MEMBER: PersonId = PersonId::from_u128(12);
/// Is not in the group, and a guest of the discussion where a test says so.
pub(crate) const GUEST: PersonId = PersonId::from_u128(14);
/// Is not in the group.
pub(crate) const STRANGER: PersonId = PersonId::from_u128(13);

/// What stands around the tested stream.
#[derive(Clone)]
pub(crate) struct Scene {
    pub group: Group,
    pub parent: Option<Group>,
    pub discussion: Discussion,
}

impl Scene {
    /// A group with three members since a day, and a private discussion in it.
    pub(crate) fn new(privacy: group::Privacy) -> Self {
        let created = group::Event::GroupCreated {
            name: text("name", "Ours"),
            description: None,
            parent: None,
            privacy,
            join: privacy.join_policies()[0],
            parent_members_read: false,
            switches: Switches::default(),
            handle: None,
        };
        let mut scene =
            Self { group: Group::default(), parent: None, discussion: Discussion::default() };
        scene.group.evolve(&created);
        let yesterday = NOW - SignedDuration::from_hours(24);
        let members = [(ADMIN, Role::Admin), (AUTHOR, Role::Member), (MEMBER, Role::Member)];
        for (person, role) in members {
            scene = scene.joined(person, role, yesterday);
        }
        scene.and(&[started(Privacy::Private)])
    }

    /// This happened in the discussion.
    pub(crate) fn and(mut self, events: &[Event]) -> Self {
        for event in events {
            self.discussion.evolve(event);
        }
        self
    }

    /// This happened in the group.
    pub(crate) fn in_group(mut self, events: &[group::Event]) -> Self {
        for event in events {
            self.group.evolve(event);
        }
        self
    }

    pub(crate) fn joined(mut self, person: PersonId, role: Role, at: Timestamp) -> Self {
        let cause = MembershipStart::Joined;
        self.group.evolve(&group::Event::MembershipStarted { person, role, cause, at });
        self
    }

    pub(crate) fn left(mut self, person: PersonId, at: Timestamp) -> Self {
        let cause = MembershipEnd::Left;
        self.group.evolve(&group::Event::MembershipEnded { person, cause, at });
        self
    }

    /// The group was archived.
    pub(crate) fn archived(mut self, at: Timestamp) -> Self {
        let cause = ArchiveCause::Admin;
        self.group.evolve(&group::Event::GroupArchived { cause, at });
        self
    }

    /// The group is set up like this.
    pub(crate) fn configured(mut self, join: JoinPolicy, switches: Switches) -> Self {
        let event = group::Event::GroupConfigured { join, parent_members_read: false, switches };
        self.group.evolve(&event);
        self
    }

    /// Members may do nothing.
    pub(crate) fn with_all_switched_off(self) -> Self {
        let join = self.group.join();
        let off = Switches {
            add_members: false,
            add_guests: false,
            start_discussions: false,
            edit_discussions: false,
            edit_comments: false,
            delete_comments: false,
            raise_proposals: false,
            create_subgroups: false,
            announce: false,
            tag_and_pin: false,
        };
        self.configured(join, off)
    }

    /// These facts, with the group and its parent.
    pub(crate) fn around<'a>(&'a self, facts: Facts<'_>) -> Facts<'a> {
        Facts {
            origin: facts.origin,
            target: facts.target,
            group: Some(&self.group),
            parent: self.parent.as_ref(),
            ..Facts::new(facts.now, facts.actor)
        }
    }
}

/// A place as a guest, since then.
pub(crate) const fn let_in(person: PersonId, at: Timestamp) -> Event {
    Event::GuestLetIn { person, cause: GuestStart::Added(AUTHOR), at }
}

/// The discussion's first event.
pub(crate) fn started(privacy: Privacy) -> Event {
    Event::DiscussionStarted {
        group: Some(GROUP),
        author: AUTHOR,
        title: text("title", "Bread"),
        body: None,
        privacy,
        at: NOW,
    }
}
