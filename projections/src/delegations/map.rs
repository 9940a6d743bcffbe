//! From events to delegations, and to the weights that votes had by them.

use domain::group::Event as InGroup;
use domain::proposal::Event as AtProposal;
use domain::{Event as Any, GroupId, ProposalId, TagId};
use eventlog::sealing::OpenedEvent;

use super::{DELEGATIONS, WEIGHTS};
use crate::engine::{Changes, Row, Unmappable, col};

/// Keys hold something: this stands for no tag. No tag has it, since ids are hashes.
pub(super) const NO_TAG: TagId = TagId::from_u128(0);

#[expect(clippy::unnecessary_wraps, reason = "all mappings have one signature")]
pub(super) fn delegations(
    event: &OpenedEvent,
    delegations: &mut Changes,
) -> Result<(), Unmappable> {
    let group = GroupId::from_u128(event.recorded.stream.bits);
    match &event.event {
        Any::Group(InGroup::DelegateNamed { person, tag, delegate, at }) => {
            let row = Row::new(&DELEGATIONS)
                .with(col!(DELEGATIONS, "delegate"), *delegate)
                .with(col!(DELEGATIONS, "since"), *at)
                .with(col!(DELEGATIONS, "position"), event.recorded.position);
            let tag = tag.unwrap_or(NO_TAG);
            delegations.put([group.into(), (*person).into(), tag.into()], row);
        }
        Any::Group(InGroup::DelegationEnded { person, tag, .. }) => {
            let tag = tag.unwrap_or(NO_TAG);
            delegations.remove([group.into(), (*person).into(), tag.into()]);
        }
        _ => {}
    }
    Ok(())
}

#[expect(clippy::unnecessary_wraps, reason = "all mappings have one signature")]
pub(super) fn weights(event: &OpenedEvent, weights: &mut Changes) -> Result<(), Unmappable> {
    let Any::Proposal(AtProposal::ProposalClosed { opening, delegated: Some(delegated), .. }) =
        &event.event
    else {
        return Ok(());
    };
    let proposal = ProposalId::from_u128(event.recorded.stream.bits);
    for weight in &delegated.weights {
        let row = Row::new(&WEIGHTS).with(col!(WEIGHTS, "others"), weight.others);
        weights.put([proposal.into(), (*opening).into(), weight.voter.into()], row);
    }
    Ok(())
}
