//! Moving the close, closing early, withdrawing and reopening.

use super::*;
use crate::id::GroupId;

fn reason() -> Text {
    text("reason", "We ran out of flour")
}

fn close_early() -> Command {
    Command::CloseEarly { reason: reason() }
}

fn closed_early(at: Timestamp, voters: u32) -> Event {
    Event::ProposalClosed {
        opening: 1,
        cause: ClosingCause::Person(AUTHOR),
        closed_at: at,
        reason: Some(reason()),
        tally: Tally::Consent { agree: voters, abstain: 0, disagree: 0, block: 0 },
        voters,
        electorate: 3,
        verdict: Verdict::None,
        delegated: None,
    }
}

const fn moved(closes_at: Timestamp, at: Timestamp) -> Event {
    Event::ClosingMoved { closes_at, by: AUTHOR, at }
}

fn reopened(at: Timestamp, closes_at: Timestamp, group_version: u64) -> [Event; 2] {
    [
        Event::ProposalReopened { by: AUTHOR, at },
        Event::ProposalOpened { opening: 2, opens_at: at, closes_at, group_version },
    ]
}

#[test]
fn the_closing_time_moves_later_freely() {
    let scene = here();
    let given = open(&scene, &[voted(MEMBER, Stance::Agree)]).by(AUTHOR);
    let given = given.at(just_before(closes_at()));
    let (later, now) = (hours(7 * 24 + 1), just_before(closes_at()));
    let after = given.when(Command::MoveClosing { closes_at: later }).then(&[moved(later, now)]);
    assert!(after.state.is_open_at(closes_at()));
}

#[test]
fn the_closing_time_moves_earlier_to_no_less_than_a_day_from_now() {
    let scene = here();
    let given = open(&scene, &[]).by(AUTHOR);
    let at_least = hours(24);
    let early = just_before(at_least);
    let refusal = Refusal::ShortNotice { closes_at: early, at_least };
    given.clone().when(Command::MoveClosing { closes_at: early }).then_refused(refusal);
    given.when(Command::MoveClosing { closes_at: at_least }).then(&[moved(at_least, NOW)]);
}

#[test]
fn in_the_last_day_the_closing_time_only_moves_later() {
    let scene = here();
    let (now, closes_at) = (hours(7 * 24 - 2), hours(7 * 24 - 1));
    let given = open(&scene, &[]).by(AUTHOR).at(now);
    let refusal = Refusal::ShortNotice { closes_at, at_least: hours(8 * 24 - 2) };
    given.when(Command::MoveClosing { closes_at }).then_refused(refusal);
}

#[test]
fn the_closing_time_of_what_has_yet_to_open_moves_too() {
    let scene = here();
    let given = proposal(&scene, &[raised()]).by(AUTHOR).at(just_before(NOW));
    let later = hours(9 * 24);
    let event = moved(later, just_before(NOW));
    given.when(Command::MoveClosing { closes_at: later }).then(&[event]);
}

#[test]
fn the_author_and_admins_close_early_with_a_reason() {
    let scene = here();
    let before = [voted(MEMBER, Stance::Agree)];
    let given = open(&scene, &before).by(AUTHOR).at(hours(3));
    let given = given.when(close_early()).then(&[closed_early(hours(3), 1)]);
    let refusal = Refusal::VotingClosed { closed_at: hours(3) };
    given.clone().by(ADMIN).when(close_early()).then_refused(refusal.clone());
    given.by(MEMBER).when(vote(Stance::Block)).then_refused(refusal);
}

#[test]
fn what_time_has_closed_is_not_closed_early() {
    let scene = here();
    let given = open(&scene, &[]).by(AUTHOR).at(closes_at());
    let refusal = Refusal::VotingClosed { closed_at: closes_at() };
    given.when(close_early()).then_refused(refusal);
}

