//! Moving a discussion to another group.

use super::*;
use crate::announcement::{Addressees, Told};
use crate::group::{InvitationEnd, Role};
use crate::id::{GroupId, TagId};
use crate::proposal::{ClosingCause, Proposal, scene as proposals};
use crate::scenario::folded;

const THERE: GroupId = GroupId::from_u128(20);

const fn to_there(privacy: Option<Privacy>) -> Command {
    Command::Move { group: THERE, privacy }
}

const fn moved(privacy: Privacy) -> Event {
    Event::DiscussionMoved { from: Some(GROUP), group: THERE, privacy, by: AUTHOR, at: NOW }
}

fn announced(writers: &[PersonId]) -> Event {
    let reach = Reach { group: Some(THERE), privacy: Privacy::Private };
    let writers = writers.to_vec();
    Event::WideningAnnounced { reach, writers, effective_at: hours(72), by: AUTHOR, at: NOW }
}

/// A discussion, and the group that it may go to.
fn beside<'a>(here: &'a Scene, there: &'a Scene, events: &[Event]) -> Given<'a, Discussion> {
    let destination = Some(&there.group);
    discussion(here, events).by(AUTHOR).with(|facts| Facts { destination, ..facts })
}

/// A group with none but these in it.
fn with_only(privacy: GroupPrivacy, people: &[PersonId]) -> Scene {
    let everybody = [ADMIN, AUTHOR, MEMBER];
    let others = everybody.into_iter().filter(|person| !people.contains(person));
    others.fold(Scene::new(privacy), |scene, person| scene.left(person, NOW))
}

#[test]
fn who_wrote_there_is_told_before_others_read_it() {
    let here = with_only(GroupPrivacy::Secret, &[AUTHOR, MEMBER]);
    let there = Scene::new(GroupPrivacy::Secret);
    let told = [announced(&[MEMBER])];
    let written = [commented(MEMBER)];
    let given = beside(&here, &there, &written).when(to_there(None)).then(&told);
    assert_eq!(given.state.group(), Some(GROUP));
    let later = Command::Widen { since_version: 3 };
    let effect = Event::DiscussionMoved {
        from: Some(GROUP),
        group: THERE,
        privacy: Privacy::Private,
        by: AUTHOR,
        at: hours(72),
    };
    let system =
        given.at(hours(72)).with(|facts| Facts { actor: crate::decider::Actor::System, ..facts });
    let after = system.when(later).then(&[effect]);
    assert_eq!(after.state.group(), Some(THERE));
}

#[test]
fn it_moves_at_once_where_nobody_else_wrote() {
    let (all, fewer) =
        (Scene::new(GroupPrivacy::Open), with_only(GroupPrivacy::Secret, &[AUTHOR, MEMBER]));
    beside(&fewer, &all, &[]).when(to_there(None)).then_once(&[moved(Privacy::Private)]);
    let own = [commented(AUTHOR)];
    beside(&fewer, &all, &own).when(to_there(None)).then_once(&[moved(Privacy::Private)]);
}

#[test]
fn a_group_with_fewer_members_today_may_let_others_in_tomorrow() {
    let here = Scene::new(GroupPrivacy::Secret);
    let written = [commented(MEMBER)];
    for privacy in GroupPrivacy::ALL {
        let there = with_only(privacy, &[AUTHOR]);
        beside(&here, &there, &written).when(to_there(None)).then(&[announced(&[MEMBER])]);
    }
}

#[test]
fn a_public_discussion_stays_public_where_it_can_be() {
    let here = Scene::new(GroupPrivacy::Closed);
    let public = Event::DiscussionPrivacyChanged { privacy: Privacy::Public, by: AUTHOR, at: NOW };
    let events = [commented(MEMBER), public];
    let table = [
        (GroupPrivacy::Open, Privacy::Public),
        (GroupPrivacy::Closed, Privacy::Public),
        (GroupPrivacy::Secret, Privacy::Private),
    ];
    for (privacy, stays) in table {
        let there = Scene::new(privacy);
        beside(&here, &there, &events).when(to_there(None)).then_once(&[moved(stays)]);
    }
}

