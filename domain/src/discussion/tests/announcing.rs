//! Telling people of a discussion.

use super::*;
use crate::announcement::{Addressees, Told};
use crate::decider::Decider as _;
use crate::group::{Event as GroupEvent, Role};

const NEWCOMER: PersonId = PersonId::from_u128(14);

fn announce(people: &[PersonId]) -> Command {
    Command::Announce { to: Addressees::People(people.to_vec()) }
}

const EVERYBODY: Command = Command::Announce { to: Addressees::Everybody };

fn told(people: &[PersonId]) -> Event {
    announced(Told::People(people.to_vec()))
}

fn announced(to: Told) -> Event {
    Event::DiscussionAnnounced { to, by: MEMBER, at: NOW }
}

fn members(scene: &Scene) -> Event {
    announced(Told::Members { group_version: scene.group.version(), parent_version: None })
}

#[test]
fn people_are_told_once_each_and_nobody_tells_themselves() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let given = discussion(&scene, &[]).by(MEMBER);
    let given = given.when(announce(&[AUTHOR, MEMBER, AUTHOR])).then(&[told(&[AUTHOR])]);
    let given = given.when(announce(&[AUTHOR, ADMIN])).then(&[told(&[ADMIN])]);
    given.clone().by(ADMIN).when(announce(&[AUTHOR])).then_nothing();
    given.when(EVERYBODY).then_nothing();
}

#[test]
fn everybody_is_told_at_once_and_then_only_who_came_since() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let given = discussion(&scene, &[]).by(MEMBER).when(announce(&[ADMIN])).then(&[told(&[ADMIN])]);
    let state = given.when(EVERYBODY).then(&[members(&scene)]).state;
    let later = scene.clone().joined(NEWCOMER, Role::Member, NOW).left(AUTHOR, NOW);
    let later = later.joined(AUTHOR, Role::Member, NOW);
    let facts =
        later.around(Facts { actor: crate::decider::Actor::Person(MEMBER), ..given_facts() });
    let events = state.decide(&EVERYBODY, &facts).expect("it is allowed");
    let again = [members(&later)];
    assert_eq!(events, again, "who came, and who came back, is told as a member");
    let (mut state, facts) = (state, facts);
    again.iter().for_each(|event| state.evolve(event));
    assert_eq!(state.decide(&EVERYBODY, &facts), Ok(vec![]));
    for person in [AUTHOR, NEWCOMER, ADMIN] {
        assert_eq!(state.decide(&announce(&[person]), &facts), Ok(vec![]), "{person} knows");
    }
}

#[test]
fn many_guests_are_told_in_events_that_stay_small() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let guests: Vec<PersonId> = (1_000..3_500).map(person).collect();
    let places: Vec<Event> = guests.iter().map(|guest| let_in(*guest, NOW)).collect();
    let given = discussion(&scene, &places).by(MEMBER);
    let by_name = guests.chunks(1_000).map(told);
    let events: Vec<Event> = std::iter::once(members(&scene)).chain(by_name).collect();
    assert_eq!(events.len(), 4);
    given.when(EVERYBODY).then(&events);
}

#[test]
fn who_was_out_with_the_parent_is_not_of_everybody_before_an_event_says_so() {
    let mut scene = Scene::new(GroupPrivacy::Open);
    let mut parent = Scene::new(GroupPrivacy::Open);
    for person in [AUTHOR, ADMIN] {
        parent = parent.left(person, NOW).joined(person, Role::Member, NOW);
    }
    scene.parent = Some(parent.group);
    let public = Event::DiscussionPrivacyChanged { privacy: Privacy::Public, by: AUTHOR, at: NOW };
    discussion(&scene, &[public]).by(MEMBER).when(EVERYBODY).then_nothing();
}

fn given_facts() -> Facts<'static> {
    Facts::new(NOW, crate::decider::Actor::System)
}

#[test]
fn who_has_no_place_there_is_passed_over_and_the_answer_is_the_same() {
    let private = Scene::new(GroupPrivacy::Closed);
    discussion(&private, &[]).by(MEMBER).when(announce(&[STRANGER])).then_nothing();
    discussion(&private, &[])
        .by(MEMBER)
        .when(announce(&[STRANGER, ADMIN, person(99)]))
        .then(&[told(&[ADMIN])]);
    // Also where everyone reads: nobody is reached through a group that they never joined.
    let open = Scene::new(GroupPrivacy::Open);
    let public = Event::DiscussionPrivacyChanged { privacy: Privacy::Public, by: AUTHOR, at: NOW };
    discussion(&open, &[public]).by(MEMBER).when(announce(&[STRANGER])).then_nothing();
}

#[test]
fn the_parents_members_are_told_where_they_read() {
    let mut scene = Scene::new(GroupPrivacy::ParentVisible);
    let parent = Scene::new(GroupPrivacy::Open).joined(STRANGER, Role::Member, NOW).group;
    scene.parent = Some(parent.clone());
    let given = discussion(&scene, &[]).by(MEMBER);
    given.clone().when(announce(&[STRANGER])).then_nothing();
    given.when(EVERYBODY).then(&[members(&scene)]);
    let mut reading = scene.clone();
    let (join, switches) = (scene.group.join(), scene.group.switches());
    reading.group.evolve(&GroupEvent::GroupConfigured {
        join,
        parent_members_read: true,
        switches,
    });
    let given = discussion(&reading, &[]).by(MEMBER);
    given.clone().when(announce(&[STRANGER])).then(&[told(&[STRANGER])]);
    let both = Told::Members {
        group_version: reading.group.version(),
        parent_version: Some(parent.version()),
    };
    let state = given.when(EVERYBODY).then(&[announced(both)]).state;
    let facts =
        reading.around(Facts { actor: crate::decider::Actor::Person(MEMBER), ..given_facts() });
    assert_eq!(state.decide(&announce(&[STRANGER]), &facts), Ok(vec![]));
    // Who was told stays told, also when the next announcement is for the group's members only.
    let alone = scene.clone().joined(NEWCOMER, Role::Member, NOW);
    let mut state = state;
    state.evolve(&members(&alone));
    assert_eq!(state.decide(&announce(&[STRANGER]), &facts), Ok(vec![]));
}

#[test]
fn admins_announce_also_where_members_do_not() {
    let off = Scene::new(GroupPrivacy::Closed).with_all_switched_off();
    let refusal = Refusal::SwitchedOff { switch: "announce" };
    discussion(&off, &[]).by(MEMBER).when(EVERYBODY).then_refused(refusal);
    let everybody = Told::Members { group_version: off.group.version(), parent_version: None };
    let event = Event::DiscussionAnnounced { to: everybody, by: ADMIN, at: NOW };
    discussion(&off, &[closed(ADMIN)]).by(ADMIN).when(EVERYBODY).then(&[event]);
}

#[test]
fn guests_are_told_by_name_and_members_as_members() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let given = discussion(&scene, &[let_in(GUEST, NOW)]).by(MEMBER);
    let given = given.when(EVERYBODY).then(&[members(&scene), told(&[GUEST])]);
    given.clone().when(announce(&[GUEST, AUTHOR])).then_nothing();
    // Guests who are members too are told as members.
    let both = scene.clone().joined(GUEST, Role::Member, NOW);
    let given = discussion(&both, &[let_in(GUEST, NOW)]).by(MEMBER);
    given.when(EVERYBODY).then(&[members(&both)]);
}
