//! Cases of following.

use std::sync::Arc;

use futures::stream::StreamExt;

use super::sample::{all_after, append, append_to, followed_to, stream};
use crate::EventLog;
use crate::recorded::{Position, Recorded, Version};

/// Appends one event at a time to a stream of its own, and answers with where the last one went.
async fn grow(log: &dyn EventLog, name: &str, from: u64, events: u64) -> Position {
    let mut last = Position::START;
    for version in from..from + events {
        last = log.append(append_to(stream(name), Version(version), 1)).await.unwrap().last;
    }
    last
}

fn of<'a>(name: &str, events: &'a [Arc<Recorded>]) -> Vec<&'a Arc<Recorded>> {
    events.iter().filter(|event| event.stream == stream(name)).collect()
}

/// History and what happens now are one stream of events.
pub async fn a_follower_sees_what_is_there_and_what_comes(log: Arc<dyn EventLog>) {
    let start = log.head().await.unwrap();
    let last = grow(&*log, "then and now", 0, 30).await;
    let mut follower = log.follow(start, 8);
    let mut seen = followed_to(&mut follower, last).await;
    let next = tokio::spawn(async move {
        let batch = follower.next().await.unwrap().unwrap();
        (batch, follower)
    });
    let last = grow(&*log, "then and now", 30, 30).await;
    let (batch, mut follower) = next.await.unwrap();
    let caught_up = batch.last().unwrap().position >= last;
    seen.extend(batch);
    if !caught_up {
        seen.extend(followed_to(&mut follower, last).await);
    }
    let versions: Vec<u64> = of("then and now", &seen).iter().map(|e| e.version.0).collect();
    assert_eq!(versions, (1..=60).collect::<Vec<_>>());
}

/// Never empty, never more than asked for, also where one append is larger.
pub async fn a_follower_gets_batches_of_its_size(log: Arc<dyn EventLog>) {
    let start = log.head().await.unwrap();
    let last = log.append(append("in batches", 25)).await.unwrap().last;
    for limit in [1, 3, 1_000] {
        let mut follower = log.follow(start, limit);
        let mut newest = start;
        while newest < last {
            let batch = follower.next().await.unwrap().unwrap();
            assert!((1..=limit).contains(&batch.len()), "{} of {limit}", batch.len());
            newest = batch.last().unwrap().position;
        }
    }
    let last_event = log.follow(start, 0).next().await.unwrap().unwrap();
    assert_eq!(last_event.len(), 1, "a follower that asks for nothing gets one at a time");
}

/// The tail forgets; the log does not.
pub async fn a_follower_that_falls_behind_misses_nothing(log: Arc<dyn EventLog>) {
    let start = log.head().await.unwrap();
    let mut follower = log.follow(start, 4);
    let mut seen = Vec::new();
    for round in 0..4 {
        // More than the tail holds, while the follower does not read.
        grow(&*log, "falls behind", round * 50, 50).await;
        seen.extend(follower.next().await.unwrap().unwrap());
    }
    let last = log.head().await.unwrap();
    seen.extend(followed_to(&mut follower, last).await);
    let there = all_after(&*log, start).await;
    assert_eq!(seen, there[..seen.len()]);
}

/// A position that another node gave away may be ahead of what this one has heard of.
pub async fn a_follower_from_ahead_waits_until_the_log_is_there(log: Arc<dyn EventLog>) {
    let ahead = Position(log.head().await.unwrap().0 + 40);
    let mut follower = log.follow(ahead, 100);
    let next = tokio::spawn(async move { follower.next().await });
    let mut version = 0;
    while log.head().await.unwrap() <= ahead {
        grow(&*log, "ahead of the log", version, 1).await;
        version += 1;
    }
    let batch = next.await.unwrap().unwrap().unwrap();
    assert!(batch.iter().all(|event| event.position > ahead));
    let there = all_after(&*log, ahead).await;
    assert_eq!(batch[0], there[0]);
}

/// Wherever a follower begins and however it reads, the order is one.
pub async fn followers_from_anywhere_see_the_same(log: Arc<dyn EventLog>) {
    let start = log.head().await.unwrap();
    let last = grow(&*log, "from anywhere", 0, 40).await;
    let there = all_after(&*log, start).await;
    for (skip, limit) in [(0, 1), (5, 3), (33, 7), (38, 100)] {
        let after = there.get(skip).map_or(start, |event| event.position);
        let seen = followed_to(&mut log.follow(after, limit), last.max(after)).await;
        assert_eq!(seen, there[skip + 1..skip + 1 + seen.len()]);
    }
}
