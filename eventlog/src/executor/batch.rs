//! One batch of a desk: decided in order, appended as one, decided again after a conflict.

use std::collections::HashMap;
use std::sync::Arc;

use domain::{Event, Facts, Origin, Refusal, State, StreamId, Timestamp};
use tokio::time::Instant;

use super::looks::{Looks, resolve};
use super::states::Cell;
use super::{ExecuteError, Job, Receipt, Shared};
use crate::append::{Append, AppendError, Appended, Guard, NewEvent};
use crate::recorded::{CommandId, EventId, InputHash, Position, Version};
use crate::sealing::SealError;
use crate::{StreamLock, codec, sealing};

/// After this many conflicts in a row the desk takes the stream's lock.
const PATIENCE: u32 = 2;

pub(super) struct Batch<'a> {
    shared: &'a Shared,
    cell: Arc<Cell>,
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
    /// Nothing is known: the callers must send again.
    Unavailable(String),
}

/// What was decided for one command.
enum Decided {
    /// It was carried out before.
    Repeat(Result<Receipt, ExecuteError>),
    /// It causes events.
    Writes,
    /// It asks for what is true already.
    Nothing,
    /// It breaks a rule.
    Refused(Refusal),
}

impl<'a> Batch<'a> {
    pub(super) fn new(shared: &'a Shared, stream: StreamId, jobs: Vec<Job>) -> Self {
        let width = jobs.len();
        Self { shared, cell: shared.states.cell(stream), jobs, width, conflicts: 0, lock: None }
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
                    let _ = self.jobs.remove(at).answer.send(Err(ExecuteError::Rejected(problem)));
                }
                Attempt::Unavailable(problem) => {
                    let answer = || Err(ExecuteError::Unavailable(problem.clone()));
                    self.answer_first((0..width).map(|_| answer()).collect());
                }
            }
        }
    }

    fn answer_first(&mut self, answers: Vec<Result<Receipt, ExecuteError>>) {
        for (job, answer) in self.jobs.drain(..answers.len()).zip(answers) {
            // A caller that went away does not need the answer.
            let _ = job.answer.send(answer);
        }
    }

    fn drop_late(&mut self) {
        let now = Instant::now();
        let late = |job: &mut Job| job.submission.deadline <= now;
        for job in self.jobs.extract_if(.., late) {
            let answer = ExecuteError::Unavailable("it waited too long".to_owned());
            let _ = job.answer.send(Err(answer));
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
                    let _ = self.shared.states.refresh(&[stream]).await;
                }
                Err(error) => tracing::warn!(%error, "executor.stream_lock not taken"),
            }
        }
    }

    async fn attempt(&self, width: usize) -> Attempt {
        let jobs = &self.jobs[..width];
        let looks = match resolve(&self.shared.states, &self.cell, jobs).await {
            Ok(looks) => looks,
            Err(error) => return Attempt::Unavailable(error.to_string()),
        };
        let mut round = Round::decide(self.shared.clock.now(), &self.cell, jobs, &looks);
        let unproved = round.unproved(&looks, self.cell.stream());
        if !unproved.is_empty() {
            match self.shared.states.refresh(&unproved).await {
                Ok(false) => {}
                Ok(true) => return Attempt::Moved,
                Err(error) => return Attempt::Unavailable(error.to_string()),
            }
        }
        let seen = looks.newest();
        if round.events.is_empty() {
            return Attempt::Settled(round.answers(seen));
        }
        let append = match round.append(self.cell.stream(), jobs, &looks) {
            Ok(append) => append,
            Err((at, problem)) => return Attempt::Unwritable(at, problem),
        };
        let streams = looks.streams();
        drop(looks);
        match self.shared.log.append(append).await {
            Ok(appended) => {
                round.commit(&self.cell, jobs, appended);
                Attempt::Settled(round.answers(appended.last.max(seen)))
            }
            Err(AppendError::Conflict(conflict)) => {
                tracing::debug!(%conflict, "executor.conflict");
                match self.shared.states.refresh(&streams).await {
                    Ok(_) => Attempt::Moved,
                    Err(error) => Attempt::Unavailable(error.to_string()),
                }
            }
            Err(AppendError::Rejected(problem)) => Attempt::Rejected(problem),
            Err(AppendError::Unavailable(problem)) => Attempt::Unavailable(problem),
        }
    }
}

/// What was decided for the first commands of a batch, on one look at the states.
struct Round {
    now: Timestamp,
    before: Version,
    /// One for each command, up to the first that needs another look.
    decided: Vec<Decided>,
    /// All events in order, each with the place of its command.
    events: Vec<(usize, Event)>,
    /// The state with the first `taken` events in it; `None` while there are none.
    evolved: Option<Arc<State>>,
    taken: usize,
}

