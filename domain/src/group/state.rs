//! What a group's events fold into.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::command::Command;
use super::delegation::Delegations;
use super::event::GroupHandle;
use super::history::{Narrowings, Stop};
use super::tags::Tags;
use super::template::Templates;
use super::terms::{JoinPolicy, Privacy, Role, Switches};
use crate::area::Needs;
use crate::id::{GroupId, HandleId, InvitationId, PersonId};
use crate::text::Text;

/// A group. By default one that does not exist; that one is secret and nobody is in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    pub(super) version: u64,
    pub(super) stage: Stage,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Stage {
    #[default]
    Absent,
    Founded(Box<Founded>),
}

/// A group that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Founded {
    pub(super) founder: Option<PersonId>,
    pub(super) name: Text,
    pub(super) description: Option<Text>,
    pub(super) parent: Option<GroupId>,
    pub(super) privacy: Privacy,
    pub(super) join: JoinPolicy,
    pub(super) parent_members_read: bool,
    pub(super) switches: Switches,
    pub(super) handle: Option<GroupHandle>,
    /// Claims on names that it had before, which lead to it.
    pub(super) former_handles: BTreeSet<HandleId>,
    pub(super) revision: u32,
    pub(super) tags: Tags,
    pub(super) templates: Templates,
    pub(super) delegations: Delegations,
    pub(super) narrowings: Narrowings,
    pub(super) archived_at: Option<Timestamp>,
    pub(super) deletion: Option<Deletion>,
    /// The archives and deletions that were taken back, the oldest first.
    pub(super) stops: Vec<Stop>,
    pub(super) destroyed: bool,
    // Ordered, so that nothing that is read off here depends on chance.
    pub(super) members: BTreeMap<PersonId, Membership>,
    /// The memberships of each person that ended, the newest last.
    pub(super) ended: BTreeMap<PersonId, Vec<FormerMembership>>,
    pub(super) invitations: BTreeMap<InvitationId, Invitation>,
    pub(super) requests: BTreeMap<PersonId, Request>,
}

/// A person's place in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Membership {
    /// What the member is in the group.
    pub role: Role,
    /// The version of the group's stream at which the membership started: the roll of an opening
    /// that saw this version, or a later one, includes it.
    pub since_version: u64,
    /// When it started.
    pub since: Timestamp,
    /// Whether it was brought in with an imported history.
    pub imported: bool,
}

/// That a group was deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deletion {
    /// When.
    pub at: Timestamp,
    /// Until when it can be restored.
    pub destroys_at: Timestamp,
}

/// A place in a group that ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormerMembership {
    /// The place, as it last was.
    pub place: Membership,
    /// When it ended.
    pub until: Timestamp,
}

/// What became of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invitation {
    /// It was sent and can be used.
    Pending {
        /// Who invites.
        by: PersonId,
        /// From when on it cannot be used, whether or not it was marked as lapsed.
        expires_at: Timestamp,
    },
    /// It was used, or ended unused.
    Over,
}

/// What became of a request to become a member, as long as it has not led to a membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    /// Nobody has answered.
    Pending,
    /// It was turned down; the person may ask again.
    Declined,
    /// It is ignored. The person is not to know, so it looks to them as if it were pending.
    Ignored {
        /// Whether the person has taken it back.
        withdrawn: bool,
    },
}

impl Group {
    /// Whether the group was made.
    #[must_use]
    pub const fn exists(&self) -> bool {
        matches!(self.stage, Stage::Founded(_))
    }

    /// The version of the group's stream: how many events were folded.
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// The group that this is a subgroup of.
    #[must_use]
    pub fn parent(&self) -> Option<GroupId> {
        self.founded()?.parent
    }

    /// The group's own privacy, as it was set.
    #[must_use]
    pub fn privacy(&self) -> Privacy {
        self.founded().map_or(Privacy::Secret, |group| group.privacy)
    }

    /// How people come in without an invitation.
    #[must_use]
    pub fn join(&self) -> JoinPolicy {
        self.founded().map_or(JoinPolicy::ByInvitation, |group| group.join)
    }

    /// Whether the parent's members read the discussions of this `PARENT_VISIBLE` group.
    #[must_use]
    pub fn parent_members_read(&self) -> bool {
        self.founded().is_some_and(|group| group.parent_members_read)
    }

    /// What members may do.
    #[must_use]
    pub fn switches(&self) -> Switches {
        self.founded().map_or_else(Switches::default, |group| group.switches)
    }

    /// The revision of name and description: 1 when the group is made, and one more with every
    /// edit.
    #[must_use]
    pub fn revision(&self) -> u32 {
        self.founded().map_or(0, |group| group.revision)
    }

    /// The unique name.
    #[must_use]
    pub fn handle(&self) -> Option<GroupHandle> {
        self.founded()?.handle
    }

    /// When the group itself was archived, if it is.
    #[must_use]
    pub fn archived_at(&self) -> Option<Timestamp> {
        self.founded()?.archived_at
    }

    /// That the group itself was deleted, if it is.
    #[must_use]
    pub fn deletion(&self) -> Option<Deletion> {
        self.founded()?.deletion
    }

    /// Whether the texts of the group are destroyed for good.
    #[must_use]
    pub fn is_destroyed(&self) -> bool {
        self.founded().is_some_and(|group| group.destroyed)
    }

