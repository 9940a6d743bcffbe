//! How a group's events fold.

use std::collections::BTreeMap;

use super::delegation::Delegations;
use super::event::{Event, MembershipStart, RequestEnd};
use super::state::{FormerMembership, Founded, Group, Invitation, Membership, Request, Stage};
use super::tags::Tags;
use crate::id::PersonId;

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
            revision: 1,
            tags: Tags::default(),
            delegations: Delegations::default(),
            members: BTreeMap::new(),
            former: BTreeMap::new(),
            invitations: BTreeMap::new(),
            requests: BTreeMap::new(),
        })
    }

    fn apply(&mut self, version: u64, event: &Event) {
        self.delegations.apply(event);
        match *event {
            Event::GroupCreated { .. }
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
                self.let_in(person, Membership { role, since_version: version, since: at });
            }
            Event::RoleChanged { person, role, .. } => {
                if let Some(membership) = self.members.get_mut(&person) {
                    membership.role = role;
                }
            }
            Event::MembershipEnded { person, at, .. } => {
                if let Some(place) = self.members.remove(&person) {
                    self.former.insert(person, FormerMembership { place, until: at });
                }
            }
            Event::TagDefined { .. } | Event::TagRenamed { .. } | Event::TagDeleted { .. } => {
                self.tags.apply(event);
            }
        }
    }

    /// Whoever is let in is no longer ignored either.
    fn let_in(&mut self, person: PersonId, membership: Membership) {
        self.requests.remove(&person);
        self.former.remove(&person);
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