#[test]
fn a_withdrawn_proposal_has_no_verdict() {
    let scene = here();
    let terms = Terms { rule: Some(Rule::Consent), quorum: Some(1), ..terms() };
    let given = open_with(&scene, terms, &[voted(MEMBER, Stance::Agree)]).by(AUTHOR);
    let event = Event::ProposalClosed {
        opening: 1,
        cause: ClosingCause::Withdrawn(Some(AUTHOR)),
        closed_at: NOW,
        reason: None,
        tally: Tally::Consent { agree: 1, abstain: 0, disagree: 0, block: 0 },
        voters: 1,
        electorate: 3,
        verdict: Verdict::None,
        delegated: None,
    };
    let after = given.when(Command::Withdraw { reason: None }).then(&[event]);
    after.by(MEMBER).when(vote(Stance::Block)).then_refused(Refusal::Withdrawn);
}

#[test]
fn what_has_yet_to_open_can_be_withdrawn() {
    let scene = here();
    let before = just_before(NOW);
    let given = proposal(&scene, &[raised()]).by(AUTHOR).at(before);
    let events = given.when(Command::Withdraw { reason: Some(reason()) }).answer;
    let events = events.expect("it is withdrawn");
    assert!(matches!(events[..], [Event::ProposalClosed { opening: 0, voters: 0, .. }]));
}

#[test]
fn reopening_keeps_the_votes_of_those_still_in_the_electorate() {
    let scene = here().left(MEMBER, hours(8 * 24));
    let now = hours(9 * 24);
    let voted = [voted(MEMBER, Stance::Agree), voted(ADMIN, Stance::Block)];
    let ended = closed(ClosingCause::Time, closes_at());
    let given = open(&scene, &[&voted[..], &[ended]].concat()).by(AUTHOR).at(now);
    let until = hours(20 * 24);
    let [reopening, opening] = reopened(now, until, GROUP_VERSION + 1);
    let out = out_of_electorate(MEMBER, Stance::Agree, now);
    let command = Command::Reopen { closes_at: until };
    let after = given.when(command).then(&[reopening, out, opening]);
    assert_eq!((after.state.opening(), after.state.votes().count()), (2, 1));
    assert!(after.state.is_open_at(now));
}

#[test]
fn what_time_has_closed_can_be_reopened_before_the_close_is_written() {
    let scene = here();
    let (now, until) = (hours(8 * 24), hours(9 * 24));
    let given = open(&scene, &[]).by(AUTHOR).at(now);
    let ended = closed(ClosingCause::Time, closes_at());
    let [reopening, opening] = reopened(now, until, GROUP_VERSION);
    given.when(Command::Reopen { closes_at: until }).then(&[ended, reopening, opening]);
}

#[test]
fn a_reopened_proposal_closes_again() {
    let scene = here();
    let (now, until) = (hours(8 * 24), hours(9 * 24));
    let reopened = reopened(now, until, GROUP_VERSION);
    let given = ended(&scene, &reopened).at(until);
    given.clone().when(Command::CloseDue { opening: 1 }).then_nothing();
    let events = given.when(Command::CloseDue { opening: 2 }).answer.expect("it is closed");
    assert!(
        matches!(events[..], [Event::ProposalClosed { opening: 2, closed_at, .. }] if closed_at == until)
    );
}

#[test]
fn reopening_needs_a_time_to_come() {
    let scene = here();
    let now = hours(8 * 24);
    let given = ended(&scene, &[]).by(AUTHOR);
    let refusal = DraftRefusal::ClosesTooEarly { closes_at: now, after: now };
    given.when(Command::Reopen { closes_at: now }).then_refused(refusal.into());
}

#[test]
fn what_was_away_with_its_discussion_is_not_reopened_when_that_came_back() {
    let moved = |from, group| discussion::Event::DiscussionMoved {
        from: Some(from),
        group,
        privacy: discussion::Privacy::Private,
        by: AUTHOR,
        at: hours(200),
    };
    let (home, away) = (discussion::scene::GROUP, GroupId::from_u128(77));
    let scene = here().and(&[moved(home, away), moved(away, home)]);
    let again = Command::Reopen { closes_at: hours(9000) };
    let given = ended(&scene, &[]).by(AUTHOR).at(hours(201));
    given.when(again).then_refused(Refusal::RaisedElsewhere);
}