    /// Since when nothing changes in the group, with this parent: since it or the parent was
    /// archived or deleted. A `SECRET` group is not deleted with its parent: what becomes of one
    /// that is deleted does not concern it any more.
    #[must_use]
    pub fn frozen_at(&self, parent: Option<&Self>) -> Option<Timestamp> {
        let detaches =
            |parent: &&Self| self.privacy() == Privacy::Secret && parent.deletion().is_some();
        let parent = parent.filter(|parent| !detaches(parent)).and_then(Self::stopped_at);
        [self.stopped_at(), parent].into_iter().flatten().min()
    }

    /// Since when the group itself is archived or deleted.
    fn stopped_at(&self) -> Option<Timestamp> {
        let deleted_at = self.deletion().map(|deletion| deletion.at);
        [self.archived_at(), deleted_at].into_iter().flatten().min()
    }

    /// Whether the name with this claim leads to the group: its own, or one that it had before.
    #[must_use]
    pub fn uses_handle(&self, claim: HandleId) -> bool {
        self.founded().is_some_and(|group| group.handles().any(|own| own == claim))
    }

    /// The person's place in the group, if they are a member now.
    #[must_use]
    pub fn member(&self, person: PersonId) -> Option<&Membership> {
        self.founded()?.members.get(&person)
    }

    /// All members now, by id.
    pub fn members(&self) -> impl Iterator<Item = (PersonId, &Membership)> {
        let members = self.founded().into_iter().flat_map(|group| &group.members);
        members.map(|(person, membership)| (*person, membership))
    }

    /// How many members there are.
    #[must_use]
    pub fn member_count(&self) -> usize {
        self.founded().map_or(0, |group| group.members.len())
    }

    /// Whether the person is a member now, admins included.
    #[must_use]
    pub fn is_member(&self, person: PersonId) -> bool {
        self.member(person).is_some()
    }

    /// Whether the person is an admin now.
    #[must_use]
    pub fn is_admin(&self, person: PersonId) -> bool {
        self.member(person).is_some_and(|membership| membership.role == Role::Admin)
    }

    /// All admins now, by id.
    pub fn admins(&self) -> impl Iterator<Item = PersonId> {
        self.members().filter(|(_, member)| member.role == Role::Admin).map(|(person, _)| person)
    }

    /// Whether the person is the only admin.
    #[must_use]
    pub fn is_last_admin(&self, person: PersonId) -> bool {
        self.is_admin(person) && self.admins().nth(1).is_none()
    }

    /// Whether the person was a member once, and is not now.
    #[must_use]
    pub fn is_former_member(&self, person: PersonId) -> bool {
        self.former_member(person).is_some()
    }

    /// The person's place in the group, if they were a member once and are not now.
    #[must_use]
    pub fn former_member(&self, person: PersonId) -> Option<&FormerMembership> {
        if self.is_member(person) { None } else { self.ended_memberships(person).last() }
    }

    /// The person's memberships that ended, the newest last.
    #[must_use]
    pub fn ended_memberships(&self, person: PersonId) -> &[FormerMembership] {
        let ended = self.founded().and_then(|group| group.ended.get(&person));
        ended.map_or(&[], Vec::as_slice)
    }

    /// The memberships of everybody that ended.
    pub fn all_ended_memberships(&self) -> impl Iterator<Item = &FormerMembership> {
        self.founded().into_iter().flat_map(|group| group.ended.values().flatten())
    }

    /// Everybody who was a member once and is not now, by id.
    pub fn former_members(&self) -> impl Iterator<Item = (PersonId, &FormerMembership)> {
        let ended = self.founded().into_iter().flat_map(|group| group.ended.keys());
        ended.filter_map(|person| Some((*person, self.former_member(*person)?)))
    }

    /// What became of the invitation; nothing if it was never sent.
    #[must_use]
    pub fn invitation(&self, invitation: InvitationId) -> Option<Invitation> {
        self.founded()?.invitations.get(&invitation).copied()
    }

    /// All invitations that were not used and did not end, by id. Some may have lapsed.
    pub fn invitations(&self) -> impl Iterator<Item = InvitationId> {
        let all = self.founded().into_iter().flat_map(|group| &group.invitations);
        all.filter(|(_, invitation)| matches!(invitation, Invitation::Pending { .. }))
            .map(|(id, _)| *id)
    }

    /// What became of the person's request; nothing if there is none.
    #[must_use]
    pub fn request(&self, person: PersonId) -> Option<Request> {
        self.founded()?.requests.get(&person).copied()
    }

    /// Everybody whose request waits for an answer, by id.
    pub fn requests(&self) -> impl Iterator<Item = PersonId> {
        let all = self.founded().into_iter().flat_map(|group| &group.requests);
        all.filter(|(_, request)| **request == Request::Pending).map(|(person, _)| *person)
    }

    /// What a decision on the command looks at beside the group itself.
    pub(crate) fn needs(&self, command: &Command) -> Needs {
        match (self.founded(), command) {
            (None, Command::Create(create)) => Needs {
                parent: create.parent,
                handle: create.handle.map(|handle| handle.claim),
                ..Needs::default()
            },
            (Some(_), Command::ChangeHandle { handle }) => {
                Needs { parent: self.parent(), handle: Some(handle.claim), ..Needs::default() }
            }
            _ => Needs { parent: self.parent(), ..Needs::default() },
        }
    }

    /// What was made, if anything was.
    pub(super) fn founded(&self) -> Option<&Founded> {
        match &self.stage {
            Stage::Absent => None,
            Stage::Founded(group) => Some(group),
        }
    }
}

impl Founded {
    /// The claims on the names that lead to it, its own first.
    pub(super) fn handles(&self) -> impl Iterator<Item = HandleId> {
        self.handle.map(|own| own.claim).into_iter().chain(self.former_handles.iter().copied())
    }
}
