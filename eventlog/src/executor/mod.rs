//! The executor: takes a command to its stream, has it decided, and answers when what it caused is
//! durable.
//!
//! One *desk* works for each busy stream. It takes the commands that wait, decides them one after
//! another on the evolving state, and appends all their events as one append. So a proposal with a
//! thousand voters a second is one append after another, not a thousand conflicts.
//!
//! What a decision looks at is folded from the log and may be old: every stream that it looked at
//! guards the append, and what writes nothing (a refusal, a repeat) is answered only after a look
//! at the log found all of them current.

mod batch;
mod desk;
mod looks;
mod remembered;
mod round;
mod states;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{Actor, Command, Event, Origin, PersonId, Refusal, State, StreamId, TextId};
use metrics::histogram;
use sha2::{Digest as _, Sha256};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::Instant;

use crate::keyring::Keyring;
use crate::recorded::{CommandId, EventId, InputHash, Position};
use crate::sealing::{DraftError, Drafts};
use crate::{Clock, EventLog, LogError};
use states::States;

/// How much may wait and be kept.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How many commands may wait, over all streams.
    pub waiting_commands: usize,
    /// How many bytes the waiting commands may take.
    pub waiting_bytes: usize,
    /// How many commands a desk decides for one append.
    pub batch: usize,
    /// How many bytes these commands may take, unless it is one alone.
    pub batch_bytes: usize,
    /// How many events the folded states that are kept may stand for.
    pub kept_events: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            waiting_commands: 20_000,
            waiting_bytes: 64 << 20,
            batch: 512,
            batch_bytes: 4 << 20,
            kept_events: 2_000_000,
        }
    }
}

/// A command on its way to its stream.
pub struct Submission {
    /// The command.
    pub command: Command,
    /// The words of its texts.
    pub drafts: Drafts,
    /// Who acts.
    pub actor: Actor,
    /// Where it comes from.
    pub origin: Origin,
    /// Which command it is: sent again with the same id within 24 hours, it is answered as before
    /// and writes nothing.
    pub id: CommandId,
    /// The request that it belongs to.
    pub correlation: Option<EventId>,
    /// The event that led to it.
    pub causation: Option<EventId>,
    /// Until when it is worth deciding.
    pub deadline: Instant,
}

impl Submission {
    /// A command without words that is decided as of now, and that nothing in the log led to.
    #[must_use]
    pub fn new(command: Command, actor: Actor, id: CommandId, deadline: Instant) -> Self {
        Self {
            command,
            drafts: Drafts::none(),
            actor,
            origin: Origin::Native,
            id,
            correlation: None,
            causation: None,
            deadline,
        }
    }
}

/// The answer to a command that was not refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// A position at or after everything that the command caused or relied on.
    pub position: Position,
    /// What it wrote now: nothing, if it is a repeat or asks for what is already true.
    pub events: Vec<Event>,
}

impl Receipt {
    /// Whether it wrote something now.
    #[must_use]
    pub const fn wrote(&self) -> bool {
        !self.events.is_empty()
    }
}

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum ExecuteError {
    /// It breaks a rule; nothing was written.
    #[error(transparent)]
    Refused(Refusal),
    /// Its id was used for another command; nothing was written.
    #[error("the idempotency key was used before for another input")]
    KeyReused,
    /// Its words cannot be stored; nothing was written.
    #[error(transparent)]
    InvalidText(DraftError),
    /// It was not decided in time, or the answer was lost: send it again with the same id.
    #[error("unavailable, try again: {0}")]
    Unavailable(String),
    /// It can never be carried out; nothing was written. A mistake of the program.
    #[error("the log does not take it: {0}")]
    Rejected(String),
    /// What it would be decided on cannot be read, now or later: call a person.
    #[error("the log cannot be read: {0}")]
    Damaged(String),
}

impl From<LogError> for ExecuteError {
    fn from(error: LogError) -> Self {
        match error {
            LogError::Unavailable(problem) => Self::Unavailable(problem),
            LogError::Damaged { .. } => Self::Damaged(error.to_string()),
        }
    }
}

impl From<DraftError> for ExecuteError {
    fn from(error: DraftError) -> Self {
        match error {
            DraftError::Keyring(error) => Self::Unavailable(error.to_string()),
            error => Self::InvalidText(error),
        }
    }
}

