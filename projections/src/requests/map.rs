//! From events to requests.

use domain::group::Event;
use domain::{Event as Any, GroupId, PersonId};
use eventlog::sealing::OpenedEvent;

use super::TABLE;
use crate::engine::{Changes, Patch, Row, Unmappable, col, word};
use crate::words::said_or_absent;

pub(super) fn map(event: &OpenedEvent, requests: &mut Changes) -> Result<(), Unmappable> {
    let Any::Group(what) = &event.event else { return Ok(()) };
    let group = GroupId::from_u128(event.recorded.stream.bits);
    let key = |person: PersonId| [group.into(), person.into()];
    match what {
        Event::MembershipRequested { person, message, at } => {
            let row = Row::new(&TABLE)
                .with(col!("message"), said_or_absent(event, message.as_ref()))
                .with(col!("requested_at"), *at)
                .with(col!("reply"), "")
                .with(col!("position"), event.recorded.position);
            requests.put(key(*person), row);
        }
        Event::MembershipRequestEnded { person, cause, message } => {
            let patch = Patch::new()
                .with(col!("ended"), word(cause)?)
                .with(col!("reply"), said_or_absent(event, message.as_ref()));
            requests.patch(key(*person), patch);
        }
        Event::MembershipStarted { person, .. } => requests.remove(key(*person)),
        _ => {}
    }
    Ok(())
}
