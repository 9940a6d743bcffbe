//! Tags, and what they may be put on.

use super::*;
use crate::scenario::names_in;

const TAG: TagId = TagId::from_u128(5);
const OTHER: TagId = TagId::from_u128(6);

fn named(name: &str) -> Text {
    text("tag", name)
}

fn defined(tag: TagId) -> Event {
    Event::TagDefined { tag, name: named("Oven") }
}

const DELETED: Event = Event::TagDeleted { tag: TAG };

fn switched_off() -> Event {
    let switches = Switches { tag_and_pin: false, ..Switches::default() };
    configured(JoinPolicy::AtOnce, switches)
}

#[test]
fn members_define_tags_as_long_as_the_switch_is_on() {
    let define = Command::DefineTag { tag: TAG, name: named("Oven") };
    group(Privacy::Open, &[]).by(MEMBER).when(define.clone()).then(&[defined(TAG)]);
    let off = || group(Privacy::Open, &[switched_off()]);
    let refusal = Refusal::SwitchedOff { switch: "tagAndPin" };
    off().by(MEMBER).when(define.clone()).then_refused(refusal);
    off().by(ADMIN).when(define.clone()).then(&[defined(TAG)]);
    group(Privacy::Open, &[]).by(STRANGER).when(define).then_refused(Refusal::MembersOnly);
}

#[test]
fn admins_rename_tags_and_delete_them() {
    let tagged = |events: &[Event]| group(Privacy::Open, &[&[defined(TAG)], events].concat());
    let rename = Command::RenameTag { tag: TAG, name: named("Kiln") };
    let renamed = Event::TagRenamed { tag: TAG, name: named("Kiln") };
    let delete = Command::DeleteTag { tag: TAG };
    tagged(&[]).by(MEMBER).when(rename.clone()).then_refused(Refusal::AdminsOnly);
    tagged(&[]).by(MEMBER).when(delete.clone()).then_refused(Refusal::AdminsOnly);
    let after = tagged(&[]).by(ADMIN).when(rename.clone()).then(&[renamed]);
    assert_eq!(after.state.tag(TAG).map(|tag| tag.name), Some(named("Kiln")));
    tagged(&[]).by(ADMIN).when(delete.clone()).then(&[DELETED]);
    tagged(&[DELETED]).by(ADMIN).when(rename).then_refused(Refusal::TagNotFound);
    group(Privacy::Open, &[]).by(ADMIN).when(delete).then_refused(Refusal::TagNotFound);
}

#[test]
fn a_group_has_a_hundred_tags_at_most_and_deleted_ones_make_room() {
    let hundred: Vec<Event> = (100..200).map(TagId::from_u128).map(defined).collect();
    let define = || Command::DefineTag { tag: TAG, name: named("Oven") };
    let full = group(Privacy::Open, &hundred).by(MEMBER);
    full.when(define()).then_refused(Refusal::TooManyTags { tags: 101, at_most: 100 });
    let gone = Event::TagDeleted { tag: TagId::from_u128(100) };
    let room = group(Privacy::Open, &[hundred, vec![gone]].concat()).by(MEMBER);
    room.when(define()).then(&[defined(TAG)]);
}

#[test]
fn something_has_the_group_s_tags_each_once_and_in_order() {
    let group = group(Privacy::Open, &[defined(OTHER), defined(TAG)]).state;
    assert_eq!(group.settle_tags(&[OTHER, TAG, OTHER], &[]), Ok(vec![TAG, OTHER]));
    assert_eq!(group.settle_tags(&[], &[TAG]), Ok(vec![]));
}

#[test]
fn a_deleted_tag_stays_where_it_is_and_is_put_on_nothing_more() {
    let group = group(Privacy::Open, &[defined(TAG), DELETED]).state;
    assert_eq!(group.settle_tags(&[TAG], &[TAG]), Ok(vec![TAG]));
    assert_eq!(group.settle_tags(&[TAG], &[]), Err(TagRefusal::NotFound { tag: TAG }));
}

#[test]
fn every_refusal_of_tags_has_a_case() {
    let many: Vec<TagId> = (100..121).map(TagId::from_u128).collect();
    let events: Vec<Event> = many.iter().copied().map(defined).collect();
    let group = group(Privacy::Open, &events).state;
    assert_eq!(group.settle_tags(&many[..20], &[]), Ok(many[..20].to_vec()));
    let refusals = [
        (&many[..], TagRefusal::TooMany { tags: 21, at_most: 20 }),
        (&[TAG], TagRefusal::NotFound { tag: TAG }),
    ];
    for (asked, refusal) in refusals {
        assert_eq!(group.settle_tags(asked, &[]), Err(refusal));
        assert_eq!(refusal.path(), Some("tags"));
    }
    let codes = refusals.iter().map(|(_, refusal)| refusal.code()).collect();
    assert_eq!(names_in(include_str!("../tags.rs")), codes);
}
