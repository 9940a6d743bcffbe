//! From events to reactions.

use domain::discussion::{Event as InDiscussion, ReactionTarget};
use domain::proposal::{Event as AtProposal, ProposalReactionTarget};
use domain::{DiscussionId, Emoji, Event as Any, PersonId, ProposalId, StreamId};
use eventlog::sealing::OpenedEvent;

use super::TABLE;
use super::query::Target;
use crate::engine::{Changes, Row, Unmappable, Value, col};

#[expect(clippy::unnecessary_wraps, reason = "all mappings have one signature")]
pub(super) fn map(event: &OpenedEvent, reactions: &mut Changes) -> Result<(), Unmappable> {
    let stream = event.recorded.stream;
    match &event.event {
        Any::Discussion(InDiscussion::ReactionAdded { target, person, emoji }) => {
            add(event, reactions, in_discussion(stream, *target), (*person, *emoji));
        }
        Any::Discussion(InDiscussion::ReactionRemoved { target, person, emoji }) => {
            reactions.remove(key(in_discussion(stream, *target), (*person, *emoji)));
        }
        Any::Proposal(AtProposal::ProposalReactionAdded { target, person, emoji }) => {
            add(event, reactions, at_proposal(stream, *target), (*person, *emoji));
        }
        Any::Proposal(AtProposal::ProposalReactionRemoved { target, person, emoji }) => {
            reactions.remove(key(at_proposal(stream, *target), (*person, *emoji)));
        }
        _ => {}
    }
    Ok(())
}

fn in_discussion(stream: StreamId, target: ReactionTarget) -> Target {
    match target {
        ReactionTarget::Discussion => Target::Discussion(DiscussionId::from_u128(stream.bits)),
        ReactionTarget::Comment(comment) => Target::Comment(comment),
    }
}

fn at_proposal(stream: StreamId, target: ProposalReactionTarget) -> Target {
    match target {
        ProposalReactionTarget::Proposal => Target::Proposal(ProposalId::from_u128(stream.bits)),
        ProposalReactionTarget::Outcome(outcome) => Target::Outcome(outcome),
    }
}

fn key(target: Target, (person, emoji): (PersonId, Emoji)) -> [Value; 3] {
    [Value::Uuid(target.uuid()), Value::Word(emoji.as_str()), person.into()]
}

fn add(event: &OpenedEvent, reactions: &mut Changes, target: Target, how: (PersonId, Emoji)) {
    let row = Row::new(&TABLE)
        .with(col!("kind"), Value::Word(target.kind()))
        .with(col!("position"), event.recorded.position);
    reactions.put(key(target, how), row);
}
