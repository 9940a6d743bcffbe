//! The rules of groups.

mod archive;
mod delegation;
mod deletion;
mod founding;
mod invitations;
mod members;
mod privacy;
mod refusal;
mod requests;
mod succession;
mod tags;
mod templates;

use std::ops::RangeInclusive;

pub use refusal::Refusal;

use super::command::Command;
use super::event::{Event, MembershipStart};
use super::state::{Group, Invitation};
use super::terms::{Role, Switches};
use crate::decider::{Actor, Decider, Facts};
use crate::id::{PersonId, StreamKind};
use crate::policy;

const NAME: RangeInclusive<u32> = 1..=250;
const DESCRIPTION: RangeInclusive<u32> = 0..=10_000;
const HANDLE: RangeInclusive<u32> = 3..=40;
const MESSAGE: RangeInclusive<u32> = 0..=1_000;
const AT_ONCE: usize = 1_000;

type Decision = Result<Vec<Event>, Refusal>;

impl Decider for Group {
    const KIND: StreamKind = StreamKind::Group;
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn decide(&self, command: &Command, facts: &Facts<'_>) -> Decision {
        if let Command::Create(create) = command {
            return self.create(create, facts);
        }
        if !self.is_visible_for(command, facts) {
            return Err(Refusal::NotFound);
        }
        if !self.may_change(command, facts) {
            return Err(Refusal::GroupArchived);
        }
        match command {
            Command::Create(_) => Ok(vec![]),
            Command::Edit { name, description, expected_revision } => {
                self.edit(*name, *description, *expected_revision, facts)
            }
            Command::Configure { join, parent_members_read, switches } => {
                self.configure(*join, *parent_members_read, *switches, facts)
            }
            Command::ChangePrivacy { privacy } => self.change_privacy(*privacy, facts),
            Command::NarrowWithParent => self.narrow_with_parent(facts),
            Command::ChangeHandle { handle } => self.change_handle(*handle, facts),
            Command::Invite { invitations } => self.invite(invitations, facts),
            Command::RevokeInvitation { invitation } => self.revoke(*invitation, facts),
            Command::ExpireInvitation { invitation } => self.expire(*invitation, facts),
            Command::AcceptInvitation { invitation } => self.accept(*invitation, facts),
            Command::DeclineInvitation { invitation } => {
                self.decline_invitation(*invitation, facts)
            }
            Command::Join => self.join_at_once(facts),
            Command::RequestMembership { message } => self.request_membership(*message, facts),
            Command::WithdrawRequest => self.withdraw_request(facts),
            Command::ApproveRequest { person } => self.approve_request(*person, facts),
            Command::DeclineRequest { person, message } => {
                self.decline_request(*person, *message, facts)
            }
            Command::IgnoreRequest { person } => self.ignore_request(*person, facts),
            Command::SetRole { person, role } => self.set_role(*person, *role, facts),
            Command::EndMembership { person } => self.end_membership(*person, facts),
            Command::DefineTag { tag, name } => self.define_tag(*tag, *name, facts),
            Command::RenameTag { tag, name } => self.rename_tag(*tag, *name, facts),
            Command::DeleteTag { tag } => self.delete_tag(*tag, facts),
            Command::DefineTemplate { .. }
            | Command::EditTemplate { .. }
            | Command::DeleteTemplate { .. } => self.change_templates(command, facts),
            Command::SwitchDelegation { on } => self.switch_delegation(*on, facts),
            Command::NameDelegate { delegate, tag } => self.name_delegate(*delegate, *tag, facts),
            Command::EndDelegation { tag } => self.end_delegation(*tag, facts),
            Command::EndWithParent { person, since_version } => {
                self.end_with_parent(*person, *since_version, facts)
            }
            Command::Succeed => self.succeed(facts),
            Command::Archive => self.archive(facts),
            Command::Unarchive => self.unarchive(facts),
            Command::Delete => self.delete(facts),
            Command::Restore => self.restore(facts),
            Command::Destroy => self.destroy(facts),
            Command::Detach => self.detach(facts),
            Command::Enrol { people, role } => self.enrol(people, *role, facts),
        }
    }

    fn evolve(&mut self, event: &Event) {
        self.apply(event);
    }
}

impl Group {
    /// Whether who asks sees the group. Whom an invitation is for was found out before it was
    /// answered, so whoever answers one sees what they are invited to.
    fn is_visible_for(&self, command: &Command, facts: &Facts<'_>) -> bool {
        policy::sees_group(self, facts.above(), facts.actor)
            || match command {
                Command::AcceptInvitation { invitation } => match self.invitation(*invitation) {
                    Some(Invitation::Pending { expires_at, .. }) => facts.now < expires_at,
                    Some(Invitation::Over) | None => false,
                },
                // Turning down what is over changes nothing, so it may be said twice.
                Command::DeclineInvitation { invitation } => self.invitation(*invitation).is_some(),
                _ => false,
            }
    }

    /// Whether the command can change anything now. What is archived stays as it is, whoever asks;
    /// what the system owes goes on.
    fn may_change(&self, command: &Command, facts: &Facts<'_>) -> bool {
        facts.actor == Actor::System
            || matches!(
                command,
                Command::Archive | Command::Unarchive | Command::Delete | Command::Restore
            )
            || self.frozen_at(facts.parent).is_none()
    }

    /// The member who asks.
    fn acting_member(&self, facts: &Facts<'_>) -> Result<PersonId, Refusal> {
        let person = acting_person(facts)?;
        if self.is_member_below(facts.above(), person) {
            Ok(person)
        } else {
            Err(Refusal::MembersOnly)
        }
    }

    /// The admin who asks.
    fn acting_admin(&self, facts: &Facts<'_>) -> Result<PersonId, Refusal> {
        let person = self.acting_member(facts)?;
        if self.is_admin(person) { Ok(person) } else { Err(Refusal::AdminsOnly) }
    }

    /// The admin who asks, or the member if the group lets its members add others.
    fn acting_to_add_members(&self, facts: &Facts<'_>) -> Result<PersonId, Refusal> {
        self.acting_by_switch(facts, "addMembers", |switches| switches.add_members)
    }

    /// The admin who asks, or the member if the switch is on.
    fn acting_by_switch(
        &self,
        facts: &Facts<'_>,
        switch: &'static str,
        is_on: impl Fn(Switches) -> bool,
    ) -> Result<PersonId, Refusal> {
        let person = self.acting_member(facts)?;
        if self.is_admin(person) || is_on(self.switches()) {
            Ok(person)
        } else {
            Err(Refusal::SwitchedOff { switch })
        }
    }
}

/// The person who asks.
fn acting_person(facts: &Facts<'_>) -> Result<PersonId, Refusal> {
    facts.actor.person().ok_or(Refusal::PeopleOnly)
}

fn by_the_system(facts: &Facts<'_>) -> Result<(), Refusal> {
    if facts.actor == Actor::System { Ok(()) } else { Err(Refusal::SystemOnly) }
}

fn check_count(field: &'static str, count: usize) -> Result<(), Refusal> {
    if (1..=AT_ONCE).contains(&count) {
        Ok(())
    } else {
        Err(Refusal::ListLength { field, count, at_most: AT_ONCE })
    }
}

fn started(person: PersonId, role: Role, cause: MembershipStart, facts: &Facts<'_>) -> Event {
    Event::MembershipStarted { person, role, cause, at: facts.occurred_at() }
}
