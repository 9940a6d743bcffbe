//! Who looks after a group when its last admin is gone and nobody was asked.

use jiff::Timestamp;

use super::{Decision, by_the_system, started};
use crate::decider::Facts;
use crate::group::event::{ArchiveCause, Event, MembershipEnd, MembershipStart, RoleChange};
use crate::group::state::{Group, Membership};
use crate::group::terms::{Privacy, Role};
use crate::id::PersonId;

impl Group {
    /// Somebody looks after the group while all its admins are away. They are admins still when they
    /// come back.
    pub(super) fn succeed(&self, facts: &Facts<'_>) -> Decision {
        by_the_system(facts)?;
        let stayed = |admin: &PersonId| self.is_member_below(facts.parent, *admin);
        let away = self.admins().find(|admin| facts.is_away(*admin) && stayed(admin));
        Ok(away.map_or_else(Vec::new, |admin| self.succession(admin, facts)))
    }

    /// What follows when this person is taken out of the group, beside the end of their
    /// membership. If they are the last admin, the longest-standing member follows; if there is
    /// none, an admin of the parent, to whom a `SECRET` group is never opened; and if there is none
    /// either, the group is archived.
    pub(super) fn succession(&self, leaver: PersonId, facts: &Facts<'_>) -> Vec<Event> {
        if !self.is_admin(leaver) || self.has_other_admins(facts.above(), leaver) {
            return vec![];
        }
        let lasts = |person, _: &Membership| self.is_member_below(facts.above(), person);
        if let Some(person) = longest_standing(self, leaver, lasts) {
            return vec![promoted(person)];
        }
        let parent = facts.parent.filter(|_| self.privacy() != Privacy::Secret);
        let is_admin =
            |person, place: &Membership| place.role == Role::Admin && !facts.is_away(person);
        match parent.and_then(|parent| longest_standing(parent, leaver, is_admin)) {
            // Whoever cannot sign in may be a member here all the same.
            Some(person) if self.is_member_below(facts.above(), person) => vec![promoted(person)],
            Some(person) => {
                let lapsed = self.lapsed_at(facts.parent, person);
                let ended = lapsed.map(|at| ended_with_parent(person, at));
                let started = started(person, Role::Admin, MembershipStart::Succession, facts);
                ended.into_iter().chain([started]).collect()
            }
            None if self.archived_at().is_some() => vec![],
            None => {
                let (cause, at) = (ArchiveCause::NoAdmin, facts.occurred_at());
                vec![Event::GroupArchived { cause, at }]
            }
        }
    }
}

/// The end of a membership that ended with the one in the parent, at that moment.
pub(super) const fn ended_with_parent(person: PersonId, at: Timestamp) -> Event {
    Event::MembershipEnded { person, cause: MembershipEnd::ParentEnded, at }
}

const fn promoted(person: PersonId) -> Event {
    Event::RoleChanged { person, role: Role::Admin, cause: RoleChange::Succession }
}

/// Who has been in the group the longest and can look after one: whoever was brought in with an
/// imported history cannot sign in.
fn longest_standing(
    group: &Group,
    leaver: PersonId,
    fits: impl Fn(PersonId, &Membership) -> bool,
) -> Option<PersonId> {
    group
        .members()
        .filter(|(person, place)| *person != leaver && !place.imported && fits(*person, place))
        .min_by_key(|(_, place)| place.since_version)
        .map(|(person, _)| person)
}
