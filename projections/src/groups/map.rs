//! From events to groups.

use domain::group::{Event, MembershipStart, Privacy};
use domain::{Event as Any, GroupId};
use eventlog::sealing::OpenedEvent;

use super::TABLE;
use crate::engine::{Changes, Patch, Row, Unmappable, Value, col, word};
use crate::words::{said, said_or_absent};

pub(super) fn map(event: &OpenedEvent, groups: &mut Changes) -> Result<(), Unmappable> {
    let Any::Group(what) = &event.event else { return Ok(()) };
    let key = [GroupId::from_u128(event.recorded.stream.bits).into()];
    match what {
        Event::GroupCreated { .. } => groups.put(key, created(event, what)?),
        Event::GroupEdited { name, description } => {
            let patch = Patch::new()
                .with_some(col!("name"), name.as_ref().map(|name| said(event, name)))
                .with_some(
                    col!("description"),
                    description.as_ref().map(|description| said(event, description)),
                )
                .with(col!("revision"), 1);
            groups.patch(key, patch);
        }
        Event::GroupConfigured { join, parent_members_read, switches } => {
            let patch = Patch::new()
                .with(col!("join_policy"), word(join)?)
                .with(col!("parent_members_read"), *parent_members_read)
                .with(col!("switches"), Value::json(switches)?);
            groups.patch(key, patch);
        }
        Event::DelegationSwitched { on, .. } => {
            groups.patch(key, Patch::new().with(col!("delegation"), *on));
        }
        Event::MembershipStarted { cause, at, .. } => {
            let founded = (*cause == MembershipStart::Founded).then_some(*at);
            let patch = Patch::new().with(col!("members"), 1);
            groups.patch(key, patch.with_some(col!("privacy_since"), founded));
        }
        Event::MembershipEnded { .. } => groups.patch(key, Patch::new().with(col!("members"), -1)),
        Event::GroupPrivacyChanged { privacy, join, parent_members_read, released, at, .. } => {
            let hidden_at = (!privacy.seen_by_everyone()).then_some(*at);
            let closed_at = (*privacy == Privacy::Closed).then_some(*at);
            let mut patch = Patch::new()
                .with(col!("privacy"), word(privacy)?)
                .with(col!("privacy_since"), *at)
                .with_some(col!("closed_at"), closed_at)
                .with_some(col!("hidden_at"), hidden_at)
                .with(col!("join_policy"), word(join)?)
                .with(col!("parent_members_read"), *parent_members_read);
            if !released.is_empty() {
                patch = patch.with(col!("handle"), Value::Null);
            }
            groups.patch(key, patch);
        }
        Event::GroupHandleChanged { handle, .. } => {
            groups.patch(key, Patch::new().with(col!("handle"), said(event, &handle.name)));
        }
        _ => {
            if let Some(patch) = standing(what) {
                groups.patch(key, patch);
            }
        }
    }
    Ok(())
}

/// What changes in whether it stands.
fn standing(what: &Event) -> Option<Patch> {
    Some(match what {
        Event::GroupArchived { at, .. } => {
            Patch::new().with(col!("archived_at"), *at).with(col!("stopped_by_archive_at"), *at)
        }
        Event::GroupUnarchived { at } => {
            Patch::new().with(col!("archived_at"), Value::Null).with(col!("unarchived_at"), *at)
        }
        Event::GroupDeleted { at, destroys_at } => Patch::new()
            .with(col!("deleted_at"), *at)
            .with(col!("stopped_by_deletion_at"), *at)
            .with(col!("destroys_at"), *destroys_at),
        Event::GroupRestored { at } => Patch::new()
            .with(col!("deleted_at"), Value::Null)
            .with(col!("restored_at"), *at)
            .with(col!("destroys_at"), Value::Null),
        Event::GroupDestroyed { released, at } => {
            let destroyed = Patch::new().with(col!("destroyed_at"), *at);
            if released.is_empty() {
                destroyed
            } else {
                destroyed.with(col!("handle"), Value::Null)
            }
        }
        Event::GroupDetached { .. } => Patch::new().with(col!("parent"), Value::Null),
        _ => return None,
    })
}

fn created(event: &OpenedEvent, what: &Event) -> Result<Row, Unmappable> {
    let Event::GroupCreated {
        name,
        description,
        parent,
        privacy,
        join,
        parent_members_read,
        switches,
        handle,
    } = what
    else {
        return Err(Unmappable("it makes no group"));
    };
    Ok(Row::new(&TABLE)
        .with(col!("parent"), *parent)
        .with(col!("privacy"), word(privacy)?)
        .with(col!("join_policy"), word(join)?)
        .with(col!("parent_members_read"), *parent_members_read)
        .with(col!("switches"), Value::json(switches)?)
        .with(col!("name"), said(event, name))
        .with(col!("description"), said_or_absent(event, description.as_ref()))
        .with(col!("handle"), handle.map(|handle| said(event, &handle.name)))
        .with(col!("revision"), 1)
        .with(col!("created_at"), event.recorded.occurred_at)
        .with(col!("position"), event.recorded.position))
}