impl Round {
    fn decide(now: Timestamp, cell: &Cell, jobs: &[Job], looks: &Looks) -> Self {
        cell.forget_before(now);
        let mut round = Self {
            now,
            before: looks.own().version,
            decided: Vec::with_capacity(jobs.len()),
            events: Vec::new(),
            evolved: None,
            taken: 0,
        };
        let mut here: HashMap<CommandId, InputHash> = HashMap::new();
        for (at, job) in jobs.iter().enumerate() {
            let id = job.submission.id;
            let decided = match (cell.remembered(id), here.get(&id)) {
                (Some(known), _) if known.input == Some(job.input) => {
                    Decided::Repeat(Ok(Receipt { position: known.position, wrote: false }))
                }
                (None, Some(input)) if *input == job.input => Decided::Nothing,
                (Some(_), _) | (None, Some(_)) => Decided::Repeat(Err(ExecuteError::KeyReused)),
                (None, None) => match round.decide_one(at, job, looks) {
                    Some(decided) => decided,
                    None => break,
                },
            };
            if matches!(decided, Decided::Writes) {
                here.insert(id, job.input);
            }
            round.decided.push(decided);
        }
        round
    }

    /// Decides one command on the state that the ones before it leave. `None` if it now needs
    /// states that were not looked at.
    fn decide_one(&mut self, at: usize, job: &Job, looks: &Looks) -> Option<Decided> {
        let own = &looks.own().state;
        if self.taken < self.events.len() {
            let state = Arc::make_mut(self.evolved.get_or_insert_with(|| Arc::clone(own)));
            self.events[self.taken..].iter().for_each(|(_, event)| state.evolve(event));
            self.taken = self.events.len();
        }
        let state = self.evolved.as_ref().unwrap_or(own);
        if !looks.suffice(at, job, state) {
            return None;
        }
        let proposals = looks.proposals(at);
        let mut facts = Facts::new(self.now, job.submission.actor);
        facts.origin = job.submission.origin;
        facts.proposals = &proposals;
        looks.fill(at, &mut facts);
        Some(match state.decide(&job.submission.command, &facts) {
            Ok(events) if events.is_empty() => Decided::Nothing,
            Ok(events) => {
                self.events.extend(events.into_iter().map(|event| (at, event)));
                Decided::Writes
            }
            Err(refusal) => Decided::Refused(refusal),
        })
    }

    /// The streams that the answers to commands without events rely on. No append proves these
    /// current, so a look at the log must.
    fn unproved(&self, looks: &Looks, own: StreamId) -> Vec<StreamId> {
        let mut streams = Vec::new();
        for (at, decided) in self.decided.iter().enumerate() {
            if matches!(decided, Decided::Nothing | Decided::Refused(_)) {
                streams.extend(looks.guards(at).into_iter().map(|guard| guard.stream));
                streams.push(own);
            }
        }
        streams
    }

    /// The append of all events, sealed; or the place of the command that cannot be written.
    fn append(
        &self,
        stream: StreamId,
        jobs: &[Job],
        looks: &Looks,
    ) -> Result<Append, (usize, String)> {
        let mut all_guards: Vec<Guard> = Vec::new();
        let mut events = Vec::with_capacity(self.events.len());
        let mut guards = (usize::MAX, Vec::new());
        for (index, (at, event)) in self.events.iter().enumerate() {
            if guards.0 != *at {
                guards = (*at, looks.guards(*at));
                all_guards.extend(&guards.1);
            }
            let id = EventId::derive(
                jobs[*at].submission.id,
                stream,
                self.before.plus(index as u64 + 1),
            );
            let new = self.new_event(&jobs[*at], event, id, guards.1.clone());
            events.push(new.map_err(|error| (*at, error.to_string()))?);
        }
        all_guards.sort_unstable();
        all_guards.dedup();
        Ok(Append { stream, expected: self.before, guards: all_guards, events })
    }

    fn new_event(
        &self,
        job: &Job,
        event: &Event,
        id: EventId,
        guards: Vec<Guard>,
    ) -> Result<NewEvent, SealError> {
        let submission = &job.submission;
        let (occurred_at, imported) = match submission.origin {
            Origin::Native => (self.now, false),
            Origin::Import(at) => (at, true),
        };
        Ok(NewEvent {
            id,
            event_type: event.name(),
            schema: codec::schema_of(event.name()),
            occurred_at,
            imported,
            actor: Some(submission.actor),
            command: Some(submission.id),
            input: Some(job.input),
            correlation: submission.correlation,
            causation: submission.causation,
            guards,
            payload: sealing::seal(event, id, &submission.drafts)?,
        })
    }

    /// Takes what was appended into the kept state, in place if nobody else looks at it.
    fn commit(&mut self, cell: &Cell, jobs: &[Job], appended: Appended) {
        let written = self.events.len() as u64;
        let rest = self.events.drain(self.taken..).map(|(_, event)| event);
        cell.commit(self.before, self.evolved.take(), rest, written, appended);
        for (job, decided) in jobs.iter().zip(&self.decided) {
            if matches!(decided, Decided::Writes) {
                cell.remember(job.submission.id, job.input, appended);
            }
        }
    }

    /// The answers, in the order of the commands; each with the position `here`, which is at or
    /// after all that they rely on.
    fn answers(self, here: Position) -> Vec<Result<Receipt, ExecuteError>> {
        self.decided
            .into_iter()
            .map(|decided| match decided {
                Decided::Repeat(answer) => answer,
                Decided::Writes => Ok(Receipt { position: here, wrote: true }),
                Decided::Nothing => Ok(Receipt { position: here, wrote: false }),
                Decided::Refused(refusal) => Err(ExecuteError::Refused(refusal)),
            })
            .collect()
    }
}
