//! The discussion itself.

use super::*;
use crate::decider::Actor;

fn starts_as(privacy: Privacy) -> [Event; 1] {
    [started(privacy)]
}

#[test]
fn a_discussion_is_public_by_default_only_in_an_open_group() {
    for privacy in [
        GroupPrivacy::Open,
        GroupPrivacy::Closed,
        GroupPrivacy::ParentVisible,
        GroupPrivacy::Secret,
    ] {
        let scene = Scene::new(privacy);
        let expected = match privacy {
            GroupPrivacy::Open => Privacy::Public,
            _ => Privacy::Private,
        };
        let given = nothing(&scene).by(AUTHOR);
        given.when(start(None)).then(&starts_as(expected));
    }
}

#[test]
fn an_open_group_holds_private_discussions_and_a_closed_one_public_ones() {
    let open = Scene::new(GroupPrivacy::Open);
    let private = start(Some(Privacy::Private));
    nothing(&open).by(AUTHOR).when(private).then(&starts_as(Privacy::Private));
    let closed = Scene::new(GroupPrivacy::Closed);
    let public = start(Some(Privacy::Public));
    nothing(&closed).by(AUTHOR).when(public).then(&starts_as(Privacy::Public));
}

#[test]
fn a_subgroup_is_as_private_as_its_parent_lets_it_be() {
    let parent = Scene::new(GroupPrivacy::Closed).group;
    let scene = Scene { parent: Some(parent), ..Scene::new(GroupPrivacy::Open) };
    nothing(&scene).by(AUTHOR).when(start(None)).then(&starts_as(Privacy::Private));
}

#[test]
fn admins_start_discussions_whatever_the_switches_say() {
    let scene = Scene::new(GroupPrivacy::Closed).with_all_switched_off();
    let answer = nothing(&scene).by(ADMIN).when(start(None)).answer;
    assert_eq!(answer.map(|events| events.len()), Ok(1));
}

#[test]
fn an_imported_discussion_keeps_its_original_time() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let answer = nothing(&scene)
        .with(|facts| Facts { origin: Origin::Import(hours(-9000)), ..facts })
        .by(AUTHOR)
        .when(start(None))
        .answer;
    assert!(
        matches!(answer.as_deref(), Ok([Event::DiscussionStarted { at, .. }]) if *at == hours(-9000))
    );
}

#[test]
fn an_edit_writes_what_changes_and_counts_revisions() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let body = Some(text("body", "Which?"));
    let title = Some(text("title", "Bread"));
    let both = Command::Edit { title, body, expected_revision: 1 };
    let event = Event::DiscussionEdited { title: None, body, by: AUTHOR, at: NOW };
    let after = discussion(&scene, &[]).by(AUTHOR).when(both).then(&[event]);
    assert_eq!(after.state.revision(), 2);
}

#[test]
fn members_edit_others_discussions_where_that_is_switched_on() {
    let switches = Switches { edit_discussions: true, ..Switches::default() };
    let scene = Scene::new(GroupPrivacy::Closed).configured(JoinPolicy::ByApproval, switches);
    let title = Some(text("title", "Rolls"));
    let event = Event::DiscussionEdited { title, body: None, by: MEMBER, at: NOW };
    discussion(&scene, &[]).by(MEMBER).when(edit("Rolls", 1)).then(&[event]);
}

#[test]
fn a_discussion_becomes_private_at_once() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let changed = |privacy, by| Event::DiscussionPrivacyChanged { privacy, by, at: NOW };
    let public = [changed(Privacy::Public, AUTHOR), commented(MEMBER)];
    let command = Command::ChangePrivacy { privacy: Privacy::Private };
    let after = changed(Privacy::Private, ADMIN);
    discussion(&scene, &public).by(ADMIN).when(command).then(&[after]);
}

#[test]
fn a_discussion_is_closed_and_reopened_by_its_author_and_by_admins() {
    let scene = Scene::new(GroupPrivacy::Closed);
    for by in [AUTHOR, ADMIN] {
        let given = discussion(&scene, &[]).by(by).when(Command::Close).then(&[closed(by)]);
        assert!(given.state.is_closed());
        let reopened = Event::DiscussionReopened { by, at: NOW };
        let given = given.when(Command::Reopen).then(&[reopened]);
        assert!(!given.state.is_closed());
    }
}

#[test]
fn what_is_closed_can_be_discarded_and_then_stays_so() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let given = discussion(&scene, &[closed(AUTHOR)]).by(AUTHOR);
    let given = given.when(Command::Discard).then(&[discarded(AUTHOR)]);
    assert_eq!(given.state.discarded_at(), Some(NOW));
    assert!(given.state.exists(), "the history remains");
    given.when(Command::Reopen).then_refused(Refusal::Discarded);
}

#[test]
fn everybody_reacts_once_with_each_emoji() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let (emoji, person) = (emoji(), MEMBER);
    for target in [ReactionTarget::Discussion, ReactionTarget::Comment(COMMENT)] {
        let given = discussion(&scene, &[commented(AUTHOR), closed(AUTHOR)]).by(person);
        let added = Event::ReactionAdded { target, person, emoji };
        let given = given.when(Command::React { target, emoji }).then(&[added]);
        let removed = Event::ReactionRemoved { target, person, emoji };
        given.when(Command::Unreact { target, emoji }).then(&[removed]);
    }
}

