//! What a connection that writes knows of the log without asking, and how appends are judged by it.

use std::sync::Arc;
use std::time::Duration;

use domain::{StreamId, Timestamp};
use tokio::time::Instant;

use crate::append::{Append, Appended, Conflict};
use crate::heads::{self, Heads};
use crate::recorded::{Position, Recorded, Version};

/// So many heads are kept.
const KEPT: usize = 20_000;
/// For how long the database's clock need not be read again.
const FRESH: Duration = Duration::from_secs(10);

/// What became of one append of a batch.
pub(super) enum Outcome {
    Written(Appended),
    Conflict(Conflict),
}

/// What was accepted of a batch, on its way into the table.
pub(super) struct Accepted {
    pub(super) outcomes: Vec<Outcome>,
    pub(super) events: Vec<Arc<Recorded>>,
}

/// The log as a connection left it. That is how it is as long as the newest position is the one
/// that was written last: then nobody else has written since.
#[derive(Default)]
pub(super) struct Known {
    newest: Position,
    recorded_at: Timestamp,
    heads: Heads,
    /// The database's clock, and when it was read.
    clock: Option<(Timestamp, Instant)>,
}

/// What the database says of the log under its lock.
pub(super) struct Read {
    pub(super) newest: Position,
    /// When the newest event was recorded.
    pub(super) recorded_at: Option<Timestamp>,
    pub(super) now: Timestamp,
    /// The heads of the streams that were asked for.
    pub(super) heads: Vec<(StreamId, Version)>,
}

impl Known {
    /// The streams, of those that the appends name, whose heads are not known.
    pub(super) fn missing(&mut self, named: &[StreamId]) -> Vec<StreamId> {
        if self.heads.len() + named.len() > KEPT {
            self.heads = Heads::default();
        }
        named.iter().copied().filter(|stream| !self.heads.knows(*stream)).collect()
    }

    /// Takes in what was read. Answers whether it goes on from what was known; otherwise that is
    /// forgotten.
    pub(super) fn learn(&mut self, read: Read, at: Instant) -> bool {
        let goes_on = read.newest == self.newest;
        if !goes_on {
            self.heads = Heads::default();
        }
        self.newest = read.newest;
        self.recorded_at = read.recorded_at.unwrap_or(Timestamp::MIN);
        self.clock = Some((read.now, at));
        self.heads.extend(read.heads);
        goes_on
    }

    /// What comes of the appends, and what will be known when it is committed, if nobody else has
    /// written and all of them fit. Otherwise what is known all the same.
    pub(super) fn foresee(
        mut self,
        appends: &[&Append],
        at: Instant,
    ) -> Result<(Accepted, Self), Self> {
        if self.clock.is_none_or(|(_, read)| at.duration_since(read) >= FRESH)
            || !self.missing(&named(appends)).is_empty()
        {
            return Err(self);
        }
        let (accepted, known) = self.judge(appends, at);
        let fit = |outcome: &Outcome| matches!(outcome, Outcome::Written(_));
        // A conflict may be one with what is known here alone.
        if accepted.outcomes.iter().all(fit) { Ok((accepted, known)) } else { Err(Self::default()) }
    }

    /// What comes of the appends, and what will be known when it is committed.
    pub(super) fn judge(mut self, appends: &[&Append], at: Instant) -> (Accepted, Self) {
        let now = self.clock.and_then(|(now, read)| now.checked_add(at.duration_since(read)).ok());
        let recorded_at =
            heads::to_millisecond(now.map_or(self.recorded_at, |now| now.max(self.recorded_at)));
        let mut accepted =
            Accepted { outcomes: Vec::with_capacity(appends.len()), events: Vec::new() };
        for append in appends {
            if let Err(conflict) = self.heads.accept(append) {
                accepted.outcomes.push(Outcome::Conflict(conflict));
                continue;
            }
            let first = Position(self.newest.0 + 1);
            accepted.events.extend(heads::record((*append).clone(), first, recorded_at));
            self.newest.0 += append.events.len() as u64;
            let last = self.newest;
            accepted.outcomes.push(Outcome::Written(Appended { first, last, recorded_at }));
        }
        if !accepted.events.is_empty() {
            self.recorded_at = recorded_at;
        }
        (accepted, self)
    }
}

/// The streams that the appends go to or are guarded by, each once.
pub(super) fn named(appends: &[&Append]) -> Vec<StreamId> {
    let streams = appends.iter().flat_map(|append| {
        std::iter::once(append.stream).chain(append.guards.iter().map(|guard| guard.stream))
    });
    let mut streams: Vec<_> = streams.collect();
    streams.sort_unstable();
    streams.dedup();
    streams
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::sample;

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn read(newest: u64, heads: &[(&str, u64)]) -> Read {
        let head = |(name, version): &(&str, u64)| (sample::stream(name), Version(*version));
        let heads = heads.iter().map(head).collect();
        let newest = Position(newest);
        Read { newest, recorded_at: Some(second(1)), now: second(1), heads }
    }

    fn append(name: &str, expected: u64, events: u64) -> Append {
        sample::append_to(sample::stream(name), Version(expected), events)
    }

    fn known(read: Read, at: Instant) -> Known {
        let mut known = Known::default();
        known.learn(read, at);
        known
    }

    #[test]
    fn what_is_known_is_foreseen_and_goes_on() {
        let at = Instant::now();
        let known = known(read(7, &[("a", 2)]), at);
        let (accepted, known) = known.foresee(&[&append("a", 2, 3)], at).ok().unwrap();
        assert_eq!(accepted.events.len(), 3);
        assert_eq!(accepted.events[2].position, Position(10));
        let (accepted, _) = known.foresee(&[&append("a", 5, 1)], at).ok().unwrap();
        assert_eq!(accepted.events[0].position, Position(11));
        assert_eq!(accepted.events[0].version, Version(6));
    }

    #[test]
    fn what_is_not_known_or_does_not_fit_is_not_foreseen() {
        let at = Instant::now();
        let fits = append("a", 2, 1);
        let foreseen = |known: Known, append: &Append, at| known.foresee(&[append], at).is_ok();
        assert!(!foreseen(Known::default(), &fits, at), "nothing was read");
        let known = || known(read(7, &[("a", 2)]), at);
        assert!(foreseen(known(), &fits, at));
        assert!(!foreseen(known(), &append("b", 0, 1), at), "the head of b was not read");
        assert!(!foreseen(known(), &append("a", 1, 1), at), "the log may know better");
        assert!(!foreseen(known(), &fits, at + FRESH), "the clock was read too long ago");
    }

    #[test]
    fn what_another_node_wrote_makes_all_heads_unknown() {
        let at = Instant::now();
        let both = [sample::stream("a"), sample::stream("b")];
        let mut known = known(read(7, &[("a", 2)]), at);
        assert!(known.learn(read(7, &[("b", 1)]), at), "nobody wrote");
        assert_eq!(known.missing(&both), []);
        assert!(!known.learn(read(8, &[]), at));
        assert_eq!(known.missing(&both), both);
    }

    #[test]
    fn time_goes_on_and_never_back() {
        let at = Instant::now();
        for (newest, passed, expected) in [(1, 0, 1), (1, 4, 5), (9, 4, 9)] {
            let read = Read { recorded_at: Some(second(newest)), ..read(7, &[("a", 0)]) };
            let later = at + Duration::from_secs(passed);
            let (accepted, _) = known(read, at).judge(&[&append("a", 0, 1)], later);
            assert_eq!(accepted.events[0].recorded_at, second(expected));
        }
    }
}
