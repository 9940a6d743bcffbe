//! From votes to running tallies. A vote says what it replaces, so that no row has to be read.

use domain::proposal::{Ballot, Event, Stance};
use domain::{Event as Any, ProposalId};
use eventlog::sealing::OpenedEvent;

use super::{TALLIES, TURNOUTS};
use crate::engine::{Changes, Patch, Unmappable, col};

/// What "none of these" is counted under. Options are counted under their numbers, from 1.
pub(super) const NONE_OF_THESE: i16 = 0;

/// What a stance is counted under.
pub(super) const fn stance(stance: Stance) -> i16 {
    match stance {
        Stance::Agree => 1,
        Stance::Abstain => 2,
        Stance::Disagree => 3,
        Stance::Block => 4,
    }
}

#[expect(clippy::unnecessary_wraps, reason = "all mappings have one signature")]
pub(super) fn tallies(event: &OpenedEvent, tallies: &mut Changes) -> Result<(), Unmappable> {
    let (new, old) = match &event.event {
        Any::Proposal(Event::VoteCast { ballot, replaces, .. }) => {
            (Some(ballot), replaces.as_ref())
        }
        Any::Proposal(Event::VoteWithdrawn { replaces, .. }) => (None, Some(replaces)),
        _ => return Ok(()),
    };
    let proposal = ProposalId::from_u128(event.recorded.stream.bits);
    for (ballot, by) in new.into_iter().map(|new| (new, 1)).chain(old.map(|old| (old, -1))) {
        let mut add = |choice: i16| {
            let more = Patch::new().with(col!(TALLIES, "votes"), by);
            tallies.patch([proposal.into(), choice.into()], more);
        };
        match ballot {
            Ballot::Stance(what) => add(stance(*what)),
            Ballot::Options(options) => options.iter().for_each(|option| add((*option).into())),
            Ballot::NoneOfThese => add(NONE_OF_THESE),
        }
    }
    Ok(())
}

#[expect(clippy::unnecessary_wraps, reason = "all mappings have one signature")]
pub(super) fn turnouts(event: &OpenedEvent, turnouts: &mut Changes) -> Result<(), Unmappable> {
    let more = match &event.event {
        Any::Proposal(Event::VoteCast { replaces: None, .. }) => 1,
        Any::Proposal(Event::VoteWithdrawn { .. }) => -1,
        _ => return Ok(()),
    };
    let proposal = ProposalId::from_u128(event.recorded.stream.bits);
    turnouts.patch([proposal.into()], Patch::new().with(col!(TURNOUTS, "voters"), more));
    Ok(())
}