#[test]
fn a_direct_discussion_moves_into_a_group_once_everybody_was_told() {
    let direct = Event::DiscussionStarted {
        group: None,
        author: AUTHOR,
        title: text("title", "Rolls"),
        body: None,
        privacy: Privacy::Private,
        at: NOW,
    };
    let there = Scene::new(GroupPrivacy::Secret);
    let events = [direct, let_in(AUTHOR, NOW), let_in(GUEST, NOW), commented(GUEST)];
    let destination = Some(&there.group);
    let given = given::<Discussion>(&events).by(AUTHOR);
    let given = given.with(|facts| Facts { destination, ..facts });
    let after = given.when(to_there(None)).then(&[announced(&[GUEST])]);
    let agreed = Event::WideningAgreed { person: GUEST, at: NOW };
    let privacy = Privacy::Private;
    let moved = Event::DiscussionMoved { from: None, group: THERE, privacy, by: AUTHOR, at: NOW };
    after.by(GUEST).when(Command::AgreeToWidening).then_once(&[agreed, moved]);
}

#[test]
fn what_it_had_of_the_group_before_it_has_no_more() {
    let tagged = Event::DiscussionTagged { tags: vec![TagId::from_u128(6)], by: AUTHOR, at: NOW };
    let pinned = Event::DiscussionPinned { by: AUTHOR, at: NOW };
    let (here, there) = (Scene::new(GroupPrivacy::Secret), Scene::new(GroupPrivacy::Secret));
    let events = [tagged, pinned, moved(Privacy::Private)];
    let state: Discussion = beside(&here, &there, &events).state;
    let given = discussion(&there, &[]).by(MEMBER);
    let given = Given { state, ..given };
    given.clone().when(Command::Tag { tags: vec![] }).then_nothing();
    given.when(Command::Unpin).then_nothing();
}

#[test]
fn guests_stay_but_those_whose_place_had_ended_with_a_membership() {
    let here =
        Scene::new(GroupPrivacy::Secret).joined(GUEST, Role::Member, NOW).left(GUEST, hours(1));
    let there = Scene::new(GroupPrivacy::Secret)
        .joined(STRANGER, Role::Member, NOW)
        .left(STRANGER, hours(2));
    let events = [let_in(GUEST, NOW), let_in(STRANGER, NOW)];
    let (person, cause, at) = (GUEST, GuestEnd::LeftGroup, hours(1));
    let ended = Event::GuestPlaceEnded { person, cause, at };
    let privacy = Privacy::Private;
    let at = hours(3);
    let moved = Event::DiscussionMoved { from: Some(GROUP), group: THERE, privacy, by: AUTHOR, at };
    let given = beside(&here, &there, &events).at(hours(3));
    let after = given.when(to_there(None)).then_once(&[ended, moved]);
    let circle = crate::discussion::circle::Circle {
        discussion: &after.state,
        group: Some(&there.group),
        parent: None,
        platform: None,
    };
    assert!(circle.is_guest(STRANGER), "they left that group before the discussion came into it");
    assert!(!circle.is_guest(GUEST));
}

#[test]
fn no_place_that_had_ended_begins_again_with_a_move() {
    let here =
        Scene::new(GroupPrivacy::Secret).joined(GUEST, Role::Member, NOW).left(GUEST, hours(1));
    let there = Scene::new(GroupPrivacy::Secret);
    let (cause, at) = (GuestEnd::Removed(AUTHOR), hours(3));
    let removed = Event::GuestPlaceEnded { person: GUEST, cause, at };
    let events = [let_in(GUEST, NOW), let_in(GUEST, hours(2)), removed, moved(Privacy::Private)];
    let state = beside(&here, &there, &events).state;
    let circle = crate::discussion::circle::Circle {
        discussion: &state,
        group: Some(&there.group),
        parent: None,
        platform: None,
    };
    assert!(circle.places_of(GUEST).all(|place| place.until.is_some()));
}

