//! Roles, the end of memberships, and members brought in by an import.

use super::*;
use crate::decider::Origin;
use crate::scenario::hours;

fn role(person: PersonId, role: Role, cause: RoleChange) -> Event {
    Event::RoleChanged { person, role, cause }
}

fn left(person: PersonId, cause: MembershipEnd) -> Event {
    Event::MembershipEnded { person, cause, at: NOW }
}

fn two_admins() -> Given<'static, Group> {
    group(Privacy::Open, &[role(MEMBER, Role::Admin, RoleChange::Admin)])
}

#[test]
fn admins_make_admins() {
    let command = Command::SetRole { person: MEMBER, role: Role::Admin };
    let event = role(MEMBER, Role::Admin, RoleChange::Admin);
    let after = group(Privacy::Open, &[]).by(ADMIN).when(command).then(&[event]);
    assert_eq!(after.state.admins().collect::<Vec<_>>(), [ADMIN, MEMBER]);
}

#[test]
fn an_admin_steps_down_while_there_is_another() {
    let command = Command::SetRole { person: ADMIN, role: Role::Member };
    let event = role(ADMIN, Role::Member, RoleChange::SteppedDown);
    two_admins().by(ADMIN).when(command).then(&[event]);
}

#[test]
fn an_admin_demotes_another() {
    let command = Command::SetRole { person: ADMIN, role: Role::Member };
    let event = role(ADMIN, Role::Member, RoleChange::Admin);
    two_admins().by(MEMBER).when(command).then(&[event]);
}

#[test]
fn a_role_changes_nothing_about_since_when_somebody_is_a_member() {
    let before = group(Privacy::Open, &[]).state;
    let after = two_admins().state;
    let since = |group: &Group| group.member(MEMBER).map(|it| (it.since_version, it.since));
    assert_eq!(since(&before), Some((3, NOW)));
    assert_eq!(since(&after), since(&before));
}

#[test]
fn everybody_but_the_last_admin_may_leave() {
    let leave = |person| Command::EndMembership { person };
    let open = group(Privacy::Open, &[]);
    open.by(MEMBER).when(leave(MEMBER)).then(&[left(MEMBER, MembershipEnd::Left)]);
    two_admins().by(ADMIN).when(leave(ADMIN)).then(&[left(ADMIN, MembershipEnd::Left)]);
}

#[test]
fn who_left_a_hidden_group_no_longer_finds_it() {
    let leave = Command::EndMembership { person: MEMBER };
    let hidden = group(Privacy::Secret, &[]).by(MEMBER);
    let after = hidden.when(leave.clone()).then_once(&[left(MEMBER, MembershipEnd::Left)]);
    after.when(leave).then_refused(Refusal::NotFound);
}

#[test]
fn admins_remove_members() {
    let command = Command::EndMembership { person: MEMBER };
    let event = left(MEMBER, MembershipEnd::Removed);
    let after = group(Privacy::Open, &[]).by(ADMIN).when(command).then(&[event]);
    assert!(!after.state.is_member(MEMBER) && after.state.is_former_member(MEMBER));
    let ended = after.state.former_member(MEMBER).map(|it| (it.place.since_version, it.until));
    assert_eq!(ended, Some((3, NOW)), "what they were, and until when, is remembered");
}

#[test]
fn who_comes_back_is_a_member_from_then_on() {
    let before = group(Privacy::Open, &[left(MEMBER, MembershipEnd::Left)]).by(MEMBER);
    let member = joined(MEMBER, Role::Member, MembershipStart::Joined);
    let after = before.when(Command::Join).then(&[member]);
    let since = after.state.member(MEMBER).map(|it| it.since_version);
    assert_eq!(since, Some(5), "the version of the newest start");
    assert!(!after.state.is_former_member(MEMBER));
}

#[test]
fn an_import_enrols_whoever_was_never_a_member() {
    let [new, gone] = [PersonId::from_u128(20), PersonId::from_u128(21)];
    let before =
        [joined(gone, Role::Member, MembershipStart::Imported), left(gone, MembershipEnd::Removed)];
    let started = Event::MembershipStarted {
        person: new,
        role: Role::Admin,
        cause: MembershipStart::Imported,
        at: hours(-9),
    };
    let people = vec![MEMBER, new, gone, new];
    let after = group(Privacy::Open, &before)
        .with(|facts| Facts { origin: Origin::Import(hours(-9)), ..facts })
        .when(Command::Enrol { people, role: Role::Admin })
        .then(&[started]);
    assert!(!after.state.is_admin(MEMBER), "members keep their role");
}
