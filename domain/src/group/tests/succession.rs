//! The end of a membership with the one in the parent, and who follows the last admin.

use super::*;

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
