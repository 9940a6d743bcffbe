//! Coming into a group and going out of it.

use domain::group::{
    ArchiveCause, Command, InvitationEnd, JoinPolicy, MembershipEnd, MembershipStart, Privacy,
    RequestEnd, Role, RoleChange,
};
use domain::{GroupId, PersonId};

use super::super::{Model, Outcome, Why, only_if, refuse, said};
use super::{Asked, Group, Stay, message, ways_in};

impl Model {
    /// Lets somebody in; `before` events of the same command come first.
    pub(super) fn let_in(
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
            unwritten: false,
            turn: self.turn,
            version: self.next_version(id, before),
            imported: cause == MembershipStart::Imported,
        });
        said("MembershipStarted", &(person, role, cause, self.now))
    }

    pub(super) fn let_go(
        &self,
        group: &mut Group,
        person: PersonId,
        cause: MembershipEnd,
    ) -> String {
        for stay in group.stays.iter_mut().filter(|it| it.person == person && it.until.is_none()) {
            stay.until = Some(self.now);
        }
        said("MembershipEnded", &(person, cause, self.now))
    }

    /// Writes down that somebody's membership ended with the one in the parent, if it did; `before`
    /// events of the same command come first.
    pub(super) fn end_lapsed(
        &self,
        id: GroupId,
        group: &mut Group,
        person: PersonId,
        before: usize,
    ) -> Vec<String> {
        let mut all = group.stays.iter_mut();
        let Some(lapsed) = all.find(|stay| stay.person == person && stay.unwritten) else {
            return vec![];
        };
        lapsed.unwritten = false;
        let was_admin = lapsed.role == Role::Admin;
        let ended = (person, MembershipEnd::ParentEnded, lapsed.until.unwrap());
        let mut lines = vec![said("MembershipEnded", &ended)];
        if was_admin && self.admins_here(group) == 0 {
            lines.extend(self.succeed(id, group, person, before + 1));
        }
        lines
    }

    /// Lets somebody in whose membership may have ended unsaid.
    pub(super) fn let_in_again(
        &self,
        id: GroupId,
        group: &mut Group,
        person: PersonId,
        cause: MembershipStart,
        before: usize,
    ) -> Vec<String> {
        let mut lines = self.end_lapsed(id, group, person, before);
        let before = before + lines.len();
        lines.push(self.let_in(id, group, person, (Role::Member, cause), before));
        lines
    }

    /// Who looks after the group now that its last admin was taken out of it.
    pub(super) fn succeed(
        &self,
        id: GroupId,
        group: &mut Group,
        leaver: PersonId,
        before: usize,
    ) -> Vec<String> {
        let eldest = group
            .stays
            .iter_mut()
            .filter(|stay| stay.until.is_none() && !stay.imported && !self.is_away(stay.person));
        if let Some(stay) = eldest.min_by_key(|stay| stay.version) {
            stay.role = Role::Admin;
            let (person, role) = (stay.person, Role::Admin);
            return vec![said("RoleChanged", &(person, role, RoleChange::Succession))];
        }
        let parent = self.parent(group).filter(|_| group.privacy != Privacy::Secret);
        let of_parent = parent.and_then(|parent| {
            let admins = parent.members().filter(|stay| stay.role == Role::Admin);
            let fitting = admins.filter(|stay| !stay.imported && stay.person != leaver);
            let fitting = fitting.filter(|stay| !self.is_away(stay.person));
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
                let lapsed =
                    group.stays.iter_mut().filter(|it| it.person == person && it.unwritten);
                let mut lines = vec![];
                for stay in lapsed {
                    stay.unwritten = false;
                    let ended = (person, MembershipEnd::ParentEnded, stay.until.unwrap());
                    lines.push(said("MembershipEnded", &ended));
                }
                let (cause, before) = (MembershipStart::Succession, before + lines.len());
                lines.push(self.let_in(id, group, person, (Role::Admin, cause), before));
                lines
            }
            None if group.archived.is_some() => vec![],
            None => {
                group.archived = Some(self.now);
                vec![said("GroupArchived", &ArchiveCause::NoAdmin)]
            }
        }
    }

    pub(super) fn come_in(
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
                    lines.extend(self.let_in_again(id, group, person, cause, 1));
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
                Ok(self.let_in_again(id, group, person, MembershipStart::Joined, 0))
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

    pub(super) fn check_parent_membership(
        &self,
        group: &Group,
        person: PersonId,
    ) -> Result<(), Why> {
        let in_parent = self.parent(group).is_some_and(|parent| parent.is_member(person));
        only_if(self.effective(group) != Privacy::ParentVisible || in_parent)
    }

    /// How people join, as far as the parent lets them.
    pub(super) fn way_in(&self, group: &Group) -> JoinPolicy {
        let ways = ways_in(self.effective(group));
        if ways.contains(&group.join) { group.join } else { ways[0] }
    }
}
