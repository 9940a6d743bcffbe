//! What the database knows of the rows, kept true while the set grows.
//!
//! Statements are planned once for each connection, by what the database knows of the tables then.
//! It looks again by itself only after a minute or more: until then a set that has grown fast is
//! read by plans for empty tables.

use std::sync::Arc;
use std::time::Duration;

use eventlog::Position;
use tokio::time::{sleep, timeout};
use tokio_postgres::Config;
use tokio_util::task::AbortOnDropHandle;

use crate::set::{Set, SetError, analyze, connect};

/// How many events there are when the rows are looked at for the first time.
const FIRST: u64 = 1_000;
/// From so many events on the database looks often enough by itself.
const LAST: u64 = 4_000_000;
/// How long one look may take: it takes samples, however many rows there are.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long to wait before the second look, if the first one failed; then twice as long each time.
const REST: Duration = Duration::from_secs(1);
/// How often it is tried. By then the database has long looked by itself, if it is there.
const TRIES: u32 = 8;

/// Has the database look at the rows whenever there are twice as many events as the last time, on a
/// connection of its own.
pub(super) struct Statistics {
    config: Config,
    set: Arc<Set>,
    next: u64,
    looking: Option<AbortOnDropHandle<()>>,
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
        self.looking = Some(AbortOnDropHandle::new(tokio::spawn(async move {
            let (config, set) = (&config, &*set);
            persist(set.schema(), || look(config, set)).await;
        })));
    }
}

fn following(position: Position) -> u64 {
    position.0.saturating_mul(2).max(FIRST)
}

/// Looks until it has succeeded, or failed too often.
async fn persist<F: Future<Output = Result<(), SetError>>>(schema: &str, look: impl Fn() -> F) {
    for tried in 1..=TRIES {
        match timeout(PATIENCE, look()).await {
            Ok(Ok(())) => return,
            Ok(Err(error)) => {
                tracing::warn!(set = schema, tried, %error, "cannot look at the rows");
            }
            Err(_) => tracing::warn!(set = schema, tried, "looking at the rows takes too long"),
        }
        sleep(REST * 2_u32.pow(tried - 1)).await;
    }
}

/// Nobody waits for it any more after `PATIENCE`: then it ends in the database too.
const SETTINGS: &str = "-c statement_timeout=60000 -c lock_timeout=5000";

async fn look(config: &Config, set: &Set) -> Result<(), SetError> {
    analyze(&connect(config, set.schema(), SETTINGS).await?, set).await
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::future::pending;

    use tokio::time::Instant;

    use super::*;

    fn away() -> SetError {
        SetError::Unavailable("away".to_owned())
    }

    #[tokio::test(start_paused = true)]
    async fn a_look_that_fails_or_hangs_is_repeated_until_one_succeeds() {
        let (looks, begun) = (Cell::new(0), Instant::now());
        let look = || async {
            looks.set(looks.get() + 1);
            match looks.get() {
                1 => Err(away()),
                2 => pending().await,
                _ => Ok(()),
            }
        };
        persist("rm", look).await;
        assert_eq!(looks.get(), 3);
        assert_eq!(begun.elapsed(), REST + PATIENCE + REST * 2);
    }

    #[tokio::test(start_paused = true)]
    async fn looks_that_always_fail_end() {
        let looks = Cell::new(0);
        let look = || async {
            looks.set(looks.get() + 1);
            Err(away())
        };
        persist("rm", look).await;
        assert_eq!(looks.get(), TRIES);
    }
}
