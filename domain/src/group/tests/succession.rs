//! The end of a membership with the one in the parent, and who follows the last admin.

use jiff::Timestamp;

use super::*;
use crate::scenario::hours;

/// The version at which the admin of the tests' groups came in.
const ADMINS: u64 = 2;
/// The version at which the member of the tests' groups came in.
const MEMBERS: u64 = 3;

const fn end(person: PersonId, since_version: u64) -> Command {
    Command::EndWithParent { person, since_version }
}

const fn gone(person: PersonId) -> Event {
    Event::MembershipEnded { person, cause: MembershipEnd::ParentEnded, at: NOW }
}

const fn promoted(person: PersonId) -> Event {
    Event::RoleChanged { person, role: Role::Admin, cause: RoleChange::Succession }
}

const ARCHIVED: Event = Event::GroupArchived { cause: ArchiveCause::NoAdmin, at: NOW };

/// A group that only its admin is in.
fn alone(privacy: Privacy) -> Given<'static, Group> {
    group(
        privacy,
        &[Event::MembershipEnded { person: MEMBER, cause: MembershipEnd::Left, at: NOW }],
    )
}

#[test]
fn the_very_membership_that_is_named_ends_and_no_later_one() {
    let given = group(Privacy::Open, &[]);
    given.clone().when(end(MEMBER, MEMBERS + 1)).then_nothing();
    given.clone().when(end(STRANGER, MEMBERS)).then_nothing();
    given.when(end(MEMBER, MEMBERS)).then(&[gone(MEMBER)]);
    let back = [gone(MEMBER), joined(MEMBER, Role::Member, MembershipStart::Invited)];
    group(Privacy::Open, &back).when(end(MEMBER, MEMBERS)).then_nothing();
}

fn left(person: PersonId, at: Timestamp) -> Event {
    Event::MembershipEnded { person, cause: MembershipEnd::Left, at }
}

fn came_back(person: PersonId, cause: MembershipStart, at: Timestamp) -> Event {
    Event::MembershipStarted { person, role: Role::Member, cause, at }
}

const fn out_with_parent(person: PersonId, at: Timestamp) -> Event {
    Event::MembershipEnded { person, cause: MembershipEnd::ParentEnded, at }
}

/// The parent, which this person has left and come back to.
fn parent_without(person: PersonId) -> Group {
    let mut above = parent(Privacy::Open, Switches::default());
    above.apply(&left(person, hours(1)));
    above.apply(&came_back(person, MembershipStart::Joined, hours(2)));
    above
}

#[test]
fn it_ends_when_the_one_in_the_parent_did_whenever_that_is_written() {
    let mut above = parent_without(MEMBER);
    above.apply(&left(MEMBER, hours(3)));
    let given = below(group(Privacy::Open, &[]), &above).at(hours(4));
    let says = |command| given.clone().by(MEMBER).when(command);
    let (person, role) = (ADMIN, Role::Member);
    says(Command::SetRole { person, role }).then_refused(Refusal::MembersOnly);
    says(Command::EndMembership { person: MEMBER }).then_nothing();
    let admin = given.clone().by(ADMIN);
    let promote = Command::SetRole { person: MEMBER, role: Role::Admin };
    admin.clone().when(promote).then_refused(Refusal::MemberNotFound);
    admin.when(Command::EndMembership { person: MEMBER }).then_nothing();
    given.when(end(MEMBER, MEMBERS)).then(&[out_with_parent(MEMBER, hours(1))]);
}

#[test]
fn who_comes_back_before_it_is_written_stays() {
    use MembershipStart::{Approved, Invited, Joined};
    let above = parent_without(MEMBER);
    let back = |cause| [out_with_parent(MEMBER, hours(1)), came_back(MEMBER, cause, hours(4))];
    let here = |events: &[Event]| below(group(Privacy::Open, events), &above).at(hours(4));
    let after = here(&[]).by(MEMBER).when(Command::Join).then(&back(Joined));
    after.by(MEMBER).when(Command::Join).then_nothing();
    here(&back(Joined)).when(end(MEMBER, MEMBERS)).then_nothing();

    let (by, expires_at) = (ADMIN, hours(9));
    let sent = Event::InvitationSent { invitation: INVITATION, by, expires_at };
    let accepted = Event::InvitationAccepted { invitation: INVITATION };
    let accept = Command::AcceptInvitation { invitation: INVITATION };
    let events = [&[accepted][..], &back(Invited)].concat();
    here(&[sent]).by(MEMBER).when(accept).then(&events);

    let by_approval = configured(JoinPolicy::ByApproval, Switches::default());
    let asked = Event::MembershipRequested { person: MEMBER, message: None, at: hours(4) };
    let ask = Command::RequestMembership { message: None };
    let after = here(&[by_approval]).by(MEMBER).when(ask).then(&[asked]);
    let approve = Command::ApproveRequest { person: MEMBER };
    after.by(ADMIN).when(approve).then(&back(Approved));
}

#[test]
fn an_admin_who_left_the_parent_is_none() {
    let other = Event::RoleChanged { person: MEMBER, role: Role::Admin, cause: RoleChange::Admin };
    let above = parent_without(ADMIN);
    let given = below(group(Privacy::Open, &[other]), &above).at(hours(4));
    let last = Command::EndMembership { person: MEMBER };
    given.clone().by(MEMBER).when(last).then_refused(Refusal::LastAdmin);
    given.when(end(ADMIN, ADMINS)).then(&[out_with_parent(ADMIN, hours(1))]);
}

