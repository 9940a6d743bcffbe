//! From events to versions.

use domain::discussion::Event as InDiscussion;
use domain::group::Event as InGroup;
use domain::proposal::{Event as AtProposal, Terms};
use domain::{Actor, DiscussionId, Event as Any, GroupId, PersonId, ProposalId, Text, Timestamp};
use eventlog::sealing::OpenedEvent;

use super::TABLE;
use crate::engine::{Changes, Row, Unmappable, Value, col};
use crate::words::{Words, said, said_or_absent};

/// The words of a revision, as far as it changed them.
struct Said {
    title: Option<Value>,
    body: Option<Value>,
    options: Vec<Words>,
}

pub(super) fn map(event: &OpenedEvent, versions: &mut Changes) -> Result<(), Unmappable> {
    let bits = event.recorded.stream.bits;
    let version = match &event.event {
        Any::Group(what) => {
            in_group(event, what).map(|said| (GroupId::from_u128(bits).into(), said))
        }
        Any::Discussion(what) => in_discussion(event, what, DiscussionId::from_u128(bits)),
        Any::Proposal(what) => {
            at_proposal(event, what).map(|said| (ProposalId::from_u128(bits).into(), said))
        }
        _ => None,
    };
    let Some((owner, (said, by, at))) = version else { return Ok(()) };
    let row = Row::new(&TABLE)
        .with(col!("retitled"), said.title.is_some())
        .with(col!("title"), said.title)
        .with(col!("rewritten"), said.body.is_some())
        .with(col!("body"), said.body)
        .with(col!("options"), Value::json(&said.options)?)
        .with(col!("written_by"), by)
        .with(col!("written_at"), at);
    versions.put([owner, event.recorded.position.into()], row);
    Ok(())
}

/// What was said, by whom, and when.
type Written = (Said, Option<PersonId>, Timestamp);

fn in_group(event: &OpenedEvent, what: &InGroup) -> Option<Written> {
    let said = match what {
        InGroup::GroupCreated { name, description, .. } => Said {
            title: Some(said(event, name)),
            body: Some(said_or_absent(event, description.as_ref())),
            options: Vec::new(),
        },
        InGroup::GroupEdited { name, description } => {
            changed(event, name.as_ref(), description.as_ref())
        }
        _ => return None,
    };
    Some((said, event.recorded.actor.and_then(Actor::person), event.recorded.occurred_at))
}

fn in_discussion(
    event: &OpenedEvent,
    what: &InDiscussion,
    discussion: DiscussionId,
) -> Option<(Value, Written)> {
    Some(match what {
        InDiscussion::DiscussionStarted { title, body, author, at, .. } => {
            let body = Some(said_or_absent(event, body.as_ref()));
            let said = Said { title: Some(said(event, title)), body, options: Vec::new() };
            (discussion.into(), (said, Some(*author), *at))
        }
        InDiscussion::DiscussionEdited { title, body, by, at } => {
            let said = changed(event, title.as_ref(), body.as_ref());
            (discussion.into(), (said, Some(*by), *at))
        }
        InDiscussion::CommentAdded { comment, body, author: by, at, .. }
        | InDiscussion::CommentEdited { comment, body, by, at, .. } => {
            let (title, body) = (Some(Value::from("")), Some(said(event, body)));
            let said = Said { title, body, options: Vec::new() };
            ((*comment).into(), (said, Some(*by), *at))
        }
        _ => return None,
    })
}

fn at_proposal(event: &OpenedEvent, what: &AtProposal) -> Option<Written> {
    Some(match what {
        AtProposal::ProposalRaised { terms, author, at, .. } => {
            (settled(event, terms), Some(*author), *at)
        }
        AtProposal::ProposalEdited { terms, by, at } => (settled(event, terms), Some(*by), *at),
        _ => return None,
    })
}

fn changed(event: &OpenedEvent, title: Option<&Text>, body: Option<&Text>) -> Said {
    Said {
        title: title.map(|title| said(event, title)),
        body: body.map(|body| said(event, body)),
        options: Vec::new(),
    }
}

/// Terms are stored whole, so every revision has all words.
fn settled(event: &OpenedEvent, terms: &Terms) -> Said {
    let words = |text: &Text| event.texts.get(text).map(str::to_owned).into();
    Said {
        title: Some(said(event, &terms.title)),
        body: Some(said_or_absent(event, terms.details.as_ref())),
        options: terms.method.options().iter().map(words).collect(),
    }
}
