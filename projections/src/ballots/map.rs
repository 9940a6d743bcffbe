//! From events to changes of votes.

use domain::proposal::Event;
use domain::{Event as Any, ProposalId};
use eventlog::sealing::OpenedEvent;

use super::TABLE;
use crate::engine::{Changes, Row, Unmappable, Value, col, word};
use crate::words::said_or_absent;

pub(super) fn map(event: &OpenedEvent, ballots: &mut Changes) -> Result<(), Unmappable> {
    let row = Row::new(&TABLE);
    let row = match &event.event {
        Any::Proposal(Event::VoteCast { voter, ballot, reason, at, imported, .. }) => row
            .with(col!("voter"), *voter)
            .with(col!("ballot"), Value::json(ballot)?)
            .with(col!("reason"), said_or_absent(event, reason.as_ref()))
            .with(col!("cast_at"), *at)
            .with(col!("imported"), *imported),
        Any::Proposal(Event::VoteWithdrawn { voter, cause, at, .. }) => row
            .with(col!("voter"), *voter)
            .with(col!("reason"), "")
            .with(col!("cause"), word(cause)?)
            .with(col!("cast_at"), *at),
        _ => return Ok(()),
    };
    let proposal = ProposalId::from_u128(event.recorded.stream.bits);
    ballots.put([proposal.into(), event.recorded.position.into()], row);
    Ok(())
}
