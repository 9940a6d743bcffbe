//! What becomes of the members who are deactivated.

use super::*;
use crate::platform::{self, Deactivation, Platform};
use crate::scenario::hours;

fn away(people: &[PersonId]) -> Platform {
    let cause = Deactivation::Person;
    let away = |person: &PersonId| platform::Event::PersonDeactivated {
        person: *person,
        cause,
        at: hours(1),
    };
    folded(&people.iter().map(away).collect::<Vec<_>>())
}

fn back(person: PersonId) -> Platform {
    let mut platform = away(&[person]);
    let returned = platform::Event::PersonReactivated { person, at: hours(2) };
    crate::decider::Decider::evolve(&mut platform, &returned);
    platform
}

fn with<'a>(given: Given<'a, Group>, platform: &'a Platform) -> Given<'a, Group> {
    given.at(hours(3)).with(|facts| Facts { platform: Some(platform), ..facts })
}

const fn promoted(person: PersonId) -> Event {
    Event::RoleChanged { person, role: Role::Admin, cause: RoleChange::Succession }
}

#[test]
fn a_membership_pauses_while_somebody_is_away() {
    let given = group(Privacy::Secret, &[]);
    let member = |platform: &Platform| {
        let above = Above { parent: None, platform: Some(platform) };
        given.state.is_member_below(above, MEMBER)
    };
    assert!(member(&Platform::default()));
    assert!(!member(&away(&[MEMBER])));
    assert!(member(&back(MEMBER)));
}

#[test]
fn whose_membership_an_admin_ends_meanwhile_does_not_come_back() {
    let gone = away(&[MEMBER]);
    let cause = MembershipEnd::Removed;
    let ended = Event::MembershipEnded { person: MEMBER, cause, at: hours(3) };
    let end = Command::EndMembership { person: MEMBER };
    let after = with(group(Privacy::Closed, &[]), &gone).by(ADMIN).when(end).then(&[ended]);
    let again = back(MEMBER);
    let above = Above { parent: None, platform: Some(&again) };
    assert!(!after.state.is_member_below(above, MEMBER));
}

#[test]
fn a_membership_that_ended_with_the_parents_meanwhile_does_not_come_back() {
    let mut above = parent(Privacy::Closed, Switches::default());
    let cause = MembershipEnd::Left;
    above.apply(&Event::MembershipEnded { person: MEMBER, cause, at: hours(1) });
    let again = back(MEMBER);
    let above = Above { parent: Some(&above), platform: Some(&again) };
    assert!(!group(Privacy::ParentVisible, &[]).state.is_member_below(above, MEMBER));
}

#[test]
fn while_the_last_admin_is_away_the_longest_standing_member_who_is_not_looks_after_it() {
    let others = [
        joined(PARENTS, Role::Member, MembershipStart::Joined),
        joined(STRANGER, Role::Member, MembershipStart::Joined),
    ];
    let gone = away(&[ADMIN, MEMBER]);
    let after = with(group(Privacy::Open, &others), &gone).when(Command::Succeed);
    let after = after.then(&[promoted(PARENTS)]);
    assert!(after.state.is_admin(ADMIN), "they are an admin still when they come back");
    let here = Platform::default();
    with(group(Privacy::Open, &others), &here).when(Command::Succeed).then_nothing();
    let gone = away(&[MEMBER]);
    with(group(Privacy::Open, &others), &gone).when(Command::Succeed).then_nothing();
}

#[test]
fn where_nobody_is_left_an_admin_of_the_parent_who_is_not_away_follows_or_nobody() {
    let above = parent(Privacy::Closed, Switches::default());
    let alone = [Event::MembershipEnded { person: MEMBER, cause: MembershipEnd::Left, at: NOW }];
    let archived = Event::GroupArchived { cause: ArchiveCause::NoAdmin, at: hours(3) };
    let gone = away(&[ADMIN]);
    let given = below(group(Privacy::ParentVisible, &alone), &above);
    with(given, &gone).when(Command::Succeed).then(&[archived]);
    let role = Role::Admin;
    let mut above = above;
    let cause = RoleChange::Admin;
    above.apply(&Event::RoleChanged { person: PARENTS, role, cause });
    let (person, cause, at) = (PARENTS, MembershipStart::Succession, hours(3));
    let follows = Event::MembershipStarted { person, role, cause, at };
    let given = below(group(Privacy::ParentVisible, &alone), &above);
    with(given, &gone).when(Command::Succeed).then(&[follows]);
}

#[test]
fn an_admin_is_the_last_one_if_all_others_are_away() {
    let second =
        [Event::RoleChanged { person: MEMBER, role: Role::Admin, cause: RoleChange::Admin }];
    let gone = away(&[MEMBER]);
    let end = Command::EndMembership { person: ADMIN };
    with(group(Privacy::Open, &second), &gone).by(ADMIN).when(end).then_refused(Refusal::LastAdmin);
}

#[test]
fn a_request_of_somebody_who_is_away_waits_for_their_return() {
    let asked = [Event::MembershipRequested { person: STRANGER, message: None, at: NOW }];
    let gone = away(&[STRANGER]);
    for command in [
        Command::ApproveRequest { person: STRANGER },
        Command::DeclineRequest { person: STRANGER, message: None },
        Command::IgnoreRequest { person: STRANGER },
    ] {
        let given = with(group(Privacy::Closed, &asked), &gone).by(ADMIN);
        given.when(command).then_refused(Refusal::RequestNotFound);
    }
    let again = back(STRANGER);
    let approve = Command::ApproveRequest { person: STRANGER };
    with(group(Privacy::Closed, &asked), &again).by(ADMIN).when(approve).then_some();
}

#[test]
fn nobody_who_is_away_becomes_a_delegate_or_gets_a_role() {
    let on = [Event::DelegationSwitched { on: true, at: NOW }];
    let gone = away(&[MEMBER]);
    let given = with(group(Privacy::Open, &on), &gone).by(ADMIN);
    let name = Command::NameDelegate { delegate: MEMBER, tag: None };
    given.clone().when(name).then_refused(Refusal::MemberNotFound);
    let set = Command::SetRole { person: MEMBER, role: Role::Admin };
    given.when(set).then_refused(Refusal::MemberNotFound);
}
