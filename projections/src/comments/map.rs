//! From events to comments.

use domain::discussion::Event;
use domain::{DiscussionId, Event as Any};
use eventlog::sealing::OpenedEvent;

use super::COMMENTS;
use crate::engine::{Changes, Patch, Row, Unmappable, Value, col};
use crate::words::said;

#[expect(clippy::unnecessary_wraps, reason = "all mappings have one signature")]
pub(super) fn comments(event: &OpenedEvent, comments: &mut Changes) -> Result<(), Unmappable> {
    let Any::Discussion(what) = &event.event else { return Ok(()) };
    match what {
        Event::CommentAdded { comment, author, parent, body, mentions, at } => {
            let row = Row::new(&COMMENTS)
                .with(
                    col!(COMMENTS, "discussion_id"),
                    DiscussionId::from_u128(event.recorded.stream.bits),
                )
                .with(col!(COMMENTS, "parent"), *parent)
                .with(col!(COMMENTS, "author"), *author)
                .with(col!(COMMENTS, "body"), said(event, body))
                .with(col!(COMMENTS, "mentions"), mentions.as_slice())
                .with(col!(COMMENTS, "revision"), 1)
                .with(col!(COMMENTS, "written_at"), *at)
                .with(col!(COMMENTS, "position"), event.recorded.position);
            comments.put([(*comment).into()], row);
            if let Some(parent) = parent {
                let reply = Patch::new().with(col!(COMMENTS, "replies"), 1);
                comments.patch([(*parent).into()], reply);
            }
        }
        Event::CommentEdited { comment, body, mentions, at, .. } => {
            let patch = Patch::new()
                .with(col!(COMMENTS, "body"), said(event, body))
                .with(col!(COMMENTS, "mentions"), mentions.as_slice())
                .with(col!(COMMENTS, "revision"), 1)
                .with(col!(COMMENTS, "edited_at"), *at);
            comments.patch([(*comment).into()], patch);
        }
        Event::CommentDiscarded { comment, by, at }
        | Event::CommentWithdrawn { comment, by, at } => {
            let patch = Patch::new()
                .with(col!(COMMENTS, "discarded_at"), *at)
                .with(col!(COMMENTS, "discarded_by"), *by);
            comments.patch([(*comment).into()], patch);
        }
        Event::CommentRestored { comment, .. } => {
            let patch = Patch::new()
                .with(col!(COMMENTS, "discarded_at"), Value::Null)
                .with(col!(COMMENTS, "discarded_by"), Value::Null);
            comments.patch([(*comment).into()], patch);
        }
        _ => {}
    }
    Ok(())
}