#[test]
fn a_discussion_does_not_move_over_a_proposal_whose_close_is_not_written() {
    let (here, there) = (Scene::new(GroupPrivacy::Secret), Scene::new(GroupPrivacy::Secret));
    let admitted = [Event::ProposalAdmitted { proposal: PROPOSAL, by: AUTHOR, lapses_at: NOW }];
    let due: Proposal = folded(&[proposals::raised(), proposals::opened(1)]);
    let open = Refusal::ProposalsOpen { open: 1 };
    let all = [(PROPOSAL, &due)];
    let given = beside(&here, &there, &admitted).at(hours(8 * 24));
    let given = given.with(|facts| Facts { proposals: &all, ..facts });
    given.when(to_there(None)).then_refused(open);
    let closed: Proposal = folded(&[
        proposals::raised(),
        proposals::opened(1),
        proposals::closed(ClosingCause::Time, hours(7 * 24)),
    ]);
    let all = [(PROPOSAL, &closed)];
    let given = beside(&here, &there, &admitted);
    let given = given.with(|facts| Facts { proposals: &all, ..facts });
    given.when(to_there(None)).then_once(&[moved(Privacy::Private)]);
}

#[test]
fn a_move_that_all_agreed_to_waits_its_time_while_a_proposal_is_open_and_then_is_dropped() {
    let (here, there) = (with_only(GroupPrivacy::Secret, &[AUTHOR, MEMBER]), scene_of_all());
    let admitted = Event::ProposalAdmitted { proposal: PROPOSAL, by: MEMBER, lapses_at: hours(1) };
    let open: Proposal = folded(&[proposals::raised(), proposals::opened(1)]);
    let all = [(PROPOSAL, &open)];
    let given = beside(&here, &there, &[announced(&[MEMBER]), admitted]).by(MEMBER);
    let given = given.with(|facts| Facts { proposals: &all, ..facts });
    let agreed = Event::WideningAgreed { person: MEMBER, at: NOW };
    let after = given.when(Command::AgreeToWidening).then(&[agreed]);
    let system =
        after.at(hours(72)).with(|facts| Facts { actor: crate::decider::Actor::System, ..facts });
    let ended = Event::WideningEnded { cause: WideningEnd::Overtaken, at: hours(72) };
    system.when(Command::Widen { since_version: 2 }).then(&[ended]);
}

fn scene_of_all() -> Scene {
    Scene::new(GroupPrivacy::Secret)
}

#[test]
fn everybody_who_was_told_before_it_moved_may_be_told_again() {
    let (here, there) = (Scene::new(GroupPrivacy::Secret), Scene::new(GroupPrivacy::Secret));
    let to = Told::Members { group_version: 4, parent_version: None };
    let announced = Event::DiscussionAnnounced { to, by: AUTHOR, at: NOW };
    let state = beside(&here, &there, &[announced, moved(Privacy::Private)]).state;
    let given = Given { state, ..discussion(&there, &[]).by(AUTHOR) };
    let to = Told::People(vec![ADMIN, MEMBER]);
    let told = Event::DiscussionAnnounced { to, by: AUTHOR, at: NOW };
    given.when(Command::Announce { to: Addressees::Everybody }).then(&[told]);
}

