//! What the log cannot take or cannot tell.

use super::scene::{Scene, TALK, react};
use super::scripted::Step;
use crate::contract::sample;
use crate::executor::ExecuteError;
use crate::{Append, EventLog, Version};

#[tokio::test]
async fn what_the_log_rejects_fails_alone() {
    let scene = Scene::new().await;
    let (begins, go) = scene.log.hold();
    let first = scene.node.submit(react("first", "👍")).unwrap();
    begins.await.unwrap();
    // The append of both, then that of the one.
    scene.log.next([Step::Reject, Step::Reject]);
    let bad = scene.node.submit(react("bad", "🎉")).unwrap();
    let good = scene.node.submit(react("good", "😀")).unwrap();
    go.send(()).unwrap();
    first.await.unwrap();
    assert!(matches!(bad.await, Err(ExecuteError::Rejected(_))));
    assert!(good.await.unwrap().wrote());
    assert_eq!(scene.log.sizes(), [2, 1, 1]);
    assert_eq!(scene.said().await.len(), 2);
}

#[tokio::test]
async fn a_log_that_cannot_be_reached_is_to_be_tried_again() {
    let scene = Scene::new().await;
    scene.log.go_deaf();
    let answer = scene.node.execute(react("key", "👍")).await;
    assert!(matches!(answer, Err(ExecuteError::Unavailable(_))), "{answer:?}");
    let answer = scene.node.state(TALK.into()).await;
    assert!(matches!(answer, Err(ExecuteError::Unavailable(_))), "{answer:?}");
}

/// What somebody wrote into the discussion's stream past the executor.
async fn wrote(scene: &Scene, event_type: &'static str) -> Append {
    let at = scene.events(TALK).await.len() as u64;
    let mut append = sample::append_to(TALK.into(), Version(at), 1);
    append.events[0].event_type = event_type;
    append
}

#[tokio::test]
async fn a_damaged_log_calls_for_a_person_and_not_for_another_try() {
    let scene = Scene::new().await;
    let damage = wrote(&scene, "ReactionAdded").await;
    scene.log.append(damage).await.unwrap();
    let answer = scene.node.execute(react("key", "👍")).await;
    assert!(matches!(answer, Err(ExecuteError::Damaged(_))), "{answer:?}");
    let answer = scene.node.state(TALK.into()).await;
    assert!(matches!(answer, Err(ExecuteError::Damaged(_))), "{answer:?}");
}

#[tokio::test]
async fn what_a_newer_program_wrote_is_left_to_a_newer_program() {
    let scene = Scene::new().await;
    let newer = wrote(&scene, "DiscussionDreamt").await;
    scene.log.append(newer).await.unwrap();
    let answer = scene.node.execute(react("key", "👍")).await;
    assert!(matches!(answer, Err(ExecuteError::Unavailable(_))), "{answer:?}");
}
