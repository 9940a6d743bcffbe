//! Who may hold a unique name.

use super::{Command, Event, Handle, Refusal, is_handle};
use crate::area::Needs;
use crate::decider::{Decider as _, Facts};
use crate::group::{self, Group, GroupHandle, JoinPolicy, Privacy, Switches};
use crate::id::{GroupId, HandleId};
use crate::scenario::{
    Given, NOW, check_stored_forms, folded, given, hours, names_in, person, text,
};

const OURS: GroupId = GroupId::from_u128(1);
const THEIRS: GroupId = GroupId::from_u128(2);
const NAME: HandleId = HandleId::from_u128(3);

fn name(events: &[Event]) -> Given<'static, Handle> {
    given(events).with(|facts| Facts { target: Some(NAME.into()), ..facts })
}

fn claimed() -> Event {
    let lapses_at = NOW + jiff::SignedDuration::from_mins(10);
    Event::HandleClaimed { group: OURS, by: Some(person(1)), lapses_at }
}

fn confirmed() -> Event {
    Event::HandleConfirmed { group: OURS }
}

/// A group that was made with the name that has this claim.
fn made_with(claim: HandleId) -> Group {
    folded(&[group::Event::GroupCreated {
        name: text("name", "Ours"),
        description: None,
        parent: None,
        privacy: Privacy::Open,
        join: JoinPolicy::AtOnce,
        parent_members_read: false,
        switches: Switches::default(),
        handle: Some(GroupHandle { claim, name: text("handle", "ours") }),
    }])
}

#[test]
fn a_free_name_is_claimed_for_ten_minutes() {
    let claim = Command::Claim { group: OURS };
    let after = name(&[]).by(person(1)).when(claim).then(&[claimed()]);
    assert!(after.state.is_held_by(OURS));
}

#[test]
fn a_claim_that_lapsed_goes_to_whoever_claims_next() {
    let claim = Command::Claim { group: THEIRS };
    let lapses_at = hours(1) + jiff::SignedDuration::from_mins(10);
    let theirs = Event::HandleClaimed { group: THEIRS, by: Some(person(2)), lapses_at };
    name(&[claimed()]).by(person(2)).at(hours(1)).when(claim).then(&[theirs]);
}

#[test]
fn a_claim_that_lapsed_stands_if_its_group_was_made_all_the_same() {
    let ours = made_with(NAME);
    let late = name(&[claimed()]).at(hours(1)).with(|facts| Facts { group: Some(&ours), ..facts });
    let claim = Command::Claim { group: THEIRS };
    late.clone().when(claim).then_refused(Refusal::HandleTaken);
    late.when(Command::Claim { group: OURS }).then_nothing();
}

#[test]
fn a_claim_that_lapsed_can_be_renewed() {
    let lapses_at = hours(1) + jiff::SignedDuration::from_mins(10);
    let again = Event::HandleClaimed { group: OURS, by: None, lapses_at };
    name(&[claimed()]).at(hours(1)).when(Command::Claim { group: OURS }).then(&[again]);
}

#[test]
fn a_claim_is_confirmed_once_its_group_was_made() {
    let ours = made_with(NAME);
    let made = name(&[claimed()]).with(|facts| Facts { group: Some(&ours), ..facts });
    made.when(Command::Confirm { group: OURS }).then(&[confirmed()]);
}

#[test]
fn a_claim_is_released_if_its_group_was_not_made() {
    let release = Command::Release { group: OURS };
    let after = name(&[claimed()]).when(release).then(&[Event::HandleReleased { group: OURS }]);
    assert_eq!(after.state, Handle::Free);
}

#[test]
fn a_release_of_what_another_group_holds_changes_nothing() {
    name(&[claimed()]).when(Command::Release { group: THEIRS }).then_nothing();
}

