//! From events to versions.

use domain::discussion::Event as InDiscussion;
use domain::group::{Event as InGroup, Template};
use domain::proposal::{Event as AtProposal, Terms};
use domain::{Actor, DiscussionId, Event as Any, GroupId, PersonId, ProposalId, Text, Timestamp};
use eventlog::sealing::OpenedEvent;

use super::TABLE;
use crate::engine::{Changes, Row, Unmappable, Value, col};
use crate::words::{Words, said, said_or_absent};

/// The words of a revision, as far as it changed them.
#[derive(Default)]
struct Said {
    /// What a template is called, beside the title that it gives.
    name: Option<Value>,
    title: Option<Value>,
    body: Option<Value>,
    options: Vec<Words>,
}

pub(super) fn map(event: &OpenedEvent, versions: &mut Changes) -> Result<(), Unmappable> {
    let bits = event.recorded.stream.bits;
    let version = match &event.event {
        Any::Group(what) => in_group(event, what, GroupId::from_u128(bits)),
        Any::Discussion(what) => in_discussion(event, what, DiscussionId::from_u128(bits)),
        Any::Proposal(what) => {
            at_proposal(event, what).map(|said| (ProposalId::from_u128(bits).into(), said))
        }
        _ => None,
    };
    let Some((owner, (said, by, at))) = version else { return Ok(()) };
    let row = Row::new(&TABLE)
        .with(col!("name"), said.name)
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

fn in_group(event: &OpenedEvent, what: &InGroup, group: GroupId) -> Option<(Value, Written)> {
    let (owner, said) = match what {
        InGroup::GroupCreated { name, description, .. } => {
            let body = Some(said_or_absent(event, description.as_ref()));
            (group.into(), Said { title: Some(said(event, name)), body, ..Said::default() })
        }
        InGroup::GroupEdited { name, description } => {
            (group.into(), changed(event, name.as_ref(), description.as_ref()))
        }
        InGroup::TagDefined { tag, name } | InGroup::TagRenamed { tag, name } => {
            ((*tag).into(), Said { title: Some(said(event, name)), ..Said::default() })
        }
        InGroup::TemplateDefined { template, content }
        | InGroup::TemplateEdited { template, content } => {
            ((*template).into(), suggested(event, content))
        }
        _ => return None,
    };
    let by = event.recorded.actor.and_then(Actor::person);
    Some((owner, (said, by, event.recorded.occurred_at)))
}

/// Templates are stored whole, so every revision has all words.
fn suggested(event: &OpenedEvent, content: &Template) -> Said {
    let options = content.voting.as_ref().map_or(&[][..], |voting| voting.method.options());
    Said {
        name: Some(said(event, &content.name)),
        title: Some(said_or_absent(event, content.title.as_ref())),
        body: Some(said_or_absent(event, content.body.as_ref())),
        options: options.iter().map(|option| words(event, option)).collect(),
    }
}

fn in_discussion(
    event: &OpenedEvent,
    what: &InDiscussion,
    discussion: DiscussionId,
) -> Option<(Value, Written)> {
    Some(match what {
        InDiscussion::DiscussionStarted { title, body, author, at, .. } => {
            let body = Some(said_or_absent(event, body.as_ref()));
            let said = Said { title: Some(said(event, title)), body, ..Said::default() };
            (discussion.into(), (said, Some(*author), *at))
        }
        InDiscussion::DiscussionEdited { title, body, by, at } => {
            let said = changed(event, title.as_ref(), body.as_ref());
            (discussion.into(), (said, Some(*by), *at))
        }
        InDiscussion::DiscussionBodyWithdrawn { by, at } => {
            let said = Said { body: Some(Value::Null), ..Said::default() };
            (discussion.into(), (said, Some(*by), *at))
        }
        InDiscussion::CommentAdded { comment, body, author: by, at, .. }
        | InDiscussion::CommentEdited { comment, body, by, at, .. } => {
            let (title, body) = (Some(Value::from("")), Some(said(event, body)));
            let said = Said { title, body, ..Said::default() };
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
        ..Said::default()
    }
}

/// Terms are stored whole, so every revision has all words.
fn settled(event: &OpenedEvent, terms: &Terms) -> Said {
    let options = terms.method.options().iter();
    Said {
        title: Some(said(event, &terms.title)),
        body: Some(said_or_absent(event, terms.details.as_ref())),
        options: options.map(|option| words(event, option)).collect(),
        ..Said::default()
    }
}

fn words(event: &OpenedEvent, text: &Text) -> Words {
    event.texts.get(text).map(str::to_owned).into()
}
