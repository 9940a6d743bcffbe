//! Guests: letting them in, inviting them, and the end of their places.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::{Decision, Refusal};
use crate::decider::Facts;
use crate::discussion::circle::Circle;
use crate::discussion::command::Command;
use crate::discussion::event::{Event, GuestEnd, GuestStart};
use crate::discussion::participant::Participant;
use crate::discussion::state::{Discussion, Started};
use crate::group::{Invitation, InvitationEnd};
use crate::id::{InvitationId, PersonId};
use crate::policy;

/// As many are let in or invited at once.
const AT_ONCE: usize = 1_000;

/// How long an invitation can be used.
const INVITATION: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Lets in whoever holds the invitation. Who takes part already uses it up and stays what they are.
pub(super) fn accept(
    started: &Started,
    discussion: &Discussion,
    invitation: InvitationId,
    facts: &Facts<'_>,
) -> Decision {
    let person = facts.actor.person().ok_or(Refusal::PeopleOnly)?;
    let circle = Circle::of(discussion, facts).ok_or(Refusal::NotFound)?;
    let known = started.invitations.get(&invitation);
    let usable = known.is_some_and(|invitation| match invitation {
        Invitation::Pending { expires_at, .. } => facts.now < *expires_at,
        Invitation::Over => false,
    });
    if !usable && !policy::sees_discussion(circle, facts.actor) {
        return Err(Refusal::NotFound);
    }
    if known.is_none() {
        return Err(Refusal::InvitationNotFound);
    }
    let accepted = Event::GuestInvitationAccepted { invitation };
    match (circle.includes(person), usable) {
        (true, true) => Ok(vec![accepted]),
        (true, false) => Ok(vec![]),
        (false, false) => Err(Refusal::InvitationOver),
        (false, true) if circle.frozen_at().is_some() => Err(Refusal::GroupArchived),
        (false, true) if started.is_discarded() => Err(Refusal::Discarded),
        (false, true) => {
            let (cause, at) = (GuestStart::Invited, facts.now);
            Ok(vec![accepted, Event::GuestLetIn { person, cause, at }])
        }
    }
}

/// Turns an invitation down. Turning down what is over changes nothing, so it may be said twice.
pub(super) fn decline(
    started: &Started,
    discussion: &Discussion,
    invitation: InvitationId,
    facts: &Facts<'_>,
) -> Decision {
    facts.actor.person().ok_or(Refusal::PeopleOnly)?;
    let circle = Circle::of(discussion, facts).ok_or(Refusal::NotFound)?;
    match started.invitations.get(&invitation) {
        None if policy::sees_discussion(circle, facts.actor) => Err(Refusal::InvitationNotFound),
        None => Err(Refusal::NotFound),
        Some(Invitation::Over) => Ok(vec![]),
        Some(Invitation::Pending { .. }) => {
            Ok(vec![Event::GuestInvitationEnded { invitation, cause: InvitationEnd::Declined }])
        }
    }
}

/// Decides what a job asks for. It names the very instance that it is for; if that is gone, it
/// writes nothing.
pub(super) fn work(
    started: &Started,
    discussion: &Discussion,
    command: &Command,
    facts: &Facts<'_>,
) -> Decision {
    match command {
        Command::ExpireGuestInvitation { invitation } => {
            let invitation = *invitation;
            match started.invitations.get(&invitation) {
                Some(Invitation::Pending { expires_at, .. }) if facts.now >= *expires_at => {
                    let cause = InvitationEnd::Expired;
                    Ok(vec![Event::GuestInvitationEnded { invitation, cause }])
                }
                _ => Ok(vec![]),
            }
        }
        Command::EndLapsedPlace { person, since_version } => {
            Ok(end_lapsed(discussion, *person, *since_version, facts).into_iter().collect())
        }
        _ => Err(Refusal::PeopleOnly),
    }
}

