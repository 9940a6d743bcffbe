//! Changing the privacy, and the name by which everyone finds the group.

use super::*;
use crate::decider::Actor;
use crate::scenario::hours;

use JoinPolicy::{AtOnce, ByApproval, ByInvitation};
use Privacy::{Closed, Open, ParentVisible, Secret};

const OTHER: HandleId = HandleId::from_u128(30);

fn changed(privacy: Privacy, join: JoinPolicy, released: &[HandleId]) -> Event {
    Event::GroupPrivacyChanged {
        privacy,
        join,
        parent_members_read: false,
        released: released.to_vec(),
        cause: PrivacyCause::Admin,
        at: NOW,
    }
}

const fn change(privacy: Privacy) -> Command {
    Command::ChangePrivacy { privacy }
}

fn named(claim: HandleId, name: &str) -> GroupHandle {
    GroupHandle { claim, name: text("handle", name) }
}

fn renamed(claim: HandleId, name: &str) -> Event {
    Event::GroupHandleChanged { handle: named(claim, name), at: NOW }
}

#[test]
fn the_way_of_joining_stays_if_the_new_privacy_allows_it() {
    let table = [
        // before, how people join, after, how they join then
        (Open, AtOnce, Closed, ByApproval),
        (Open, ByApproval, Closed, ByApproval),
        (Open, ByInvitation, Closed, ByInvitation),
        (Open, AtOnce, ParentVisible, AtOnce),
        (Open, ByInvitation, ParentVisible, ByApproval),
        (Open, AtOnce, Secret, ByInvitation),
        (Closed, ByApproval, Open, ByApproval),
        (Closed, ByInvitation, Open, ByInvitation),
        (Closed, ByApproval, ParentVisible, ByApproval),
        (Closed, ByApproval, Secret, ByInvitation),
        (ParentVisible, AtOnce, Open, AtOnce),
        (ParentVisible, AtOnce, Closed, ByApproval),
        (ParentVisible, ByApproval, Secret, ByInvitation),
        (Secret, ByInvitation, Open, ByInvitation),
        (Secret, ByInvitation, Closed, ByInvitation),
        (Secret, ByInvitation, ParentVisible, ByApproval),
    ];
    let above = parent(Open, Switches::default());
    for (before, join, after, expected) in table {
        let given = group(before, &[configured(join, Switches::default())]);
        let given = below(given, &above).by(ADMIN).when(change(after));
        let given = given.then(&[changed(after, expected, &[])]);
        assert!(after.join_policies().contains(&given.state.join()), "{before} to {after}");
    }
}

#[test]
fn the_parents_members_never_begin_to_read_what_was_not_written_for_them() {
    let above = parent(Open, Switches::default());
    let reading = Event::GroupConfigured {
        join: AtOnce,
        parent_members_read: true,
        switches: Switches::default(),
    };
    let given = below(group(ParentVisible, &[reading]), &above).by(ADMIN);
    assert!(given.state.parent_members_read());
    let given = given.when(change(Closed)).then(&[changed(Closed, ByApproval, &[])]);
    assert!(!given.state.parent_members_read());
    let event = changed(ParentVisible, ByApproval, &[]);
    let given = given.when(change(ParentVisible)).then(&[event]);
    assert!(!given.state.parent_members_read());
}

#[test]
fn a_subgroup_becomes_no_more_visible_than_its_parent() {
    let table = [
        // parent, its own, what it becomes
        (Open, Open, None),
        (Open, Closed, None),
        (Open, ParentVisible, None),
        (Open, Secret, None),
        (Closed, Open, Some((Closed, ByApproval))),
        (Closed, Closed, None),
        (Closed, ParentVisible, None),
        (Closed, Secret, None),
        (Secret, Open, Some((ParentVisible, AtOnce))),
        (Secret, Closed, Some((ParentVisible, ByApproval))),
        (Secret, ParentVisible, None),
        (Secret, Secret, None),
    ];
    for (above, own, becomes) in table {
        let above = parent(above, Switches::default());
        let when = below(group(own, &[]), &above).when(Command::NarrowWithParent);
        match becomes {
            None => when.then_nothing(),
            Some((privacy, join)) => {
                let cause = PrivacyCause::ParentNarrowed;
                let event = Event::GroupPrivacyChanged {
                    privacy,
                    join,
                    parent_members_read: false,
                    released: vec![],
                    cause,
                    at: NOW,
                };
                when.then(&[event]);
            }
        }
    }
}

#[test]
fn a_group_without_a_parent_is_narrowed_by_nobody() {
    group(Open, &[]).when(Command::NarrowWithParent).then_nothing();
}

