//! Inviting people, and answering an invitation.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::{Decision, Refusal, acting_person, by_the_system, check_count};
use crate::decider::Facts;
use crate::group::event::{Event, InvitationEnd, MembershipStart};
use crate::group::state::{Group, Invitation};
use crate::id::InvitationId;

/// How long an invitation can be used.
const INVITATION: SignedDuration = SignedDuration::from_hours(30 * 24);

impl Group {
    pub(super) fn invite(&self, invitations: &[InvitationId], facts: &Facts<'_>) -> Decision {
        let by = self.acting_to_add_members(facts)?;
        check_count("invitations", invitations.len())?;
        let expires_at = facts.now.checked_add(INVITATION).unwrap_or(Timestamp::MAX);
        let mut sent = BTreeSet::new();
        let new = invitations
            .iter()
            .filter(|id| self.invitation(**id).is_none() && sent.insert(**id))
            .map(|invitation| Event::InvitationSent { invitation: *invitation, by, expires_at });
        Ok(new.collect())
    }

    /// Admins and whoever sent it may. What is over stays as it is, and it is not said how it came
    /// to be over: that would tell whose address a new member had.
    pub(super) fn revoke(&self, invitation: InvitationId, facts: &Facts<'_>) -> Decision {
        let person = self.acting_member(facts)?;
        let sender = match self.invitation(invitation) {
            None => return Err(Refusal::InvitationNotFound),
            Some(Invitation::Over) => return Ok(vec![]),
            Some(Invitation::Pending { by, .. }) => by,
        };
        if sender != person && !self.is_admin(person) {
            return Err(Refusal::AdminsOnly);
        }
        Ok(vec![Event::InvitationEnded { invitation, cause: InvitationEnd::Revoked }])
    }

    pub(super) fn expire(&self, invitation: InvitationId, facts: &Facts<'_>) -> Decision {
        by_the_system(facts)?;
        match self.invitation(invitation) {
            Some(Invitation::Pending { expires_at, .. }) if facts.now >= expires_at => {
                Ok(vec![Event::InvitationEnded { invitation, cause: InvitationEnd::Expired }])
            }
            _ => Ok(vec![]),
        }
    }

    /// A member who accepts uses the invitation up and stays what they are.
    pub(super) fn accept(&self, invitation: InvitationId, facts: &Facts<'_>) -> Decision {
        let person = acting_person(facts)?;
        let usable = match self.invitation(invitation) {
            None => return Err(Refusal::InvitationNotFound),
            Some(Invitation::Over) => false,
            Some(Invitation::Pending { expires_at, .. }) => facts.now < expires_at,
        };
        let accepted = Event::InvitationAccepted { invitation };
        match (self.is_member_below(facts.above(), person), usable) {
            (true, true) => Ok(vec![accepted]),
            (true, false) => Ok(vec![]),
            (false, true) => {
                let let_in = self.let_in(person, MembershipStart::Invited, facts);
                Ok([accepted].into_iter().chain(let_in).collect())
            }
            (false, false) => Err(Refusal::InvitationOver),
        }
    }

    pub(super) fn decline_invitation(
        &self,
        invitation: InvitationId,
        facts: &Facts<'_>,
    ) -> Decision {
        acting_person(facts)?;
        match self.invitation(invitation) {
            None => Err(Refusal::InvitationNotFound),
            Some(Invitation::Over) => Ok(vec![]),
            Some(Invitation::Pending { .. }) => {
                Ok(vec![Event::InvitationEnded { invitation, cause: InvitationEnd::Declined }])
            }
        }
    }
}
