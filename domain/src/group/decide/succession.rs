//! Who looks after a group when its last admin is gone and nobody was asked.

use super::started;
use crate::decider::Facts;
use crate::group::event::{ArchiveCause, Event, MembershipStart, RoleChange};
use crate::group::state::{Group, Membership};
use crate::group::terms::{Privacy, Role};
use crate::id::PersonId;

impl Group {
    /// What follows when this person is taken out of the group, beside the end of their
    /// membership. If they are the last admin, the longest-standing member follows; if there is
    /// none, an admin of the parent, to whom a `SECRET` group is never opened; and if there is none
    /// either, the group is archived.
    pub(super) fn succession(&self, leaver: PersonId, facts: &Facts<'_>) -> Option<Event> {
        if !self.is_last_admin(leaver) {
            return None;
        }
        if let Some(person) = longest_standing(self, leaver, |_| true) {
            return Some(promoted(person));
        }
        let parent = facts.parent.filter(|_| self.privacy() != Privacy::Secret);
        let is_admin = |place: &Membership| place.role == Role::Admin;
        match parent.and_then(|parent| longest_standing(parent, leaver, is_admin)) {
            // Whoever cannot sign in may be a member here all the same.
            Some(person) if self.is_member(person) => Some(promoted(person)),
            Some(person) => Some(started(person, Role::Admin, MembershipStart::Succession, facts)),
            None if self.archived_at().is_some() => None,
            None => {
                Some(Event::GroupArchived { cause: ArchiveCause::NoAdmin, at: facts.occurred_at() })
            }
        }
    }
}

const fn promoted(person: PersonId) -> Event {
    Event::RoleChanged { person, role: Role::Admin, cause: RoleChange::Succession }
}

/// Who has been in the group the longest and can look after one: whoever was brought in with an
/// imported history cannot sign in.
fn longest_standing(
    group: &Group,
    leaver: PersonId,
    fits: impl Fn(&Membership) -> bool,
) -> Option<PersonId> {
    group
        .members()
        .filter(|(person, place)| *person != leaver && !place.imported && fits(place))
        .min_by_key(|(_, place)| place.since_version)
        .map(|(person, _)| person)
}
