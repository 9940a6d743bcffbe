//! How far the set is, for everybody in the process who waits for it.

use std::sync::Arc;
use std::time::Duration;

use eventlog::Position;
use tokio::sync::watch;

/// What the set is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetState {
    /// It is being built from the log and cannot be read.
    Building,
    /// It follows the log.
    Live,
    /// An event could not be taken in. It stays where it is until a person has looked; what is
    /// there can be read.
    Stopped(Poison),
    /// The log holds what a newer program wrote. This program goes no further.
    Unready {
        /// What it met.
        problem: String,
    },
}

/// The event at which a set stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poison {
    /// Where it is in the log.
    pub position: Position,
    /// Its type.
    pub event_type: String,
    /// Why it could not be taken in.
    pub problem: String,
}

/// How far the set is. Cheap to clone; all clones see the same.
#[derive(Debug, Clone)]
pub struct Progress {
    schema: Arc<str>,
    position: Arc<watch::Sender<Position>>,
    /// The newest position that somebody in this process waits for.
    wanted: Arc<watch::Sender<Position>>,
    state: Arc<watch::Sender<SetState>>,
}

impl Progress {
    pub(crate) fn new(schema: &str) -> Self {
        Self {
            schema: schema.into(),
            position: Arc::new(watch::Sender::new(Position::START)),
            wanted: Arc::new(watch::Sender::new(Position::START)),
            state: Arc::new(watch::Sender::new(SetState::Building)),
        }
    }

    /// The schema that the set is in.
    #[must_use]
    pub fn schema(&self) -> &str {
        &self.schema
    }

    /// Everything up to here is in the set.
    #[must_use]
    pub fn position(&self) -> Position {
        *self.position.borrow()
    }

    /// What the set is doing.
    #[must_use]
    pub fn state(&self) -> SetState {
        self.state.borrow().clone()
    }

    /// Tells every new position, and the one there is now.
    #[must_use]
    pub fn subscribe(&self) -> watch::Receiver<Position> {
        let mut positions = self.position.subscribe();
        positions.mark_changed();
        positions
    }

    /// Tells every change of what the set is doing.
    #[must_use]
    pub fn subscribe_state(&self) -> watch::Receiver<SetState> {
        self.state.subscribe()
    }

    /// Waits until everything up to `position` is in the set: whether it is. Answers at once if
    /// the set has stopped or cannot go on.
    pub async fn wait_for(&self, position: Position, timeout: Duration) -> bool {
        self.want(position);
        let mut positions = self.position.subscribe();
        let mut states = self.state.subscribe();
        let reached = async {
            tokio::select! {
                biased;
                reached = positions.wait_for(|at| *at >= position) => reached.is_ok(),
                _ = states.wait_for(SetState::goes_no_further) => self.position() >= position,
            }
        };
        tokio::time::timeout(timeout, reached).await.unwrap_or(false)
    }

    /// Says that somebody in this process waits for this position.
    pub(crate) fn want(&self, position: Position) {
        raise(&self.wanted, position);
    }

    /// Whether everything up to `position` is in the set, or will not be.
    pub(crate) fn is_done_with(&self, position: Position) -> bool {
        self.position() >= position || self.state.borrow().goes_no_further()
    }

    /// A position that was reached; never goes back.
    pub(crate) fn reached(&self, position: Position) {
        raise(&self.position, position);
    }

    /// Waits until somebody in this process waits for a position after this one, for at most so
    /// long.
    pub(super) async fn wanted_after(&self, position: Position, most: Duration) {
        let mut wanted = self.wanted.subscribe();
        let after = wanted.wait_for(|wanted| *wanted > position);
        // Whether it was wanted or the time is over is the same to who rests.
        let _ = tokio::time::timeout(most, after).await;
    }

    pub(crate) fn becomes(&self, state: SetState) {
        self.state.send_if_modified(|old| {
            // What this program cannot read it cannot read later either.
            let changes = *old != state && !matches!(old, SetState::Unready { .. });
            if changes {
                *old = state;
            }
            changes
        });
    }
}

fn raise(to: &watch::Sender<Position>, position: Position) {
    to.send_if_modified(|at| {
        let further = position > *at;
        *at = position.max(*at);
        further
    });
}

impl SetState {
    const fn goes_no_further(&self) -> bool {
        matches!(self, Self::Stopped(_) | Self::Unready { .. })
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(2);

    #[tokio::test(start_paused = true)]
    async fn a_position_that_does_not_come_is_waited_for_no_longer_than_is_said() {
        let (begun, progress) = (Instant::now(), Progress::new("rm"));
        progress.becomes(SetState::Live);
        progress.reached(Position(5));
        assert!(progress.wait_for(Position(5), PATIENCE).await);
        assert_eq!(begun.elapsed(), Duration::ZERO, "it is there");
        assert!(!progress.wait_for(Position(u64::MAX), PATIENCE).await);
        assert_eq!(begun.elapsed(), PATIENCE);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_waits_is_answered_when_the_position_comes() {
        let (begun, progress) = (Instant::now(), Progress::new("rm"));
        let waits = progress.wait_for(Position(7), PATIENCE);
        let comes = async {
            for position in 6..=8 {
                tokio::time::sleep(PATIENCE / 8).await;
                progress.reached(Position(position));
            }
        };
        let (reached, ()) = tokio::join!(async { (waits.await, begun.elapsed()) }, comes);
        assert_eq!(reached, (true, PATIENCE / 4));
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_waits_for_a_set_that_stops_is_answered_at_once() {
        let poison = Poison {
            position: Position(6),
            event_type: "CommentAdded".to_owned(),
            problem: "broken".to_owned(),
        };
        let unready = SetState::Unready { problem: "newer".to_owned() };
        for state in [SetState::Stopped(poison), unready] {
            let (begun, progress) = (Instant::now(), Progress::new("rm"));
            progress.becomes(SetState::Live);
            progress.reached(Position(5));
            let stops = async {
                tokio::time::sleep(PATIENCE / 2).await;
                progress.becomes(state);
            };
            let (reached, ()) = tokio::join!(progress.wait_for(Position(6), PATIENCE), stops);
            assert!(!reached);
            assert_eq!(begun.elapsed(), PATIENCE / 2);
            assert!(!progress.wait_for(Position(6), PATIENCE).await);
            assert!(progress.wait_for(Position(5), PATIENCE).await, "what is there is there");
            assert_eq!(begun.elapsed(), PATIENCE / 2, "neither is waited for");
        }
    }
}
