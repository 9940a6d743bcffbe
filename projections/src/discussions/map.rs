//! From events to discussions. What is raised or written in one counts as its activity; votes do
//! not.

use domain::discussion::{Event, Privacy};
use domain::{DiscussionId, Event as Any, TagId, Timestamp, proposal};
use eventlog::sealing::OpenedEvent;

use super::TABLE;
use crate::engine::{Changes, Patch, Row, Unmappable, Value, col, word};
use crate::words::{said, said_or_absent};

const NO_TAGS: &[TagId] = &[];

pub(super) fn map(event: &OpenedEvent, discussions: &mut Changes) -> Result<(), Unmappable> {
    match &event.event {
        Any::Discussion(Event::DiscussionStarted { .. }) => {
            discussions.put([id(event)], started(event)?);
        }
        Any::Discussion(what) => {
            if let Some(patch) = change(event, what)? {
                discussions.patch([id(event)], patch);
            }
        }
        Any::Proposal(proposal::Event::ProposalRaised { discussion, at, .. }) => {
            discussions.patch([(*discussion).into()], active(event, *at));
        }
        _ => {}
    }
    Ok(())
}

fn id(event: &OpenedEvent) -> Value {
    DiscussionId::from_u128(event.recorded.stream.bits).into()
}

fn active(event: &OpenedEvent, at: Timestamp) -> Patch {
    Patch::new()
        .with(col!("last_activity_at"), at)
        .with(col!("last_position"), event.recorded.position)
}

fn started(event: &OpenedEvent) -> Result<Row, Unmappable> {
    let Any::Discussion(Event::DiscussionStarted { group, author, title, body, privacy, at }) =
        &event.event
    else {
        return Err(Unmappable("it starts no discussion"));
    };
    Ok(Row::new(&TABLE)
        .with(col!("group_id"), *group)
        .with(col!("author"), *author)
        .with(col!("title"), said(event, title))
        .with(col!("body"), said_or_absent(event, body.as_ref()))
        .with(col!("privacy"), word(privacy)?)
        .with(col!("privacy_since"), *at)
        .with(col!("revision"), 1)
        .with(col!("started_at"), *at)
        .with(col!("tags"), NO_TAGS)
        .with(col!("last_activity_at"), *at)
        .with(col!("last_position"), event.recorded.position)
        .with(col!("position"), event.recorded.position))
}

/// No more readers are announced.
fn no_widening() -> Patch {
    Patch::new()
        .with(col!("widening_version"), Value::Null)
        .with(col!("widening_group"), Value::Null)
        .with(col!("widening_privacy"), Value::Null)
        .with(col!("widening_by"), Value::Null)
        .with(col!("widening_at"), Value::Null)
        .with(col!("widens_at"), Value::Null)
}

fn change(event: &OpenedEvent, what: &Event) -> Result<Option<Patch>, Unmappable> {
    Ok(Some(match what {
        Event::DiscussionEdited { title, body, at, .. } => Patch::new()
            .with_some(col!("title"), title.as_ref().map(|title| said(event, title)))
            .with_some(col!("body"), body.as_ref().map(|body| said(event, body)))
            .with(col!("revision"), 1)
            .with(col!("edited_at"), *at),
        Event::DiscussionPrivacyChanged { privacy, at, .. } => {
            no_widening().with(col!("privacy"), word(privacy)?).with(col!("privacy_since"), *at)
        }
        Event::WideningAnnounced { reach, effective_at, by, at, .. } => Patch::new()
            .with(col!("widening_version"), Value::number(event.recorded.version.0)?)
            .with(col!("widening_group"), reach.group)
            .with(col!("widening_privacy"), word(&reach.privacy)?)
            .with(col!("widening_by"), *by)
            .with(col!("widening_at"), *at)
            .with(col!("widens_at"), *effective_at),
        Event::WideningEnded { .. } => no_widening(),
        Event::DiscussionBodyWithdrawn { .. } => Patch::new()
            .with(col!("body"), Value::Null)
            .with(col!("body_withdrawn"), event.recorded.position)
            .with(col!("revision"), 1),
        Event::DiscussionMoved { group, privacy, at, .. } => no_widening()
            .with(col!("group_id"), *group)
            .with(col!("privacy"), word(privacy)?)
            .with(col!("privacy_since"), *at)
            .with(col!("moved_at"), *at)
            .with(col!("moved_position"), event.recorded.position)
            .with(col!("tags"), NO_TAGS)
            .with(col!("pinned_at"), Value::Null)
            .with(col!("pinned_by"), Value::Null),
        Event::DiscussionNarrowed { .. } => {
            Patch::new().with(col!("privacy"), word(&Privacy::Private)?)
        }
        Event::DiscussionClosed { by, at } => {
            Patch::new().with(col!("closed_at"), *at).with(col!("closed_by"), *by)
        }
        Event::DiscussionReopened { .. } => {
            Patch::new().with(col!("closed_at"), Value::Null).with(col!("closed_by"), Value::Null)
        }
        Event::DiscussionDiscarded { by, at } => {
            Patch::new().with(col!("discarded_at"), *at).with(col!("discarded_by"), *by)
        }
        Event::DiscussionTagged { tags, .. } => Patch::new().with(col!("tags"), tags.as_slice()),
        Event::DiscussionPinned { by, at } => {
            Patch::new().with(col!("pinned_at"), *at).with(col!("pinned_by"), *by)
        }
        Event::DiscussionUnpinned { .. } => {
            Patch::new().with(col!("pinned_at"), Value::Null).with(col!("pinned_by"), Value::Null)
        }
        Event::CommentAdded { at, .. } => active(event, *at).with(col!("comments"), 1),
        Event::CommentDiscarded { .. } => Patch::new().with(col!("comments"), -1),
        Event::CommentRestored { .. } => Patch::new().with(col!("comments"), 1),
        _ => return Ok(None),
    }))
}
