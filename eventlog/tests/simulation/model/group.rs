//! Groups.

mod acting;
mod joining;

use std::collections::{BTreeMap, BTreeSet};

use domain::group::{
    Command, Create, GroupHandle, InvitationEnd, JoinPolicy, MembershipEnd, MembershipStart,
    Privacy, PrivacyCause, Role, Switches, Template,
};
use domain::{Actor, GroupId, HandleId, InvitationId, PersonId, TagId, TemplateId, Text};

use super::{Millis, Model, Outcome, Why, fits, hide, only_if, refuse, said};

/// A time that somebody spends in a group.
#[derive(Debug, Clone)]
pub struct Stay {
    pub person: PersonId,
    pub role: Role,
    pub since: Millis,
    pub until: Option<Millis>,
    /// Whether it ended with one in the parent, and no event says so yet.
    pub unwritten: bool,
    pub turn: u64,
    pub version: u64,
    pub imported: bool,
}

/// What became of somebody's wish to join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    Waiting,
    Declined,
    Ignored,
    IgnoredAndTakenBack,
}

/// A change to whose vote counts for somebody.
#[derive(Debug, Clone)]
pub struct Named {
    pub at: Millis,
    pub person: PersonId,
    pub tag: Option<TagId>,
    pub delegate: Option<PersonId>,
}

#[derive(Debug, Clone)]
pub struct Group {
    pub founder: Option<PersonId>,
    pub parent: Option<GroupId>,
    pub name: Text,
    pub description: Option<Text>,
    pub privacy: Privacy,
    /// Since when, if somebody founded it.
    pub privacy_since: Option<Millis>,
    /// What its privacy became, one after another.
    pub turned: Vec<(Millis, Privacy)>,
    pub join: JoinPolicy,
    pub parent_reads: bool,
    pub switches: Switches,
    pub handle: Option<HandleId>,
    pub old_handles: BTreeSet<HandleId>,
    pub revision: u32,
    pub stays: Vec<Stay>,
    /// Who sent it and until when it can be used; nothing when it is over.
    pub invitations: BTreeMap<InvitationId, Option<(PersonId, Millis)>>,
    pub asked: BTreeMap<PersonId, Asked>,
    /// The name, and whether it is deleted.
    pub tags: BTreeMap<TagId, (Text, bool)>,
    /// What it says and its revision; nothing when it is deleted.
    pub templates: BTreeMap<TemplateId, Option<(Template, u32)>>,
    pub switched: Vec<(Millis, bool)>,
    pub named: Vec<Named>,
    pub archived: Option<Millis>,
    /// When, and until when it can be restored.
    pub deleted: Option<(Millis, Millis)>,
    pub destroyed: bool,
    /// From when to when it was archived or deleted before, and whether it was deleted.
    pub stops: Vec<(Millis, Millis, bool)>,
}

impl Group {
    pub fn stay(&self, person: PersonId) -> Option<&Stay> {
        self.stays.iter().find(|stay| stay.person == person && stay.until.is_none())
    }

    pub fn is_member(&self, person: PersonId) -> bool {
        self.stay(person).is_some()
    }

    pub fn is_admin(&self, person: PersonId) -> bool {
        self.stay(person).is_some_and(|stay| stay.role == Role::Admin)
    }

    pub fn members(&self) -> impl Iterator<Item = &Stay> {
        self.stays.iter().filter(|stay| stay.until.is_none())
    }

    pub fn live_tags(&self) -> Vec<TagId> {
        self.tags.iter().filter(|(_, (_, deleted))| !deleted).map(|(tag, _)| *tag).collect()
    }

    pub fn live_templates(&self) -> impl Iterator<Item = (TemplateId, &Template)> {
        self.templates.iter().filter_map(|(id, kept)| Some((*id, &kept.as_ref()?.0)))
    }

    /// Whose vote counted for the person at this time. What was named before one of the two left
    /// ended then.
    pub fn delegate(&self, person: PersonId, tag: Option<TagId>, at: Millis) -> Option<PersonId> {
        let mut all = self.named.iter().filter(|it| it.person == person && it.tag == tag);
        let last = all.rfind(|it| it.at <= at)?;
        let delegate = last.delegate?;
        let left = self.stays.iter().any(|stay| {
            (stay.person == person || stay.person == delegate)
                && stay.until.is_some_and(|until| until >= last.at && until <= at)
        });
        (!left).then_some(delegate)
    }

    pub fn delegates(&self, at: Millis) -> bool {
        self.switched.iter().rfind(|(when, _)| *when <= at).is_some_and(|(_, on)| *on)
    }

