//! Direct discussions: in no group, among named people.

use super::*;
use crate::proposal::scene::draft;

fn start_direct(people: &[PersonId]) -> Command {
    Command::StartDirect { people: people.to_vec(), title: text("title", "Bread"), body: None }
}

/// The events of a direct discussion of these people, which the author began.
fn began(people: &[PersonId]) -> Vec<Event> {
    let title = text("title", "Bread");
    let (group, author, body, privacy) = (None, AUTHOR, None, Privacy::Private);
    let started = Event::DiscussionStarted { group, author, title, body, privacy, at: NOW };
    let places = people.iter().map(|person| let_in(*person, NOW));
    std::iter::once(started).chain(places).collect()
}

/// The direct discussion of author, admin and member, once these events happened.
fn direct(events: &[Event]) -> Given<'static, Discussion> {
    let began = began(&[AUTHOR, ADMIN, MEMBER]);
    given(&[&began[..], events].concat())
        .with(|facts| Facts { target: Some(DISCUSSION.into()), ..facts })
}

fn gone(person: PersonId) -> Event {
    Event::GuestPlaceEnded { person, cause: GuestEnd::Left, at: NOW }
}

#[test]
fn anybody_begins_one_and_everybody_named_is_in_it_once() {
    let command = start_direct(&[ADMIN, AUTHOR, ADMIN, MEMBER]);
    let events = began(&[AUTHOR, ADMIN, MEMBER]);
    let after = given::<Discussion>(&[]).by(AUTHOR).when(command).then(&events);
    assert_eq!(after.state.group(), None);
    assert_eq!(after.state.needs(&Command::Close).group, None);
}

#[test]
fn people_in_it_talk_and_raise_proposals_and_nobody_else_sees_it() {
    let comment = add_comment(COMMENT, None, "Rye");
    direct(&[]).by(MEMBER).when(comment.clone()).then(&[commented(MEMBER)]);
    direct(&[]).by(STRANGER).when(comment).then_refused(Refusal::NotFound);
    let lapses_at = NOW + jiff::SignedDuration::from_mins(10);
    let admit = Command::AdmitProposal { proposal: PROPOSAL, draft: Box::new(draft()) };
    let admitted = Event::ProposalAdmitted { proposal: PROPOSAL, by: MEMBER, lapses_at };
    direct(&[]).by(MEMBER).when(admit).then(&[admitted]);
}

#[test]
fn it_is_never_public() {
    let publish = Command::ChangePrivacy { privacy: Privacy::Public };
    direct(&[]).by(AUTHOR).when(publish).then_refused(Refusal::PrivateOnly);
}

#[test]
fn the_author_acts_as_its_admin() {
    let close = Event::DiscussionClosed { by: AUTHOR, at: NOW };
    direct(&[]).by(AUTHOR).when(Command::Close).then(&[close]);
    direct(&[]).by(ADMIN).when(Command::Close).then_refused(Refusal::AuthorOrAdminOnly);
    let add = Command::AddGuests { people: vec![STRANGER] };
    direct(&[]).by(MEMBER).when(add.clone()).then_refused(Refusal::AuthorOrAdminOnly);
    direct(&[]).by(AUTHOR).when(add).then(&[let_in(STRANGER, NOW)]);
    let discard = Command::DiscardComment { comment: COMMENT };
    let discarded = comment_discarded(AUTHOR);
    direct(&[commented(MEMBER)]).by(AUTHOR).when(discard).then(&[discarded]);
}

#[test]
fn who_was_in_it_longest_acts_as_admin_once_the_author_left() {
    let given = direct(&[gone(AUTHOR)]);
    given.clone().by(AUTHOR).when(Command::Close).then_refused(Refusal::NotFound);
    given.clone().by(MEMBER).when(Command::Close).then_refused(Refusal::AuthorOrAdminOnly);
    let close = Event::DiscussionClosed { by: ADMIN, at: NOW };
    given.by(ADMIN).when(Command::Close).then(&[close]);
}

#[test]
fn people_leave_it_and_the_author_lets_them_in_again() {
    let leave = Command::EndGuestPlace { person: MEMBER };
    let left = direct(&[]).by(MEMBER).when(leave).then_once(&[gone(MEMBER)]);
    let comment = add_comment(COMMENT, None, "Rye");
    left.clone().when(comment).then_refused(Refusal::NotFound);
    let add = Command::AddGuests { people: vec![MEMBER] };
    left.by(AUTHOR).when(add).then(&[let_in(MEMBER, NOW)]);
}

#[test]
fn one_that_names_nobody_or_says_nothing_is_refused() {
    let nothing = given::<Discussion>(&[]).by(AUTHOR);
    let refusal = Refusal::ListLength { field: "personIds", count: 0, at_most: 1_000 };
    nothing.clone().when(start_direct(&[])).then_refused(refusal);
    let title = text("title", "");
    let command = Command::StartDirect { people: vec![MEMBER], title, body: None };
    let length = crate::refusal::TextLength { field: "title", chars: 0, at_least: 1, at_most: 150 };
    nothing.when(command).then_refused(length.into());
    let system = given::<Discussion>(&[]).when(start_direct(&[MEMBER]));
    system.then_refused(Refusal::PeopleOnly);
    let other = direct(&[]).by(MEMBER).when(start_direct(&[AUTHOR]));
    other.then_refused(Refusal::NotFound);
}
