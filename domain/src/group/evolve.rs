//! How a group's events fold.

use std::collections::{BTreeMap, BTreeSet};

use super::delegation::Delegations;
use super::event::{Event, MembershipStart, RequestEnd};
use super::history::Narrowings;
use super::state::{FormerMembership, Founded, Group, Invitation, Membership, Request, Stage};
use super::tags::Tags;
use super::template::Templates;
use crate::id::{HandleId, PersonId};

impl Group {
    /// Takes one event in.
    pub(super) fn apply(&mut self, event: &Event) {
        self.version += 1;
        match &mut self.stage {
            Stage::Founded(group) => group.apply(self.version, event),
            Stage::Absent => {
                self.stage = Founded::new(event)
                    .map_or(Stage::Absent, |group| Stage::Founded(Box::new(group)));
            }
        }
    }
}

impl Founded {
    /// The group that begins with this event, if one does.
    fn new(event: &Event) -> Option<Self> {
        let Event::GroupCreated {
            name,
            description,
            parent,
            privacy,
            join,
            parent_members_read,
            switches,
            handle,
        } = event
        else {
            return None;
        };
        Some(Self {
            founder: None,
            name: *name,
            description: *description,
            parent: *parent,
            privacy: *privacy,
            join: *join,
            parent_members_read: *parent_members_read,
            switches: *switches,
            handle: *handle,
            former_handles: BTreeSet::new(),
            revision: 1,
            tags: Tags::default(),
            templates: Templates::default(),
            delegations: Delegations::default(),
            narrowings: Narrowings::default(),
            archived_at: None,
            deletion: None,
            stops: Vec::new(),
            destroyed: false,
            members: BTreeMap::new(),
            ended: BTreeMap::new(),
            invitations: BTreeMap::new(),
            requests: BTreeMap::new(),
        })
    }

    fn apply(&mut self, version: u64, event: &Event) {
        self.delegations.apply(event);
        self.apply_to_standing(event);
        match *event {
            Event::GroupCreated { .. }
            | Event::GroupArchived { .. }
            | Event::GroupUnarchived { .. }
            | Event::GroupDeleted { .. }
            | Event::GroupRestored { .. }
            | Event::DelegationSwitched { .. }
            | Event::DelegateNamed { .. }
            | Event::DelegationEnded { .. } => {}
            Event::GroupEdited { name, description } => {
                self.name = name.unwrap_or(self.name);
                self.description = description.or(self.description);
                self.revision += 1;
            }
            Event::GroupConfigured { join, parent_members_read, switches } => {
                self.join = join;
                self.parent_members_read = parent_members_read;
                self.switches = switches;
            }
            Event::GroupPrivacyChanged {
                privacy, join, parent_members_read, ref released, ..
            } => {
                self.privacy = privacy;
                self.join = join;
                self.parent_members_read = parent_members_read;
                self.give_up(released);
            }
            Event::GroupHandleChanged { handle, .. } => {
                self.former_handles.extend(self.handle.map(|old| old.claim));
                self.former_handles.remove(&handle.claim);
                self.handle = Some(handle);
            }
            Event::GroupDestroyed { ref released, .. } => {
                self.destroyed = true;
                self.give_up(released);
            }
            Event::GroupDetached { .. } => self.parent = None,
            Event::TagDefined { .. } | Event::TagRenamed { .. } | Event::TagDeleted { .. } => {
                self.tags.apply(event);
            }
            Event::TemplateDefined { .. }
            | Event::TemplateEdited { .. }
            | Event::TemplateDeleted { .. } => self.templates.apply(event),
            _ => self.apply_to_people(version, event),
        }
    }

    fn apply_to_people(&mut self, version: u64, event: &Event) {
        match *event {
            Event::InvitationSent { invitation, by, expires_at } => {
                self.invitations.insert(invitation, Invitation::Pending { by, expires_at });
            }
            Event::InvitationEnded { invitation, .. }
            | Event::InvitationAccepted { invitation } => {
                self.invitations.insert(invitation, Invitation::Over);
            }
            Event::MembershipRequested { person, .. } => {
                self.requests.insert(person, Request::Pending);
            }
            Event::MembershipRequestEnded { person, cause, .. } => self.end_request(person, cause),
            Event::MembershipStarted { person, role, cause, at } => {
                if cause == MembershipStart::Founded {
                    self.founder = Some(person);
                }
                let imported = cause == MembershipStart::Imported;
                let place = Membership { role, since_version: version, since: at, imported };
                self.let_in(person, place);
            }
            Event::RoleChanged { person, role, .. } => {
                if let Some(membership) = self.members.get_mut(&person) {
                    membership.role = role;
                }
            }
            Event::MembershipEnded { person, at, .. } => {
                if let Some(place) = self.members.remove(&person) {
                    let ended = FormerMembership { place, until: at };
                    self.ended.entry(person).or_default().push(ended);
                }
            }
            _ => {}
        }
    }

    fn give_up(&mut self, names: &[HandleId]) {
        self.handle = self.handle.filter(|handle| !names.contains(&handle.claim));
        self.former_handles.retain(|claim| !names.contains(claim));
    }

    /// Whoever is let in is no longer ignored either.
    fn let_in(&mut self, person: PersonId, membership: Membership) {
        self.requests.remove(&person);
        self.members.insert(person, membership);
    }

    fn end_request(&mut self, person: PersonId, cause: RequestEnd) {
        let left = match (cause, self.requests.get(&person)) {
            (RequestEnd::Declined, _) => Some(Request::Declined),
            (RequestEnd::Ignored, _) => Some(Request::Ignored { withdrawn: false }),
            (RequestEnd::Withdrawn, Some(Request::Ignored { .. })) => {
                Some(Request::Ignored { withdrawn: true })
            }
            (RequestEnd::Withdrawn, _) => None,
        };
        match left {
            Some(request) => self.requests.insert(person, request),
            None => self.requests.remove(&person),
        };
    }
}
