//! Naming delegates.

use super::*;
use crate::group::Delegation;
use crate::scenario::hours;

const TAG: TagId = TagId::from_u128(5);
const ON: Event = Event::DelegationSwitched { on: true, at: NOW };

fn name(tag: Option<TagId>) -> Command {
    Command::NameDelegate { delegate: ADMIN, tag }
}

fn named(tag: Option<TagId>) -> Event {
    Event::DelegateNamed { person: MEMBER, tag, delegate: ADMIN, at: NOW }
}

#[test]
fn admins_switch_delegation_on_and_off() {
    let on = Command::SwitchDelegation { on: true };
    let off = Command::SwitchDelegation { on: false };
    let given = group(Privacy::Open, &[]);
    given.clone().by(MEMBER).when(on.clone()).then_refused(Refusal::AdminsOnly);
    given.clone().by(ADMIN).when(off.clone()).then_nothing();
    let given = given.by(ADMIN).when(on).then(&[ON]);
    assert!(given.state.delegates());
    let given = given.when(off).then(&[Event::DelegationSwitched { on: false, at: NOW }]);
    assert!(!given.state.delegates());
}

#[test]
fn a_member_names_one_delegate_for_everything_and_one_for_each_tag() {
    let tag = Event::TagDefined { tag: TAG, name: text("tag", "Oven") };
    let given = group(Privacy::Open, &[ON, tag]).by(MEMBER);
    let given = given.when(name(None)).then(&[named(None)]);
    let given = given.when(name(Some(TAG))).then(&[named(Some(TAG))]);
    let one = |tag| Delegation { person: MEMBER, tag, delegate: ADMIN };
    let all: Vec<Delegation> = given.state.delegations_at(NOW).collect();
    assert_eq!(all, [one(None), one(Some(TAG))]);
    let end = Command::EndDelegation { tag: None };
    let ended = Event::DelegationEnded { person: MEMBER, tag: None, at: NOW };
    let given = given.when(end).then(&[ended]);
    assert_eq!(given.state.delegate(MEMBER, None), None);
    assert_eq!(given.state.delegate(MEMBER, Some(TAG)), Some(ADMIN));
}

#[test]
fn a_delegation_is_ended_also_when_it_was_switched_off() {
    let off = Event::DelegationSwitched { on: false, at: NOW };
    let given = group(Privacy::Open, &[ON, named(None), off]).by(MEMBER);
    assert_eq!(given.state.delegations_at(NOW).count(), 0, "it does not count");
    let ended = Event::DelegationEnded { person: MEMBER, tag: None, at: NOW };
    given.when(Command::EndDelegation { tag: None }).then(&[ended]);
}

#[test]
fn a_membership_takes_its_delegations_with_it_on_both_sides() {
    for person in [ADMIN, MEMBER] {
        let left = Event::MembershipEnded { person, cause: MembershipEnd::Removed, at: hours(1) };
        let group = group(Privacy::Open, &[ON, named(None), left]).state;
        assert_eq!(group.delegate(MEMBER, None), None);
        assert_eq!(group.delegations_at(NOW).count(), 1, "it was there before");
        assert_eq!(group.delegations_at(hours(1)).count(), 0);
    }
}
