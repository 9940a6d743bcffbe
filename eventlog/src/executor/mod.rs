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
mod states;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{Actor, Command, Origin, PersonId, Refusal, State, StreamId, TextId};
use sha2::{Digest as _, Sha256};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::Instant;

use crate::keyring::Keyring;
use crate::recorded::{CommandId, EventId, InputHash, Position};
use crate::sealing::{DraftError, Drafts};
use crate::{Clock, EventLog};
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
    /// How many events the folded states that are kept may stand for.
    pub kept_events: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            waiting_commands: 20_000,
            waiting_bytes: 64 << 20,
            batch: 512,
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

/// The answer to a command that was not refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// A position at or after everything that the command caused or relied on.
    pub position: Position,
    /// Whether it wrote something now. Not, if it is a repeat or asks for what is already true.
    pub wrote: bool,
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
    desks: Mutex<HashMap<StreamId, Vec<Job>>>,
    room: Arc<Semaphore>,
    bytes: Arc<Semaphore>,
}

/// A command that waits at a desk.
struct Job {
    submission: Submission,
    input: InputHash,
    answer: oneshot::Sender<Result<Receipt, ExecuteError>>,
    _room: (OwnedSemaphorePermit, OwnedSemaphorePermit),
}

impl Shared {
    fn desks(&self) -> MutexGuard<'_, HashMap<StreamId, Vec<Job>>> {
        self.desks.lock().unwrap_or_else(PoisonError::into_inner)
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
        let room = Arc::new(Semaphore::new(limits.waiting_commands));
        let bytes = Arc::new(Semaphore::new(limits.waiting_bytes.min(Semaphore::MAX_PERMITS)));
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
        let input = hash_of(&submission.command);
        let weight = size_of::<Job>() + submission.drafts.bytes();
        let weight = u32::try_from(weight).unwrap_or(u32::MAX);
        let busy = |_| ExecuteError::Unavailable("too many commands are waiting".to_owned());
        let room = Arc::clone(&self.shared.room).try_acquire_owned().map_err(busy)?;
        let bytes = Arc::clone(&self.shared.bytes).try_acquire_many_owned(weight).map_err(busy)?;
        let (answer, answered) = oneshot::channel();
        let deadline = submission.deadline;
        self.seat(Job { submission, input, answer, _room: (room, bytes) });
        Ok(async move {
            match tokio::time::timeout_at(deadline, answered).await {
                Ok(Ok(answer)) => answer,
                Ok(Err(_)) => Err(ExecuteError::Unavailable("the desk stopped".to_owned())),
                Err(_) => Err(ExecuteError::Unavailable("it took too long".to_owned())),
            }
        })
    }

    /// The state of a stream, no older than this call.
    ///
    /// # Errors
    /// If the log cannot answer.
    pub async fn state(&self, stream: StreamId) -> Result<Arc<State>, ExecuteError> {
        let refreshed = self.shared.states.refresh(&[stream]).await;
        refreshed.map_err(|error| ExecuteError::Unavailable(error.to_string()))?;
        Ok(self.shared.states.cell(stream).view().state)
    }

    /// Folds the states of many streams in one round trip, before commands to them are sent.
    ///
    /// # Errors
    /// If the log cannot answer.
    pub async fn warm(&self, streams: &[StreamId]) -> Result<(), ExecuteError> {
        let loaded = self.shared.states.load_missing(streams).await;
        loaded.map_err(|error| ExecuteError::Unavailable(error.to_string()))
    }

    /// Lets the job wait at its stream's desk, and opens the desk if there is none.
    fn seat(&self, job: Job) {
        let stream = job.submission.command.stream();
        let mut desks = self.shared.desks();
        if let Some(waiting) = desks.get_mut(&stream) {
            waiting.push(job);
            return;
        }
        desks.insert(stream, vec![job]);
        drop(desks);
        tokio::spawn(desk::work(Arc::clone(&self.shared), stream));
    }
}

/// A hash of what the command asks for. Texts go in by their keyed digests, so that the log gives
/// nothing to try words against.
fn hash_of(command: &Command) -> InputHash {
    struct Into(Sha256);
    impl std::io::Write for Into {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.update(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut hasher = Into(Sha256::new());
    // Neither the command nor the hasher can fail.
    let _ = serde_json::to_writer(&mut hasher, command);
    let digest: [u8; 32] = hasher.0.finalize().into();
    let mut first = [0; 16];
    first.copy_from_slice(&digest[..16]);
    InputHash(u128::from_be_bytes(first))
}
