//! Cases of appending: what is taken, what is refused, and what remains.

use std::sync::Arc;

use std::time::Duration;

use domain::{Actor, GroupId, PersonId};
use futures::future::join_all;

use super::sample::{append, append_to, event, guarded, stream};
use crate::append::{Append, AppendError, Conflict};
use crate::recorded::{EventId, Position, Version};
use crate::{EventLog, heads};

async fn conflict(log: &dyn EventLog, append: Append) -> Conflict {
    match log.append(append).await {
        Err(AppendError::Conflict(conflict)) => conflict,
        other => panic!("a conflict is expected: {other:?}"),
    }
}

async fn rejected(log: &dyn EventLog, append: Append) {
    let stream = append.stream;
    let answer = log.append(append).await;
    assert!(matches!(answer, Err(AppendError::Rejected(_))), "{answer:?}");
    assert!(log.read_stream(stream, Version::NONE, 1).await.unwrap().is_empty());
}

/// Every field of the envelope comes back, whether it is set or not.
pub async fn an_append_is_read_back_whole(log: Arc<dyn EventLog>) {
    let looked_at = log.append(append("whole, looked at", 2)).await.unwrap();
    let mut whole = append("whole", 3);
    let group = GroupId::derive(&[b"whole"]).into();
    whole = guarded(whole, &[(stream("whole, looked at"), Version(2)), (group, Version::NONE)]);
    whole.events[0].correlation = Some(EventId(u128::MAX));
    whole.events[0].causation = Some(EventId(1));
    whole.events[0].actor = Some(Actor::Person(PersonId::from_u128(u128::MAX >> 1)));
    whole.events[1].imported = true;
    whole.events[1].occurred_at = "1969-07-20T20:17:40.123Z".parse().unwrap();
    whole.events[1].actor = Some(Actor::System);
    whole.events[1].schema = 300;
    let bare = &mut whole.events[2];
    (bare.actor, bare.command, bare.input, bare.guards) = (None, None, None, Vec::new());
    bare.payload = vec![0, 255, b'"'].into();

    let appended = log.append(whole.clone()).await.unwrap();
    assert!(appended.first > looked_at.last);
    let held = log.read_stream(whole.stream, Version::NONE, 10).await.unwrap();
    assert_eq!(held, heads::record(whole, appended.first, appended.recorded_at));
    assert_eq!(held.last().unwrap().position, appended.last);
}

/// Nothing is not appended.
pub async fn an_append_without_events_is_rejected(log: Arc<dyn EventLog>) {
    rejected(&*log, append("without events", 0)).await;
}

/// The target has its expected version; a guard on it would say it twice.
pub async fn a_guard_on_the_target_is_rejected(log: Arc<dyn EventLog>) {
    let target = append("guards itself", 1);
    let guards = [(target.stream, Version::NONE)];
    rejected(&*log, guarded(target, &guards)).await;
}

/// One stream has one version.
pub async fn two_guards_on_one_stream_are_rejected(log: Arc<dyn EventLog>) {
    let twice = [(stream("guarded twice"), Version::NONE); 2];
    rejected(&*log, guarded(append("guards twice", 1), &twice)).await;
}

/// Who lost a race learns where the stream is.
pub async fn a_conflict_says_expected_and_actual(log: Arc<dyn EventLog>) {
    log.append(append("raced", 3)).await.unwrap();
    let stale = append_to(stream("raced"), Version(1), 1);
    assert_eq!(
        conflict(&*log, stale).await,
        Conflict { stream: stream("raced"), expected: Version(1), actual: Version(3) }
    );
}

/// No hole is left in a stream.
pub async fn an_append_ahead_of_its_stream_conflicts(log: Arc<dyn EventLog>) {
    for expected in [Version(2), Version(u64::MAX)] {
        let mut ahead = append("ahead", 1);
        ahead.expected = expected;
        assert_eq!(
            conflict(&*log, ahead).await,
            Conflict { stream: stream("ahead"), expected, actual: Version::NONE }
        );
    }
}

