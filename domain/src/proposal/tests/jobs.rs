//! What the system does by itself.

use super::*;

const REMIND: fn(Timestamp) -> Command = |closes_at| Command::Remind { opening: 1, closes_at };

fn soon(closes_at: Timestamp) -> Event {
    Event::ClosingSoon { opening: 1, closes_at }
}

#[test]
fn of_each_closing_time_people_are_reminded_once_in_the_last_day() {
    let scene = here();
    let (first, second) = (closes_at(), hours(9 * 24));
    let given = open(&scene, &[]);
    given.clone().at(just_before(hours(6 * 24))).when(REMIND(first)).then_nothing();
    let given = given.at(hours(6 * 24)).when(REMIND(first)).then(&[soon(first)]);
    given.clone().at(first).when(REMIND(first)).then_nothing();
    let given = given.by(AUTHOR).at(just_before(first));
    let moved = Event::ClosingMoved { closes_at: second, by: AUTHOR, at: just_before(first) };
    let mut given = given.when(Command::MoveClosing { closes_at: second }).then(&[moved]);
    given.facts.actor = crate::decider::Actor::System;
    given.clone().when(REMIND(first)).then_nothing();
    given.clone().when(REMIND(second)).then_nothing();
    given.at(just_before(second)).when(REMIND(second)).then(&[soon(second)]);
}

#[test]
fn nobody_is_reminded_of_what_was_open_for_a_day_only() {
    let scene = here();
    for (length, expected) in [(24, 0), (25, 1)] {
        let closes_at = hours(length);
        let moved = Event::ClosingMoved { closes_at, by: AUTHOR, at: NOW };
        let given = open(&scene, &[moved]).at(just_before(closes_at));
        let written = given.when(REMIND(closes_at)).answer.map(|events| events.len());
        assert_eq!(written, Ok(expected), "{length} hours");
    }
}

#[test]
fn nobody_is_reminded_where_nobody_is_to_be() {
    let scene = here();
    let terms = Terms { reminder: Reminder::Nobody, ..terms() };
    let given = open_with(&scene, terms, &[]).at(hours(6 * 24));
    given.when(REMIND(closes_at())).then_nothing();
}

#[test]
fn a_reminder_writes_the_opening_that_no_job_wrote() {
    let scene = here();
    let given = proposal(&scene, &[raised()]).at(hours(6 * 24));
    given.when(REMIND(closes_at())).then(&[opened(1), soon(closes_at())]);
}

#[test]
fn the_vote_of_somebody_who_left_is_withdrawn_while_it_is_open() {
    let scene = here().left(MEMBER, hours(1));
    let given = open(&scene, &[voted(MEMBER, Stance::Agree), voted(ADMIN, Stance::Agree)]);
    let given = given.at(hours(2));
    let withdraw = |voter| Command::WithdrawVoteOf { voter };
    given.clone().when(withdraw(ADMIN)).then_nothing();
    given.clone().when(withdraw(AUTHOR)).then_nothing();
    let late = given.clone().at(closes_at());
    late.when(withdraw(MEMBER)).then_nothing();
    let out = out_of_electorate(MEMBER, Stance::Agree, hours(2));
    given.when(withdraw(MEMBER)).then(&[out]);
}

#[test]
fn closed_proposals_keep_the_votes_of_those_who_leave() {
    let scene = here().left(MEMBER, hours(9 * 24));
    let events = [voted(MEMBER, Stance::Agree), closed(ClosingCause::Time, closes_at())];
    let given = open(&scene, &events).at(hours(10 * 24));
    given.when(Command::WithdrawVoteOf { voter: MEMBER }).then_nothing();
}

#[test]
fn a_review_comes_due_once() {
    let scene = here();
    let review_at = hours(30 * 24);
    let written = Event::OutcomeWritten {
        outcome: OUTCOME,
        statement: text("statement", "Rye it is"),
        option: None,
        review_at: Some(review_at),
        by: AUTHOR,
        at: NOW,
    };
    let given = ended(&scene, &[written]);
    let due = |review_at| Command::ReviewDue { outcome: OUTCOME, review_at };
    given.clone().at(just_before(review_at)).when(due(review_at)).then_nothing();
    let given = given.at(hours(9000));
    given.clone().when(due(hours(1))).then_nothing();
    let another = Command::ReviewDue { outcome: OutcomeId::from_u128(99), review_at };
    given.clone().when(another).then_nothing();
    let event = Event::OutcomeReviewDue { outcome: OUTCOME, review_at };
    given.when(due(review_at)).then(&[event]);
}
