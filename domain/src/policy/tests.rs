//! The tables of `DOMAIN.md`, cell by cell.

use std::collections::HashSet;

use super::*;
use crate::decider::Actor;
use crate::discussion::Discussion;
use crate::discussion::Privacy::{Private, Public};
use crate::discussion::circle::Circle;
use crate::discussion::scene::{let_in, started};
use crate::group::Privacy::{Closed, Open, ParentVisible, Secret};
use crate::group::{Event, Group, JoinPolicy, MembershipStart, Privacy, Role, Switches};
use crate::id::{DiscussionId, GroupId};
use crate::proposal::Results;
use crate::scenario::{NOW, folded, person, text};

const STRANGER: Standing =
    Standing { member: false, admin: false, parent_member: false, invited: false, guest: false };
const INVITED: Standing = Standing { invited: true, ..STRANGER };
const GUEST: Standing = Standing { guest: true, ..STRANGER };
const PARENT: Standing = Standing { parent_member: true, ..STRANGER };
const MEMBER: Standing = Standing { member: true, ..STRANGER };
const ADMIN: Standing = Standing { admin: true, ..MEMBER };

const VIEWERS: [(&str, Standing); 4] =
    [("stranger", STRANGER), ("invited", INVITED), ("parent's member", PARENT), ("member", MEMBER)];

fn setting(privacy: Privacy, parent: Option<Privacy>, parent_members_read: bool) -> GroupSetting {
    GroupSetting { privacy, parent, parent_members_read }
}

#[track_caller]
fn check(what: &str, audience: Audience, sees: [bool; 4]) {
    for ((name, viewer), sees) in VIEWERS.into_iter().zip(sees) {
        assert_eq!(audience.admits(viewer), sees, "{what}: {name}");
    }
}

#[test]
fn who_sees_that_a_group_exists() {
    const YES: [bool; 4] = [true; 4];
    let table = [
        // privacy, parent, [stranger, invited, parent's member, member]
        (Open, None, YES),
        (Closed, None, YES),
        (Secret, None, [false, true, false, true]),
        (Open, Some(Open), YES),
        (Closed, Some(Open), YES),
        (ParentVisible, Some(Open), [false, true, true, true]),
        (Secret, Some(Open), [false, true, false, true]),
        // Narrowed to CLOSED, which everyone sees.
        (Open, Some(Closed), YES),
        (Closed, Some(Closed), YES),
        (ParentVisible, Some(Closed), [false, true, true, true]),
        (Secret, Some(Closed), [false, true, false, true]),
        // Narrowed to PARENT_VISIBLE.
        (Open, Some(Secret), [false, true, true, true]),
        (Closed, Some(Secret), [false, true, true, true]),
        (ParentVisible, Some(Secret), [false, true, true, true]),
        (Secret, Some(Secret), [false, true, false, true]),
    ];
    for (privacy, parent, sees) in table {
        let audience = setting(privacy, parent, false).audience();
        check(&format!("{privacy} under {parent:?}"), audience, sees);
        assert_eq!(audience.admits(GUEST), sees[0], "a group has no guests");
        assert_eq!(setting(privacy, parent, true).audience(), audience, "reading is another thing");
    }
}

#[test]
fn who_sees_a_discussion() {
    const MEMBERS: [bool; 4] = [false, false, false, true];
    const PARENTS: [bool; 4] = [false, false, true, true];
    const YES: [bool; 4] = [true; 4];
    let table = [
        // privacy, parent, parent's members read, discussion, [stranger, invited, parent's, member]
        (Open, None, false, Public, YES),
        (Open, None, false, Private, MEMBERS),
        (Closed, None, false, Public, YES),
        (Closed, None, false, Private, MEMBERS),
        (Secret, None, false, Public, MEMBERS),
        (Secret, None, false, Private, MEMBERS),
        (Open, Some(Open), false, Public, YES),
        (Open, Some(Open), false, Private, MEMBERS),
        (Open, Some(Open), true, Private, MEMBERS),
        (Closed, Some(Open), true, Private, MEMBERS),
        (ParentVisible, Some(Open), false, Public, MEMBERS),
        (ParentVisible, Some(Open), false, Private, MEMBERS),
        (ParentVisible, Some(Open), true, Public, PARENTS),
        (ParentVisible, Some(Open), true, Private, PARENTS),
        (Secret, Some(Open), true, Private, MEMBERS),
        // Narrowed to CLOSED, which may have public discussions.
        (Open, Some(Closed), false, Public, YES),
        (Open, Some(Closed), false, Private, MEMBERS),
        (Closed, Some(Closed), false, Public, YES),
        (ParentVisible, Some(Closed), true, Private, PARENTS),
        // Narrowed to PARENT_VISIBLE, where nothing is public.
        (Open, Some(Secret), false, Public, MEMBERS),
        (Closed, Some(Secret), false, Public, MEMBERS),
        (ParentVisible, Some(Secret), false, Public, MEMBERS),
        (ParentVisible, Some(Secret), true, Private, PARENTS),
        (Secret, Some(Secret), true, Public, MEMBERS),
    ];
    for (group, parent, read, privacy, sees) in table {
        let discussion = DiscussionSetting { privacy, group: Some(setting(group, parent, read)) };
        let what = format!("{privacy:?} in {group} under {parent:?}, read {read}");
        check(&what, discussion.audience(), sees);
        assert!(discussion.audience().admits(GUEST), "{what}: a guest");
    }
}