/// A vote cannot slip in behind the end of a membership.
pub async fn a_guard_that_moved_conflicts_and_names_its_stream(log: Arc<dyn EventLog>) {
    let (still, moves) = (stream("guard, still"), stream("guard, moves"));
    log.append(append_to(still, Version::NONE, 1)).await.unwrap();
    log.append(append_to(moves, Version::NONE, 1)).await.unwrap();
    let guards = [(still, Version(1)), (moves, Version(1))];
    log.append(guarded(append("guarded", 1), &guards)).await.unwrap();

    log.append(append_to(moves, Version(1), 1)).await.unwrap();
    let behind = guarded(append_to(stream("guarded"), Version(1), 1), &guards);
    assert_eq!(
        conflict(&*log, behind).await,
        Conflict { stream: moves, expected: Version(1), actual: Version(2) }
    );
}

/// That nothing is there can be relied on too.
pub async fn a_guard_on_a_stream_without_events_holds_until_it_has_one(log: Arc<dyn EventLog>) {
    let unused = stream("guard, unused");
    let guards = [(unused, Version::NONE)];
    log.append(guarded(append("relies on nothing", 1), &guards)).await.unwrap();
    log.append(append_to(unused, Version::NONE, 1)).await.unwrap();
    let next = guarded(append_to(stream("relies on nothing"), Version(1), 1), &guards);
    assert_eq!(
        conflict(&*log, next).await,
        Conflict { stream: unused, expected: Version::NONE, actual: Version(1) }
    );
}

/// So a desk learns of its own stream first.
pub async fn a_conflict_on_the_target_is_told_before_one_on_a_guard(log: Arc<dyn EventLog>) {
    log.append(append("both moved", 1)).await.unwrap();
    let guards = [(stream("both moved, guard"), Version(5))];
    let stale = guarded(append("both moved", 1), &guards);
    assert_eq!(conflict(&*log, stale).await.stream, stream("both moved"));
}

/// All events of an append, or none.
pub async fn what_conflicts_leaves_nothing_behind(log: Arc<dyn EventLog>) {
    log.append(append("all or none", 1)).await.unwrap();
    let stale = append("all or none", 3);
    conflict(&*log, stale).await;
    let held = log.read_stream(stream("all or none"), Version::NONE, 10).await.unwrap();
    assert_eq!(held.len(), 1);
    log.append(append_to(stream("all or none"), Version(1), 1)).await.unwrap();
}

/// Appends that meet in one batch are judged one after another, each by what the ones before it
/// left, and a conflict among them is theirs alone.
pub async fn appends_are_taken_in_the_order_in_which_they_were_sent(log: Arc<dyn EventLog>) {
    let (one, other) = (stream("in order"), stream("in order, other"));
    let sent = [
        append_to(one, Version(0), 2),
        append_to(one, Version(2), 1),
        append_to(one, Version(2), 1),
        guarded(append_to(other, Version(0), 1), &[(one, Version(3))]),
        guarded(append_to(other, Version(1), 1), &[(one, Version(2))]),
        append_to(one, Version(3), 1),
    ];
    let answers = join_all(sent.map(|append| log.append(append))).await;
    let conflicts: Vec<_> = answers.iter().map(Result::is_err).collect();
    assert_eq!(conflicts, [false, false, true, false, true, false], "{answers:?}");
    let firsts: Vec<Position> = answers.into_iter().flatten().map(|a| a.first).collect();
    assert!(firsts.is_sorted(), "{firsts:?}");
}

/// In every log alike, so that what was appended equals what is read.
pub async fn times_are_kept_to_the_millisecond(log: Arc<dyn EventLog>) {
    let mut fine = append("fine time", 1);
    let time = fine.events[0].occurred_at;
    fine.events[0].occurred_at = time + Duration::from_nanos(1_999_999);
    log.append(fine).await.unwrap();
    let held = log.read_stream(stream("fine time"), Version::NONE, 1).await.unwrap();
    assert_eq!(held[0].occurred_at, time + Duration::from_millis(1));
}

/// The time of recording is the log's own, whatever time the decision saw.
pub async fn an_append_is_recorded_at_the_time_of_the_log(log: Arc<dyn EventLog>) {
    let before = log.now().await.unwrap();
    let mut append = append("recorded", 1);
    append.events = vec![event(append.stream, Version(1))];
    let appended = log.append(append).await.unwrap();
    let after = log.now().await.unwrap();
    assert!((before..=after).contains(&appended.recorded_at), "{before} {appended:?} {after}");
}
