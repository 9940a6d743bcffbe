//! From events to outcomes and their versions.

use domain::proposal::Event;
use domain::{Event as Any, ProposalId};
use eventlog::sealing::OpenedEvent;

use super::{OUTCOMES, VERSIONS};
use crate::engine::{Changes, Patch, Row, Unmappable, col};
use crate::words::said;

#[expect(clippy::unnecessary_wraps, reason = "all mappings have one signature")]
pub(super) fn outcomes(event: &OpenedEvent, outcomes: &mut Changes) -> Result<(), Unmappable> {
    let Any::Proposal(what) = &event.event else { return Ok(()) };
    match what {
        Event::OutcomeWritten { outcome, statement, option, review_at, by, at } => {
            let row = Row::new(&OUTCOMES)
                .with(col!(OUTCOMES, "proposal"), ProposalId::from_u128(event.recorded.stream.bits))
                .with(col!(OUTCOMES, "statement"), said(event, statement))
                .with(col!(OUTCOMES, "option"), *option)
                .with(col!(OUTCOMES, "review_at"), *review_at)
                .with(col!(OUTCOMES, "written_by"), *by)
                .with(col!(OUTCOMES, "written_at"), *at)
                .with(col!(OUTCOMES, "revision"), 1)
                .with(col!(OUTCOMES, "position"), event.recorded.position);
            outcomes.put([(*outcome).into()], row);
        }
        Event::OutcomeRevised { outcome, statement, option, review_at, at, .. } => {
            let patch = Patch::new()
                .with(col!(OUTCOMES, "statement"), said(event, statement))
                .with(col!(OUTCOMES, "option"), *option)
                .with(col!(OUTCOMES, "review_at"), *review_at)
                .with(col!(OUTCOMES, "revised_at"), *at)
                .with(col!(OUTCOMES, "revision"), 1);
            outcomes.patch([(*outcome).into()], patch);
        }
        Event::OutcomeReviewDue { outcome, review_at } => {
            let patch = Patch::new().with(col!(OUTCOMES, "reviewed"), *review_at);
            outcomes.patch([(*outcome).into()], patch);
        }
        _ => {}
    }
    Ok(())
}

#[expect(clippy::unnecessary_wraps, reason = "all mappings have one signature")]
pub(super) fn versions(event: &OpenedEvent, versions: &mut Changes) -> Result<(), Unmappable> {
    let (Any::Proposal(Event::OutcomeWritten { outcome, statement, option, review_at, by, at })
    | Any::Proposal(Event::OutcomeRevised { outcome, statement, option, review_at, by, at })) =
        &event.event
    else {
        return Ok(());
    };
    let row = Row::new(&VERSIONS)
        .with(col!(VERSIONS, "statement"), said(event, statement))
        .with(col!(VERSIONS, "option"), *option)
        .with(col!(VERSIONS, "review_at"), *review_at)
        .with(col!(VERSIONS, "written_by"), *by)
        .with(col!(VERSIONS, "written_at"), *at);
    versions.put([(*outcome).into(), event.recorded.position.into()], row);
    Ok(())
}
