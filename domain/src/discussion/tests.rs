//! What may be done in a discussion.

mod announcing;
mod commands;
mod comments;
mod container;
mod direct;
mod guests;
mod laws;
mod marks;
mod moving;
mod proposals;
mod refusals;
mod tables;
mod widening;

use super::scene::{
    ADMIN, AUTHOR, DISCUSSION, GROUP, GUEST, MEMBER, STRANGER, Scene, let_in, started,
};
use super::*;
use crate::decider::{Facts, Origin};
use crate::group::{self, JoinPolicy, Privacy as GroupPrivacy, Switches};
use crate::id::{CommentId, InvitationId, PersonId, ProposalId};
use crate::reaction::Emoji;
use crate::scenario::{Given, NOW, given, hours, person, text};
use crate::text::Text;

const COMMENT: CommentId = CommentId::from_u128(3);
const REPLY: CommentId = CommentId::from_u128(4);
const PROPOSAL: ProposalId = ProposalId::from_u128(5);
const LINK: InvitationId = InvitationId::from_u128(7);

/// The discussion in this group, once these events happened.
fn discussion<'a>(scene: &'a Scene, events: &[Event]) -> Given<'a, Discussion> {
    let events = [&[started(Privacy::Private)], events].concat();
    given(&events).with(|facts| scene.around(Facts { target: Some(DISCUSSION.into()), ..facts }))
}

/// A discussion that is about to begin in this group.
fn nothing(scene: &Scene) -> Given<'_, Discussion> {
    given(&[]).with(|facts| scene.around(Facts { target: Some(DISCUSSION.into()), ..facts }))
}

fn start(privacy: Option<Privacy>) -> Command {
    Command::Start { group: GROUP, title: text("title", "Bread"), body: None, privacy }
}

fn edit(title: &str, expected_revision: u32) -> Command {
    Command::Edit { title: Some(text("title", title)), body: None, expected_revision }
}

fn add_comment(comment: CommentId, parent: Option<CommentId>, words: &str) -> Command {
    Command::AddComment { comment, parent, body: text("comment", words), mentions: vec![] }
}

fn edit_comment(words: &str, expected_revision: u32) -> Command {
    let body = text("comment", words);
    Command::EditComment { comment: COMMENT, body, mentions: vec![], expected_revision }
}

fn commented(author: PersonId) -> Event {
    Event::CommentAdded {
        comment: COMMENT,
        author,
        parent: None,
        body: text("comment", "Rye"),
        mentions: vec![],
        at: NOW,
    }
}

const fn comment_discarded(by: PersonId) -> Event {
    Event::CommentDiscarded { comment: COMMENT, by, at: NOW }
}

const fn closed(by: PersonId) -> Event {
    Event::DiscussionClosed { by, at: NOW }
}

const fn discarded(by: PersonId) -> Event {
    Event::DiscussionDiscarded { by, at: NOW }
}

/// A link for a guest, made by the author now.
fn link() -> Event {
    let expires_at = hours(30 * 24);
    Event::GuestInvited { invitation: LINK, by: AUTHOR, expires_at }
}

const LINK_TAKEN: Event = Event::GuestInvitationAccepted { invitation: LINK };

fn emoji() -> Emoji {
    "👍".parse().expect("it is an emoji")
}