impl CommandId {
    /// The id of what `actor` asks for by `operation` under a key of the client's choice. The same
    /// key means the same command.
    #[must_use]
    pub fn derive(actor: Actor, operation: &str, client_key: &str) -> Self {
        let who = match actor {
            Actor::Person(person) => person.to_u128().to_be_bytes().to_vec(),
            Actor::System => Vec::new(),
        };
        Self(domain::id::hash_u128(&[
            b"command",
            &who,
            operation.as_bytes(),
            client_key.as_bytes(),
        ]))
    }

    /// The id of a command that is not meant to be sent again.
    ///
    /// # Errors
    /// If the system has no randomness.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        Ok(Self(u128::from_be_bytes(bytes)))
    }
}

/// Carries commands out. Cheap to clone; all clones share their desks.
#[derive(Clone)]
pub struct Executor {
    shared: Arc<Shared>,
}

struct Shared {
    log: Arc<dyn EventLog>,
    keyring: Arc<dyn Keyring>,
    clock: Arc<dyn Clock>,
    limits: Limits,
    states: States,
    /// The commands that wait at each stream that a desk works for now.
    desks: Mutex<HashMap<StreamId, VecDeque<Job>>>,
    room: Arc<Semaphore>,
    bytes: Arc<Semaphore>,
}

/// A command that waits at a desk.
struct Job {
    submission: Submission,
    input: InputHash,
    bytes: usize,
    answer: oneshot::Sender<Result<Receipt, ExecuteError>>,
    room: (OwnedSemaphorePermit, OwnedSemaphorePermit),
}

impl Job {
    /// Answers the caller, who may then count on its room being free and its words gone.
    fn answer(self, answer: Result<Receipt, ExecuteError>) {
        let Self { submission, answer: to, room, .. } = self;
        drop((submission, room));
        // A caller that went away does not need the answer.
        let _ = to.send(answer);
    }
}

/// Counts a command by the answer that its caller gets: who is told to try again may have been
/// heard all the same.
fn count(given: Instant, answer: Result<&Receipt, &ExecuteError>) {
    let took = histogram!("althing_command_duration_seconds", "outcome" => outcome(answer));
    took.record(given.elapsed().as_secs_f64());
}

/// What came of a command, as one of a few words.
const fn outcome(answer: Result<&Receipt, &ExecuteError>) -> &'static str {
    match answer {
        Ok(receipt) if receipt.wrote() => "WRITTEN",
        Ok(_) => "NOTHING",
        Err(ExecuteError::Refused(_)) => "REFUSED",
        Err(ExecuteError::KeyReused) => "KEY_REUSED",
        Err(ExecuteError::InvalidText(_)) => "INVALID_TEXT",
        Err(ExecuteError::Unavailable(_)) => "UNAVAILABLE",
        Err(ExecuteError::Rejected(_)) => "REJECTED",
        Err(ExecuteError::Damaged(_)) => "DAMAGED",
    }
}

impl Shared {
    fn desks(&self) -> MutexGuard<'_, HashMap<StreamId, VecDeque<Job>>> {
        self.desks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Room for a command of so many bytes to wait in, if there is any.
    fn room_for(&self, bytes: usize) -> Option<(OwnedSemaphorePermit, OwnedSemaphorePermit)> {
        let weight = u32::try_from(bytes).unwrap_or(u32::MAX);
        let room = Arc::clone(&self.room).try_acquire_owned().ok()?;
        let weighed = Arc::clone(&self.bytes).try_acquire_many_owned(weight).ok()?;
        Some((room, weighed))
    }
}

impl Executor {
    /// An executor over this log.
    #[must_use]
    pub fn new(
        log: Arc<dyn EventLog>,
        keyring: Arc<dyn Keyring>,
        clock: Arc<dyn Clock>,
        limits: Limits,
    ) -> Self {
        let states = States::new(Arc::clone(&log), Arc::clone(&clock), limits.kept_events);
        let places = |most: usize| Arc::new(Semaphore::new(most.min(Semaphore::MAX_PERMITS)));
        let (room, bytes) = (places(limits.waiting_commands), places(limits.waiting_bytes));
        let desks = Mutex::default();
        let shared = Shared { log, keyring, clock, limits, states, desks, room, bytes };
        Self { shared: Arc::new(shared) }
    }

    /// Takes the words of a command that `author` is about to give to the stream `container`.
    ///
    /// # Errors
    /// If the words cannot be stored, or the keyring cannot be reached.
    pub async fn drafts(
        &self,
        author: Option<PersonId>,
        container: StreamId,
        words: Vec<(TextId, String)>,
    ) -> Result<Drafts, ExecuteError> {
        Ok(Drafts::prepare(&*self.shared.keyring, author, container, words).await?)
    }

