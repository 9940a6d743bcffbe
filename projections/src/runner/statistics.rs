//! What the database knows of the rows, kept true while the set grows.
//!
//! Statements are planned once for each connection, by what the database knows of the tables then.
//! It looks again by itself only after a minute or more: until then a set that has grown fast is
//! read by plans for empty tables.

use std::sync::Arc;

use eventlog::Position;
use tokio::task::JoinHandle;
use tokio_postgres::Config;

use crate::set::{Set, SetError, analyze, connect};

/// How many events there are when the rows are looked at for the first time.
const FIRST: u64 = 1_000;
/// From so many events on the database looks often enough by itself.
const LAST: u64 = 4_000_000;

/// Has the database look at the rows whenever there are twice as many events as the last time, on a
/// connection of its own.
pub(super) struct Statistics {
    config: Config,
    set: Arc<Set>,
    next: u64,
    looking: Option<JoinHandle<()>>,
}

impl Statistics {
    /// Of a set that has been looked at when it was at `position`.
    pub(super) fn new(config: Config, set: Arc<Set>, position: Position) -> Self {
        Self { config, set, next: following(position), looking: None }
    }

    /// Is told how far the set is.
    pub(super) fn reached(&mut self, position: Position) {
        let is_looking = self.looking.as_ref().is_some_and(|looking| !looking.is_finished());
        if is_looking || position.0 < self.next || self.next > LAST {
            return;
        }
        self.next = following(position);
        let (config, set) = (self.config.clone(), Arc::clone(&self.set));
        self.looking = Some(tokio::spawn(async move {
            if let Err(error) = look(&config, &set).await {
                tracing::warn!(set = set.schema(), error = %error, "cannot look at the rows");
            }
        }));
    }
}

fn following(position: Position) -> u64 {
    position.0.saturating_mul(2).max(FIRST)
}

async fn look(config: &Config, set: &Set) -> Result<(), SetError> {
    analyze(&connect(config, set.schema(), "").await?, set).await
}
