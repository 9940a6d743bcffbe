//! Making a group, and setting how it works.

use super::{DESCRIPTION, Decision, HANDLE, NAME, Refusal, acting_person, started};
use crate::decider::{Actor, Facts};
use crate::group::command::Create;
use crate::group::event::{Event, GroupHandle, MembershipStart};
use crate::group::state::{Founded, Group};
use crate::group::terms::{JoinPolicy, Privacy, Role, Switches};
use crate::policy;
use crate::refusal::TextLength;
use crate::text::Text;

impl Group {
    /// A group that the system makes (an import) has no founder; its admins are enrolled.
    pub(super) fn create(&self, create: &Create, facts: &Facts<'_>) -> Decision {
        if let Some(group) = self.founded() {
            return self.create_again(group, facts);
        }
        if create.parent.is_some() {
            may_make_a_subgroup(facts)?;
        }
        TextLength::check("name", &create.name, NAME)?;
        let description = create.description.filter(|text| text.chars > 0);
        if let Some(description) = &description {
            TextLength::check("description", description, DESCRIPTION)?;
        }
        check_privacy(create.privacy, facts.parent.map(Self::privacy))?;
        let join = create.join.unwrap_or(create.privacy.join_policies()[0]);
        check_join(create.privacy, join)?;
        check_parent_reading(create.privacy, create.parent_members_read)?;
        if let Some(handle) = create.handle {
            check_handle(handle, create.privacy, facts)?;
        }
        let created = Event::GroupCreated {
            name: create.name,
            description,
            parent: create.parent,
            privacy: create.privacy,
            join,
            parent_members_read: create.parent_members_read,
            switches: create.switches,
            handle: create.handle,
        };
        let founder = facts.actor.person();
        let founded =
            founder.map(|person| started(person, Role::Admin, MembershipStart::Founded, facts));
        Ok([created].into_iter().chain(founded).collect())
    }

    /// The group's id is a hash of the command that made it: the same founder repeats that.
    fn create_again(&self, group: &Founded, facts: &Facts<'_>) -> Decision {
        if group.founder == facts.actor.person() {
            Ok(vec![])
        } else if policy::sees_group(self, facts.above(), facts.actor) {
            Err(Refusal::AlreadyExists)
        } else {
            Err(Refusal::NotFound)
        }
    }

    pub(super) fn edit(
        &self,
        name: Option<Text>,
        description: Option<Text>,
        expected: u32,
        facts: &Facts<'_>,
    ) -> Decision {
        self.acting_admin(facts)?;
        if let Some(name) = &name {
            TextLength::check("name", name, NAME)?;
        }
        if let Some(description) = &description {
            TextLength::check("description", description, DESCRIPTION)?;
        }
        let Some(group) = self.founded() else { return Err(Refusal::NotFound) };
        let name = name.filter(|new| !new.same_words(&group.name));
        let description = description.filter(|new| match &group.description {
            Some(old) => !new.same_words(old),
            None => new.chars > 0,
        });
        if name.is_none() && description.is_none() {
            return Ok(vec![]);
        }
        if expected != group.revision {
            return Err(Refusal::StaleRevision { expected, actual: group.revision });
        }
        Ok(vec![Event::GroupEdited { name, description }])
    }

    pub(super) fn configure(
        &self,
        join: Option<JoinPolicy>,
        parent_members_read: Option<bool>,
        switches: Option<Switches>,
        facts: &Facts<'_>,
    ) -> Decision {
        self.acting_admin(facts)?;
        let before = (self.join(), self.parent_members_read(), self.switches());
        let join = join.unwrap_or(before.0);
        let parent_members_read = parent_members_read.unwrap_or(before.1);
        let switches = switches.unwrap_or(before.2);
        check_join(self.privacy(), join)?;
        check_parent_reading(self.privacy(), parent_members_read)?;
        if parent_members_read && !before.1 {
            return Err(Refusal::WidensReading);
        }
        if (join, parent_members_read, switches) == before {
            return Ok(vec![]);
        }
        Ok(vec![Event::GroupConfigured { join, parent_members_read, switches }])
    }
}

/// Subgroups are made by the parent's admins, and by its members if the parent lets them.
fn may_make_a_subgroup(facts: &Facts<'_>) -> Result<(), Refusal> {
    let Some(parent) = facts.parent.filter(|it| policy::sees_group(it, None, facts.actor)) else {
        return Err(Refusal::NotFound);
    };
    if facts.actor != Actor::System {
        acting_person(facts)?;
        if parent.frozen_at(None).is_some() {
            return Err(Refusal::GroupArchived);
        }
        parent.acting_by_switch(facts, "createSubgroups", |switches| switches.create_subgroups)?;
    }
    if parent.parent().is_some() { Err(Refusal::TooDeep) } else { Ok(()) }
}

pub(super) fn check_privacy(privacy: Privacy, parent: Option<Privacy>) -> Result<(), Refusal> {
    match parent {
        None if privacy == Privacy::ParentVisible => Err(Refusal::ParentRequired),
        Some(parent) if privacy.under(parent) != privacy => {
            Err(Refusal::MoreVisibleThanParent { privacy, parent })
        }
        _ => Ok(()),
    }
}

fn check_join(privacy: Privacy, join: JoinPolicy) -> Result<(), Refusal> {
    if privacy.join_policies().contains(&join) {
        Ok(())
    } else {
        Err(Refusal::JoinNotAllowed { join, privacy })
    }
}

fn check_parent_reading(privacy: Privacy, parent_members_read: bool) -> Result<(), Refusal> {
    if parent_members_read && privacy != Privacy::ParentVisible {
        return Err(Refusal::ParentReadingNotAllowed { privacy });
    }
    Ok(())
}

/// Only a group that everyone sees has a name, and only one that was claimed for it. What else there
/// is to refuse comes before: so whoever asks with a name that is not claimed yet learns whether it
/// is worth claiming.
pub(super) fn check_handle(
    handle: GroupHandle,
    privacy: Privacy,
    facts: &Facts<'_>,
) -> Result<(), Refusal> {
    if !privacy.seen_by_everyone() {
        return Err(Refusal::HandleNotAllowed { privacy });
    }
    TextLength::check("handle", &handle.name, HANDLE)?;
    let holder = facts.handle.and_then(|claim| claim.group());
    match holder {
        Some(group) if facts.targets(group) => Ok(()),
        _ => Err(Refusal::HandleNotClaimed),
    }
}
