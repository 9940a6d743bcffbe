//! Deleting a group, bringing it back, and what follows when nobody did.

use jiff::{SignedDuration, Timestamp};

use super::{Decision, Refusal, by_the_system};
use crate::decider::Facts;
use crate::group::event::Event;
use crate::group::state::Group;
use crate::group::terms::Privacy;

/// How long a deleted group can be restored.
const REGRET: SignedDuration = SignedDuration::from_hours(30 * 24);

impl Group {
    pub(super) fn delete(&self, facts: &Facts<'_>) -> Decision {
        self.acting_admin(facts)?;
        if self.deletion().is_some() {
            return Ok(vec![]);
        }
        let at = facts.occurred_at();
        let destroys_at = at.checked_add(REGRET).unwrap_or(Timestamp::MAX);
        Ok(vec![Event::GroupDeleted { at, destroys_at }])
    }

    /// Any admin may, until the time is over, whether or not the texts are destroyed by then. A
    /// group that was archived before is archived still, and what detached stays on its own.
    pub(super) fn restore(&self, facts: &Facts<'_>) -> Decision {
        self.acting_admin(facts)?;
        match self.deletion() {
            None => Ok(vec![]),
            Some(deletion) if facts.now >= deletion.destroys_at => {
                Err(Refusal::RestoreTooLate { until: deletion.destroys_at })
            }
            Some(_) => Ok(vec![Event::GroupRestored { at: facts.occurred_at() }]),
        }
    }

    pub(super) fn destroy(&self, facts: &Facts<'_>) -> Decision {
        by_the_system(facts)?;
        let Some(group) = self.founded().filter(|group| !group.destroyed) else {
            return Ok(vec![]);
        };
        let own = group.deletion.is_some_and(|deletion| facts.now >= deletion.destroys_at);
        let with_parent =
            self.is_deleted_with(facts.parent) && facts.parent.is_some_and(Self::is_destroyed);
        if !own && !with_parent {
            return Ok(vec![]);
        }
        let released = group.handles().collect();
        Ok(vec![Event::GroupDestroyed { released, at: facts.occurred_at() }])
    }

    /// Memberships that ended with one in the parent say so first: without it nothing would.
    pub(super) fn detach(&self, facts: &Facts<'_>) -> Decision {
        by_the_system(facts)?;
        let deleted = facts.parent.is_some_and(|parent| parent.deletion().is_some());
        let mut members = self.members().map(|(person, _)| person);
        if self.parent().is_none()
            || !deleted
            || self.is_deleted_with(facts.parent)
            || members.any(|person| self.lapsed_at(facts.parent, person).is_some())
        {
            return Ok(vec![]);
        }
        Ok(vec![Event::GroupDetached { at: facts.occurred_at() }])
    }

    /// Whether a deletion of the parent is one of the group too.
    fn is_deleted_with(&self, parent: Option<&Self>) -> bool {
        parent.is_some() && self.privacy() != Privacy::Secret
    }
}
