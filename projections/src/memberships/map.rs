//! From events to memberships.

use domain::group::Event;
use domain::{Event as Any, GroupId, PersonId};
use eventlog::sealing::OpenedEvent;

use super::TABLE;
use crate::engine::{Changes, Patch, Unmappable, Value, col, word};

pub(super) fn map(event: &OpenedEvent, memberships: &mut Changes) -> Result<(), Unmappable> {
    let Any::Group(what) = &event.event else { return Ok(()) };
    let group = GroupId::from_u128(event.recorded.stream.bits);
    let key = |person: PersonId| [group.into(), person.into()];
    match what {
        Event::MembershipStarted { person, role, cause, at } => {
            let patch = Patch::new()
                .with(col!("role"), word(role)?)
                .with(col!("cause"), word(cause)?)
                .with(col!("since"), *at)
                .with(col!("version"), Value::number(event.recorded.version.0)?)
                .with(col!("position"), event.recorded.position)
                .with(col!("joined"), 1)
                .with(col!("ended_at"), Value::Null)
                .with(col!("ended_cause"), Value::Null);
            memberships.patch(key(*person), patch);
        }
        Event::RoleChanged { person, role, .. } => {
            memberships.patch(key(*person), Patch::new().with(col!("role"), word(role)?));
        }
        Event::MembershipEnded { person, cause, at } => {
            let patch = Patch::new()
                .with(col!("ended_at"), *at)
                .with(col!("ended_cause"), word(cause)?)
                .with(col!("left_at"), *at)
                .with(col!("left_position"), event.recorded.position);
            memberships.patch(key(*person), patch);
        }
        _ => {}
    }
    Ok(())
}