#[test]
fn a_name_that_a_group_had_before_stays_its_own_until_the_group_gives_it_up() {
    let other = HandleId::from_u128(4);
    let handle = GroupHandle { claim: other, name: text("handle", "us") };
    let renamed = group::Event::GroupHandleChanged { handle, at: NOW };
    let hidden = group::Event::GroupPrivacyChanged {
        privacy: Privacy::Secret,
        join: JoinPolicy::ByInvitation,
        parent_members_read: false,
        released: vec![other, NAME],
        cause: group::PrivacyCause::Admin,
        at: NOW,
    };
    let mut ours = made_with(NAME);
    ours.evolve(&renamed);
    let mut gone = ours.clone();
    gone.evolve(&hidden);
    let held = || name(&[claimed(), confirmed()]);
    let claim = Command::Claim { group: THEIRS };
    let release = Command::Release { group: OURS };
    let before = held().with(|facts| Facts { group: Some(&ours), ..facts });
    before.clone().when(claim).then_refused(Refusal::HandleTaken);
    before.when(release.clone()).then_refused(Refusal::HandleInUse);
    let after = held().with(|facts| Facts { group: Some(&gone), ..facts });
    after.when(release).then(&[Event::HandleReleased { group: OURS }]);
}

#[test]
fn every_refusal_has_a_case() {
    let ours = made_with(NAME);
    let renamed = made_with(HandleId::from_u128(4));
    let beside = |events: &[Event], group| name(events).with(|it| Facts { group, ..it });
    let release = Command::Release { group: OURS };
    let confirm = Command::Confirm { group: OURS };
    let claim = Command::Claim { group: THEIRS };
    let cases = [
        (beside(&[claimed()], None), claim.clone(), Refusal::HandleTaken),
        (beside(&[claimed(), confirmed()], None).at(hours(1)), claim, Refusal::HandleTaken),
        (beside(&[claimed()], None), confirm.clone(), Refusal::GroupMissing),
        (beside(&[claimed()], Some(&renamed)), confirm.clone(), Refusal::GroupMissing),
        (beside(&[], Some(&ours)), confirm.clone(), Refusal::GroupMissing),
        (beside(&[claimed()], Some(&ours)), release.clone(), Refusal::HandleInUse),
        (beside(&[claimed()], Some(&ours)).by(person(1)), confirm, Refusal::SystemOnly),
        (beside(&[claimed()], None).by(person(1)), release, Refusal::SystemOnly),
    ];
    let codes = cases.iter().map(|(_, _, refusal)| refusal.code()).collect();
    assert_eq!(names_in(include_str!("decide.rs")), codes);
    for (given, command, refusal) in cases {
        given.when(command).then_refused(refusal);
    }
    assert_eq!(Refusal::HandleTaken.path(), Some("handle"));
}

#[test]
fn a_decision_looks_at_the_group_that_holds_the_name_or_says_so() {
    let group = |group| Needs { group, ..Needs::default() };
    let held: Handle = folded(&[claimed()]);
    assert_eq!(held.needs(&Command::Claim { group: THEIRS }), group(Some(OURS)));
    assert_eq!(held.needs(&Command::Confirm { group: THEIRS }), group(Some(THEIRS)));
    assert_eq!(Handle::Free.needs(&Command::Claim { group: OURS }), group(None));
}

#[test]
fn names_have_three_to_forty_plain_characters() {
    for name in ["abc", "a-1", "---", &"a".repeat(40)] {
        assert!(is_handle(name), "{name}");
    }
    for name in ["", "ab", "Abc", "ab c", "abć", "a_c", "ab\0", &"a".repeat(41)] {
        assert!(!is_handle(name), "{name}");
    }
}

#[test]
fn events_are_read_back_as_they_were_written() {
    check_stored_forms(
        &[
            claimed(),
            Event::HandleClaimed { group: OURS, by: None, lapses_at: NOW },
            confirmed(),
            Event::HandleReleased { group: OURS },
        ],
        include_str!("event.rs"),
        Event::name,
        Event::texts,
    );
}
