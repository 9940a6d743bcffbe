//! Who is away, and who may say so.

use super::{Absence, Command, Deactivation, Event, Platform, Refusal, present};
use crate::decider::Facts;
use crate::id::PersonId;
use crate::person::Person;
use crate::scenario::{Given, NOW, check_stored_forms, given, hours, names_in, person};

const ANN: PersonId = PersonId::from_u128(1);
const AWAY: Command = Command::Deactivate { person: ANN };
const BACK: Command = Command::Reactivate { person: ANN };

const fn left(cause: Deactivation, at: jiff::Timestamp) -> Event {
    Event::PersonDeactivated { person: ANN, cause, at }
}

const fn returned(at: jiff::Timestamp) -> Event {
    Event::PersonReactivated { person: ANN, at }
}

/// The platform with these events, asked about somebody who signed up.
fn platform(events: &[Event]) -> Given<'static, Platform> {
    about(&Person::Registered, events)
}

fn about(subject: &'static Person, events: &[Event]) -> Given<'static, Platform> {
    given(events).with(|facts| Facts { subject: Some(subject), ..facts })
}

#[test]
fn people_take_themselves_out_and_put_themselves_back() {
    let away = platform(&[]).by(ANN).when(AWAY).then(&[left(Deactivation::Person, NOW)]);
    assert!(away.state.absence(ANN).is_some() && away.state.away().eq([ANN]));
    let back = away.at(hours(1)).when(BACK).then(&[returned(hours(1))]);
    assert!(back.state.absence(ANN).is_none() && back.state.away().next().is_none());
    let absence = Absence { cause: Deactivation::Person, since: NOW, until: Some(hours(1)) };
    assert_eq!(back.state.absences(ANN), [absence]);
    back.when(AWAY).then(&[left(Deactivation::Person, hours(1))]);
}

#[test]
fn the_operator_takes_people_out_and_puts_them_back() {
    let away = platform(&[]).when(AWAY).then(&[left(Deactivation::Operator, NOW)]);
    away.at(hours(1)).when(BACK).then(&[returned(hours(1))]);
    let own = [left(Deactivation::Person, NOW)];
    platform(&own).at(hours(1)).when(BACK).then(&[returned(hours(1))]);
}

#[test]
fn an_operator_who_asks_later_counts_and_whoever_is_out_asks_in_vain() {
    let own = [left(Deactivation::Person, NOW)];
    let events = [returned(hours(1)), left(Deactivation::Operator, hours(1))];
    let out = platform(&own).at(hours(1)).when(AWAY).then(&events);
    out.clone().by(ANN).when(AWAY).then_nothing();
    out.by(ANN).when(BACK).then_refused(Refusal::DeactivatedByOperator);
}

#[test]
fn whoever_is_not_away_is_not_put_back() {
    platform(&[]).by(ANN).when(BACK).then_nothing();
    platform(&[]).when(BACK).then_nothing();
}

#[test]
fn every_refusal_has_a_case() {
    let by_operator = [left(Deactivation::Operator, NOW)];
    let cases = [
        (platform(&[]).by(person(2)), AWAY, Refusal::NotFound),
        (platform(&[]).by(person(2)), BACK, Refusal::NotFound),
        (about(&Person::Absent, &[]), AWAY, Refusal::NotFound),
        (given(&[]), AWAY, Refusal::NotFound),
        (about(&Person::Imported, &[]), AWAY, Refusal::KnownFromImport),
        (platform(&by_operator).by(ANN), BACK, Refusal::DeactivatedByOperator),
    ];
    let codes = cases.iter().map(|(_, _, refusal)| refusal.code()).collect();
    assert_eq!(names_in(include_str!("decide.rs")), codes);
    for (given, command, refusal) in cases {
        assert_eq!(refusal.path(), None);
        given.when(command).then_refused(refusal);
    }
}

#[test]
fn a_time_is_cut_where_somebody_was_away() {
    let away = |from, to: Option<i64>| Absence {
        cause: Deactivation::Person,
        since: hours(from),
        until: to.map(hours),
    };
    let parts = |since, until: Option<i64>, absences: &[Absence]| -> Vec<_> {
        let hour = |time: jiff::Timestamp| (time - NOW).as_hours();
        present(hours(since), until.map(hours), absences)
            .map(|(since, until)| (hour(since), until.map(hour)))
            .collect()
    };
    assert_eq!(parts(0, None, &[]), [(0, None)]);
    assert_eq!(parts(0, Some(9), &[]), [(0, Some(9))]);
    assert_eq!(parts(0, None, &[away(2, None)]), [(0, Some(2))]);
    assert_eq!(parts(0, None, &[away(2, Some(4))]), [(0, Some(2)), (4, None)]);
    let twice = [away(2, Some(4)), away(6, Some(8))];
    assert_eq!(parts(0, None, &twice), [(0, Some(2)), (4, Some(6)), (8, None)]);
    assert_eq!(parts(5, Some(7), &twice), [(5, Some(6))], "it ended while they were away");
    assert_eq!(parts(3, None, &twice), [(4, Some(6)), (8, None)], "it began while they were away");
    assert_eq!(parts(9, None, &twice), [(9, None)]);
    assert_eq!(parts(0, Some(1), &twice), [(0, Some(1))]);
    assert_eq!(parts(3, Some(4), &twice), [], "all of it while they were away");
}

#[test]
fn events_are_read_back_as_they_were_written() {
    check_stored_forms(
        &[left(Deactivation::Person, NOW), returned(NOW)],
        include_str!("event.rs"),
        Event::name,
        Event::texts,
    );
}
