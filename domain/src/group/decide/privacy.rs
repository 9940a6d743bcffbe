//! Who may know of a group and read in it, and the name by which everyone finds it.

use super::founding::{check_handle, check_privacy};
use super::{Decision, Refusal, by_the_system};
use crate::decider::Facts;
use crate::group::event::{Event, GroupHandle, PrivacyCause};
use crate::group::state::Group;
use crate::group::terms::Privacy;

impl Group {
    /// Narrower takes effect at once for everything below, by the policy, which asks the group and
    /// its parent: where not everyone sees the group, nothing in it is public. (A `CLOSED` group may
    /// have public discussions, so those that are public stay so.) Wider leaves what was written to
    /// those who could read it.
    pub(super) fn change_privacy(&self, privacy: Privacy, facts: &Facts<'_>) -> Decision {
        self.acting_admin(facts)?;
        if privacy == self.effective_privacy(facts.parent) {
            return Ok(vec![]);
        }
        // Only a secret one still changes below a deleted parent, from which it is about to detach.
        if facts.parent.is_some_and(|parent| parent.deletion().is_some()) {
            return Err(Refusal::GroupArchived);
        }
        check_privacy(privacy, facts.parent.map(Self::privacy))?;
        Ok(self.privacy_changed(privacy, PrivacyCause::Admin, facts).into_iter().collect())
    }

    /// What the parent's privacy has made of the group's, written down, also if the parent was
    /// widened again meanwhile.
    pub(super) fn narrow_with_parent(&self, facts: &Facts<'_>) -> Decision {
        by_the_system(facts)?;
        let privacy = self.effective_privacy(facts.parent);
        if privacy == self.privacy() {
            return Ok(vec![]);
        }
        Ok(self.privacy_changed(privacy, PrivacyCause::ParentNarrowed, facts).into_iter().collect())
    }

    /// The way of joining stays if the new privacy allows it, and is otherwise the first that it
    /// does. What the parent has made of the group counts, whether or not an event says so yet. The
    /// parent's members never begin to read what was not written for them. Names are given up, old
    /// ones too, where not everyone sees the group.
    fn privacy_changed(
        &self,
        privacy: Privacy,
        cause: PrivacyCause,
        facts: &Facts<'_>,
    ) -> Option<Event> {
        let group = self.founded()?;
        let before = self.effective_privacy(facts.parent);
        let seen = privacy.seen_by_everyone() && before.seen_by_everyone();
        let released = if seen { vec![] } else { group.handles().collect() };
        Some(Event::GroupPrivacyChanged {
            privacy,
            join: privacy.nearest_join(before.nearest_join(group.join)),
            parent_members_read: false,
            released,
            cause,
            at: facts.occurred_at(),
        })
    }

    pub(super) fn change_handle(&self, handle: GroupHandle, facts: &Facts<'_>) -> Decision {
        self.acting_admin(facts)?;
        if self.handle().is_some_and(|own| own.claim == handle.claim) {
            return Ok(vec![]);
        }
        check_handle(handle, self.effective_privacy(facts.parent), facts)?;
        Ok(vec![Event::GroupHandleChanged { handle, at: facts.occurred_at() }])
    }
}
