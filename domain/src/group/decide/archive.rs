//! Letting nothing change any more, and letting things change again.

use super::{Decision, Refusal};
use crate::decider::Facts;
use crate::group::event::{ArchiveCause, Event};
use crate::group::state::Group;

impl Group {
    pub(super) fn archive(&self, facts: &Facts<'_>) -> Decision {
        self.acting_admin(facts)?;
        if self.archived_at().is_some() {
            return Ok(vec![]);
        }
        Ok(vec![Event::GroupArchived { cause: ArchiveCause::Admin, at: facts.occurred_at() }])
    }

    /// An archive can be taken back, so that nobody has to fear it. What it ended stays ended:
    /// proposals that were withdrawn do not open again. Below an archived parent nothing changes
    /// until that is taken back too.
    pub(super) fn unarchive(&self, facts: &Facts<'_>) -> Result<Vec<Event>, Refusal> {
        self.acting_admin(facts)?;
        if self.archived_at().is_none() {
            return Ok(vec![]);
        }
        Ok(vec![Event::GroupUnarchived { at: facts.occurred_at() }])
    }
}
