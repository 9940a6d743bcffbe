//! Time comes in again as commands: proposals open, remind and close, review dates come due,
//! invitations lapse, votes of those who left are withdrawn, memberships end with the one in the
//! parent and places of guests with both, what is below a narrowed group becomes private, and the
//! readers come who were announced for a discussion.
//!
//! A job takes no input. It looks at what is due and what is owed, and sends ordinary commands
//! that name the very instance they are for and do nothing if it is gone. So any number of
//! schedulers may run, and running twice is harmless. Whether a vote is in time is decided by the
//! clock in the domain's rules, never here.

mod job;

use std::sync::Arc;
use std::time::Duration;

use domain::{StreamId, Timestamp};
use eventlog::executor::{ExecuteError, Executor};
use eventlog::{Clock, Position};
use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt};
use projections::due::{Job, Obligation, Part};
use projections::{ReadError, Reader};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// How many due jobs are looked up at a time.
const PAGE: u16 = 20_000;
/// How many commands are under way at a time: their streams are read together.
const WINDOW: usize = 1_000;
/// How long a command may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long it sleeps at most: what was missed by every signal is found by then.
const LONGEST_SLEEP: Duration = Duration::from_secs(5);
/// How long it sleeps after it could not look.
const RETRY: Duration = Duration::from_secs(1);
/// How long it leaves the read models alone, at least, before the log may wake it again.
const REST: Duration = Duration::from_millis(25);
/// So many times as long as a look took that found nothing it leaves them alone, so that looking
/// takes a small part of the machine however much happens. What is known to be due is not late for
/// it.
const SHARE: u32 = 20;

/// Sends what time makes due.
#[derive(Clone)]
pub struct Scheduler {
    executor: Executor,
    reader: Reader,
    clock: Arc<dyn Clock>,
    page: u16,
}

/// A job, and when it was due if it has a time.
type Task = (Job, Option<Timestamp>);

/// What one look found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Look {
    /// How many commands wrote something.
    pub written: usize,
    /// How many commands failed and will be sent again.
    pub failed: usize,
    /// Whether what is owed could not be seen.
    pub blind: bool,
    /// When the next job is due, as far as is known.
    pub next: Option<Timestamp>,
    /// A position at or after everything that was written.
    pub position: Position,
}

impl Scheduler {
    /// A scheduler over these services.
    #[must_use]
    pub fn new(executor: Executor, reader: Reader, clock: Arc<dyn Clock>) -> Self {
        Self { executor, reader, clock, page: PAGE }
    }

    /// The same, looking up so many due jobs at a time.
    #[must_use]
    pub const fn with_page(mut self, page: u16) -> Self {
        self.page = page;
        self
    }