#[test]
fn a_reaction_to_a_discarded_comment_can_be_taken_back() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let (emoji, person) = (emoji(), MEMBER);
    let target = ReactionTarget::Comment(COMMENT);
    let added = Event::ReactionAdded { target, person, emoji };
    let removed = Event::ReactionRemoved { target, person, emoji };
    let before = [commented(AUTHOR), added, comment_discarded(AUTHOR)];
    let given = discussion(&scene, &before).by(person);
    given.when(Command::Unreact { target, emoji }).then(&[removed]);
}

#[test]
fn what_the_group_no_longer_lets_everyone_see_becomes_private() {
    use GroupPrivacy::{Closed, Open, ParentVisible, Secret};
    let public =
        [Event::DiscussionPrivacyChanged { privacy: Privacy::Public, by: AUTHOR, at: NOW }];
    let table = [
        // the group, its parent, whether a public discussion becomes private
        (Open, None, false),
        (Closed, None, false),
        (Secret, None, true),
        (Open, Some(Open), false),
        (Open, Some(Closed), false),
        (Closed, Some(Closed), false),
        (ParentVisible, Some(Open), true),
        (Secret, Some(Open), true),
        (Open, Some(Secret), true),
        (Closed, Some(Secret), true),
    ];
    for (group, parent, narrowed) in table {
        let parent = parent.map(|privacy| Scene::new(privacy).group);
        let scene = Scene { parent, ..Scene::new(group) };
        discussion(&scene, &[]).when(Command::NarrowWithGroup).then_nothing();
        let when = discussion(&scene, &public).when(Command::NarrowWithGroup);
        if narrowed {
            let after = when.then(&[Event::DiscussionNarrowed { at: NOW }]);
            assert_eq!(after.state.privacy(), Privacy::Private);
        } else {
            when.then_nothing();
        }
    }
}

#[test]
fn what_is_discarded_or_archived_becomes_private_all_the_same() {
    let public = Event::DiscussionPrivacyChanged { privacy: Privacy::Public, by: AUTHOR, at: NOW };
    let scene = Scene::new(GroupPrivacy::Secret).archived(NOW);
    let given = discussion(&scene, &[public, discarded(AUTHOR)]);
    given.when(Command::NarrowWithGroup).then(&[Event::DiscussionNarrowed { at: NOW }]);
}

/// The group became this at this hour.
fn turned(privacy: GroupPrivacy, hour: i64) -> group::Event {
    group::Event::GroupPrivacyChanged {
        privacy,
        join: privacy.join_policies()[0],
        parent_members_read: false,
        released: vec![],
        cause: group::PrivacyCause::Admin,
        at: hours(hour),
    }
}

#[test]
fn what_was_public_before_a_narrowing_stays_private_when_that_is_taken_back() {
    use GroupPrivacy::{Closed, Open, Secret};
    let table = [
        // what the group became one after another, whether a public discussion becomes private
        (vec![Secret, Open], true),
        (vec![Secret, Closed], true),
        (vec![Closed, Open], false),
        (vec![Closed, Secret, Open], true),
    ];
    let public = Event::DiscussionPrivacyChanged { privacy: Privacy::Public, by: AUTHOR, at: NOW };
    for (became, narrowed) in table {
        let events: Vec<_> =
            (1..).zip(&became).map(|(hour, privacy)| turned(*privacy, hour)).collect();
        let own = Scene::new(Open).in_group(&events);
        let above = Scene { parent: Some(own.group.clone()), ..Scene::new(Open) };
        for scene in [own, above] {
            let given = discussion(&scene, &[public.clone(), commented(MEMBER)]).at(hours(9));
            let says = add_comment(REPLY, None, "Me too");
            let stranger = given.clone().by(STRANGER).when(says).answer;
            let hidden = if narrowed { Refusal::NotFound } else { Refusal::MembersOnly };
            assert_eq!(stranger, Err(hidden), "{became:?}");
            let when = given.when(Command::NarrowWithGroup);
            if narrowed {
                when.then(&[Event::DiscussionNarrowed { at: hours(9) }]);
            } else {
                when.then_nothing();
            }
        }
    }
}

#[test]
fn what_a_narrowing_hid_is_announced_like_any_other_before_it_is_public_again() {
    let scene = Scene::new(GroupPrivacy::Open);
    let scene = scene.in_group(&[turned(GroupPrivacy::Secret, 1), turned(GroupPrivacy::Open, 2)]);
    let public = Event::DiscussionPrivacyChanged { privacy: Privacy::Public, by: AUTHOR, at: NOW };
    let given = discussion(&scene, &[public.clone(), commented(MEMBER)]).by(AUTHOR).at(hours(3));
    let change = |privacy| Command::ChangePrivacy { privacy };
    given.clone().when(change(Privacy::Private)).then_nothing();
    let announced = given.when(change(Privacy::Public)).then_some();
    assert!(matches!(&announced[..], [Event::WideningAnnounced { .. }]));
    // Nobody else wrote there: it is public at once, and stays so.
    let alone = discussion(&scene, &[public]).by(AUTHOR).at(hours(3));
    let (privacy, by, at) = (Privacy::Public, AUTHOR, hours(3));
    let again = Event::DiscussionPrivacyChanged { privacy, by, at };
    let alone = alone.when(change(privacy)).then(&[again]);
    let system = alone.with(|facts| Facts { actor: Actor::System, ..facts });
    system.when(Command::NarrowWithGroup).then_nothing();
}
