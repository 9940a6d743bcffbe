//! The commands of a stream's last 24 hours, so that a repeat is recognised on any node.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use domain::Timestamp;

use crate::recorded::{CommandId, InputHash, Position, Recorded};

/// For how long a command is remembered.
pub const MEMORY: Duration = Duration::from_secs(24 * 60 * 60);

/// What is remembered of a command that wrote something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Remembered {
    pub(super) input: Option<InputHash>,
    pub(super) position: Position,
    recorded_at: Timestamp,
}

/// Commands by their ids, forgotten in the order in which the log took them.
#[derive(Debug, Default)]
pub(super) struct Commands {
    known: HashMap<CommandId, Remembered>,
    order: VecDeque<(Timestamp, CommandId)>,
}

impl Commands {
    pub(super) fn get(&self, id: CommandId) -> Option<Remembered> {
        self.known.get(&id).copied()
    }

    pub(super) fn remember(&mut self, event: &Recorded) {
        if let Some(id) = event.command {
            self.insert(id, event.input, event.position, event.recorded_at);
        }
    }

    pub(super) fn insert(
        &mut self,
        id: CommandId,
        input: Option<InputHash>,
        position: Position,
        recorded_at: Timestamp,
    ) {
        let before = self.known.insert(id, Remembered { input, position, recorded_at });
        if before.is_none_or(|before| before.recorded_at != recorded_at) {
            self.order.push_back((recorded_at, id));
        }
    }

    pub(super) fn forget_before(&mut self, now: Timestamp) {
        while let Some((at, id)) = self.order.front() {
            if now.duration_since(*at).unsigned_abs() < MEMORY || *at > now {
                return;
            }
            // Its key may have been used again since, a day later.
            if self.known.get(id).is_some_and(|known| known.recorded_at == *at) {
                self.known.remove(id);
            }
            self.order.pop_front();
        }
    }
}