    /// Has the command decided and answers when what it caused is durable. Once it waits at its
    /// desk it is carried out, also if the caller goes away.
    ///
    /// # Errors
    /// [`ExecuteError`] says whether the command broke a rule or is worth sending again.
    pub async fn execute(&self, submission: Submission) -> Result<Receipt, ExecuteError> {
        self.submit(submission)?.await
    }

    /// Lets the command wait at its desk, behind those submitted before, and answers later.
    ///
    /// # Errors
    /// [`ExecuteError::Unavailable`] if too many commands wait already.
    pub fn submit(
        &self,
        submission: Submission,
    ) -> Result<impl Future<Output = Result<Receipt, ExecuteError>> + Send + 'static, ExecuteError>
    {
        let (given, deadline) = (Instant::now(), submission.deadline);
        let (input, length) = hash_of(&submission.command);
        let bytes = size_of::<Job>() + length + submission.drafts.bytes();
        let Some(room) = self.shared.room_for(bytes) else {
            let busy = ExecuteError::Unavailable("too many commands are waiting".to_owned());
            count(given, Err(&busy));
            return Err(busy);
        };
        let (answer, answered) = oneshot::channel();
        self.seat(Job { submission, input, bytes, answer, room });
        Ok(async move {
            let answer = match tokio::time::timeout_at(deadline, answered).await {
                Ok(Ok(answer)) => answer,
                Ok(Err(_)) => Err(ExecuteError::Unavailable("the desk stopped".to_owned())),
                Err(_) => Err(ExecuteError::Unavailable("it took too long".to_owned())),
            };
            count(given, answer.as_ref());
            answer
        })
    }

    /// The state of a stream, no older than this call.
    ///
    /// # Errors
    /// If the log cannot answer.
    pub async fn state(&self, stream: StreamId) -> Result<Arc<State>, ExecuteError> {
        let cell = self.shared.states.cell(stream);
        self.shared.states.refresh(&[Arc::clone(&cell)]).await?;
        Ok(cell.view().state)
    }

    /// Whether this command wrote something to the stream, as far as that is remembered: then it is
    /// answered as before when it is sent again.
    ///
    /// # Errors
    /// If the log cannot answer.
    pub async fn remembers(
        &self,
        stream: StreamId,
        command: CommandId,
    ) -> Result<bool, ExecuteError> {
        let cell = self.shared.states.cell(stream);
        self.shared.states.refresh(&[Arc::clone(&cell)]).await?;
        Ok(cell.remembered(command).is_some())
    }

    /// Folds the states of many streams in one round trip, before commands to them are sent.
    ///
    /// # Errors
    /// If the log cannot answer.
    pub async fn warm(&self, streams: &[StreamId]) -> Result<(), ExecuteError> {
        let streams: HashSet<StreamId> = streams.iter().copied().collect();
        let cells: Vec<_> =
            streams.into_iter().map(|stream| self.shared.states.cell(stream)).collect();
        Ok(self.shared.states.load(&cells).await?)
    }

    /// Lets the job wait at its stream's desk, and opens the desk if there is none.
    fn seat(&self, job: Job) {
        let stream = job.submission.command.stream();
        let mut desks = self.shared.desks();
        if let Some(waiting) = desks.get_mut(&stream) {
            waiting.push_back(job);
            return;
        }
        desks.insert(stream, VecDeque::from([job]));
        drop(desks);
        // In a box: a task is aligned to cache lines, and large blocks that are so come slowly.
        tokio::spawn(Box::pin(desk::work(Arc::clone(&self.shared), stream)));
    }
}

/// A hash of what the command asks for, and about how many bytes it takes. Texts go in by their
/// keyed digests, so that the log gives nothing to try words against.
fn hash_of(command: &Command) -> (InputHash, usize) {
    struct Hashed(Sha256, usize);
    impl std::io::Write for Hashed {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.update(bytes);
            self.1 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut hashed = Hashed(Sha256::new(), 0);
    // Neither the command nor the hasher can fail.
    let _ = serde_json::to_writer(&mut hashed, command);
    let digest: [u8; 32] = hashed.0.finalize().into();
    let mut first = [0; 16];
    first.copy_from_slice(&digest[..16]);
    (InputHash(u128::from_be_bytes(first)), hashed.1)
}
