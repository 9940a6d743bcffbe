//! From events to guests.

use domain::discussion::{Event, GuestStart};
use domain::{DiscussionId, Event as Any, PersonId};
use eventlog::sealing::OpenedEvent;

use super::TABLE;
use crate::engine::{Changes, Patch, Row, Unmappable, Value, col};

pub(super) fn map(event: &OpenedEvent, guests: &mut Changes) -> Result<(), Unmappable> {
    let Any::Discussion(what) = &event.event else { return Ok(()) };
    let discussion = DiscussionId::from_u128(event.recorded.stream.bits);
    let key = |person: PersonId| [discussion.into(), person.into()];
    match what {
        Event::GuestLetIn { person, cause, at } => {
            let added_by = match cause {
                GuestStart::Added(by) | GuestStart::Named(by) => Some(*by),
                GuestStart::Invited => None,
            };
            let row = Row::new(&TABLE)
                .with(col!("added_by"), added_by)
                .with(col!("since"), *at)
                .with(col!("version"), Value::number(event.recorded.version.0)?)
                .with(col!("position"), event.recorded.position);
            guests.put(key(*person), row);
        }
        Event::GuestPlaceEnded { person, at, .. } => {
            guests.patch(key(*person), Patch::new().with(col!("ended_at"), *at));
        }
        _ => {}
    }
    Ok(())
}
