//! Joining without an invitation: at once, or by a request.

use super::{Decision, MESSAGE, Refusal, acting_person};
use crate::decider::Facts;
use crate::group::event::{Event, MembershipStart, RequestEnd};
use crate::group::state::{Group, Request};
use crate::group::terms::{JoinPolicy, Privacy};
use crate::id::PersonId;
use crate::refusal::TextLength;
use crate::text::Text;

impl Group {
    pub(super) fn join_at_once(&self, facts: &Facts<'_>) -> Decision {
        let person = acting_person(facts)?;
        if self.is_member_below(facts.above(), person) {
            return Ok(vec![]);
        }
        self.check_way_in(JoinPolicy::AtOnce, person, facts)?;
        Ok(self.let_in(person, MembershipStart::Joined, facts))
    }

    /// To somebody who is ignored everything looks as if their request were pending: asking again
    /// changes nothing, and after taking it back they can ask again, and are ignored again.
    pub(super) fn request_membership(&self, message: Option<Text>, facts: &Facts<'_>) -> Decision {
        let person = acting_person(facts)?;
        let message = checked(message)?;
        let request = self.request(person);
        let asked =
            matches!(request, Some(Request::Pending | Request::Ignored { withdrawn: false }));
        if asked || self.is_member_below(facts.above(), person) {
            return Ok(vec![]);
        }
        self.check_way_in(JoinPolicy::ByApproval, person, facts)?;
        let at = facts.occurred_at();
        let mut events = vec![Event::MembershipRequested { person, message, at }];
        if matches!(request, Some(Request::Ignored { .. })) {
            events.push(ended(person, RequestEnd::Ignored, None));
        }
        Ok(events)
    }

    pub(super) fn withdraw_request(&self, facts: &Facts<'_>) -> Decision {
        let person = acting_person(facts)?;
        match self.request(person) {
            Some(Request::Pending | Request::Ignored { withdrawn: false }) => {
                Ok(vec![ended(person, RequestEnd::Withdrawn, None)])
            }
            _ => Ok(vec![]),
        }
    }

    /// In a `PARENT_VISIBLE` group who asked must be the parent's member still.
    pub(super) fn approve_request(&self, person: PersonId, facts: &Facts<'_>) -> Decision {
        self.acting_to_add_members(facts)?;
        if self.is_member_below(facts.above(), person) {
            return Ok(vec![]);
        }
        if self.request_of_present(person, facts) != Some(Request::Pending) {
            return Err(Refusal::RequestNotFound);
        }
        self.check_parent_membership(person, facts)?;
        Ok(self.let_in(person, MembershipStart::Approved, facts))
    }

    /// Somebody who is ignored can be turned down too: then they may ask again.
    pub(super) fn decline_request(
        &self,
        person: PersonId,
        message: Option<Text>,
        facts: &Facts<'_>,
    ) -> Decision {
        self.acting_to_add_members(facts)?;
        let message = checked(message)?;
        match self.request_of_present(person, facts) {
            None => Err(Refusal::RequestNotFound),
            Some(Request::Declined) => Ok(vec![]),
            Some(Request::Pending | Request::Ignored { .. }) => {
                Ok(vec![ended(person, RequestEnd::Declined, message)])
            }
        }
    }

    pub(super) fn ignore_request(&self, person: PersonId, facts: &Facts<'_>) -> Decision {
        self.acting_to_add_members(facts)?;
        match self.request_of_present(person, facts) {
            None | Some(Request::Declined) => Err(Refusal::RequestNotFound),
            Some(Request::Ignored { .. }) => Ok(vec![]),
            Some(Request::Pending) => Ok(vec![ended(person, RequestEnd::Ignored, None)]),
        }
    }

    /// What became of the request. That of somebody who is deactivated waits for their return.
    fn request_of_present(&self, person: PersonId, facts: &Facts<'_>) -> Option<Request> {
        self.request(person).filter(|_| !facts.is_away(person))
    }

    fn check_way_in(
        &self,
        way: JoinPolicy,
        person: PersonId,
        facts: &Facts<'_>,
    ) -> Result<(), Refusal> {
        let join = self.effective_privacy(facts.parent).nearest_join(self.join());
        if join != way {
            return Err(Refusal::JoinedOtherwise { join });
        }
        self.check_parent_membership(person, facts)
    }

    fn check_parent_membership(&self, person: PersonId, facts: &Facts<'_>) -> Result<(), Refusal> {
        let in_parent = facts.above().includes(person);
        if self.effective_privacy(facts.parent) == Privacy::ParentVisible && !in_parent {
            return Err(Refusal::ParentMembersOnly);
        }
        Ok(())
    }
}

fn ended(person: PersonId, cause: RequestEnd, message: Option<Text>) -> Event {
    Event::MembershipRequestEnded { person, cause, message }
}

/// A message within its bounds. An empty one is none.
fn checked(message: Option<Text>) -> Result<Option<Text>, Refusal> {
    let message = message.filter(|text| text.chars > 0);
    if let Some(message) = &message {
        TextLength::check("message", message, MESSAGE)?;
    }
    Ok(message)
}
