//! Guests, and the end of their places.

use super::*;
use crate::group::{Group, InvitationEnd, Role};

/// The private discussion with a guest since now.
fn with_guest(scene: &Scene) -> Given<'_, Discussion> {
    discussion(scene, &[let_in(GUEST, NOW)])
}

fn add(people: &[PersonId]) -> Command {
    Command::AddGuests { people: people.to_vec() }
}

const ACCEPT: Command = Command::AcceptGuestInvitation { invitation: LINK };
const END: Command = Command::EndGuestPlace { person: GUEST };

const fn ended(cause: GuestEnd, at: jiff::Timestamp) -> Event {
    Event::GuestPlaceEnded { person: GUEST, cause, at }
}

#[test]
fn members_let_guests_in_once_and_leave_participants_as_they_are() {
    let scene = Scene::new(GroupPrivacy::Secret);
    let event = Event::GuestLetIn { person: GUEST, cause: GuestStart::Added(MEMBER), at: NOW };
    let command = add(&[GUEST, ADMIN, GUEST]);
    discussion(&scene, &[]).by(MEMBER).when(command).then(&[event]);
    with_guest(&scene).by(MEMBER).when(add(&[GUEST])).then_nothing();
}

#[test]
fn admins_let_guests_in_whatever_the_switches_say() {
    let scene = Scene::new(GroupPrivacy::Closed).with_all_switched_off();
    let event = Event::GuestLetIn { person: GUEST, cause: GuestStart::Added(ADMIN), at: NOW };
    discussion(&scene, &[]).by(ADMIN).when(add(&[GUEST])).then(&[event]);
}

#[test]
fn guests_comment_and_react_and_change_their_own_comments() {
    let scene = Scene::new(GroupPrivacy::Secret);
    let comment = add_comment(COMMENT, None, "Rye");
    let commented = with_guest(&scene).by(GUEST).when(comment).then(&[commented(GUEST)]);
    let (body, mentions) = (text("comment", "Oats"), vec![]);
    let edited = Event::CommentEdited { comment: COMMENT, body, mentions, by: GUEST, at: NOW };
    let edited = commented.when(edit_comment("Oats", 1)).then(&[edited]);
    let target = ReactionTarget::Comment(COMMENT);
    let reacted = Event::ReactionAdded { target, person: GUEST, emoji: emoji() };
    let reacted = edited.when(Command::React { target, emoji: emoji() }).then(&[reacted]);
    let discard = Command::DiscardComment { comment: COMMENT };
    reacted.when(discard).then(&[comment_discarded(GUEST)]);
}

#[test]
fn the_group_lets_guests_do_with_their_comments_what_it_lets_members_do() {
    let scene = Scene::new(GroupPrivacy::Closed).with_all_switched_off();
    let given = discussion(&scene, &[let_in(GUEST, NOW), commented(GUEST)]).by(GUEST);
    let refusal = Refusal::SwitchedOff { switch: "editComments" };
    given.when(edit_comment("Oats", 1)).then_refused(refusal);
}

#[test]
fn guests_can_be_named_in_comments_and_strangers_cannot() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let body = text("comment", "Rye");
    let asked = vec![STRANGER, GUEST, ADMIN];
    let comment = Command::AddComment { comment: COMMENT, parent: None, body, mentions: asked };
    let events = with_guest(&scene).by(MEMBER).when(comment).then_some();
    let [Event::CommentAdded { mentions, .. }] = &events[..] else { panic!("{events:?}") };
    assert_eq!(*mentions, [GUEST, ADMIN]);
}

#[test]
fn a_link_works_once_for_the_first_who_takes_it() {
    let scene = Scene::new(GroupPrivacy::Secret);
    let invite = Command::InviteGuests { invitations: vec![LINK, LINK] };
    let made = discussion(&scene, &[]).by(AUTHOR).when(invite).then(&[link()]);
    let let_in = Event::GuestLetIn { person: GUEST, cause: GuestStart::Invited, at: NOW };
    let taken = made.by(GUEST).when(ACCEPT).then(&[LINK_TAKEN, let_in]);
    taken.clone().by(STRANGER).when(ACCEPT).then_refused(Refusal::NotFound);
    taken.when(END).then_once(&[ended(GuestEnd::Left, NOW)]);
}

#[test]
fn a_link_lapses_after_thirty_days() {
    let scene = Scene::new(GroupPrivacy::Secret);
    let given = || discussion(&scene, &[link()]);
    let (due, before) = (hours(30 * 24), hours(30 * 24 - 1));
    given().by(GUEST).at(due).when(ACCEPT).then_refused(Refusal::NotFound);
    let expire = Command::ExpireGuestInvitation { invitation: LINK };
    given().at(before).when(expire.clone()).then_nothing();
    let cause = InvitationEnd::Expired;
    given().at(due).when(expire).then(&[Event::GuestInvitationEnded { invitation: LINK, cause }]);
}

