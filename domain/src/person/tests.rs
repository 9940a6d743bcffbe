//! What may become of a person.

use super::{Command, Event, Person, Refusal};
use crate::decider::Facts;
use crate::scenario::{Given, check_stored_forms, given, names_in, person};

const REGISTERED: Event = Event::PersonRegistered {};
const IMPORTED: Event = Event::PersonImported {};

/// The stream of person 1.
fn stream(events: &[Event]) -> Given<'static, Person> {
    given(events).with(|facts| Facts { target: Some(person(1).into()), ..facts })
}

#[test]
fn people_sign_up_themselves_or_by_the_system() {
    stream(&[]).by(person(1)).when(Command::Register).then(&[REGISTERED]);
    let after = stream(&[]).when(Command::Register).then(&[REGISTERED]);
    assert!(after.state.exists() && after.state.may_sign_in());
}

#[test]
fn an_import_brings_in_people_who_cannot_sign_in() {
    let after = stream(&[]).when(Command::Import).then(&[IMPORTED]);
    assert!(after.state.exists() && !after.state.may_sign_in());
}

#[test]
fn an_import_leaves_people_as_they_are() {
    stream(&[REGISTERED]).when(Command::Import).then_nothing();
}

#[test]
fn nobody_is_there_at_first() {
    assert!(!Person::default().exists() && !Person::default().may_sign_in());
}

#[test]
fn every_refusal_has_a_case() {
    let cases = [
        (stream(&[]).by(person(2)), Command::Register, Refusal::NotFound),
        (stream(&[REGISTERED]).by(person(2)), Command::Register, Refusal::NotFound),
        (stream(&[]).by(person(1)), Command::Import, Refusal::SystemOnly),
        (stream(&[IMPORTED]), Command::Register, Refusal::KnownFromImport),
    ];
    let codes = cases.iter().map(|(_, _, refusal)| refusal.code()).collect();
    assert_eq!(names_in(include_str!("decide.rs")), codes);
    for (given, command, refusal) in cases {
        assert_eq!(refusal.path(), None);
        given.when(command).then_refused(refusal);
    }
}

#[test]
fn events_are_read_back_as_they_were_written() {
    check_stored_forms(
        &[REGISTERED, IMPORTED],
        include_str!("event.rs"),
        Event::name,
        Event::texts,
    );
}
