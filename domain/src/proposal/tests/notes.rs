//! Clarifying notes.

use super::*;
use crate::id::NoteId;

const NOTE: NoteId = NoteId::from_u128(7);

fn add_note() -> Command {
    Command::AddNote { note: NOTE, body: text("note", "Rye flour, not grain") }
}

fn note_added(by: PersonId, at: Timestamp) -> Event {
    Event::NoteAdded { note: NOTE, body: text("note", "Rye flour, not grain"), by, at }
}

fn with_a_vote<'a>(scene: &'a Scene, more: &[Event]) -> Given<'a, Proposal> {
    open(scene, &[&[voted(MEMBER, Stance::Agree)], more].concat())
}

#[test]
fn author_and_admins_add_notes_from_the_first_vote_on() {
    let scene = here();
    for by in [AUTHOR, ADMIN] {
        let given = with_a_vote(&scene, &[]).by(by).at(hours(2));
        given.when(add_note()).then(&[note_added(by, hours(2))]);
        open(&scene, &[]).by(by).when(add_note()).then_refused(Refusal::NotFrozen);
    }
    let refusal = Refusal::AuthorOrAdminOnly;
    with_a_vote(&scene, &[]).by(MEMBER).when(add_note()).then_refused(refusal);
}

#[test]
fn a_vote_that_was_withdrawn_still_freezes() {
    let scene = here();
    let (replaces, cause) = (Ballot::Stance(Stance::Agree), Withdrawal::Voter);
    let withdrawn = Event::VoteWithdrawn { voter: MEMBER, replaces, cause, at: NOW };
    let given = with_a_vote(&scene, &[withdrawn]).by(AUTHOR);
    given.when(add_note()).then(&[note_added(AUTHOR, NOW)]);
}

#[test]
fn a_closed_proposal_takes_notes_only_when_it_is_reopened() {
    let scene = here();
    let end = closed(ClosingCause::Time, closes_at());
    let ended = with_a_vote(&scene, std::slice::from_ref(&end)).by(AUTHOR).at(hours(8 * 24));
    let refusal = Refusal::VotingClosed { closed_at: closes_at() };
    ended.when(add_note()).then_refused(refusal);
    let due = with_a_vote(&scene, &[]).by(AUTHOR).at(closes_at());
    let refusal = Refusal::VotingClosed { closed_at: closes_at() };
    due.when(add_note()).then_refused(refusal);
    let (at, closes_at) = (hours(8 * 24), hours(9 * 24));
    let reopened = [
        end,
        Event::ProposalReopened { by: AUTHOR, at },
        Event::ProposalOpened { opening: 2, opens_at: at, closes_at, group_version: GROUP_VERSION },
    ];
    let given = with_a_vote(&scene, &reopened).by(AUTHOR).at(at);
    given.when(add_note()).then(&[note_added(AUTHOR, at)]);
}