#[test]
fn who_left_the_parent_does_not_follow_the_last_admin() {
    let later = joined(STRANGER, Role::Member, MembershipStart::Joined);
    let mut above = parent_without(MEMBER);
    above.apply(&left(ADMIN, hours(3)));
    let given = below(group(Privacy::Open, &[later]), &above).at(hours(4));
    let events = [out_with_parent(ADMIN, hours(3)), promoted(STRANGER)];
    given.when(end(ADMIN, ADMINS)).then(&events);
}

#[test]
fn an_admin_of_the_parent_who_was_out_comes_in_anew() {
    let above = parent_without(MEMBER);
    let mut above = above;
    let role = Role::Admin;
    above.apply(&Event::RoleChanged { person: MEMBER, role, cause: RoleChange::Admin });
    above.apply(&left(ADMIN, hours(3)));
    let given = below(group(Privacy::Open, &[]), &above).at(hours(4));
    let cause = MembershipStart::Succession;
    let anew = Event::MembershipStarted { person: MEMBER, role, cause, at: hours(4) };
    let events = [out_with_parent(ADMIN, hours(3)), out_with_parent(MEMBER, hours(1)), anew];
    given.when(end(ADMIN, ADMINS)).then(&events);
}

#[test]
fn who_left_the_parent_is_no_delegate() {
    let on = Event::DelegationSwitched { on: true, at: NOW };
    let (person, tag, delegate) = (ADMIN, None, MEMBER);
    let named = Event::DelegateNamed { person, tag, delegate, at: NOW };
    let above = parent_without(MEMBER);
    let given = below(group(Privacy::Open, &[on, named]), &above).by(ADMIN).at(hours(4));
    let name = Command::NameDelegate { delegate, tag };
    given.clone().when(name).then_refused(Refusal::MemberNotFound);
    given.when(Command::EndDelegation { tag }).then_nothing();
}

#[test]
fn a_group_is_not_detached_before_it_says_who_left_with_the_parent() {
    let mut above = parent_without(MEMBER);
    above.apply(&Event::GroupDeleted { at: hours(3), destroys_at: hours(900) });
    let secret = Event::GroupPrivacyChanged {
        privacy: Privacy::Secret,
        join: JoinPolicy::ByInvitation,
        parent_members_read: false,
        released: vec![],
        cause: PrivacyCause::Admin,
        at: NOW,
    };
    let given = below(group(Privacy::ParentVisible, &[secret]), &above).at(hours(4));
    given.clone().when(Command::Detach).then_nothing();
    let after = given.when(end(MEMBER, MEMBERS)).then(&[out_with_parent(MEMBER, hours(1))]);
    after.when(Command::Detach).then(&[Event::GroupDetached { at: hours(4) }]);
}

#[test]
fn after_the_last_admin_comes_who_has_been_a_member_the_longest() {
    let later = joined(STRANGER, Role::Member, MembershipStart::Joined);
    let given = group(Privacy::Open, &[later]);
    given.when(end(ADMIN, ADMINS)).then(&[gone(ADMIN), promoted(MEMBER)]);
}

#[test]
fn nobody_follows_where_an_admin_is_left() {
    let second = joined(STRANGER, Role::Admin, MembershipStart::Joined);
    group(Privacy::Open, &[second]).when(end(ADMIN, ADMINS)).then(&[gone(ADMIN)]);
}

#[test]
fn whoever_came_with_an_imported_history_cannot_follow() {
    let [imported, newer] = [person(20), person(21)];
    let events = [
        gone(MEMBER),
        joined(imported, Role::Member, MembershipStart::Imported),
        joined(newer, Role::Member, MembershipStart::Joined),
    ];
    let given = group(Privacy::Open, &events);
    given.when(end(ADMIN, ADMINS)).then(&[gone(ADMIN), promoted(newer)]);
    let given = group(Privacy::Open, &events[..2]);
    given.when(end(ADMIN, ADMINS)).then(&[gone(ADMIN), ARCHIVED]);
}

#[test]
fn where_no_member_is_left_an_admin_of_the_parent_follows() {
    let mut above = parent(Privacy::Open, Switches::default());
    above.apply(&Event::RoleChanged {
        person: PARENTS,
        role: Role::Admin,
        cause: RoleChange::Admin,
    });
    for privacy in [Privacy::Open, Privacy::Closed, Privacy::ParentVisible] {
        // The one who goes is an admin of the parent too, and does not follow themselves.
        let given = below(alone(privacy), &above);
        let follows = joined(PARENTS, Role::Admin, MembershipStart::Succession);
        given.when(end(ADMIN, ADMINS)).then(&[gone(ADMIN), follows]);
    }
    let secret = below(alone(Privacy::Secret), &above);
    secret.when(end(ADMIN, ADMINS)).then(&[gone(ADMIN), ARCHIVED]);
}

#[test]
fn an_admin_of_the_parent_who_is_in_the_group_already_is_promoted() {
    let above = parent(Privacy::Open, Switches::default());
    let imported = joined(ADMIN, Role::Member, MembershipStart::Imported);
    let events = [
        joined(STRANGER, Role::Admin, MembershipStart::Joined),
        gone(ADMIN),
        gone(MEMBER),
        imported,
    ];
    let given = below(group(Privacy::Open, &events), &above);
    given.when(end(STRANGER, 4)).then(&[gone(STRANGER), promoted(ADMIN)]);
}

#[test]
fn where_nobody_can_follow_the_group_is_archived() {
    let after = alone(Privacy::Open).when(end(ADMIN, ADMINS)).then(&[gone(ADMIN), ARCHIVED]);
    assert_eq!(after.state.archived_at(), Some(NOW));
    let before = [gone(MEMBER), Event::GroupArchived { cause: ArchiveCause::Admin, at: NOW }];
    group(Privacy::Open, &before).when(end(ADMIN, ADMINS)).then(&[gone(ADMIN)]);
}
