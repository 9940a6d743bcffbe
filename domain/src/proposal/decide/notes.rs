//! Clarifying notes: what is said of a proposal that can no longer be edited.

use super::{Decision, Refusal};
use crate::decider::Facts;
use crate::discussion::participant::Participant;
use crate::id::NoteId;
use crate::proposal::event::Event;
use crate::proposal::state::Raised;
use crate::refusal::TextLength;
use crate::text::Text;

impl Raised {
    /// Before the first vote the proposal itself is edited. When voting has ended, nobody can vote
    /// differently any more; the outcome says what there is to say. A reopened proposal takes notes
    /// again.
    pub(super) fn add_note(
        &self,
        note: NoteId,
        body: Text,
        by: Participant<'_>,
        facts: &Facts<'_>,
    ) -> Decision {
        self.check_looks_after(by)?;
        if self.notes.contains(&note) {
            return Ok(vec![]);
        }
        self.check_unsettled()?;
        if !self.is_frozen() {
            return Err(Refusal::NotFrozen);
        }
        TextLength::check("body", &body, 1..=10_000)?;
        Ok(vec![Event::NoteAdded { note, body, by: by.person, at: facts.occurred_at() }])
    }
}