#[test]
fn a_member_who_takes_a_link_uses_it_up() {
    let scene = Scene::new(GroupPrivacy::Closed);
    discussion(&scene, &[link()]).by(MEMBER).when(ACCEPT).then(&[LINK_TAKEN]);
}

#[test]
fn a_link_is_taken_back_by_who_made_it_the_author_or_an_admin() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let revoke = Command::RevokeGuestInvitation { invitation: LINK };
    let revoked = Event::GuestInvitationEnded { invitation: LINK, cause: InvitationEnd::Revoked };
    for by in [AUTHOR, ADMIN] {
        let given = discussion(&scene, &[link()]).by(by);
        given.when(revoke.clone()).then(std::slice::from_ref(&revoked));
    }
    let gone = discussion(&scene, &[link(), revoked]).by(GUEST);
    gone.when(ACCEPT).then_refused(Refusal::NotFound);
}

#[test]
fn whoever_holds_an_invitation_may_turn_it_down() {
    let scene = Scene::new(GroupPrivacy::Secret);
    let decline = Command::DeclineGuestInvitation { invitation: LINK };
    let declined = Event::GuestInvitationEnded { invitation: LINK, cause: InvitationEnd::Declined };
    discussion(&scene, &[link()]).by(GUEST).when(decline).then(&[declined]);
}

#[test]
fn the_author_and_admins_end_places() {
    let scene = Scene::new(GroupPrivacy::Closed);
    for by in [AUTHOR, ADMIN] {
        with_guest(&scene).by(by).when(END).then(&[ended(GuestEnd::Removed(by), NOW)]);
    }
    discussion(&scene, &[]).by(AUTHOR).when(END).then_nothing();
}

#[test]
fn a_place_that_ended_shows_nothing_and_can_be_given_again() {
    let scene = Scene::new(GroupPrivacy::Secret);
    let given = discussion(&scene, &[let_in(GUEST, NOW), ended(GuestEnd::Left, NOW)]);
    let comment = add_comment(COMMENT, None, "Rye");
    given.clone().by(GUEST).when(comment).then_refused(Refusal::NotFound);
    let again = Event::GuestLetIn { person: GUEST, cause: GuestStart::Added(AUTHOR), at: NOW };
    given.by(AUTHOR).when(add(&[GUEST])).then(&[again]);
}

/// The scene once the guest became a member and left again.
fn joined_and_left(scene: Scene, until: jiff::Timestamp) -> Scene {
    scene.joined(GUEST, crate::group::Role::Member, NOW).left(GUEST, until)
}

#[test]
fn a_place_that_was_lost_does_not_come_back_with_a_membership() {
    let scene = joined_and_left(Scene::new(GroupPrivacy::Closed), hours(1));
    let scene = scene.joined(GUEST, Role::Member, hours(2));
    let end = Command::EndLapsedPlace { person: GUEST, since_version: 2 };
    let event = ended(GuestEnd::LeftGroup, hours(1));
    with_guest(&scene).at(hours(3)).when(end).then(&[event]);
    with_guest(&scene).at(hours(3)).by(GUEST).when(END).then_nothing();
}

#[test]
fn who_leaves_the_group_or_its_parent_loses_the_place_at_that_moment() {
    let end = Command::EndLapsedPlace { person: GUEST, since_version: 2 };
    let in_group = joined_and_left(Scene::new(GroupPrivacy::Closed), hours(1));
    let parent: Group = joined_and_left(Scene::new(GroupPrivacy::Closed), hours(1)).group;
    let in_parent = Scene { parent: Some(parent), ..Scene::new(GroupPrivacy::Closed) };
    for scene in [in_group, in_parent] {
        let given = || with_guest(&scene).at(hours(2));
        let comment = add_comment(COMMENT, None, "Rye");
        given().by(GUEST).when(comment).then_refused(Refusal::NotFound);
        given().when(end.clone()).then(&[ended(GuestEnd::LeftGroup, hours(1))]);
        let other = Command::EndLapsedPlace { person: GUEST, since_version: 1 };
        given().when(other).then_nothing();
        let again =
            Event::GuestLetIn { person: GUEST, cause: GuestStart::Added(ADMIN), at: hours(2) };
        let back = given().by(ADMIN).when(add(&[GUEST])).then(&[again]);
        back.with(|facts| Facts { actor: crate::decider::Actor::System, ..facts })
            .when(end.clone())
            .then_nothing();
    }
}

#[test]
fn a_place_given_after_leaving_the_group_stays() {
    let scene = joined_and_left(Scene::new(GroupPrivacy::Closed), hours(-1));
    let end = Command::EndLapsedPlace { person: GUEST, since_version: 2 };
    with_guest(&scene).when(end).then_nothing();
    with_guest(&scene).by(GUEST).when(add_comment(COMMENT, None, "Rye")).then(&[commented(GUEST)]);
}
