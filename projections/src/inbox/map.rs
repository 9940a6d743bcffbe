//! From events to what somebody is told.

use domain::announcement::Told;
use domain::discussion::{Event as InDiscussion, GuestStart};
use domain::group::{Event as InGroup, MembershipStart, RequestEnd, RoleChange};
use domain::id::hash_u128;
use domain::proposal::{ClosingCause, Event as AtProposal, ProposalReactionTarget};
use domain::{Actor, CommentId, DiscussionId, Event as Any, GroupId, PersonId, ProposalId};
use eventlog::sealing::OpenedEvent;
use uuid::Uuid;

use super::TABLE;
use super::query::{Audience, InboxReason};
use crate::engine::{Changes, Patch, Unmappable, Value, col, word};

pub(super) fn map(event: &OpenedEvent, inbox: &mut Changes) -> Result<(), Unmappable> {
    if event.recorded.imported {
        return Ok(());
    }
    match &event.event {
        Any::Discussion(what) => in_discussion(event, what, inbox),
        Any::Group(what) => in_group(event, what, inbox),
        Any::Proposal(what) => at_proposal(event, what, inbox),
        _ => Ok(()),
    }
}

/// What every row says; the rest is added to it.
fn told(
    event: &OpenedEvent,
    reason: InboxReason,
    audience: Audience,
    actor: Option<PersonId>,
) -> Result<Patch, Unmappable> {
    let actor = actor.or_else(|| event.recorded.actor.and_then(Actor::person));
    Ok(Patch::new()
        .with(col!("position"), event.recorded.position)
        .with(col!("reason"), word(&reason)?)
        .with(col!("audience"), word(&audience)?)
        .with_some(col!("actor"), actor)
        .with(col!("at"), event.recorded.occurred_at))
}

fn key(event: &OpenedEvent) -> [Value; 1] {
    [Value::Uuid(Uuid::from_u128(event.recorded.id.0))]
}

fn in_discussion(
    event: &OpenedEvent,
    what: &InDiscussion,
    inbox: &mut Changes,
) -> Result<(), Unmappable> {
    let discussion = DiscussionId::from_u128(event.recorded.stream.bits);
    let (comment, parent, mentions, by) = match what {
        InDiscussion::DiscussionAnnounced { to, by, .. } => {
            let about = [(col!("discussion_id"), discussion.into())];
            return announced(event, discussion.to_u128(), to, *by, &about, inbox);
        }
        InDiscussion::WideningAnnounced { writers, by, .. } => {
            for person in writers {
                let row = told(event, InboxReason::WideningAnnounced, Audience::Person, Some(*by))?
                    .with(col!("discussion_id"), discussion)
                    .with(col!("person"), *person);
                inbox.patch([widening(event, *person)], row);
            }
            return Ok(());
        }
        InDiscussion::CommentAdded { comment, author, parent, mentions, .. } => {
            (*comment, *parent, mentions, *author)
        }
        InDiscussion::CommentEdited { comment, mentions, by, .. } => {
            (*comment, None, mentions, *by)
        }
        InDiscussion::GuestLetIn {
            person,
            cause: GuestStart::Added(by) | GuestStart::Named(by),
            ..
        } if person != by => {
            let row = told(event, InboxReason::LetIn, Audience::Person, Some(*by))?
                .with(col!("discussion_id"), discussion)
                .with(col!("person"), *person);
            inbox.patch(key(event), row);
            return Ok(());
        }
        _ => return Ok(()),
    };
    let row = |reason, audience| {
        Ok(told(event, reason, audience, Some(by))?
            .with(col!("discussion_id"), discussion)
            .with(col!("comment"), comment))
    };
    for person in mentions {
        let row = row(InboxReason::Mentioned, Audience::Person)?.with(col!("person"), *person);
        inbox.patch([mention(comment, *person)], row);
    }
    if let Some(parent) = parent {
        let row = row(InboxReason::Replied, Audience::AuthorOfComment)?;
        inbox.patch(key(event), row.with(col!("answers"), parent));
    }
    Ok(())
}

/// The row of a person's mention in a comment: one, however often the comment is edited.
fn mention(comment: CommentId, person: PersonId) -> Value {
    let parts: [&[u8]; 3] =
        [b"mention", &comment.to_u128().to_be_bytes(), &person.to_u128().to_be_bytes()];
    Value::Uuid(Uuid::from_u128(hash_u128(&parts)))
}

/// The row of somebody who is told that something of theirs gets more readers.
fn widening(event: &OpenedEvent, person: PersonId) -> Value {
    let parts: [&[u8]; 3] =
        [b"widening", &event.recorded.id.0.to_be_bytes(), &person.to_u128().to_be_bytes()];
    Value::Uuid(Uuid::from_u128(hash_u128(&parts)))
}