#[test]
fn whoever_sees_a_discussion_and_is_no_guest_sees_its_group() {
    for group in [Open, Closed, ParentVisible, Secret] {
        for parent in [None, Some(Open), Some(Closed), Some(Secret)] {
            for (read, privacy) in [(false, Public), (true, Public), (true, Private)] {
                let group = setting(group, parent, read);
                let discussion = DiscussionSetting { privacy, group: Some(group) }.audience();
                for (name, viewer) in VIEWERS {
                    assert!(
                        !discussion.admits(viewer) || group.audience().admits(viewer),
                        "{privacy:?} in {group:?}: {name}"
                    );
                }
            }
        }
    }
}

#[test]
fn what_is_seen_of_a_group() {
    const NOTHING: Seen = Seen {
        details: false,
        members: false,
        reactors: false,
        ballots: false,
        non_voters: false,
        requests: false,
        invitations: false,
        addresses: false,
    };
    const OUTSIDE: Seen = Seen { details: true, ..NOTHING };
    const INSIDE: Seen =
        Seen { members: true, reactors: true, ballots: true, non_voters: true, ..OUTSIDE };
    const ADDING: Seen = Seen { requests: true, invitations: true, ..INSIDE };
    const LOOKING_AFTER: Seen = Seen { addresses: true, ..ADDING };
    let off = Switches { add_members: false, ..Switches::default() };
    let on = Switches { add_members: true, ..Switches::default() };
    for privacy in [Open, Closed, ParentVisible, Secret] {
        let group = setting(privacy, None, false);
        let outside = if privacy == Open { OUTSIDE } else { NOTHING };
        for viewer in [STRANGER, INVITED, PARENT] {
            assert_eq!(seen_in_group(group, on, viewer), outside, "{privacy}: {viewer:?}");
        }
        let guest = Seen { reactors: true, ballots: true, ..outside };
        assert_eq!(seen_in_group(group, on, GUEST), guest, "{privacy}");
        assert_eq!(seen_in_group(group, off, MEMBER), INSIDE, "{privacy}");
        assert_eq!(seen_in_group(group, on, MEMBER), ADDING, "{privacy}");
        assert_eq!(seen_in_group(group, off, ADMIN), LOOKING_AFTER, "{privacy}");
    }
    let narrowed = setting(Open, Some(Closed), false);
    assert_eq!(seen_in_group(narrowed, off, STRANGER), NOTHING, "it is CLOSED below its parent");
}

#[test]
fn when_results_are_seen() {
    let voted = ResultsViewer { may_vote: true, has_voted: true };
    let not_voted = ResultsViewer { may_vote: true, has_voted: false };
    let may_not = ResultsViewer { may_vote: false, has_voted: false };
    let left = ResultsViewer { may_vote: false, has_voted: true };
    let table = [
        // results, viewer, while open
        (Results::Always, voted, true),
        (Results::Always, not_voted, true),
        (Results::Always, may_not, true),
        (Results::Always, left, true),
        (Results::AfterVoting, voted, true),
        (Results::AfterVoting, not_voted, false),
        (Results::AfterVoting, may_not, false),
        (Results::AfterVoting, left, false),
        (Results::AfterClose, voted, false),
        (Results::AfterClose, not_voted, false),
        (Results::AfterClose, may_not, false),
        (Results::AfterClose, left, false),
    ];
    for (results, viewer, sees) in table {
        assert_eq!(sees_results(results, false, viewer), sees, "{results:?}: {viewer:?}");
        assert!(sees_results(results, true, viewer), "{results:?} at close: {viewer:?}");
    }
}

