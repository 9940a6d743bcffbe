//! From events to tags.

use domain::group::Event;
use domain::{Event as Any, GroupId};
use eventlog::sealing::OpenedEvent;

use super::TABLE;
use crate::engine::{Changes, Patch, Row, Unmappable, col};
use crate::words::said;

#[expect(clippy::unnecessary_wraps, reason = "all mappings have one signature")]
pub(super) fn map(event: &OpenedEvent, tags: &mut Changes) -> Result<(), Unmappable> {
    let Any::Group(what) = &event.event else { return Ok(()) };
    match what {
        Event::TagDefined { tag, name } => {
            let row = Row::new(&TABLE)
                .with(col!("group_id"), GroupId::from_u128(event.recorded.stream.bits))
                .with(col!("name"), said(event, name))
                .with(col!("position"), event.recorded.position);
            tags.put([(*tag).into()], row);
        }
        Event::TagRenamed { tag, name } => {
            tags.patch([(*tag).into()], Patch::new().with(col!("name"), said(event, name)));
        }
        Event::TagDeleted { tag } => {
            let patch = Patch::new().with(col!("deleted_at"), event.recorded.occurred_at);
            tags.patch([(*tag).into()], patch);
        }
        _ => {}
    }
    Ok(())
}
