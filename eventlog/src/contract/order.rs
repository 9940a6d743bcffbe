//! Cases of many that write at once. [`crowd`] and [`assert_order`] serve tests with several
//! nodes too.

use std::collections::HashMap;
use std::sync::Arc;

use domain::StreamId;
use futures::future::join_all;

use super::sample::{all_after, append, append_to, followed_to, guarded, stream};
use crate::EventLog;
use crate::append::{AppendError, Conflict};
use crate::recorded::{Position, Recorded, Version};

/// A stream has one event at each version.
pub async fn one_of_many_appends_to_one_version_wins(log: Arc<dyn EventLog>) {
    let race = |number: u64| {
        let log = log.clone();
        tokio::spawn(async move { log.append(append("race", number)).await })
    };
    let answers = join_all((1..=20).map(race)).await;
    let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
    let won: Vec<_> = answers.iter().flatten().collect();
    assert_eq!(won.len(), 1, "{answers:?}");
    let actual = Version(won[0].last.0 - won[0].first.0 + 1);
    for answer in &answers {
        if let Err(error) = answer {
            let Conflict { expected, actual: told, .. } = lost(error);
            assert_eq!((expected, told), (Version::NONE, actual));
        }
    }
}

/// What a decision looked at is unchanged at the very place where its events are.
pub async fn guards_hold_where_the_append_lands(log: Arc<dyn EventLog>) {
    let start = log.head().await.unwrap();
    crowd(std::slice::from_ref(&log), 0x5EED_0001).await;
    assert_order(&all_after(&*log, start).await);
}

/// While writers are at work, nobody sees a gap, a repeat or another order.
pub async fn followers_see_the_order_of_the_log_while_many_write(log: Arc<dyn EventLog>) {
    let start = log.head().await.unwrap();
    let followers = [1, 5, 500].map(|limit| {
        let log = log.clone();
        tokio::spawn(
            async move { followed_to(&mut log.follow(start, limit), written(start)).await },
        )
    });
    crowd(std::slice::from_ref(&log), 0x5EED_0002).await;
    let there = all_after(&*log, start).await;
    for follower in followers {
        let seen = follower.await.unwrap();
        assert_eq!(seen, there[..seen.len()]);
    }
}

/// How many writers a [`crowd`] has, over all logs.
const WRITERS: u64 = 8;
/// How many appends each of them makes.
const APPENDS: u64 = 40;

/// The least position that the log has reached when a [`crowd`] that began at `start` is done.
#[must_use]
pub const fn written(start: Position) -> Position {
    Position(start.0 + WRITERS * APPENDS)
}

/// Writers that append at once to the same few streams, on guards at others of them. The writers
/// take turns at the logs, which are nodes of one log. `seed` names the streams and what is done.
///
/// # Panics
/// If a log answers otherwise than with a place or a conflict that is one.
pub async fn crowd(logs: &[Arc<dyn EventLog>], seed: u64) {
    let streams: Vec<StreamId> = (0..6).map(|n| stream(&format!("crowd {seed} {n}"))).collect();
    let writers = logs.iter().cycle().zip(1..=WRITERS).map(|(log, number)| {
        tokio::spawn(write(log.clone(), streams.clone(), Dice(seed ^ (number << 32))))
    });
    for writer in join_all(writers).await {
        writer.unwrap();
    }
}

async fn write(log: Arc<dyn EventLog>, streams: Vec<StreamId>, mut dice: Dice) {
    let mut known = vec![Version::NONE; streams.len()];
    let mut written = 0;
    while written < APPENDS {
        let target = dice.roll(streams.len());
        let guards: Vec<_> = (0..streams.len())
            .filter(|stream| *stream != target && dice.roll(3) == 0)
            .map(|stream| (streams[stream], known[stream]))
            .collect();
        let events = 1 + dice.roll(3) as u64;
        let append = guarded(append_to(streams[target], known[target], events), &guards);
        match log.append(append).await {
            Ok(appended) => {
                known[target] = known[target].plus(appended.last.0 - appended.first.0 + 1);
                written += 1;
            }
            Err(error) => {
                let Conflict { stream, expected, actual } = lost(&error);
                let moved = streams.iter().position(|known| *known == stream).unwrap();
                assert_eq!(expected, known[moved]);
                assert_ne!(actual, expected);
                known[moved] = actual;
            }
        }
    }
}

fn lost(error: &AppendError) -> Conflict {
    match error {
        AppendError::Conflict(conflict) => *conflict,
        other => panic!("a conflict is expected: {other}"),
    }
}

/// Checks events, from the first ones of their streams on: positions increase, times of recording
/// do not decrease, streams have no holes, and every guard held where its event is.
///
/// # Panics
/// If not.
pub fn assert_order(events: &[Arc<Recorded>]) {
    for pair in events.windows(2) {
        assert!(pair[0].position < pair[1].position, "{:?}", pair[1]);
        assert!(pair[0].recorded_at <= pair[1].recorded_at, "{:?}", pair[1]);
    }
    let mut heads: HashMap<StreamId, Version> = HashMap::new();
    for event in events {
        let head = heads.entry(event.stream).or_default();
        assert_eq!(event.version, head.plus(1), "{event:?}");
        *head = event.version;
        for guard in &event.guards {
            let head = heads.get(&guard.stream).copied().unwrap_or_default();
            assert_eq!(head, guard.version, "a guard did not hold: {event:?}");
        }
    }
}

/// Numbers that look random and are the same every time (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides
    }
}
