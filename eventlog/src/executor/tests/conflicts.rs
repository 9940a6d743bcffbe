//! What was looked at moves between deciding and appending.

use domain::{Actor, Command, DiscussionId, discussion, group};

use super::scene::{BEN, GROUP, Scene, TALK, enrol, react, remove_ben, submission};
use super::scripted::{Step, Tried};
use crate::{EventLog, Version};

const NEW: DiscussionId = DiscussionId::from_u128(40);

#[tokio::test]
async fn a_guard_that_moved_has_the_command_decided_again_on_the_new_state() {
    let scene = Scene::new().await;
    scene.log.next([Step::Meanwhile(scene.elsewhere(remove_ben()))]);
    let start = scene.start(NEW, "start again").await;
    let head = scene.log.head().await.unwrap();
    scene.refused(start).await;
    assert!(scene.events(NEW).await.is_empty(), "a vote cannot slip in behind a membership's end");
    assert_eq!(scene.log.head().await.unwrap().0, head.0 + 1, "only the end was written");
    assert_eq!(scene.log.sizes(), [1], "decided again, nothing was left to append");
}

#[tokio::test]
async fn a_guard_that_moved_to_no_effect_is_named_anew() {
    let scene = Scene::new().await;
    let before = scene.events(GROUP).await.len() as u64;
    scene.log.next([Step::Meanwhile(scene.elsewhere(enrol(50)))]);
    let start = scene.start(NEW, "start again").await;
    assert!(scene.done(start).await.wrote());
    let started = scene.events(NEW).await;
    assert_eq!(started.len(), 1);
    let seen = started[0].guards.iter().find(|guard| guard.stream == GROUP.into()).unwrap();
    assert_eq!(seen.version, Version(before + 1));
    assert!(started[0].guards.iter().any(|guard| guard.stream == BEN.into()));
    assert_eq!(scene.log.sizes(), [1, 1]);
}

#[tokio::test]
async fn after_two_conflicts_in_a_row_the_stream_is_locked() {
    let scene = Scene::new().await;
    let meanwhile = [50, 51].map(|number| Step::Meanwhile(scene.elsewhere(enrol(number))));
    scene.log.next(meanwhile);
    let start = scene.start(NEW, "start again").await;
    assert!(scene.done(start).await.wrote());
    let tried = |locks| Tried { events: 1, locks };
    assert_eq!(scene.log.tried(), [tried(0), tried(0), tried(1)]);
    assert_eq!(scene.events(NEW).await.len(), 1);
    scene.log.next([]);
    scene.done(react("later", "🎉")).await;
    assert_eq!(scene.log.tried(), [tried(0)], "the lock went with its batch");
}

#[tokio::test]
async fn a_refusal_is_answered_only_when_all_it_rests_on_is_current() {
    let scene = Scene::new().await;
    scene.other.execute(remove_ben()).await.unwrap();
    scene.refused(react("one", "🎉")).await;
    // This node goes on having Ben outside; the log knows better.
    let join = Command::Group(GROUP, group::Command::Join);
    let back = submission(Actor::Person(BEN), "back", join);
    assert!(scene.other.execute(back).await.unwrap().wrote());
    assert!(scene.done(react("two", "🎉")).await.wrote());
}

#[tokio::test]
async fn what_is_true_already_is_answered_only_when_it_is_current() {
    let scene = Scene::new().await;
    scene.done(react("one", "👍")).await;
    scene.other.execute(super::scene::unreact("two", "👍")).await.unwrap();
    // Here it is still there; the log knows better.
    assert!(scene.done(react("three", "👍")).await.wrote());
    assert_eq!(scene.said().await.len(), 3);
}

#[tokio::test]
async fn a_refused_command_writes_nothing() {
    let scene = Scene::new().await;
    scene.other.execute(remove_ben()).await.unwrap();
    scene.log.next([]);
    let head = scene.log.head().await.unwrap();
    let refusal = scene.refused(react("one", "👍")).await;
    let expected = discussion::Refusal::MembersOnly;
    assert_eq!(refusal, domain::Refusal::Discussion(expected));
    assert_eq!(scene.log.head().await.unwrap(), head);
    assert_eq!(scene.log.tried(), []);
}

#[tokio::test]
async fn the_target_moves_too() {
    let scene = Scene::new().await;
    let ben = react("elsewhere", "👍");
    scene.log.next([Step::Meanwhile(scene.elsewhere(ben))]);
    scene.done(react("here", "🎉")).await;
    let versions: Vec<u64> = scene.events(TALK).await.iter().map(|it| it.version.0).collect();
    assert_eq!(versions, [1, 2, 3]);
}