    /// Looks and sends until it is told to stop.
    pub async fn run(self, stop: CancellationToken) {
        let mut moved = self.reader.progress().subscribe();
        while !stop.is_cancelled() {
            // Seen before the look: what comes during it wakes the next one.
            moved.mark_unchanged();
            let begun = Instant::now();
            let look = self.look().await;
            let rest = match &look {
                Ok(look) if look.written == 0 => (begun.elapsed() * SHARE).max(REST),
                _ => REST,
            };
            let sleep = match look {
                Ok(look) if look.failed > 0 || look.blind => self.until(look.next).min(RETRY),
                Ok(look) => self.until(look.next),
                // Nothing is due before there is something to look at.
                Err(ReadError::NotReady) => REST,
                Err(error) => {
                    tracing::warn!(%error, "scheduler.look failed");
                    RETRY
                }
            };
            let wake = async {
                tokio::time::sleep(rest).await;
                // Without a projector the timer is what is left.
                if moved.changed().await.is_err() {
                    std::future::pending::<()>().await;
                }
            };
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(sleep) => {}
                () = wake => {}
            }
        }
    }

    fn until(&self, next: Option<Timestamp>) -> Duration {
        next.map_or(LONGEST_SLEEP, |next| {
            let left = next.duration_since(self.clock.now());
            Duration::try_from(left).unwrap_or(Duration::ZERO).min(LONGEST_SLEEP)
        })
    }

    /// Looks once at what is due and owed now, and sends it.
    ///
    /// # Errors
    /// If what is due cannot be read. Commands that fail are counted, not returned: they are still
    /// due at the next look.
    pub async fn look(&self) -> Result<Look, ReadError> {
        let mut look = Look::default();
        self.settle_due(&mut look).await?;
        // What is owed takes a longer statement. If that fails, what is due has been sent.
        if let Err(error) = self.settle_owed(&mut look).await {
            tracing::warn!(%error, "scheduler.look did not see what is owed");
            look.blind = true;
        }
        Ok(look)
    }

    /// Page by page. Those that were settled vanish from the list, and those that were not are
    /// passed over: however many stay, what comes after them has its turn.
    async fn settle_due(&self, look: &mut Look) -> Result<(), ReadError> {
        let mut part = Part { skip: 0, limit: self.page };
        loop {
            let snapshot = self.reader.snapshot(Some(look.position)).await?;
            let now = self.clock.now();
            let due = projections::due::until(&snapshot, now, part).await?;
            let next = projections::due::next(&snapshot, now).await;
            let seen = snapshot.position();
            drop(snapshot);
            let jobs: Vec<Task> = due.iter().map(|row| (row.job, Some(row.at))).collect();
            part.skip += self.send_all(&jobs, seen, look).await;
            look.next = next?;
            if jobs.len() < usize::from(self.page) {
                return Ok(());
            }
        }
    }

    /// Page by page, as [`Self::settle_due`], of every kind.
    async fn settle_owed(&self, look: &mut Look) -> Result<(), ReadError> {
        let part = Part { skip: 0, limit: self.page };
        let mut left = Obligation::ALL.map(|kind| (kind, part)).to_vec();
        while !left.is_empty() {
            let snapshot = self.reader.snapshot(Some(look.position)).await?;
            let mut owed = Vec::new();
            for (kind, part) in &left {
                owed.push(kind.owed(&snapshot, *part).await?);
            }
            let seen = snapshot.position();
            drop(snapshot);
            let mut full = Vec::new();
            for ((kind, mut part), jobs) in left.into_iter().zip(owed) {
                let jobs: Vec<Task> = jobs.into_iter().map(|job| (job, None)).collect();
                part.skip += self.send_all(&jobs, seen, look).await;
                if jobs.len() == usize::from(self.page) {
                    full.push((kind, part));
                }
            }
            left = full;
        }
        Ok(())
    }

    /// How many of them wrote nothing.
    async fn send_all(&self, jobs: &[Task], seen: Position, look: &mut Look) -> u32 {
        let before = look.written;
        for window in jobs.chunks(WINDOW) {
            self.send(window, seen, look).await;
        }
        let stay = jobs.len().saturating_sub(look.written - before);
        u32::try_from(stay).unwrap_or(u32::MAX)
    }

    async fn send(&self, jobs: &[Task], seen: Position, look: &mut Look) {
        let streams: Vec<StreamId> = jobs.iter().map(|(job, _)| job::stream(job)).collect();
        if let Err(error) = self.executor.warm(&streams).await {
            tracing::warn!(%error, "scheduler.warm failed");
            look.failed += jobs.len();
            return;
        }
        let deadline = Instant::now() + PATIENCE;
        let mut answers = FuturesUnordered::new();
        for (job, due) in jobs {
            match self.executor.submit(job::submission(job, seen, deadline)) {
                Ok(answer) => answers.push(answer.map(|answer| (answer, *due))),
                Err(_) => look.failed += 1,
            }
        }
        while let Some((answer, due)) = answers.next().await {
            match answer {
                Ok(receipt) => {
                    if let Some(due) = due.filter(|_| receipt.wrote()) {
                        self.late(due);
                    }
                    look.written += usize::from(receipt.wrote());
                    look.position = look.position.max(receipt.position);
                }
                // The instance is gone, or another scheduler was first.
                Err(ExecuteError::Refused(refusal)) => {
                    tracing::debug!(%refusal, "scheduler.command refused");
                }
                Err(error) => {
                    tracing::warn!(%error, "scheduler.command failed");
                    look.failed += 1;
                }
            }
        }
    }

    /// Measures how late something was that is done now.
    fn late(&self, due: Timestamp) {
        let late = self.clock.now().duration_since(due).as_secs_f64();
        metrics::histogram!("althing_scheduler_lateness_seconds").record(late.max(0.0));
    }
}
