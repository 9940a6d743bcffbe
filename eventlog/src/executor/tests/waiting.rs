//! Commands that wait: how many, how long, and what becomes of them together.

use domain::CommentId;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusRecorder};
use tokio::time::Instant;

use super::scene::{Scene, TALK, react, remove_ben, unreact};
use crate::EventLog;
use crate::executor::{ExecuteError, Limits, Submission};

/// How many commands had which outcome.
fn counted(recorder: &PrometheusRecorder) -> Vec<(String, usize)> {
    let text = recorder.handle().render();
    let line = |line: &str| {
        let line = line.strip_prefix("althing_command_duration_seconds_count{outcome=\"")?;
        let (outcome, count) = line.split_once("\"} ")?;
        Some((outcome.to_owned(), count.parse().unwrap()))
    };
    let mut counted: Vec<_> = text.lines().filter_map(line).collect();
    counted.sort_unstable();
    counted
}

fn outcomes<const N: usize>(outcomes: [(&str, usize); N]) -> Vec<(String, usize)> {
    outcomes.map(|(outcome, count)| (outcome.to_owned(), count)).into()
}

#[tokio::test]
async fn what_waits_at_one_desk_becomes_one_append() {
    let scene = Scene::new().await;
    let (begins, go) = scene.log.hold();
    let first = scene.node.submit(react("first", "👍")).unwrap();
    begins.await.unwrap();
    let mut answers = Vec::new();
    for number in 0..100 {
        let comment = scene.comment(number, "Rye.").await;
        answers.push(scene.node.submit(comment).unwrap());
    }
    go.send(()).unwrap();
    let first = first.await.unwrap().position;
    for answer in answers {
        let receipt = answer.await.unwrap();
        assert!(receipt.wrote());
        assert_eq!(receipt.position.0, first.0 + 100, "all of the append");
    }
    assert_eq!(scene.log.sizes(), [1, 100]);
    let comments: Vec<_> = scene.said().await.iter().skip(1).map(|it| it.command).collect();
    let mut sent = Vec::new();
    for number in 0..100 {
        sent.push(Some(scene.comment(number, "Rye.").await.id));
    }
    assert_eq!(comments, sent, "in the order in which they came");
}

#[tokio::test]
async fn an_append_is_bounded_by_count_and_by_bytes() {
    let limits = Limits { batch: 4, batch_bytes: 20_000, ..Limits::default() };
    let scene = Scene::within(limits).await;
    let (begins, go) = scene.log.hold();
    let mut answers = vec![scene.node.submit(react("first", "👍")).unwrap()];
    begins.await.unwrap();
    for number in 0..6 {
        answers.push(scene.node.submit(scene.comment(number, "Rye.").await).unwrap());
    }
    for number in 6..9 {
        let long = "Rye. ".repeat(1_600);
        answers.push(scene.node.submit(scene.comment(number, &long).await).unwrap());
    }
    go.send(()).unwrap();
    for answer in answers {
        answer.await.unwrap();
    }
    assert_eq!(scene.log.sizes(), [1, 4, 4, 1]);
}

#[tokio::test]
async fn beyond_so_many_commands_one_is_told_to_try_again() {
    let limits = Limits { waiting_commands: 2, ..Limits::default() };
    let scene = Scene::within(limits).await;
    let recorder = PrometheusBuilder::new().build_recorder();
    let _counted_here = metrics::set_default_local_recorder(&recorder);
    let (begins, go) = scene.log.hold();
    let first = scene.node.submit(react("first", "👍")).unwrap();
    begins.await.unwrap();
    let second = scene.node.submit(react("second", "🎉")).unwrap();
    let third = scene.node.execute(react("third", "😀")).await;
    assert!(matches!(third, Err(ExecuteError::Unavailable(_))), "{third:?}");
    go.send(()).unwrap();
    first.await.unwrap();
    second.await.unwrap();
    assert!(scene.done(react("third", "😀")).await.wrote(), "there is room again");
    assert_eq!(scene.said().await.len(), 3);
    assert_eq!(counted(&recorder), outcomes([("UNAVAILABLE", 1), ("WRITTEN", 3)]));
}

