//! From events to notes.

use domain::proposal::Event;
use domain::{Event as Any, ProposalId};
use eventlog::sealing::OpenedEvent;

use super::TABLE;
use crate::engine::{Changes, Row, Unmappable, col};
use crate::words::said;

#[expect(clippy::unnecessary_wraps, reason = "all mappings have one signature")]
pub(super) fn map(event: &OpenedEvent, notes: &mut Changes) -> Result<(), Unmappable> {
    let Any::Proposal(Event::NoteAdded { note, body, by, at }) = &event.event else {
        return Ok(());
    };
    let row = Row::new(&TABLE)
        .with(col!("proposal"), ProposalId::from_u128(event.recorded.stream.bits))
        .with(col!("body"), said(event, body))
        .with(col!("written_by"), *by)
        .with(col!("written_at"), *at)
        .with(col!("position"), event.recorded.position);
    notes.put([(*note).into()], row);
    Ok(())
}
