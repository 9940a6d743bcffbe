//! What may be done in a group.

mod absence;
mod archive;
mod commands;
mod delegation;
mod deletion;
mod founding;
mod invitations;
mod laws;
mod members;
mod naming;
mod privacy;
mod refusals;
mod requests;
mod succession;
mod tables;
mod tags;
mod templates;

use super::*;
use crate::decider::Facts;
use crate::handle::{self, Handle};
use crate::id::{GroupId, HandleId, InvitationId, PersonId, TagId, TemplateId};
use crate::scenario::{Given, NOW, folded, given, person, text};
use crate::text::Text;

const GROUP: GroupId = GroupId::from_u128(1);
const PARENT: GroupId = GroupId::from_u128(2);
const CLAIM: HandleId = HandleId::from_u128(3);
const INVITATION: InvitationId = InvitationId::from_u128(4);

/// Founded the group.
const ADMIN: PersonId = PersonId::from_u128(10);
/// Is in it.
const MEMBER: PersonId = PersonId::from_u128(11);
/// Is not, but in its parent.
const PARENTS: PersonId = PersonId::from_u128(12);
/// Is in neither.
const STRANGER: PersonId = PersonId::from_u128(13);

/// A group as it is asked for.
fn create(privacy: Privacy) -> Create {
    Create {
        name: text("name", "Ours"),
        description: None,
        parent: None,
        privacy,
        join: None,
        parent_members_read: false,
        switches: Switches::default(),
        handle: None,
    }
}

/// The event that follows from [`create`].
fn created(privacy: Privacy) -> Event {
    Event::GroupCreated {
        name: text("name", "Ours"),
        description: None,
        parent: (privacy == Privacy::ParentVisible).then_some(PARENT),
        privacy,
        join: privacy.join_policies()[0],
        parent_members_read: false,
        switches: Switches::default(),
        handle: None,
    }
}

fn configured(join: JoinPolicy, switches: Switches) -> Event {
    Event::GroupConfigured { join, parent_members_read: false, switches }
}

fn joined(person: PersonId, role: Role, cause: MembershipStart) -> Event {
    Event::MembershipStarted { person, role, cause, at: NOW }
}

fn founded() -> Event {
    joined(ADMIN, Role::Admin, MembershipStart::Founded)
}

/// A group with an admin and a member, and these events.
fn group(privacy: Privacy, events: &[Event]) -> Given<'static, Group> {
    let member = joined(MEMBER, Role::Member, MembershipStart::Invited);
    let events = [&[created(privacy), founded(), member], events].concat();
    given(&events).with(|facts| Facts { target: Some(GROUP.into()), ..facts })
}

/// A group that is about to be made.
fn nothing() -> Given<'static, Group> {
    given(&[]).with(|facts| Facts { target: Some(GROUP.into()), ..facts })
}

/// A group that admin, member and `PARENTS` are in, for use as a parent.
fn parent(privacy: Privacy, switches: Switches) -> Group {
    folded(&[
        created(privacy),
        configured(privacy.join_policies()[0], switches),
        founded(),
        joined(MEMBER, Role::Member, MembershipStart::Joined),
        joined(PARENTS, Role::Member, MembershipStart::Joined),
    ])
}

/// The group as a subgroup of this one.
fn below<'a>(given: Given<'static, Group>, parent: &'a Group) -> Given<'a, Group> {
    given.with(|facts| Facts { parent: Some(parent), ..facts })
}

fn add_members() -> Switches {
    Switches { add_members: true, ..Switches::default() }
}

/// The name that this group holds.
fn claim(group: GroupId) -> Handle {
    folded(&[handle::Event::HandleClaimed { group, by: None, lapses_at: NOW }])
}

fn group_handle(name: &str) -> Option<GroupHandle> {
    Some(GroupHandle { claim: CLAIM, name: text("handle", name) })
}