/// The end of a place that a membership took with it, at the time when it did.
fn end_lapsed(
    discussion: &Discussion,
    person: PersonId,
    since_version: u64,
    facts: &Facts<'_>,
) -> Option<Event> {
    let own = discussion.guest_places(person).last()?;
    if own.since_version != since_version || own.until.is_some() {
        return None;
    }
    let at = Circle::of(discussion, facts)?.with_the_absent().place(person)?.until?;
    Some(Event::GuestPlaceEnded { person, cause: GuestEnd::LeftGroup, at })
}

impl Started {
    /// Who takes part already is left as they are, and so is who is away and will again.
    pub(super) fn add_guests(
        &self,
        people: &[PersonId],
        by: Participant<'_>,
        facts: &Facts<'_>,
    ) -> Decision {
        check_lets_in(by)?;
        check_count("personIds", people.len())?;
        let (cause, at) = (GuestStart::Added(by.person), facts.now);
        let mut seen = BTreeSet::new();
        let new = people
            .iter()
            .filter(|it| !by.circle.with_the_absent().includes(**it) && seen.insert(**it));
        Ok(new.map(|person| Event::GuestLetIn { person: *person, cause, at }).collect())
    }

    pub(super) fn invite_guests(
        &self,
        invitations: &[InvitationId],
        by: Participant<'_>,
        facts: &Facts<'_>,
    ) -> Decision {
        check_lets_in(by)?;
        check_count("invitations", invitations.len())?;
        let (by, expires_at) = (by.person, later(facts.now));
        let mut sent = BTreeSet::new();
        let new = invitations
            .iter()
            .filter(|id| !self.invitations.contains_key(id) && sent.insert(**id))
            .map(|id| Event::GuestInvited { invitation: *id, by, expires_at });
        Ok(new.collect())
    }

    /// The author, admins and whoever sent it may. What is over stays as it is, and it is not said
    /// how it came to be over: that would tell whose address a guest had.
    pub(super) fn revoke_guest_invitation(
        &self,
        invitation: InvitationId,
        by: Participant<'_>,
    ) -> Decision {
        if !by.is_member() {
            return Err(Refusal::MembersOnly);
        }
        let sender = match self.invitations.get(&invitation) {
            None => return Err(Refusal::InvitationNotFound),
            Some(Invitation::Over) => return Ok(vec![]),
            Some(Invitation::Pending { by, .. }) => *by,
        };
        if sender != by.person && !by.looks_after(self.author) {
            return Err(Refusal::AuthorOrAdminOnly);
        }
        Ok(vec![Event::GuestInvitationEnded { invitation, cause: InvitationEnd::Revoked }])
    }

    /// Every guest may leave; the author and admins end the places of others, and of those too who are
    /// away.
    pub(super) fn end_guest_place(
        &self,
        person: PersonId,
        by: Participant<'_>,
        facts: &Facts<'_>,
    ) -> Decision {
        let cause = if person == by.person {
            GuestEnd::Left
        } else if by.looks_after(self.author) {
            GuestEnd::Removed(by.person)
        } else {
            return Err(Refusal::AuthorOrAdminOnly);
        };
        if !by.circle.with_the_absent().is_guest(person) {
            return Ok(vec![]);
        }
        Ok(vec![Event::GuestPlaceEnded { person, cause, at: facts.now }])
    }
}

/// Admins let guests in, and members where the group lets them. Into a direct discussion its author
/// lets people.
fn check_lets_in(by: Participant<'_>) -> Result<(), Refusal> {
    if !by.is_member() {
        Err(Refusal::MembersOnly)
    } else if by.group().is_none() && !by.is_admin() {
        Err(Refusal::AuthorOrAdminOnly)
    } else if !by.may(|switches| switches.add_guests) {
        Err(Refusal::SwitchedOff { switch: "addGuests" })
    } else {
        Ok(())
    }
}

pub(super) fn check_count(field: &'static str, count: usize) -> Result<(), Refusal> {
    if (1..=AT_ONCE).contains(&count) {
        Ok(())
    } else {
        Err(Refusal::ListLength { field, count, at_most: AT_ONCE })
    }
}

fn later(now: Timestamp) -> Timestamp {
    now.checked_add(INVITATION).unwrap_or(Timestamp::MAX)
}
