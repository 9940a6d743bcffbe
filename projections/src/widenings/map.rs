//! From events to who was told and agreed.

use domain::discussion::Event;
use domain::{DiscussionId, Event as Any, PersonId};
use eventlog::sealing::OpenedEvent;

use super::TABLE;
use crate::engine::{Changes, Patch, Row, Unmappable, Value, col};

pub(super) fn map(event: &OpenedEvent, widenings: &mut Changes) -> Result<(), Unmappable> {
    let Any::Discussion(what) = &event.event else { return Ok(()) };
    let discussion = DiscussionId::from_u128(event.recorded.stream.bits);
    let key = |person: PersonId| [discussion.into(), person.into()];
    match what {
        Event::WideningAnnounced { writers, .. } => {
            let version = Value::number(event.recorded.version.0)?;
            for person in writers {
                let row = Row::new(&TABLE)
                    .with(col!("version"), version.clone())
                    .with(col!("position"), event.recorded.position);
                widenings.put(key(*person), row);
            }
        }
        Event::WideningAgreed { person, at } => {
            widenings.patch(key(*person), Patch::new().with(col!("agreed_at"), *at));
        }
        _ => {}
    }
    Ok(())
}
