//! The database's clock, which all nodes go by.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use domain::Timestamp;

use crate::{Clock, ClockProblem, EventLog, LogError};

/// How often it is set.
const EVERY: Duration = Duration::from_secs(10);
/// How old the newest measurement may be: two may fail.
const LASTS: Duration = Duration::from_secs(35);
/// How far the machine's clock may be from the database's, and how far a time that was told may be
/// ahead of it.
const APART: Duration = Duration::from_millis(250);

/// The log's clock: measured now and then, and carried on by the machine's monotonic one.
///
/// It does not go back, unless a measurement finds it ahead by more than 250 ms: then the one
/// before was wrong, and the database is followed.
pub struct DatabaseClock(Mutex<Dial>);

/// What the clock shows.
struct Dial {
    measured: Measured,
    /// The newest time that was told, in milliseconds.
    told: i64,
}

#[derive(Clone, Copy)]
struct Measured {
    at: Instant,
    database: Timestamp,
    /// How far the machine's own clock is from it.
    apart: Duration,
}

impl Measured {
    fn at(&self, now: Instant) -> i64 {
        let elapsed = now.saturating_duration_since(self.at).as_millis();
        let elapsed = i64::try_from(elapsed).unwrap_or(i64::MAX);
        self.database.as_millisecond().saturating_add(elapsed)
    }
}

impl Dial {
    const fn new(measured: Measured) -> Self {
        Self { measured, told: i64::MIN }
    }

    fn set(&mut self, measured: Measured) {
        let now = measured.at(measured.at);
        let ahead = u64::try_from(self.told.saturating_sub(now)).unwrap_or_default();
        if Duration::from_millis(ahead) > APART {
            tracing::warn!(ahead_ms = ahead, "eventlog.clock was ahead of the database's");
            self.told = now;
        }
        self.measured = measured;
    }

    fn tell(&mut self, now: Instant) -> Timestamp {
        self.told = self.told.max(self.measured.at(now));
        Timestamp::from_millisecond(self.told).unwrap_or(self.measured.database)
    }

    fn check(&self, now: Instant) -> Result<(), ClockProblem> {
        let age = now.saturating_duration_since(self.measured.at);
        if age > LASTS {
            return Err(ClockProblem::Old(age));
        }
        if self.measured.apart > APART {
            return Err(ClockProblem::Apart(self.measured.apart));
        }
        Ok(())
    }
}

impl DatabaseClock {
    /// Sets the clock by the log's, and again every 10 s for as long as it is used.
    ///
    /// # Errors
    /// If the log does not answer.
    pub async fn start(log: Arc<dyn EventLog>) -> Result<Arc<Self>, LogError> {
        let clock = Arc::new(Self(Mutex::new(Dial::new(measure(&*log).await?))));
        let weak = Arc::downgrade(&clock);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(EVERY).await;
                let Some(clock) = weak.upgrade() else { return };
                match measure(&*log).await {
                    Ok(measured) => clock.dial().set(measured),
                    Err(error) => tracing::warn!(%error, "eventlog.clock not measured"),
                }
            }
        });
        Ok(clock)
    }

    /// How far the machine's clock was from the database's when that was last measured.
    #[must_use]
    pub fn disagreement(&self) -> Duration {
        self.dial().measured.apart
    }

    fn dial(&self) -> MutexGuard<'_, Dial> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for DatabaseClock {
    fn now(&self) -> Timestamp {
        self.dial().tell(Instant::now())
    }

    /// It was measured lately, and the machine agrees.
    fn check(&self) -> Result<(), ClockProblem> {
        self.dial().check(Instant::now())
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

#[cfg(test)]
mod tests {
    use super::*;

    const TIME: Timestamp = Timestamp::constant(1_760_000_000, 0);

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn measured(at: Instant, database: Timestamp) -> Measured {
        Measured { at, database, apart: Duration::ZERO }
    }

    #[test]
    fn time_goes_on_between_measurements() {
        let start = Instant::now();
        let mut dial = Dial::new(measured(start, TIME));
        assert_eq!(dial.tell(start + seconds(7)), TIME + seconds(7));
    }

    #[test]
    fn a_small_correction_does_not_take_time_back() {
        let start = Instant::now();
        let mut dial = Dial::new(measured(start, TIME));
        let told = dial.tell(start + seconds(10));
        let before = told - Duration::from_millis(200);
        dial.set(measured(start + seconds(10), before));
        assert_eq!(dial.tell(start + seconds(10)), told);
        assert_eq!(dial.tell(start + seconds(11)), before + seconds(1));
    }

    #[test]
    fn a_jump_ahead_is_taken_back_with_the_next_measurement() {
        let start = Instant::now();
        let mut dial = Dial::new(measured(start, TIME + seconds(3_600)));
        assert_eq!(dial.tell(start), TIME + seconds(3_600));
        dial.set(measured(start + seconds(10), TIME + seconds(10)));
        assert_eq!(dial.tell(start + seconds(11)), TIME + seconds(11));
    }

    #[test]
    fn a_clock_that_is_not_measured_any_more_or_disagrees_is_not_relied_on() {
        let start = Instant::now();
        let mut dial = Dial::new(measured(start, TIME));
        assert_eq!(dial.check(start + seconds(30)), Ok(()));
        assert_eq!(dial.check(start + seconds(36)), Err(ClockProblem::Old(seconds(36))));
        let apart = Duration::from_millis(251);
        dial.set(Measured { apart, ..measured(start, TIME) });
        assert_eq!(dial.check(start), Err(ClockProblem::Apart(apart)));
    }
}
