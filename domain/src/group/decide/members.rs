//! Roles, the end of memberships, and members brought in by an import.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::succession::ended_with_parent;
use super::{Decision, Refusal, acting_person, by_the_system, check_count, started};
use crate::decider::Facts;
use crate::group::event::{Event, MembershipEnd, MembershipStart, RoleChange};
use crate::group::state::Group;
use crate::group::terms::Role;
use crate::id::PersonId;

impl Group {
    /// Admins set roles; an admin steps down alone.
    pub(super) fn set_role(&self, person: PersonId, role: Role, facts: &Facts<'_>) -> Decision {
        let actor = self.acting_member(facts)?;
        if !self.is_admin(actor) && (actor != person || role == Role::Admin) {
            return Err(Refusal::AdminsOnly);
        }
        let lasting = self.member(person).filter(|_| self.is_member_below(facts.above(), person));
        let Some(membership) = lasting else { return Err(Refusal::MemberNotFound) };
        if membership.role == role {
            return Ok(vec![]);
        }
        if self.is_last_admin_below(facts.above(), person) {
            return Err(Refusal::LastAdmin);
        }
        let cause = if actor == person { RoleChange::SteppedDown } else { RoleChange::Admin };
        Ok(vec![Event::RoleChanged { person, role, cause }])
    }

    /// Everybody may leave; admins remove others, and those too who are away: then they do not come
    /// back.
    pub(super) fn end_membership(&self, person: PersonId, facts: &Facts<'_>) -> Decision {
        let cause = if acting_person(facts)? == person {
            MembershipEnd::Left
        } else {
            self.acting_admin(facts)?;
            MembershipEnd::Removed
        };
        if !self.is_member_below(facts.parent, person) {
            return Ok(vec![]);
        }
        if self.is_last_admin_below(facts.above(), person) {
            return Err(Refusal::LastAdmin);
        }
        Ok(vec![Event::MembershipEnded { person, cause, at: facts.occurred_at() }])
    }

    /// A cascade is never refused, also where it takes the last admin.
    pub(super) fn end_with_parent(
        &self,
        person: PersonId,
        since_version: u64,
        facts: &Facts<'_>,
    ) -> Decision {
        by_the_system(facts)?;
        if self.member(person).is_none_or(|place| place.since_version != since_version) {
            return Ok(vec![]);
        }
        let at = self.lapsed_at(facts.parent, person).unwrap_or_else(|| facts.occurred_at());
        Ok(self.end_lapsed(person, at, facts))
    }

    fn end_lapsed(&self, person: PersonId, at: Timestamp, facts: &Facts<'_>) -> Vec<Event> {
        let ended = ended_with_parent(person, at);
        [ended].into_iter().chain(self.succession(person, facts)).collect()
    }

    /// Lets somebody in who is not a member. If their membership ended with the one in the parent
    /// and no event says so yet, one does now, so that it does not end the new one.
    pub(super) fn let_in(
        &self,
        person: PersonId,
        cause: MembershipStart,
        facts: &Facts<'_>,
    ) -> Vec<Event> {
        let lapsed = self.lapsed_at(facts.parent, person);
        let mut events = lapsed.map_or_else(Vec::new, |at| self.end_lapsed(person, at, facts));
        events.push(started(person, Role::Member, cause, facts));
        events
    }

    /// Members keep their role. Whoever left or was removed is not brought back: importing again
    /// changes nothing.
    pub(super) fn enrol(&self, people: &[PersonId], role: Role, facts: &Facts<'_>) -> Decision {
        by_the_system(facts)?;
        check_count("people", people.len())?;
        let mut seen = BTreeSet::new();
        let new = people.iter().filter(|person| {
            !self.is_member(**person) && !self.is_former_member(**person) && seen.insert(**person)
        });
        Ok(new.map(|person| started(*person, role, MembershipStart::Imported, facts)).collect())
    }
}
