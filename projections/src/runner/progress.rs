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
        raise(&self.wanted, position);
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