    /// Since when it is archived or deleted itself.
    pub fn stopped(&self) -> Option<Millis> {
        [self.archived, self.deleted.map(|(at, _)| at)].into_iter().flatten().min()
    }

    fn all_handles(&self) -> Vec<HandleId> {
        self.handle.into_iter().chain(self.old_handles.iter().copied()).collect()
    }
}

/// The ways in which people can come into a group with this privacy, the usual one first.
pub fn ways_in(privacy: Privacy) -> Vec<JoinPolicy> {
    use JoinPolicy::{AtOnce, ByApproval, ByInvitation};
    match privacy {
        Privacy::Open => vec![AtOnce, ByApproval, ByInvitation],
        Privacy::Closed => vec![ByApproval, ByInvitation],
        Privacy::ParentVisible => vec![ByApproval, AtOnce],
        Privacy::Secret => vec![ByInvitation],
    }
}

/// As a subgroup under this parent.
pub fn narrowed(own: Privacy, parent: Option<Privacy>) -> Privacy {
    match (own, parent) {
        (Privacy::Open, Some(Privacy::Closed)) => Privacy::Closed,
        (Privacy::Open | Privacy::Closed, Some(Privacy::Secret)) => Privacy::ParentVisible,
        _ => own,
    }
}

pub fn everyone_sees(privacy: Privacy) -> bool {
    privacy == Privacy::Open || privacy == Privacy::Closed
}

fn check_privacy(privacy: Privacy, parent: Option<Privacy>) -> Result<(), Why> {
    only_if(parent.is_some() || privacy != Privacy::ParentVisible)?;
    only_if(narrowed(privacy, parent) == privacy)
}

/// An optional message: an empty one is none.
fn message(message: Option<Text>) -> Result<(), Why> {
    message.map_or(Ok(()), |message| fits(&message, 0, 1_000))
}

impl Model {
    pub fn parent(&self, group: &Group) -> Option<&Group> {
        group.parent.and_then(|parent| self.groups.get(&parent))
    }

    /// Narrowed by all that the parent has been since its own was set.
    pub fn effective(&self, group: &Group) -> Privacy {
        let Some(parent) = self.parent(group) else { return group.privacy };
        let since = |at: Millis| group.privacy_since.is_none_or(|since| at >= since);
        let turned = parent.turned.iter().filter(|(at, _)| since(*at)).map(|(_, above)| *above);
        let all = turned.chain([parent.privacy]);
        all.fold(group.privacy, |own, above| narrowed(own, Some(above)))
    }

    /// When it was first stopped of all the times since then, whether or not it still is.
    pub fn stopped_since(&self, group: &Group, since: Millis) -> Option<Millis> {
        let above = self.parent(group).map(|parent| &parent.stops).into_iter().flatten();
        let above = above.filter(|(.., deleted)| !deleted || group.privacy != Privacy::Secret);
        let all = group.stops.iter().chain(above);
        let since = all.filter(|(at, until, _)| *at >= since && *until > since);
        since.map(|(at, ..)| *at).chain(self.frozen(group)).min()
    }

    /// Since when nothing changes in the group.
    pub fn frozen(&self, group: &Group) -> Option<Millis> {
        let parent = self
            .parent(group)
            .filter(|parent| !(group.privacy == Privacy::Secret && parent.deleted.is_some()));
        [group.stopped(), parent.and_then(Group::stopped)].into_iter().flatten().min()
    }

    pub fn sees_group(&self, group: &Group, actor: Actor) -> bool {
        let Actor::Person(person) = actor else { return true };
        let in_parent = self.parent(group).is_some_and(|parent| parent.is_member(person));
        match self.effective(group) {
            Privacy::Open | Privacy::Closed => true,
            Privacy::ParentVisible => group.is_member(person) || in_parent,
            Privacy::Secret => group.is_member(person),
        }
    }

    pub(super) fn ask_group(&mut self, id: GroupId, command: &Command, actor: Actor) -> Outcome {
        if let Command::Create(create) = command {
            let outcome = self.create(id, create, actor);
            self.end_with_parents();
            return outcome;
        }
        let Some(group) = self.groups.get(&id) else { return hide() };
        let invited = match command {
            Command::AcceptInvitation { invitation } => {
                matches!(group.invitations.get(invitation), Some(Some((_, until))) if self.now < *until)
            }
            Command::DeclineInvitation { invitation } => group.invitations.contains_key(invitation),
            _ => false,
        };
        if !invited && !self.sees_group(group, actor) {
            return hide();
        }
        let lasting = matches!(
            command,
            Command::Archive | Command::Unarchive | Command::Delete | Command::Restore
        );
        only_if(actor == Actor::System || lasting || self.frozen(group).is_none())?;
        let mut group = group.clone();
        let lines = self.change_group(id, &mut group, command, actor)?;
        self.groups.insert(id, group);
        self.end_with_parents();
        Ok(lines)
    }

