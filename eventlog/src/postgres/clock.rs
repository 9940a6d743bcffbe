//! The database's clock, which all nodes go by.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

use domain::Timestamp;

use crate::{Clock, EventLog, LogError};

/// How often it is set.
const EVERY: Duration = Duration::from_secs(10);

/// The log's clock: measured now and then, and carried on by the machine's monotonic one.
pub struct DatabaseClock {
    measured: RwLock<Measured>,
    /// The newest time that was told, in milliseconds: it is never taken back.
    told: AtomicI64,
}

#[derive(Clone, Copy)]
struct Measured {
    at: Instant,
    database: Timestamp,
    /// How far the machine's own clock is from it.
    apart: Duration,
}

impl DatabaseClock {
    /// Sets the clock by the log's, and again every 10 s for as long as it is used.
    ///
    /// # Errors
    /// If the log does not answer.
    pub async fn start(log: Arc<dyn EventLog>) -> Result<Arc<Self>, LogError> {
        let measured = measure(&*log).await?;
        let told = AtomicI64::new(i64::MIN);
        let clock = Arc::new(Self { measured: RwLock::new(measured), told });
        let weak = Arc::downgrade(&clock);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(EVERY).await;
                let Some(clock) = weak.upgrade() else { return };
                match measure(&*log).await {
                    Ok(measured) => {
                        *clock.measured.write().unwrap_or_else(PoisonError::into_inner) = measured;
                    }
                    Err(error) => tracing::warn!(%error, "eventlog.clock not measured"),
                }
            }
        });
        Ok(clock)
    }

    /// How far the machine's clock was from the database's when that was last measured.
    #[must_use]
    pub fn disagreement(&self) -> Duration {
        self.measured().apart
    }

    fn measured(&self) -> Measured {
        *self.measured.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for DatabaseClock {
    fn now(&self) -> Timestamp {
        let measured = self.measured();
        let elapsed = i64::try_from(measured.at.elapsed().as_millis()).unwrap_or(i64::MAX);
        let now = measured.database.as_millisecond().saturating_add(elapsed);
        let told = self.told.fetch_max(now, Ordering::Relaxed).max(now);
        Timestamp::from_millisecond(told).unwrap_or(measured.database)
    }
}

/// The time of the answer is taken in the middle between asking and hearing.
#[expect(clippy::disallowed_methods, reason = "this is where time comes from")]
async fn measure(log: &dyn EventLog) -> Result<Measured, LogError> {
    let asked = Instant::now();
    let database = log.now().await?;
    let at = asked + asked.elapsed() / 2;
    let machine = Timestamp::try_from(SystemTime::now()).unwrap_or(database);
    let apart = machine.duration_since(database).unsigned_abs();
    Ok(Measured { at, database, apart })
}
