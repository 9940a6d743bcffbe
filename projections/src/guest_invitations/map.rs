//! From events to guests' invitations.

use domain::discussion::Event;
use domain::{DiscussionId, Event as Any};
use eventlog::sealing::OpenedEvent;

use super::TABLE;
use crate::engine::{Changes, Patch, Row, Unmappable, Value, col, word};

pub(super) fn map(event: &OpenedEvent, invitations: &mut Changes) -> Result<(), Unmappable> {
    let Any::Discussion(what) = &event.event else { return Ok(()) };
    match what {
        Event::GuestInvited { invitation, by, expires_at } => {
            let row = Row::new(&TABLE)
                .with(col!("discussion_id"), DiscussionId::from_u128(event.recorded.stream.bits))
                .with(col!("sent_by"), *by)
                .with(col!("sent_at"), event.recorded.occurred_at)
                .with(col!("expires_at"), *expires_at)
                .with(col!("state"), Value::Word("PENDING"))
                .with(col!("position"), event.recorded.position);
            invitations.put([(*invitation).into()], row);
        }
        Event::GuestInvitationEnded { invitation, cause } => {
            let patch = Patch::new().with(col!("state"), word(cause)?);
            invitations.patch([(*invitation).into()], patch);
        }
        Event::GuestInvitationAccepted { invitation } => {
            let patch = Patch::new().with(col!("state"), Value::Word("ACCEPTED"));
            invitations.patch([(*invitation).into()], patch);
        }
        _ => {}
    }
    Ok(())
}