    /// Ends what ends with a membership in the parent.
    fn end_with_parents(&mut self) {
        let above = self.groups.clone();
        for group in self.groups.values_mut() {
            let Some(parent) = group.parent.and_then(|parent| above.get(&parent)) else { continue };
            for stay in group.stays.iter_mut().filter(|stay| stay.until.is_none()) {
                let own = parent.stays.iter().filter(|it| it.person == stay.person);
                let ends = own.filter_map(|it| it.until).filter(|until| *until >= stay.since);
                stay.until = ends.min();
                stay.unwritten = stay.until.is_some();
            }
        }
    }

    fn create(&mut self, id: GroupId, create: &Create, actor: Actor) -> Outcome {
        if let Some(group) = self.groups.get(&id) {
            return match (group.founder == actor.person(), self.sees_group(group, actor)) {
                (true, _) => Ok(vec![]),
                (false, true) => refuse(),
                (false, false) => hide(),
            };
        }
        let parent = match create.parent {
            None => None,
            Some(parent) => {
                let Some(parent) = self.groups.get(&parent) else { return hide() };
                // What is above the parent is not asked: it has no parent, or it is too deep.
                let mut alone = parent.clone();
                alone.parent = None;
                let unwritten = alone.stays.iter_mut().filter(|stay| stay.unwritten);
                unwritten.for_each(|stay| stay.until = None);
                if !self.sees_group(&alone, actor) {
                    return hide();
                }
                if let Actor::Person(person) = actor {
                    only_if(parent.stopped().is_none() && alone.is_member(person))?;
                    only_if(alone.is_admin(person) || parent.switches.create_subgroups)?;
                }
                only_if(parent.parent.is_none())?;
                Some(parent.privacy)
            }
        };
        fits(&create.name, 1, 250)?;
        create.description.map_or(Ok(()), |text| fits(&text, 0, 10_000))?;
        check_privacy(create.privacy, parent)?;
        let join = create.join.unwrap_or(ways_in(create.privacy)[0]);
        only_if(ways_in(create.privacy).contains(&join))?;
        only_if(!create.parent_members_read || create.privacy == Privacy::ParentVisible)?;
        create.handle.map_or(Ok(()), |handle| self.check_handle(id, handle, create.privacy))?;
        let mut group = Group {
            founder: actor.person(),
            parent: create.parent,
            name: create.name,
            description: create.description.filter(|text| text.chars > 0),
            privacy: create.privacy,
            privacy_since: actor.person().map(|_| self.now),
            turned: vec![],
            join,
            parent_reads: create.parent_members_read,
            switches: create.switches,
            handle: create.handle.map(|handle| handle.claim),
            old_handles: BTreeSet::new(),
            revision: 1,
            stays: vec![],
            invitations: BTreeMap::new(),
            asked: BTreeMap::new(),
            tags: BTreeMap::new(),
            templates: BTreeMap::new(),
            switched: vec![],
            named: vec![],
            archived: None,
            deleted: None,
            destroyed: false,
            stops: vec![],
        };
        let mut lines = vec![said("GroupCreated", &(create.privacy, join, create.parent))];
        if let Actor::Person(person) = actor {
            lines.push(self.let_in(
                id,
                &mut group,
                person,
                (Role::Admin, MembershipStart::Founded),
                1,
            ));
        }
        self.groups.insert(id, group);
        Ok(lines)
    }

    fn check_handle(&self, id: GroupId, handle: GroupHandle, privacy: Privacy) -> Result<(), Why> {
        only_if(everyone_sees(privacy))?;
        fits(&handle.name, 3, 40)?;
        only_if(self.handles.get(&handle.claim).is_some_and(|held| held.holder == Some(id)))
    }

    fn change_group(
        &self,
        id: GroupId,
        group: &mut Group,
        command: &Command,
        actor: Actor,
    ) -> Outcome {
        match command {
            Command::NarrowWithParent
            | Command::ExpireInvitation { .. }
            | Command::EndWithParent { .. }
            | Command::Succeed
            | Command::Destroy
            | Command::Detach
            | Command::Enrol { .. } => {
                only_if(actor == Actor::System)?;
                self.work_on_group(id, group, command)
            }
            Command::AcceptInvitation { .. }
            | Command::DeclineInvitation { .. }
            | Command::Join
            | Command::RequestMembership { .. }
            | Command::WithdrawRequest => {
                let Actor::Person(person) = actor else { return refuse() };
                self.come_in(id, group, command, person)
            }
            Command::EndMembership { person } => {
                let Actor::Person(by) = actor else { return refuse() };
                only_if(by == *person || group.is_admin(by))?;
                if !group.is_member(*person) {
                    return Ok(vec![]);
                }
                only_if(!self.is_last_admin(group, *person))?;
                let left = by == *person;
                let cause = if left { MembershipEnd::Left } else { MembershipEnd::Removed };
                Ok(vec![self.let_go(group, *person, cause)])
            }
            _ => {
                let Actor::Person(by) = actor else { return refuse() };
                only_if(group.is_member(by))?;
                self.act_in_group(id, group, command, by)
            }
        }
    }

