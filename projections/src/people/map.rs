//! From events to people.

use domain::person::Event;
use domain::{Event as Any, PersonId};
use eventlog::sealing::OpenedEvent;

use super::TABLE;
use crate::engine::{Changes, Row, Unmappable, col};

#[expect(clippy::unnecessary_wraps, reason = "all mappings have one signature")]
pub(super) fn map(event: &OpenedEvent, people: &mut Changes) -> Result<(), Unmappable> {
    let Any::Person(what) = &event.event else { return Ok(()) };
    let imported = match what {
        Event::PersonRegistered {} => false,
        Event::PersonImported {} => true,
    };
    let key = PersonId::from_u128(event.recorded.stream.bits);
    people.put([key.into()], Row::new(&TABLE).with(col!("imported"), imported));
    Ok(())
}