/// Who is told by an announcement of this thing: one row for each who is named, and one for all
/// who are members and were not told as such before, which is found out when it is read.
fn announced(
    event: &OpenedEvent,
    thing: u128,
    to: &Told,
    by: PersonId,
    about: &[(usize, Value)],
    inbox: &mut Changes,
) -> Result<(), Unmappable> {
    let row = |audience| {
        let row = told(event, InboxReason::Announced, audience, Some(by))?;
        Ok(about.iter().fold(row, |row, (column, value)| row.with(*column, value.clone())))
    };
    match to {
        Told::People(people) => {
            for person in people {
                let row = row(Audience::Person)?.with(col!("person"), *person);
                inbox.patch([announcement(thing, *person)], row);
            }
        }
        Told::Members { parent_version, .. } => {
            let audience = match parent_version {
                None => Audience::MembersThen,
                Some(_) => Audience::ParentMembersThen,
            };
            inbox.patch(key(event), row(audience)?);
        }
    }
    Ok(())
}

/// The row of an announcement to somebody by name: one, whatever follows.
fn announcement(thing: u128, person: PersonId) -> Value {
    let parts: [&[u8]; 3] =
        [b"announcement", &thing.to_be_bytes(), &person.to_u128().to_be_bytes()];
    Value::Uuid(Uuid::from_u128(hash_u128(&parts)))
}

fn in_group(event: &OpenedEvent, what: &InGroup, inbox: &mut Changes) -> Result<(), Unmappable> {
    let group = GroupId::from_u128(event.recorded.stream.bits);
    if let InGroup::GroupDeleted { .. } = what {
        let row = told(event, InboxReason::GroupDeleted, Audience::Members, None)?;
        inbox.patch(key(event), row.with(col!("group_id"), group));
        return Ok(());
    }
    let (reason, audience, person) = match what {
        InGroup::MembershipRequested { person, .. } => {
            (InboxReason::MembershipRequested, Audience::Admins, *person)
        }
        InGroup::MembershipStarted { person, cause: MembershipStart::Approved, .. } => {
            (InboxReason::RequestApproved, Audience::Person, *person)
        }
        InGroup::MembershipRequestEnded { person, cause: RequestEnd::Declined, .. } => {
            (InboxReason::RequestDeclined, Audience::Person, *person)
        }
        InGroup::RoleChanged {
            person, cause: RoleChange::Admin | RoleChange::Succession, ..
        }
        | InGroup::MembershipStarted { person, cause: MembershipStart::Succession, .. } => {
            (InboxReason::RoleChanged, Audience::Person, *person)
        }
        _ => return Ok(()),
    };
    let row = told(event, reason, audience, None)?
        .with(col!("group_id"), group)
        .with(col!("person"), person);
    inbox.patch(key(event), row);
    Ok(())
}

fn at_proposal(
    event: &OpenedEvent,
    what: &AtProposal,
    inbox: &mut Changes,
) -> Result<(), Unmappable> {
    let proposal = ProposalId::from_u128(event.recorded.stream.bits);
    let (reason, audience, outcome) = match what {
        AtProposal::ProposalAnnounced { target, to, by, .. } => {
            let mut about = vec![(col!("proposal"), proposal.into())];
            let thing = match target {
                ProposalReactionTarget::Proposal => proposal.to_u128(),
                ProposalReactionTarget::Outcome(outcome) => {
                    about.push((col!("outcome"), (*outcome).into()));
                    outcome.to_u128()
                }
            };
            return announced(event, thing, to, *by, &about, inbox);
        }
        AtProposal::ProposalOpened { .. } => {
            (InboxReason::ProposalOpened, Audience::Electorate, None)
        }
        AtProposal::NoteAdded { .. } => (InboxReason::NoteAdded, Audience::Voters, None),
        AtProposal::ClosingSoon { .. } => (InboxReason::ClosingSoon, Audience::Reminded, None),
        AtProposal::ProposalClosed { cause, .. } => {
            let by_hand = matches!(cause, ClosingCause::Person(_) | ClosingCause::Withdrawn(_));
            let audience = if by_hand { Audience::Electorate } else { Audience::Author };
            (InboxReason::ProposalClosed, audience, None)
        }
        AtProposal::OutcomeWritten { outcome, .. } => {
            (InboxReason::OutcomeWritten, Audience::Electorate, Some(*outcome))
        }
        AtProposal::OutcomeReviewDue { outcome, .. } => {
            (InboxReason::OutcomeReviewDue, Audience::Author, Some(*outcome))
        }
        _ => return Ok(()),
    };
    let row = told(event, reason, audience, None)?
        .with(col!("proposal"), proposal)
        .with_some(col!("outcome"), outcome);
    inbox.patch(key(event), row);
    Ok(())
}
