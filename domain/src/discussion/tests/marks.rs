//! Tags and pins.

use super::*;
use crate::group;
use crate::group::TagRefusal;
use crate::id::TagId;

const TAG: TagId = TagId::from_u128(6);
const OTHER: TagId = TagId::from_u128(7);

/// A group with two tags.
fn tagged_scene() -> Scene {
    let defined = |tag| group::Event::TagDefined { tag, name: text("tag", "Oven") };
    Scene::new(GroupPrivacy::Closed).in_group(&[defined(TAG), defined(OTHER)])
}

fn tag(tags: &[TagId]) -> Command {
    Command::Tag { tags: tags.to_vec() }
}

fn tagged(tags: &[TagId]) -> Event {
    Event::DiscussionTagged { tags: tags.to_vec(), by: MEMBER, at: NOW }
}

#[test]
fn members_set_all_tags_at_once() {
    let scene = tagged_scene();
    let given = discussion(&scene, &[]).by(MEMBER);
    let given = given.when(tag(&[OTHER, TAG])).then(&[tagged(&[TAG, OTHER])]);
    given.clone().when(tag(&[TAG, OTHER, TAG])).then_nothing();
    given.when(tag(&[])).then(&[tagged(&[])]);
}

#[test]
fn a_tag_of_another_group_is_none() {
    let scene = tagged_scene();
    let other = TagId::from_u128(8);
    let refusal = TagRefusal::NotFound { tag: other };
    discussion(&scene, &[]).by(MEMBER).when(tag(&[other])).then_refused(refusal.into());
}

#[test]
fn members_pin_and_unpin() {
    let scene = tagged_scene();
    let pinned = Event::DiscussionPinned { by: MEMBER, at: NOW };
    let unpinned = Event::DiscussionUnpinned { by: MEMBER, at: NOW };
    let given = discussion(&scene, &[]).by(MEMBER);
    given.clone().when(Command::Unpin).then_nothing();
    let given = given.when(Command::Pin).then(&[pinned]);
    given.when(Command::Unpin).then(&[unpinned]);
}

#[test]
fn where_the_switch_is_off_admins_tag_and_pin() {
    let scene = tagged_scene().with_all_switched_off();
    for command in [tag(&[TAG]), Command::Pin, Command::Unpin] {
        let given = discussion(&scene, &[]);
        let refusal = Refusal::SwitchedOff { switch: "tagAndPin" };
        given.clone().by(AUTHOR).when(command.clone()).then_refused(refusal);
        assert!(given.by(ADMIN).when(command.clone()).answer.is_ok(), "{command:?}");
    }
}

#[test]
fn a_closed_discussion_is_tagged_and_pinned_and_a_discarded_one_is_not() {
    let scene = tagged_scene();
    for command in [tag(&[TAG]), Command::Pin] {
        let closed = discussion(&scene, &[closed(AUTHOR)]).by(MEMBER);
        assert_eq!(closed.when(command.clone()).answer.map(|events| events.len()), Ok(1));
        let gone = discussion(&scene, &[discarded(AUTHOR)]).by(MEMBER);
        gone.when(command).then_refused(Refusal::Discarded);
    }
}