#[tokio::test]
async fn beyond_so_many_bytes_one_is_told_to_try_again() {
    let limits = Limits { waiting_bytes: 8_000, ..Limits::default() };
    let scene = Scene::within(limits).await;
    let long = scene.comment(1, &"Rye. ".repeat(1_600)).await;
    let refused = scene.node.execute(long).await;
    assert!(matches!(refused, Err(ExecuteError::Unavailable(_))), "{refused:?}");
    let (begins, go) = scene.log.hold();
    let half = scene.comment(2, &"Rye. ".repeat(800)).await;
    let half = scene.node.submit(half).unwrap();
    begins.await.unwrap();
    let other = scene.comment(3, &"Rye. ".repeat(800)).await;
    assert!(scene.node.submit(other).is_err(), "the first still has its room");
    go.send(()).unwrap();
    half.await.unwrap();
    let other = scene.comment(3, &"Rye. ".repeat(800)).await;
    assert!(scene.done(other).await.wrote());
}

#[tokio::test]
async fn what_waited_too_long_is_not_carried_out() {
    let scene = Scene::new().await;
    let (begins, go) = scene.log.hold();
    let first = scene.node.submit(react("first", "👍")).unwrap();
    begins.await.unwrap();
    let late = Submission { deadline: Instant::now(), ..react("late", "🎉") };
    let late = scene.node.submit(late).unwrap();
    let next = scene.node.submit(react("next", "😀")).unwrap();
    go.send(()).unwrap();
    assert!(matches!(late.await, Err(ExecuteError::Unavailable(_))));
    first.await.unwrap();
    next.await.unwrap();
    let written: Vec<_> = scene.said().await.iter().map(|event| event.command).collect();
    assert_eq!(written, [Some(react("first", "👍").id), Some(react("next", "😀").id)]);
}

#[tokio::test]
async fn nobody_waits_beyond_their_deadline_and_the_log_finishes_all_the_same() {
    let scene = Scene::new().await;
    let recorder = PrometheusBuilder::new().build_recorder();
    let _counted_here = metrics::set_default_local_recorder(&recorder);
    let (begins, go) = scene.log.hold();
    let deadline = Instant::now() + std::time::Duration::from_millis(50);
    let answer = scene.node.submit(Submission { deadline, ..react("key", "👍") }).unwrap();
    begins.await.unwrap();
    // The append is held until the caller has its answer.
    assert!(matches!(answer.await, Err(ExecuteError::Unavailable(_))));
    go.send(()).unwrap();
    assert!(!scene.done(react("key", "👍")).await.wrote(), "it was carried out");
    let told = [("NOTHING", 1), ("UNAVAILABLE", 1)];
    assert_eq!(counted(&recorder), outcomes(told), "by what callers were told, each once");
}

#[tokio::test]
async fn a_caller_that_goes_away_leaves_the_command_to_its_desk() {
    let scene = Scene::new().await;
    let (begins, go) = scene.log.hold();
    let answer = scene.node.submit(react("key", "👍")).unwrap();
    begins.await.unwrap();
    drop(answer);
    let second = scene.node.submit(react("second", "🎉")).unwrap();
    go.send(()).unwrap();
    second.await.unwrap();
    assert_eq!(scene.said().await.len(), 2);
}

#[tokio::test]
async fn a_refused_command_does_not_hold_up_those_beside_it() {
    let scene = Scene::new().await;
    let (begins, go) = scene.log.hold();
    let first = scene.node.submit(react("first", "👍")).unwrap();
    begins.await.unwrap();
    let good = scene.node.submit(scene.comment(1, "Rye.").await).unwrap();
    let empty = scene.node.submit(scene.comment(2, " ").await).unwrap();
    let again = scene.node.submit(react("again", "👍")).unwrap();
    let last = scene.node.submit(unreact("last", "👍")).unwrap();
    go.send(()).unwrap();
    assert!(first.await.unwrap().wrote());
    let position = good.await.unwrap().position;
    assert!(matches!(empty.await, Err(ExecuteError::Refused(_))));
    let again = again.await.unwrap();
    assert!(!again.wrote());
    assert_eq!(again.position, position, "it relied on what the append proved");
    assert!(last.await.unwrap().wrote());
    assert_eq!(scene.log.sizes(), [1, 2]);
    assert_eq!(scene.said().await.len(), 3);
}

