//! People and unique names.

use domain::{Actor, GroupId, HandleId, PersonId, handle, person};

use super::{MINUTE, Millis, Model, Outcome, only_if, refuse, said};

/// A unique name that was ever claimed.
#[derive(Debug, Clone, Default)]
pub struct Handle {
    pub holder: Option<GroupId>,
    pub lapses: Millis,
    pub confirmed: bool,
}

impl Model {
    pub(super) fn ask_person(
        &mut self,
        target: PersonId,
        command: &person::Command,
        actor: Actor,
    ) -> Outcome {
        let known = self.people.get(&target).copied();
        match command {
            person::Command::Register => {
                only_if(actor == Actor::System || actor == Actor::Person(target))?;
                only_if(known != Some(true))?;
                if known.is_some() {
                    return Ok(vec![]);
                }
                self.people.insert(target, false);
                Ok(vec![said("PersonRegistered", &())])
            }
            person::Command::Import => {
                only_if(actor == Actor::System)?;
                if known.is_some() {
                    return Ok(vec![]);
                }
                self.people.insert(target, true);
                Ok(vec![said("PersonImported", &())])
            }
        }
    }

    pub(super) fn ask_handle(
        &mut self,
        name: HandleId,
        command: &handle::Command,
        actor: Actor,
    ) -> Outcome {
        let now = self.now;
        let held = self.handles.get(&name).cloned().unwrap_or_default();
        match *command {
            handle::Command::Claim { group } => {
                let free = held.holder.is_none_or(|holder| {
                    !held.confirmed && now >= held.lapses && !self.uses(holder, name)
                });
                if !free {
                    return if held.holder == Some(group) { Ok(vec![]) } else { refuse() };
                }
                let lapses = now + 10 * MINUTE;
                let handle = Handle { holder: Some(group), lapses, confirmed: false };
                self.handles.insert(name, handle);
                Ok(vec![said("HandleClaimed", &(group, actor.person(), lapses))])
            }
            handle::Command::Confirm { group } => {
                only_if(actor == Actor::System)?;
                only_if(held.holder == Some(group) && self.uses(group, name))?;
                if held.confirmed {
                    return Ok(vec![]);
                }
                self.handles.insert(name, Handle { confirmed: true, ..held });
                Ok(vec![said("HandleConfirmed", &group)])
            }
            handle::Command::Release { group } => {
                only_if(actor == Actor::System)?;
                if held.holder != Some(group) {
                    return Ok(vec![]);
                }
                only_if(!self.uses(group, name))?;
                self.handles.insert(name, Handle::default());
                Ok(vec![said("HandleReleased", &group)])
            }
        }
    }

    /// Whether the name leads to the group.
    pub fn uses(&self, group: GroupId, name: HandleId) -> bool {
        self.groups
            .get(&group)
            .is_some_and(|group| group.handle == Some(name) || group.old_handles.contains(&name))
    }
}
