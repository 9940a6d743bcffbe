//! From votes to running tallies. A vote says what it replaces, so that no row has to be read.

use domain::proposal::Event;
use domain::{Event as Any, ProposalId};
use eventlog::sealing::OpenedEvent;

use super::{TALLIES, TURNOUTS, cells};
use crate::engine::{Changes, Patch, Unmappable, col};

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
        cells::each(ballot, |cell, amount| {
            if amount != 0 {
                let more = Patch::new().with(col!(TALLIES, "count"), by * amount);
                tallies.patch([proposal.into(), cell.into()], more);
            }
        });
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