#[test]
fn who_moves_it_must_be_able_to_start_one_there() {
    let here = Scene::new(GroupPrivacy::Secret);
    let ask = |there: &Scene, command: Command, by: PersonId| {
        beside(&here, there, &[]).by(by).when(command).answer
    };
    let open = Scene::new(GroupPrivacy::Open);
    let off = Scene::new(GroupPrivacy::Secret).with_all_switched_off();
    let hidden = with_only(GroupPrivacy::Secret, &[ADMIN]);
    let switch = "startDiscussions";
    let public = Some(Privacy::Public);
    assert_eq!(ask(&off, to_there(None), AUTHOR), Err(Refusal::SwitchedOff { switch }));
    assert_eq!(ask(&hidden, to_there(None), AUTHOR), Err(Refusal::NotFound));
    let seen = with_only(GroupPrivacy::Open, &[ADMIN]);
    assert_eq!(ask(&seen, to_there(None), AUTHOR), Err(Refusal::MembersOnly));
    assert_eq!(ask(&open, to_there(None), MEMBER), Err(Refusal::AuthorOrAdminOnly));
    assert_eq!(ask(&here, to_there(public), AUTHOR), Err(Refusal::PrivateOnly));
    let archived = Scene::new(GroupPrivacy::Open).archived(NOW);
    assert_eq!(ask(&archived, to_there(None), AUTHOR), Err(Refusal::GroupArchived));
    let own = Command::Move { group: GROUP, privacy: None };
    assert_eq!(ask(&open, own, MEMBER), Ok(vec![]));
}

#[test]
fn invitations_of_the_group_before_are_over() {
    let (here, there) = (Scene::new(GroupPrivacy::Secret), Scene::new(GroupPrivacy::Secret));
    let lapsed = InvitationId::from_u128(8);
    let sent = Event::GuestInvited { invitation: lapsed, by: AUTHOR, expires_at: NOW };
    let given = beside(&here, &there, &[link(), sent]);
    let ended = |invitation, cause| Event::GuestInvitationEnded { invitation, cause };
    let over = [
        ended(LINK, InvitationEnd::Revoked),
        ended(lapsed, InvitationEnd::Expired),
        moved(Privacy::Private),
    ];
    let after = given.when(to_there(None)).then_once(&over);
    let accept = Command::AcceptGuestInvitation { invitation: LINK };
    after.by(STRANGER).when(accept).then_refused(Refusal::NotFound);
}

#[test]
fn it_waits_for_the_close_of_what_is_over_and_for_nothing_else() {
    let (here, there) = (Scene::new(GroupPrivacy::Secret), Scene::new(GroupPrivacy::Secret));
    let admitted = Event::ProposalAdmitted { proposal: PROPOSAL, by: AUTHOR, lapses_at: hours(1) };
    let open: Proposal = folded(&[proposals::raised(), proposals::opened(1)]);
    let closes_at = open.closes_at().unwrap();
    let all = [(PROPOSAL, &open)];
    let widen = |now| {
        let (reach, writers) =
            (Reach { group: Some(THERE), privacy: Privacy::Private }, vec![MEMBER]);
        let told =
            Event::WideningAnnounced { reach, writers, effective_at: NOW, by: AUTHOR, at: NOW };
        let given = beside(&here, &there, &[admitted.clone(), told]).at(now);
        let actor = crate::decider::Actor::System;
        let given = given.with(|facts| Facts { actor, proposals: &all, ..facts });
        given.when(Command::Widen { since_version: 3 }).answer
    };
    assert_eq!(widen(closes_at), Ok(vec![]), "the close is owed, and this is asked again");
    let at = hours(2);
    let ended = Event::WideningEnded { cause: WideningEnd::Overtaken, at };
    assert_eq!(widen(at), Ok(vec![ended]));
}

#[test]
fn a_move_to_where_it_is_changes_its_privacy_alone() {
    let here = Scene::new(GroupPrivacy::Closed);
    let reach = Reach { group: Some(GROUP), privacy: Privacy::Public };
    let (writers, effective_at) = (vec![MEMBER], hours(72));
    let told = Event::WideningAnnounced { reach, writers, effective_at, by: AUTHOR, at: NOW };
    let stay = |privacy| Command::Move { group: GROUP, privacy };
    let given = || discussion(&here, std::slice::from_ref(&told)).by(AUTHOR);
    given().when(stay(None)).then_nothing();
    given().when(stay(Some(Privacy::Public))).then_nothing();
    let cause = WideningEnd::Cancelled(AUTHOR);
    let ended = Event::WideningEnded { cause, at: NOW };
    given().when(stay(Some(Privacy::Private))).then(&[ended]);
}