#[test]
fn earlier_votes_of_others_are_seen_only_where_results_always_were() {
    assert!(sees_earlier_votes(Results::Always));
    assert!(!sees_earlier_votes(Results::AfterVoting));
    assert!(!sees_earlier_votes(Results::AfterClose));
}

#[test]
fn a_viewer_is_what_their_groups_make_them() {
    let [group, parent, other] = [1, 2, 3].map(GroupId::from_u128);
    let viewer = Viewer {
        person: Some(person(1)),
        memberships: HashSet::from([group, parent]),
        admin_of: HashSet::from([parent]),
        invited: HashSet::from([other]),
        guest_of: HashSet::from([DiscussionId::from_u128(4)]),
    };
    assert_eq!(viewer.standing(parent, None), ADMIN);
    assert_eq!(viewer.standing(group, Some(parent)), Standing { parent_member: true, ..MEMBER });
    assert_eq!(viewer.standing(other, Some(parent)), Standing { parent_member: true, ..INVITED });
    let guest =
        |discussion| viewer.standing_in(DiscussionId::from_u128(discussion), Some(other), None);
    assert_eq!(guest(4), Standing { guest: true, ..INVITED });
    assert_eq!(guest(5), INVITED);
    assert_eq!(Viewer::default().standing(group, Some(parent)), STRANGER);
}

/// A group with this person in it.
fn group(privacy: Privacy, parent_members_read: bool, number: u128) -> Group {
    folded(&[
        Event::GroupCreated {
            name: text("name", "Ours"),
            description: None,
            parent: None,
            privacy,
            join: JoinPolicy::ByInvitation,
            parent_members_read,
            switches: Switches::default(),
            handle: None,
        },
        Event::MembershipStarted {
            person: person(number),
            role: Role::Admin,
            cause: MembershipStart::Founded,
            at: NOW,
        },
    ])
}

#[test]
fn folded_groups_and_read_models_are_judged_alike() {
    for privacy in [Open, Closed, ParentVisible, Secret] {
        for parent_privacy in [None, Some(Open), Some(Closed), Some(Secret)] {
            for read in [false, true] {
                let ours = group(privacy, read, 1);
                let parent = parent_privacy.map(|privacy| group(privacy, false, 2));
                let setting = setting(privacy, parent_privacy, read);
                for number in [1, 2, 3, 4] {
                    let guest = number == 4;
                    let who = standing(&ours, parent.as_ref(), person(number));
                    let actor = Actor::Person(person(number));
                    assert_eq!(
                        sees_group(&ours, parent.as_ref(), actor),
                        setting.audience().admits(who)
                    );
                    for privacy in [Public, Private] {
                        let discussion = DiscussionSetting { privacy, group: Some(setting) };
                        let folded = folded(&[started(privacy), let_in(person(4), NOW)]);
                        let circle = Circle {
                            discussion: &folded,
                            group: Some(&ours),
                            parent: parent.as_ref(),
                            platform: None,
                        };
                        assert_eq!(
                            sees_discussion(circle, actor),
                            discussion.audience().admits(Standing { guest, ..who })
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn the_system_sees_what_exists_and_nobody_sees_what_does_not() {
    let secret = group(Secret, false, 1);
    let absent = Group::default();
    let discussion: Discussion = folded(&[started(Public)]);
    let circle = |group| Circle {
        discussion: &discussion,
        group: Some(group),
        parent: None,
        platform: None,
    };
    assert!(sees_group(&secret, None, Actor::System));
    assert!(sees_discussion(circle(&secret), Actor::System));
    for actor in [Actor::System, Actor::Person(person(1))] {
        assert!(!sees_group(&absent, None, actor));
        assert!(!sees_discussion(circle(&absent), actor));
    }
}

#[test]
fn a_direct_discussion_is_seen_by_the_people_in_it() {
    for privacy in [Public, Private] {
        let audience = DiscussionSetting { privacy, group: None }.audience();
        assert!(audience.admits(GUEST));
        for outside in [STRANGER, INVITED, PARENT] {
            assert!(!audience.admits(outside), "{outside:?}");
        }
    }
    let inside = seen_in_direct(GUEST);
    assert!(inside.members && inside.reactors && inside.ballots && inside.non_voters);
    assert!(!inside.requests && !inside.addresses);
    assert_eq!(seen_in_direct(STRANGER), Seen::default());
    let viewer =
        Viewer { guest_of: HashSet::from([DiscussionId::from_u128(4)]), ..Viewer::default() };
    assert_eq!(viewer.standing_in(DiscussionId::from_u128(4), None, None), GUEST);
}