#[tokio::test]
async fn one_command_is_decided_on_what_those_before_it_cause() {
    let scene = Scene::new().await;
    let (begins, go) = scene.log.hold();
    let first = scene.node.submit(react("first", "👍")).unwrap();
    begins.await.unwrap();
    let steps = [unreact("1", "👍"), react("2", "👍"), unreact("3", "👍"), unreact("4", "👍")];
    let answers = steps.map(|step| scene.node.submit(step).unwrap());
    go.send(()).unwrap();
    first.await.unwrap();
    let mut wrote = Vec::new();
    for answer in answers {
        wrote.push(answer.await.unwrap().wrote());
    }
    assert_eq!(wrote, [true, true, true, false]);
    assert_eq!(scene.log.sizes(), [1, 3]);
}

#[tokio::test]
async fn no_batch_copies_the_state_however_many_there_are() {
    let scene = Scene::new().await;
    let cell = scene.node.shared.states.cell(TALK.into());
    for batch in 0..10_u128 {
        let (begins, go) = scene.log.hold();
        let mut answers =
            vec![scene.node.submit(scene.comment(batch * 100, "Rye.").await).unwrap()];
        begins.await.unwrap();
        for number in 1..10 {
            let comment = scene.comment(batch * 100 + number, "Rye.").await;
            answers.push(scene.node.submit(comment).unwrap());
        }
        go.send(()).unwrap();
        for answer in answers {
            answer.await.unwrap();
        }
        assert_eq!(scene.log.sizes(), [1, 9]);
    }
    assert_eq!(cell.copied(), 1, "the first batch of many commands makes the spare one");
    // Both copies went through the same: another node folds the same from the log.
    let here = scene.node.state(TALK.into()).await.unwrap();
    let there = scene.other.state(TALK.into()).await.unwrap();
    let spare = cell.copy(&cell.view());
    assert_eq!(comments_of(&there).len(), 100);
    assert_eq!(comments_of(&here), comments_of(&there));
    assert_eq!(comments_of(&spare), comments_of(&there));
    assert_eq!(cell.copied(), 1);
}

/// The comments, in the order of their numbers.
fn comments_of(state: &domain::State) -> Vec<domain::discussion::Comment> {
    let domain::State::Discussion(discussion) = state else { panic!("a discussion") };
    let numbers = (0..1_000).map(CommentId::from_u128);
    numbers.filter_map(|id| discussion.comment(id).cloned()).collect()
}

#[tokio::test]
async fn a_spare_state_goes_along_when_another_node_writes() {
    let scene = Scene::new().await;
    let cell = scene.node.shared.states.cell(TALK.into());
    for round in 0..3 {
        let (begins, go) = scene.log.hold();
        let names = ["a", "b", "c"].map(|name| format!("{round} {name}"));
        let [one, two, three] = names;
        let first = scene.node.submit(react(&one, "👍")).unwrap();
        begins.await.unwrap();
        let second = scene.node.submit(react(&two, "🎉")).unwrap();
        let third = scene.node.submit(react(&three, "😀")).unwrap();
        go.send(()).unwrap();
        for answer in [first.await, second.await, third.await] {
            assert!(answer.unwrap().wrote());
        }
        for (name, emoji) in [("d", "👍"), ("e", "🎉"), ("f", "😀")] {
            let back = unreact(&format!("{round} {name}"), emoji);
            assert!(scene.other.execute(back).await.unwrap().wrote());
        }
    }
    assert_eq!(cell.copied(), 1);
    scene.other.execute(remove_ben()).await.unwrap();
    scene.refused(react("last", "👍")).await;
    assert_eq!(scene.log.head().await.unwrap().0, 5 + 1 + 18 + 1);
}