    pub(super) fn work_on_group(
        &self,
        id: GroupId,
        group: &mut Group,
        command: &Command,
    ) -> Outcome {
        let now = self.now;
        match command {
            Command::NarrowWithParent => {
                let privacy = self.effective(group);
                if privacy == group.privacy {
                    return Ok(vec![]);
                }
                Ok(vec![self.turn_privacy(group, privacy, PrivacyCause::ParentNarrowed)])
            }
            Command::ExpireInvitation { invitation } => match group.invitations.get(invitation) {
                Some(Some((_, until))) if now >= *until => {
                    group.invitations.insert(*invitation, None);
                    Ok(vec![said("InvitationEnded", &(invitation, InvitationEnd::Expired))])
                }
                _ => Ok(vec![]),
            },
            Command::EndWithParent { person, since_version } => {
                let is_it = |stay: &&Stay| stay.person == *person && stay.version == *since_version;
                match group.stays.iter().find(is_it) {
                    Some(stay) if stay.unwritten => Ok(self.end_lapsed(id, group, *person, 0)),
                    Some(stay) if stay.until.is_none() => {
                        let last = self.is_last_admin(group, *person);
                        let cause = MembershipEnd::ParentEnded;
                        let mut lines = vec![self.let_go(group, *person, cause)];
                        if last {
                            lines.extend(self.succeed(id, group, *person, 1));
                        }
                        Ok(lines)
                    }
                    _ => Ok(vec![]),
                }
            }
            Command::Succeed => {
                let admins = group.members().filter(|stay| stay.role == Role::Admin);
                let away = admins.map(|stay| stay.person).find(|person| self.is_away(*person));
                match away {
                    Some(away) if self.admins_here(group) == 0 => {
                        Ok(self.succeed(id, group, away, 0))
                    }
                    _ => Ok(vec![]),
                }
            }
            Command::Destroy => {
                let own = group.deleted.is_some_and(|(_, until)| now >= until);
                let parent = self.parent(group).is_some_and(|parent| parent.destroyed);
                if group.destroyed || !(own || parent && group.privacy != Privacy::Secret) {
                    return Ok(vec![]);
                }
                let released = group.all_handles();
                group.destroyed = true;
                (group.handle, group.old_handles) = (None, BTreeSet::new());
                Ok(vec![said("GroupDestroyed", &released)])
            }
            Command::Detach => {
                let deleted = self.parent(group).is_some_and(|parent| parent.deleted.is_some());
                let unwritten = group.stays.iter().any(|stay| stay.unwritten);
                if !deleted || group.privacy != Privacy::Secret || unwritten {
                    return Ok(vec![]);
                }
                group.parent = None;
                Ok(vec![said("GroupDetached", &now)])
            }
            Command::Enrol { people, role } => {
                only_if((1..=1_000).contains(&people.len()))?;
                let mut lines = vec![];
                for person in people {
                    if group.stays.iter().all(|stay| stay.person != *person) {
                        let (cause, before) = (MembershipStart::Imported, lines.len());
                        lines.push(self.let_in(id, group, *person, (*role, cause), before));
                    }
                }
                Ok(lines)
            }
            _ => refuse(),
        }
    }

    fn turn_privacy(&self, group: &mut Group, privacy: Privacy, cause: PrivacyCause) -> String {
        let before = self.effective(group);
        let seen = everyone_sees(privacy) && everyone_sees(before);
        let released = if seen { vec![] } else { group.all_handles() };
        if !seen {
            (group.handle, group.old_handles) = (None, BTreeSet::new());
        }
        if !ways_in(before).contains(&group.join) {
            group.join = ways_in(before)[0];
        }
        (group.privacy, group.privacy_since) = (privacy, Some(self.now));
        group.turned.push((self.now, privacy));
        group.parent_reads = false;
        if !ways_in(privacy).contains(&group.join) {
            group.join = ways_in(privacy)[0];
        }
        said("GroupPrivacyChanged", &(privacy, group.join, released, cause))
    }
}