#[test]
fn a_group_takes_another_name_and_the_old_one_leads_to_it_too() {
    let first = claim(GROUP);
    let given = group(Open, &[]).by(ADMIN);
    let given = given.with(|facts| Facts { handle: Some(&first), ..facts });
    let command = Command::ChangeHandle { handle: named(CLAIM, "ours") };
    let given = given.when(command.clone()).then(&[renamed(CLAIM, "ours")]);
    let other = Command::ChangeHandle { handle: named(OTHER, "we-too") };
    let given = given.when(other).then(&[renamed(OTHER, "we-too")]);
    assert!(given.state.uses_handle(CLAIM) && given.state.uses_handle(OTHER));
    assert_eq!(given.state.handle().map(|it| it.claim), Some(OTHER));
    let given = given.when(command).then(&[renamed(CLAIM, "ours")]);
    assert!(given.state.uses_handle(CLAIM) && given.state.uses_handle(OTHER));
}

#[test]
fn where_not_everyone_sees_the_group_all_its_names_are_given_up() {
    let names = [renamed(CLAIM, "ours"), renamed(OTHER, "we-too")];
    let given = group(Open, &names).by(ADMIN);
    let given = given.when(change(Closed)).then(&[changed(Closed, ByApproval, &[])]);
    assert!(given.state.uses_handle(CLAIM), "everyone sees that it exists");
    let event = changed(Secret, ByInvitation, &[OTHER, CLAIM]);
    let given = given.when(change(Secret)).then(&[event]);
    assert!(!given.state.uses_handle(CLAIM) && !given.state.uses_handle(OTHER));
    assert_eq!(given.state.handle(), None);
}

#[test]
fn widening_is_written_like_narrowing() {
    let given = group(Secret, &[]).by(ADMIN).at(hours(1));
    let event = Event::GroupPrivacyChanged {
        privacy: Open,
        join: ByInvitation,
        parent_members_read: false,
        released: vec![],
        cause: PrivacyCause::Admin,
        at: hours(1),
    };
    given.when(change(Open)).then(&[event]);
}

#[test]
fn what_is_about_to_stand_alone_comes_no_nearer_to_a_parent_that_is_deleted() {
    let mut above = parent(Open, Switches::default());
    above.apply(&Event::GroupDeleted { at: NOW, destroys_at: hours(1) });
    let secret = || below(group(Secret, &[]), &above).by(ADMIN);
    for privacy in [Open, Closed, ParentVisible] {
        secret().when(change(privacy)).then_refused(Refusal::GroupArchived);
    }
    secret().when(change(Secret)).then_nothing();
}

/// The parent became this at this hour.
fn turned(privacy: Privacy, hour: i64) -> Event {
    Event::GroupPrivacyChanged {
        privacy,
        join: privacy.join_policies()[0],
        parent_members_read: false,
        released: vec![],
        cause: PrivacyCause::Admin,
        at: hours(hour),
    }
}

#[test]
fn what_a_parent_made_of_a_group_stays_when_the_parent_is_widened_again() {
    let table = [
        // what the parent became one after another, the group, and what it is
        (vec![Closed, Open], Open, Closed),
        (vec![Secret, Open], Open, ParentVisible),
        (vec![Secret, Closed], Closed, ParentVisible),
        (vec![Closed, Secret, Open], Open, ParentVisible),
        (vec![Secret, Closed, Open], Open, ParentVisible),
        (vec![Closed, Open], Closed, Closed),
        (vec![Secret, Open], Secret, Secret),
    ];
    for (parents, own, becomes) in table {
        let mut above = parent(Open, Switches::default());
        for (hour, privacy) in (1..).zip(&parents) {
            above.apply(&turned(*privacy, hour));
        }
        let given = below(group(own, &[]), &above).at(hours(9));
        assert_eq!(given.state.effective_privacy(Some(&above)), becomes, "{own} in {parents:?}");
        let when = given.when(Command::NarrowWithParent);
        if becomes == own {
            when.then_nothing();
        } else {
            let narrowed = when.then_some();
            assert!(
                matches!(&narrowed[..], [Event::GroupPrivacyChanged { privacy, .. }] if *privacy == becomes)
            );
        }
    }
}

#[test]
fn what_a_group_is_made_after_that_is_its_own_again() {
    let mut above = parent(Open, Switches::default());
    above.apply(&turned(Secret, 1));
    above.apply(&turned(Open, 2));
    let names = [renamed(CLAIM, "ours")];
    let given = below(group(Open, &names), &above).by(ADMIN).at(hours(3));
    given.clone().when(change(ParentVisible)).then_nothing();
    let opened = Event::GroupPrivacyChanged {
        privacy: Open,
        join: AtOnce,
        parent_members_read: false,
        released: vec![CLAIM],
        cause: PrivacyCause::Admin,
        at: hours(3),
    };
    let given = given.when(change(Open)).then(&[opened]);
    assert_eq!(given.state.effective_privacy(Some(&above)), Open);
    let system = given.with(|facts| Facts { actor: Actor::System, ..facts });
    system.when(Command::NarrowWithParent).then_nothing();
}

#[test]
fn nobody_comes_in_at_once_where_the_parent_was_narrowed_for_a_while() {
    let mut above = parent(Open, Switches::default());
    above.apply(&turned(Closed, 1));
    above.apply(&turned(Open, 2));
    let given = below(group(Open, &[]), &above).by(STRANGER).at(hours(3));
    given.when(Command::Join).then_refused(Refusal::JoinedOtherwise { join: ByApproval });
}
