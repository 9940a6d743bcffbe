//! Whether a proposal may be raised: judged once when its discussion admits it and again when it
//! is raised.

use super::draft::{DraftRefusal, Settled};
use super::terms::Draft;
use crate::decider::Facts;
use crate::discussion::Discussion;
use crate::discussion::participant::{Barred, Participant};
use crate::id::PersonId;

/// Why a proposal may not be raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unraisable {
    Barred(Barred),
    DiscussionDiscarded,
    DiscussionClosed,
    SwitchedOff { switch: &'static str },
    Draft(DraftRefusal),
}

/// Who raises what, if they may.
pub(crate) fn judge_raising(
    discussion: &Discussion,
    draft: &Draft,
    facts: &Facts<'_>,
) -> Result<(PersonId, Settled), Unraisable> {
    let by = Participant::of_discussion(discussion.privacy(), facts).map_err(Unraisable::Barred)?;
    if discussion.is_discarded() {
        return Err(Unraisable::DiscussionDiscarded);
    }
    if discussion.is_closed() {
        return Err(Unraisable::DiscussionClosed);
    }
    if !by.may(|switches| switches.raise_proposals) {
        return Err(Unraisable::SwitchedOff { switch: "raiseProposals" });
    }
    if !draft.tags.is_empty() && !by.may(|switches| switches.tag_and_pin) {
        return Err(Unraisable::SwitchedOff { switch: "tagAndPin" });
    }
    let settled = draft.settle(by.group, facts.now).map_err(Unraisable::Draft)?;
    Ok((by.person, settled))
}
