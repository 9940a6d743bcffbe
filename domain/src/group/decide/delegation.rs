//! Delegation: switching it on, naming a delegate and ending that again. What it does is for the
//! close of a proposal.

use super::{Decision, Refusal};
use crate::decider::Facts;
use crate::group::event::Event;
use crate::group::state::Group;
use crate::id::{PersonId, TagId};

impl Group {
    pub(super) fn switch_delegation(&self, on: bool, facts: &Facts<'_>) -> Decision {
        self.acting_admin(facts)?;
        if on == self.delegates() {
            return Ok(vec![]);
        }
        Ok(vec![Event::DelegationSwitched { on, at: facts.now }])
    }

    /// A new delegate takes the place of the one before. Chains that come back to where they began
    /// are not refused, since who is in one may not see who else is: they count for nobody.
    pub(super) fn name_delegate(
        &self,
        delegate: PersonId,
        tag: Option<TagId>,
        facts: &Facts<'_>,
    ) -> Decision {
        let person = self.acting_member(facts)?;
        if !self.delegates() {
            return Err(Refusal::DelegationOff);
        }
        if delegate == person {
            return Err(Refusal::OwnDelegate);
        }
        if !self.is_member_below(facts.above(), delegate) {
            return Err(Refusal::MemberNotFound);
        }
        if self.delegate(person, tag) == Some(delegate) {
            return Ok(vec![]);
        }
        if let Some(tag) = tag {
            self.live_tag(tag)?;
        }
        Ok(vec![Event::DelegateNamed { person, tag, delegate, at: facts.now }])
    }

    /// Also where delegation was switched off since, the tag was deleted, or the delegate is away and
    /// may come back.
    pub(super) fn end_delegation(&self, tag: Option<TagId>, facts: &Facts<'_>) -> Decision {
        let person = self.acting_member(facts)?;
        let delegate = self.delegate(person, tag);
        if !delegate.is_some_and(|delegate| self.is_member_below(facts.parent, delegate)) {
            return Ok(vec![]);
        }
        Ok(vec![Event::DelegationEnded { person, tag, at: facts.now }])
    }
}
