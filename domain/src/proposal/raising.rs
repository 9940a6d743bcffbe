//! Whether a proposal may be raised: judged once when its discussion admits it and again when it
//! is raised.

use super::draft::{DraftRefusal, Outsiders, Settled};
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

/// Who raises what, if they may. People named from outside become guests when it is admitted, which
/// is for those who may let guests in.
pub(crate) fn judge_raising(
    discussion: &Discussion,
    draft: &Draft,
    outsiders: Outsiders,
    facts: &Facts<'_>,
) -> Result<(PersonId, Settled), Unraisable> {
    let by = Participant::of_discussion(discussion, facts).map_err(Unraisable::Barred)?;
    if !by.is_member() {
        return Err(Unraisable::Barred(Barred::Outsider));
    }
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
    let lets_in = by.may(|switches| switches.add_guests);
    if outsiders == Outsiders::LetIn && !lets_in && draft.names_outsiders(by.circle) {
        return Err(Unraisable::SwitchedOff { switch: "addGuests" });
    }
    let settled = draft.settle(by, outsiders, facts.now).map_err(Unraisable::Draft)?;
    Ok((by.person, settled))
}
