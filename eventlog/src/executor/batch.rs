//! One batch of a desk: decided in order, appended as one, decided again after a conflict.

use std::sync::Arc;

use tokio::time::Instant;

use super::looks::{Looks, resolve};
use super::round::Round;
use super::states::Cell;
use super::{ExecuteError, Job, Receipt, Shared};
use crate::append::{Append, AppendError};
use crate::sealing::{SealError, said_before};
use crate::{LogError, StreamLock};

/// After this many conflicts in a row the desk takes the stream's lock.
const PATIENCE: u32 = 2;

pub(super) struct Batch<'a> {
    shared: &'a Shared,
    cell: &'a Arc<Cell>,
    jobs: Vec<Job>,
    /// How many commands are decided for the next append: fewer after the log rejected some.
    width: usize,
    conflicts: u32,
    lock: Option<StreamLock>,
}

/// How an attempt at the first commands of a batch ended.
enum Attempt {
    /// These answers, one for each command in order.
    Settled(Vec<Result<Receipt, ExecuteError>>),
    /// What was looked at has moved: decide again.
    Moved,
    /// The log does not take one of the events.
    Rejected(String),
    /// This command, by its place, cannot be written.
    Unwritable(usize, String),
    /// The log could not answer. After it was asked to append, nothing is known.
    Unanswered(LogError),
}

impl<'a> Batch<'a> {
    pub(super) fn new(shared: &'a Shared, cell: &'a Arc<Cell>, jobs: Vec<Job>) -> Self {
        let width = jobs.len();
        Self { shared, cell, jobs, width, conflicts: 0, lock: None }
    }

    /// Answers every command of the batch.
    pub(super) async fn settle(mut self) {
        loop {
            self.drop_late();
            let width = self.width.min(self.jobs.len());
            if width == 0 {
                return;
            }
            match self.attempt(width).await {
                Attempt::Settled(answers) => {
                    self.conflicts = 0;
                    self.answer_first(answers);
                }
                Attempt::Moved => self.moved().await,
                Attempt::Rejected(_) if width > 1 => self.width = 1,
                Attempt::Rejected(problem) => {
                    self.answer_first(vec![Err(ExecuteError::Rejected(problem))]);
                }
                Attempt::Unwritable(at, problem) => {
                    self.jobs.remove(at).answer(Err(ExecuteError::Rejected(problem)));
                }
                Attempt::Unanswered(error) => {
                    let answer = || Err(error.clone().into());
                    self.answer_first((0..width).map(|_| answer()).collect());
                }
            }
        }
    }

    fn answer_first(&mut self, answers: Vec<Result<Receipt, ExecuteError>>) {
        for (job, answer) in self.jobs.drain(..answers.len()).zip(answers) {
            job.answer(answer);
        }
    }

    fn drop_late(&mut self) {
        let now = Instant::now();
        let late = |job: &mut Job| job.submission.deadline <= now;
        for job in self.jobs.extract_if(.., late) {
            job.answer(Err(ExecuteError::Unavailable("it waited too long".to_owned())));
        }
    }

    /// Counts a conflict, and takes the stream's lock when there are too many. If the lock cannot
    /// be had the batch goes on without it.
    async fn moved(&mut self) {
        self.conflicts += 1;
        if self.conflicts >= PATIENCE && self.lock.is_none() {
            let stream = self.cell.stream();
            match self.shared.log.lock_stream(stream).await {
                Ok(lock) => {
                    self.lock = Some(lock);
                    // What moved while the lock was waited for is found by the append.
                    let _ = self.shared.states.refresh(&[Arc::clone(self.cell)]).await;
                }
                Err(error) => tracing::warn!(%error, "executor.stream_lock not taken"),
            }
        }
    }

    async fn attempt(&self, width: usize) -> Attempt {
        self.try_first(&self.jobs[..width]).await.unwrap_or_else(Attempt::Unanswered)
    }

    async fn try_first(&self, jobs: &[Job]) -> Result<Attempt, LogError> {
        let states = &self.shared.states;
        let looks = resolve(states, self.cell, jobs).await?;
        let mut round = Round::decide(self.shared.clock.now(), self.cell, jobs, &looks);
        let seen = looks.newest();
        if round.is_empty() {
            let unproved = round.unproved();
            let settled = unproved.is_empty() || looks.still_hold(states, &unproved).await?;
            return Ok(if settled {
                Attempt::Settled(round.answers(seen))
            } else {
                Attempt::Moved
            });
        }
        let append = match self.append_of(&round, jobs, &looks).await? {
            Ok(append) => append,
            Err((at, error)) => return Ok(Attempt::Unwritable(at, error.to_string())),
        };
        // The states are no longer shared with this look, so they change in place.
        let cells = looks.into_cells();
        match self.shared.log.append(append).await {
            Ok(appended) => {
                round.commit(self.cell, jobs, appended);
                Ok(Attempt::Settled(round.answers(appended.last.max(seen))))
            }
            Err(AppendError::Conflict(conflict)) => {
                tracing::debug!(%conflict, "executor.conflict");
                states.refresh(&cells).await?;
                Ok(Attempt::Moved)
            }
            Err(AppendError::Rejected(problem)) => Ok(Attempt::Rejected(problem)),
            Err(AppendError::Unavailable(problem)) => {
                Ok(Attempt::Unanswered(LogError::Unavailable(problem)))
            }
        }
    }

    /// The append of the round. Words that an event says again without its command having brought
    /// them are taken over from the stream.
    async fn append_of(
        &self,
        round: &Round,
        jobs: &[Job],
        looks: &Looks,
    ) -> Result<Result<Append, (usize, SealError)>, LogError> {
        match round.append(jobs, looks, None) {
            Err((_, SealError::Wordless { .. })) => {}
            append => return Ok(append),
        }
        let (log, keyring) = (&*self.shared.log, &*self.shared.keyring);
        let said = said_before(log, keyring, self.cell.stream(), &round.wordless(jobs)).await?;
        Ok(round.append(jobs, looks, Some(&said)))
    }
}
