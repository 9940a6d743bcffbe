//! Groups.

use std::collections::{BTreeMap, BTreeSet};

use domain::group::{
    ArchiveCause, Command, Create, GroupHandle, InvitationEnd, JoinPolicy, MembershipEnd,
    MembershipStart, Privacy, PrivacyCause, RequestEnd, Role, RoleChange, Switches,
};
use domain::{Actor, GroupId, HandleId, InvitationId, PersonId, TagId, Text};

use super::{DAY, Millis, Model, Outcome, Why, fits, hide, only_if, refuse, said};

/// A time that somebody spends in a group.
#[derive(Debug, Clone)]
pub struct Stay {
    pub person: PersonId,
    pub role: Role,
    pub since: Millis,
    pub until: Option<Millis>,
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
    pub switched: Vec<(Millis, bool)>,
    pub named: Vec<Named>,
    pub archived: Option<Millis>,
    /// When, and until when it can be restored.
    pub deleted: Option<(Millis, Millis)>,
    pub destroyed: bool,
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

    pub fn admins(&self) -> usize {
        self.members().filter(|stay| stay.role == Role::Admin).count()
    }

    fn is_last_admin(&self, person: PersonId) -> bool {
        self.is_admin(person) && self.admins() == 1
    }

    pub fn live_tags(&self) -> Vec<TagId> {
        self.tags.iter().filter(|(_, (_, deleted))| !deleted).map(|(tag, _)| *tag).collect()
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

    pub fn effective(&self, group: &Group) -> Privacy {
        narrowed(group.privacy, self.parent(group).map(|parent| parent.privacy))
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
            return self.create(id, create, actor);
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
        Ok(lines)
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
                if !self.sees_group(&alone, actor) {
                    return hide();
                }
                if let Actor::Person(person) = actor {
                    only_if(parent.stopped().is_none() && parent.is_member(person))?;
                    only_if(parent.is_admin(person) || parent.switches.create_subgroups)?;
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
            switched: vec![],
            named: vec![],
            archived: None,
            deleted: None,
            destroyed: false,
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

    /// Lets somebody in; `before` events of the same command come first.
    fn let_in(
        &self,
        id: GroupId,
        group: &mut Group,
        person: PersonId,
        (role, cause): (Role, MembershipStart),
        before: usize,
    ) -> String {
        group.asked.remove(&person);
        group.stays.push(Stay {
            person,
            role,
            since: self.now,
            until: None,
            turn: self.turn,
            version: self.next_version(id, before),
            imported: cause == MembershipStart::Imported,
        });
        said("MembershipStarted", &(person, role, cause, self.now))
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
                only_if(!group.is_last_admin(*person))?;
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

    fn let_go(&self, group: &mut Group, person: PersonId, cause: MembershipEnd) -> String {
        for stay in group.stays.iter_mut().filter(|it| it.person == person && it.until.is_none()) {
            stay.until = Some(self.now);
        }
        said("MembershipEnded", &(person, cause, self.now))
    }

    fn work_on_group(&self, id: GroupId, group: &mut Group, command: &Command) -> Outcome {
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
                if group.stay(*person).is_none_or(|stay| stay.version != *since_version) {
                    return Ok(vec![]);
                }
                let was_last = group.is_last_admin(*person);
                let mut lines = vec![self.let_go(group, *person, MembershipEnd::ParentEnded)];
                if was_last {
                    lines.extend(self.succeed(id, group, *person));
                }
                Ok(lines)
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
                if !deleted || group.privacy != Privacy::Secret {
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

    /// Who looks after the group now that its last admin was taken out of it.
    fn succeed(&self, id: GroupId, group: &mut Group, leaver: PersonId) -> Vec<String> {
        let eldest = group.stays.iter_mut().filter(|stay| stay.until.is_none() && !stay.imported);
        if let Some(stay) = eldest.min_by_key(|stay| stay.version) {
            stay.role = Role::Admin;
            let (person, role) = (stay.person, Role::Admin);
            return vec![said("RoleChanged", &(person, role, RoleChange::Succession))];
        }
        let parent = self.parent(group).filter(|_| group.privacy != Privacy::Secret);
        let of_parent = parent.and_then(|parent| {
            let admins = parent.members().filter(|stay| stay.role == Role::Admin);
            let fitting = admins.filter(|stay| !stay.imported && stay.person != leaver);
            fitting.min_by_key(|stay| stay.version).map(|stay| stay.person)
        });
        match of_parent {
            Some(person) if group.is_member(person) => {
                for stay in group.stays.iter_mut().filter(|it| it.person == person) {
                    stay.role = Role::Admin;
                }
                let cause = RoleChange::Succession;
                vec![said("RoleChanged", &(person, Role::Admin, cause))]
            }
            Some(person) => {
                let cause = MembershipStart::Succession;
                vec![self.let_in(id, group, person, (Role::Admin, cause), 1)]
            }
            None if group.archived.is_some() => vec![],
            None => {
                group.archived = Some(self.now);
                vec![said("GroupArchived", &ArchiveCause::NoAdmin)]
            }
        }
    }

    fn turn_privacy(&self, group: &mut Group, privacy: Privacy, cause: PrivacyCause) -> String {
        let released = if everyone_sees(privacy) { vec![] } else { group.all_handles() };
        if !everyone_sees(privacy) {
            (group.handle, group.old_handles) = (None, BTreeSet::new());
        }
        group.privacy = privacy;
        group.parent_reads = false;
        if !ways_in(privacy).contains(&group.join) {
            group.join = ways_in(privacy)[0];
        }
        said("GroupPrivacyChanged", &(privacy, group.join, released, cause))
    }

    fn come_in(
        &self,
        id: GroupId,
        group: &mut Group,
        command: &Command,
        person: PersonId,
    ) -> Outcome {
        match command {
            Command::AcceptInvitation { invitation } => {
                let Some(known) = group.invitations.get(invitation) else { return refuse() };
                let usable = known.is_some_and(|(_, until)| self.now < until);
                let is_member = group.is_member(person);
                if !usable {
                    return if is_member { Ok(vec![]) } else { refuse() };
                }
                group.invitations.insert(*invitation, None);
                let mut lines = vec![said("InvitationAccepted", invitation)];
                if !is_member {
                    let cause = MembershipStart::Invited;
                    lines.push(self.let_in(id, group, person, (Role::Member, cause), 1));
                }
                Ok(lines)
            }
            Command::DeclineInvitation { invitation } => match group.invitations.get(invitation) {
                None => refuse(),
                Some(None) => Ok(vec![]),
                Some(Some(_)) => {
                    group.invitations.insert(*invitation, None);
                    Ok(vec![said("InvitationEnded", &(invitation, InvitationEnd::Declined))])
                }
            },
            Command::Join => {
                if group.is_member(person) {
                    return Ok(vec![]);
                }
                only_if(self.way_in(group) == JoinPolicy::AtOnce)?;
                self.check_parent_membership(group, person)?;
                let cause = MembershipStart::Joined;
                Ok(vec![self.let_in(id, group, person, (Role::Member, cause), 0)])
            }
            Command::RequestMembership { message: says } => {
                message(*says)?;
                let asked = group.asked.get(&person).copied();
                if group.is_member(person) || matches!(asked, Some(Asked::Waiting | Asked::Ignored))
                {
                    return Ok(vec![]);
                }
                only_if(self.way_in(group) == JoinPolicy::ByApproval)?;
                self.check_parent_membership(group, person)?;
                let mut lines = vec![said("MembershipRequested", &person)];
                let again = asked == Some(Asked::IgnoredAndTakenBack);
                if again {
                    lines.push(said("MembershipRequestEnded", &(person, RequestEnd::Ignored)));
                }
                group.asked.insert(person, if again { Asked::Ignored } else { Asked::Waiting });
                Ok(lines)
            }
            _ => {
                match group.asked.get(&person) {
                    Some(Asked::Waiting) => group.asked.remove(&person),
                    Some(Asked::Ignored) => group.asked.insert(person, Asked::IgnoredAndTakenBack),
                    _ => return Ok(vec![]),
                };
                Ok(vec![said("MembershipRequestEnded", &(person, RequestEnd::Withdrawn))])
            }
        }
    }

    fn check_parent_membership(&self, group: &Group, person: PersonId) -> Result<(), Why> {
        let in_parent = self.parent(group).is_some_and(|parent| parent.is_member(person));
        only_if(self.effective(group) != Privacy::ParentVisible || in_parent)
    }

    /// How people join, as far as the parent lets them.
    fn way_in(&self, group: &Group) -> JoinPolicy {
        let ways = ways_in(self.effective(group));
        if ways.contains(&group.join) { group.join } else { ways[0] }
    }

    /// What members do.
    fn act_in_group(
        &self,
        id: GroupId,
        group: &mut Group,
        command: &Command,
        by: PersonId,
    ) -> Outcome {
        let admin = group.is_admin(by);
        let adds = only_if(admin || group.switches.add_members);
        let now = self.now;
        match command {
            Command::Invite { invitations } => {
                adds?;
                only_if((1..=1_000).contains(&invitations.len()))?;
                let mut lines = vec![];
                for invitation in invitations {
                    if !group.invitations.contains_key(invitation) {
                        group.invitations.insert(*invitation, Some((by, now + 30 * DAY)));
                        lines.push(said("InvitationSent", &(invitation, by, now + 30 * DAY)));
                    }
                }
                Ok(lines)
            }
            Command::RevokeInvitation { invitation } => match group.invitations.get(invitation) {
                None => refuse(),
                Some(None) => Ok(vec![]),
                Some(Some((sender, _))) => {
                    only_if(admin || *sender == by)?;
                    group.invitations.insert(*invitation, None);
                    Ok(vec![said("InvitationEnded", &(invitation, InvitationEnd::Revoked))])
                }
            },
            Command::ApproveRequest { person } => {
                adds?;
                if group.is_member(*person) {
                    return Ok(vec![]);
                }
                only_if(group.asked.get(person) == Some(&Asked::Waiting))?;
                self.check_parent_membership(group, *person)?;
                let cause = MembershipStart::Approved;
                Ok(vec![self.let_in(id, group, *person, (Role::Member, cause), 0)])
            }
            Command::DeclineRequest { person, message: says } => {
                adds?;
                message(*says)?;
                match group.asked.get(person) {
                    None => refuse(),
                    Some(Asked::Declined) => Ok(vec![]),
                    Some(_) => {
                        group.asked.insert(*person, Asked::Declined);
                        Ok(vec![said("MembershipRequestEnded", &(person, RequestEnd::Declined))])
                    }
                }
            }
            Command::IgnoreRequest { person } => {
                adds?;
                match group.asked.get(person) {
                    None | Some(Asked::Declined) => refuse(),
                    Some(Asked::Ignored | Asked::IgnoredAndTakenBack) => Ok(vec![]),
                    Some(Asked::Waiting) => {
                        group.asked.insert(*person, Asked::Ignored);
                        Ok(vec![said("MembershipRequestEnded", &(person, RequestEnd::Ignored))])
                    }
                }
            }
            Command::SetRole { person, role } => {
                only_if(admin || by == *person && *role == Role::Member)?;
                let Some(stay) = group.stay(*person) else { return refuse() };
                if stay.role == *role {
                    return Ok(vec![]);
                }
                only_if(!group.is_last_admin(*person))?;
                for stay in &mut group.stays {
                    if stay.person == *person && stay.until.is_none() {
                        stay.role = *role;
                    }
                }
                let alone = by == *person;
                let cause = if alone { RoleChange::SteppedDown } else { RoleChange::Admin };
                Ok(vec![said("RoleChanged", &(person, role, cause))])
            }
            Command::DefineTag { tag, name } => {
                only_if(admin || group.switches.tag_and_pin)?;
                if group.tags.contains_key(tag) {
                    return Ok(vec![]);
                }
                fits(name, 1, 50)?;
                only_if(group.live_tags().len() < 100)?;
                group.tags.insert(*tag, (*name, false));
                Ok(vec![said("TagDefined", tag)])
            }
            Command::NameDelegate { delegate, tag } => {
                only_if(group.delegates(now) && *delegate != by)?;
                if group.delegate(by, *tag, now) == Some(*delegate) {
                    return Ok(vec![]);
                }
                only_if(group.is_member(*delegate))?;
                only_if(tag.is_none_or(|tag| group.live_tags().contains(&tag)))?;
                let (person, tag) = (by, *tag);
                group.named.push(Named { at: now, person, tag, delegate: Some(*delegate) });
                Ok(vec![said("DelegateNamed", &(person, tag, delegate))])
            }
            Command::EndDelegation { tag } => {
                if group.delegate(by, *tag, now).is_none() {
                    return Ok(vec![]);
                }
                group.named.push(Named { at: now, person: by, tag: *tag, delegate: None });
                Ok(vec![said("DelegationEnded", &(by, tag))])
            }
            _ => {
                only_if(admin)?;
                self.look_after_group(id, group, command)
            }
        }
    }

    /// What admins do.
    fn look_after_group(&self, id: GroupId, group: &mut Group, command: &Command) -> Outcome {
        let now = self.now;
        match command {
            Command::Edit { name, description, expected_revision } => {
                name.map_or(Ok(()), |text| fits(&text, 1, 250))?;
                description.map_or(Ok(()), |text| fits(&text, 0, 10_000))?;
                let name = name.filter(|text| *text != group.name);
                let description = description.filter(|text| match group.description {
                    None => text.chars > 0,
                    Some(own) => *text != own,
                });
                if name.is_none() && description.is_none() {
                    return Ok(vec![]);
                }
                only_if(*expected_revision == group.revision)?;
                group.name = name.unwrap_or(group.name);
                group.description = description.or(group.description);
                group.revision += 1;
                Ok(vec![said("GroupEdited", &(name, description))])
            }
            Command::Configure { join, parent_members_read, switches } => {
                let join = join.unwrap_or(group.join);
                let reads = parent_members_read.unwrap_or(group.parent_reads);
                let switches = switches.unwrap_or(group.switches);
                only_if(ways_in(group.privacy).contains(&join))?;
                only_if(!reads || group.privacy == Privacy::ParentVisible)?;
                only_if(!reads || group.parent_reads)?;
                if (join, reads, switches) == (group.join, group.parent_reads, group.switches) {
                    return Ok(vec![]);
                }
                (group.join, group.parent_reads, group.switches) = (join, reads, switches);
                Ok(vec![said("GroupConfigured", &(join, reads, switches))])
            }
            Command::ChangePrivacy { privacy } => {
                if *privacy == group.privacy {
                    return Ok(vec![]);
                }
                only_if(self.parent(group).is_none_or(|parent| parent.deleted.is_none()))?;
                check_privacy(*privacy, self.parent(group).map(|parent| parent.privacy))?;
                Ok(vec![self.turn_privacy(group, *privacy, PrivacyCause::Admin)])
            }
            Command::ChangeHandle { handle } => {
                if group.handle == Some(handle.claim) {
                    return Ok(vec![]);
                }
                self.check_handle(id, *handle, self.effective(group))?;
                group.old_handles.extend(group.handle);
                group.old_handles.remove(&handle.claim);
                group.handle = Some(handle.claim);
                Ok(vec![said("GroupHandleChanged", &handle.claim)])
            }
            Command::RenameTag { tag, name } => {
                let Some((own, false)) = group.tags.get(tag) else { return refuse() };
                if own == name {
                    return Ok(vec![]);
                }
                fits(name, 1, 50)?;
                group.tags.insert(*tag, (*name, false));
                Ok(vec![said("TagRenamed", tag)])
            }
            Command::DeleteTag { tag } => match group.tags.get_mut(tag) {
                None => refuse(),
                Some((_, true)) => Ok(vec![]),
                Some((_, deleted)) => {
                    *deleted = true;
                    Ok(vec![said("TagDeleted", tag)])
                }
            },
            Command::SwitchDelegation { on } => {
                if group.delegates(now) == *on {
                    return Ok(vec![]);
                }
                group.switched.push((now, *on));
                Ok(vec![said("DelegationSwitched", on)])
            }
            Command::Archive => {
                if group.archived.is_some() {
                    return Ok(vec![]);
                }
                group.archived = Some(now);
                Ok(vec![said("GroupArchived", &ArchiveCause::Admin)])
            }
            Command::Unarchive => {
                if group.archived.take().is_none() {
                    return Ok(vec![]);
                }
                Ok(vec![said("GroupUnarchived", &now)])
            }
            Command::Delete => {
                if group.deleted.is_some() {
                    return Ok(vec![]);
                }
                group.deleted = Some((now, now + 30 * DAY));
                Ok(vec![said("GroupDeleted", &(now, now + 30 * DAY))])
            }
            Command::Restore => {
                let Some((_, until)) = group.deleted else { return Ok(vec![]) };
                only_if(now < until)?;
                group.deleted = None;
                Ok(vec![said("GroupRestored", &now)])
            }
            _ => refuse(),
        }
    }
}
