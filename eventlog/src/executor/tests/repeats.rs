//! The same command again: on this node, on another, after its answer was lost, a day later.

use std::time::Duration;

use domain::{Actor, PersonId};

use super::scene::{BEN, Scene, TALK, react, unreact};
use super::scripted::Step;
use crate::executor::{ExecuteError, Receipt};
use crate::{CommandId, EventId};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[tokio::test]
async fn a_repeat_gets_the_first_receipt_and_writes_nothing() {
    let scene = Scene::new().await;
    let first = scene.done(react("key", "👍")).await;
    scene.done(unreact("other", "👍")).await;
    let again = Receipt { position: first.position, events: Vec::new() };
    assert_eq!(scene.done(react("key", "👍")).await, again);
    assert_eq!(scene.other.execute(react("key", "👍")).await.unwrap(), again);
    assert_eq!(scene.said().await.len(), 2);
}

#[tokio::test]
async fn a_key_is_not_taken_for_other_input() {
    let scene = Scene::new().await;
    scene.done(react("key", "👍")).await;
    for node in [&scene.node, &scene.other] {
        let answer = node.execute(react("key", "🎉")).await;
        assert!(matches!(answer, Err(ExecuteError::KeyReused)), "{answer:?}");
    }
    assert_eq!(scene.said().await.len(), 1);
}

#[tokio::test]
async fn a_key_is_remembered_for_a_day() {
    let scene = Scene::new().await;
    let first = scene.done(react("key", "👍")).await;
    scene.clock.advance(DAY - Duration::from_millis(1));
    assert_eq!(scene.done(react("key", "👍")).await.position, first.position);
    let answer = scene.node.execute(unreact("key", "👍")).await;
    assert!(matches!(answer, Err(ExecuteError::KeyReused)), "{answer:?}");
    scene.clock.advance(Duration::from_millis(1));
    assert!(scene.done(unreact("key", "👍")).await.wrote(), "on a node that knew it");
    scene.clock.advance(DAY);
    assert!(scene.other.execute(react("key", "👍")).await.unwrap().wrote(), "on one that reads it");
}

#[tokio::test]
async fn a_key_that_was_used_again_a_day_later_is_remembered_for_another_day() {
    let scene = Scene::new().await;
    scene.done(react("key", "👍")).await;
    scene.clock.advance(DAY);
    let second = scene.other.execute(unreact("key", "👍")).await.unwrap();
    scene.node.state(TALK.into()).await.unwrap();
    scene.clock.advance(DAY - Duration::from_millis(1));
    scene.other.execute(react("later", "🎉")).await.unwrap();
    let again = Receipt { position: second.position, events: Vec::new() };
    assert_eq!(
        scene.done(unreact("key", "👍")).await,
        again,
        "it read the second while it knew the first"
    );
    let answer = scene.node.execute(react("key", "👍")).await;
    assert!(matches!(answer, Err(ExecuteError::KeyReused)), "{answer:?}");
    assert_eq!(scene.said().await.len(), 3);
}

#[tokio::test]
async fn what_was_refused_or_had_no_effect_is_not_remembered() {
    let scene = Scene::new().await;
    assert!(!scene.done(unreact("key", "👍")).await.wrote());
    assert!(scene.done(react("key", "👍")).await.wrote());
}

#[tokio::test]
async fn a_command_whose_answer_was_lost_is_found_by_the_same_node() {
    let scene = Scene::new().await;
    scene.log.next([Step::LoseAnswer]);
    let lost = scene.node.execute(react("key", "👍")).await;
    assert!(matches!(lost, Err(ExecuteError::Unavailable(_))), "{lost:?}");
    let written = scene.said().await;
    let found = Receipt { position: written[0].position, events: Vec::new() };
    assert_eq!(scene.done(react("key", "👍")).await, found);
    assert_eq!(scene.said().await.len(), 1);
}

#[tokio::test]
async fn a_command_whose_answer_was_lost_is_found_by_another_node() {
    let scene = Scene::new().await;
    // The other node has seen the discussion before.
    scene.other.execute(react("before", "🎉")).await.unwrap();
    scene.log.next([Step::LoseAnswer]);
    scene.node.execute(react("key", "👍")).await.unwrap_err();
    let written = scene.said().await;
    let found = Receipt { position: written[1].position, events: Vec::new() };
    assert_eq!(scene.other.execute(react("key", "👍")).await.unwrap(), found);
    assert_eq!(scene.said().await.len(), 2);
}

#[tokio::test]
async fn a_command_that_never_arrived_is_carried_out_when_it_is_sent_again() {
    let scene = Scene::new().await;
    scene.log.next([Step::Unreachable]);
    scene.node.execute(react("key", "👍")).await.unwrap_err();
    assert!(scene.done(react("key", "👍")).await.wrote());
    assert_eq!(scene.said().await.len(), 1);
}

#[tokio::test]
async fn a_command_twice_in_one_batch_is_carried_out_once() {
    let scene = Scene::new().await;
    let (begins, go) = scene.log.hold();
    let first = scene.node.submit(react("first", "🎉")).unwrap();
    begins.await.unwrap();
    let twice = [react("key", "👍"), react("key", "👍"), react("key", "😀")];
    let [one, two, three] = twice.map(|again| scene.node.submit(again).unwrap());
    go.send(()).unwrap();
    assert!(first.await.unwrap().wrote());
    let (one, two) = (one.await.unwrap(), two.await.unwrap());
    assert!(one.wrote() && !two.wrote());
    assert_eq!(one.position, two.position);
    assert!(matches!(three.await, Err(ExecuteError::KeyReused)));
    assert_eq!(scene.log.sizes(), [1, 1]);
}

#[tokio::test]
async fn ids_derive_from_the_command() {
    let (ben, ann) = (Actor::Person(BEN), Actor::Person(PersonId::from_u128(1)));
    let id = CommandId::derive(ben, "react", "key");
    assert_eq!(id, CommandId::derive(ben, "react", "key"));
    let others = [(ann, "react", "key"), (Actor::System, "react", "key"), (ben, "vote", "key")];
    for (actor, operation, key) in others {
        assert_ne!(id, CommandId::derive(actor, operation, key));
    }
    assert_ne!(id, CommandId::derive(ben, "react", "other"));
    let scene = Scene::new().await;
    scene.done(react("key", "👍")).await;
    let event = scene.said().await.remove(0);
    let command = CommandId::derive(ben, "test", "key");
    assert_eq!(event.command, Some(command));
    assert_eq!(event.id, EventId::derive(command, event.stream, event.version));
}
