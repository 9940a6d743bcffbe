//! From events to absences.

use domain::Event as Any;
use domain::platform::Event;
use eventlog::sealing::OpenedEvent;

use super::TABLE;
use crate::engine::{Changes, Patch, Row, Unmappable, col, word};

pub(super) fn map(event: &OpenedEvent, absences: &mut Changes) -> Result<(), Unmappable> {
    let Any::Platform(what) = &event.event else { return Ok(()) };
    match what {
        Event::PersonDeactivated { person, cause, at } => {
            let row = Row::new(&TABLE).with(col!("cause"), word(cause)?).with(col!("left_at"), *at);
            absences.put([(*person).into()], row);
        }
        Event::PersonReactivated { person, at } => {
            absences.patch([(*person).into()], Patch::new().with(col!("back_at"), *at));
        }
    }
    Ok(())
}
