//! How a discussion is found: its tags, and whether it is pinned.

use super::{Decision, Refusal};
use crate::decider::Facts;
use crate::discussion::event::Event;
use crate::discussion::participant::Participant;
use crate::discussion::state::Started;
use crate::id::TagId;

impl Started {
    /// All tags, as they are to be.
    pub(super) fn tag(&self, tags: &[TagId], by: Participant<'_>, facts: &Facts<'_>) -> Decision {
        check_may_mark(by)?;
        let tags = by.circle.settle_tags(tags, &self.tags)?;
        if tags == self.tags {
            return Ok(vec![]);
        }
        Ok(vec![Event::DiscussionTagged { tags, by: by.person, at: facts.occurred_at() }])
    }

    pub(super) fn pin(&self, by: Participant<'_>, facts: &Facts<'_>) -> Decision {
        check_may_mark(by)?;
        if self.pinned {
            return Ok(vec![]);
        }
        Ok(vec![Event::DiscussionPinned { by: by.person, at: facts.occurred_at() }])
    }

    pub(super) fn unpin(&self, by: Participant<'_>, facts: &Facts<'_>) -> Decision {
        check_may_mark(by)?;
        if !self.pinned {
            return Ok(vec![]);
        }
        Ok(vec![Event::DiscussionUnpinned { by: by.person, at: facts.occurred_at() }])
    }
}

fn check_may_mark(by: Participant<'_>) -> Result<(), Refusal> {
    if by.may(|switches| switches.tag_and_pin) {
        Ok(())
    } else {
        Err(Refusal::SwitchedOff { switch: "tagAndPin" })
    }
}
