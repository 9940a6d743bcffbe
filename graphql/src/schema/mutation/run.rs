//! How a mutation becomes a command, and its answer a payload.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::Context;
use domain::{Actor, Command, PersonId, StreamId, person};
use eventlog::executor::{ExecuteError, Receipt, Submission};
use eventlog::sealing::Drafts;
use eventlog::{CommandId, Position};
use projections::Snapshot;
use tokio::sync::OnceCell;
use tokio::time::Instant;

use super::words::Words;
use crate::app::{Asked, asked};
use crate::fault::{Code, Fault};
use crate::schema::refusal::AreaRefusal;

/// How long a command may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most characters of an idempotency key.
const KEY_CHARS: usize = 200;

/// A mutation under way.
pub(super) struct Run<'a> {
    pub(super) asked: &'a Asked,
    /// Who asks.
    pub(super) person: PersonId,
    /// Which command it is.
    pub(super) id: CommandId,
}

impl<'a> Run<'a> {
    /// Checks that the credential writes, and names the command.
    pub(super) fn new(
        context: &Context<'a>,
        operation: &str,
        key: Option<&str>,
    ) -> Result<Self, Fault> {
        let asked = asked(context)?;
        let person = asked.writing_person()?;
        let id = match key {
            Some(key) => CommandId::derive(Actor::Person(person), operation, check_key(key)?),
            None => random()?,
        };
        Ok(Self { asked, person, id })
    }

    /// What ids of new things derive from.
    pub(super) fn seed(&self) -> [u8; 16] {
        self.id.0.to_be_bytes()
    }

    /// Takes the words of the command, which go to the stream `container`.
    pub(super) async fn drafts(
        &self,
        container: impl Into<StreamId>,
        words: Words,
    ) -> Result<Drafts, Fault> {
        if words.is_empty() {
            return Ok(Drafts::none());
        }
        let executor = &self.asked.app.executor;
        let drafts = executor.drafts(Some(self.person), container.into(), words.into_inner()).await;
        drafts.map_err(|error| fault(&error))
    }

    /// Whether the command was carried out before: then it is answered as it was, also where it would
    /// be refused by now.
    pub(super) async fn is_repeat(&self, of: impl Into<StreamId>) -> Result<bool, Fault> {
        let executor = &self.asked.app.executor;
        executor.remembers(of.into(), self.id).await.map_err(|error| fault(&error))
    }

    /// Has the command decided.
    pub(super) async fn submit<R: AreaRefusal>(
        &self,
        command: Command,
        drafts: Drafts,
    ) -> Result<Settled<R>, Fault> {
        Ok(Settled::new(self.decide(command, drafts).await?))
    }

    /// Has a command without words decided.
    pub(super) async fn send<R: AreaRefusal>(&self, command: Command) -> Result<Settled<R>, Fault> {
        self.submit(command, Drafts::none()).await
    }

    /// The receipt, or the refusal as one of the area's.
    pub(super) async fn decide<R: AreaRefusal>(
        &self,
        command: Command,
        drafts: Drafts,
    ) -> Result<Result<Receipt, R>, Fault> {
        self.decide_as(Actor::Person(self.person), self.id, command, drafts).await
    }

    /// The same for a step on the way to it that is decided anew each time, for what it did may
    /// have been undone since.
    pub(super) async fn step<R: AreaRefusal>(
        &self,
        command: Command,
    ) -> Result<Result<Receipt, R>, Fault> {
        let actor = Actor::Person(self.person);
        self.decide_as(actor, random()?, command, Drafts::none()).await
    }

    /// The same for what follows from it, which the system does.
    pub(super) async fn system<R: AreaRefusal>(
        &self,
        command: Command,
    ) -> Result<Result<Receipt, R>, Fault> {
        self.decide_as(Actor::System, random()?, command, Drafts::none()).await
    }

    async fn decide_as<R: AreaRefusal>(
        &self,
        actor: Actor,
        id: CommandId,
        command: Command,
        drafts: Drafts,
    ) -> Result<Result<Receipt, R>, Fault> {
        let submission = Submission { drafts, ..submission(self.asked, command, actor, id) };
        match self.asked.app.executor.execute(submission).await {
            Ok(receipt) => Ok(Ok(receipt)),
            // Their access ends in a moment.
            Err(ExecuteError::Refused(domain::Refusal::Person(person::Refusal::NotFound))) => {
                Err(Fault::new(Code::Unauthenticated, "The account is deactivated."))
            }
            Err(ExecuteError::Refused(refusal)) => match R::of(refusal) {
                Ok(refusal) => Ok(Err(refusal)),
                Err(refusal) => Err(Fault::internal(&refusal)),
            },
            Err(ExecuteError::KeyReused) => Ok(Err(R::key_reused())),
            Err(error) => Err(fault(&error)),
        }
    }
}

fn fault(error: &ExecuteError) -> Fault {
    match error {
        ExecuteError::Unavailable(_) => Fault::unavailable(error),
        ExecuteError::InvalidText(error) => Fault::input(error.to_string()),
        _ => Fault::internal(error),
    }
}

fn check_key(key: &str) -> Result<&str, Fault> {
    let chars = key.chars().count();
    if (1..=KEY_CHARS).contains(&chars) {
        return Ok(key);
    }
    Err(Fault::input(format!(
        "idempotencyKey has {chars} characters; between 1 and {KEY_CHARS} are allowed."
    )))
}

pub(super) fn random() -> Result<CommandId, Fault> {
    CommandId::random().map_err(|error| Fault::internal(&error))
}

/// A command without words, of this request.
pub(super) fn submission(
    asked: &Asked,
    command: Command,
    actor: Actor,
    id: CommandId,
) -> Submission {
    let deadline = Instant::now() + PATIENCE;
    Submission {
        correlation: Some(asked.correlation),
        ..Submission::new(command, actor, id, deadline)
    }
}

/// What came of a mutation.
pub struct Settled<R> {
    result: Result<Receipt, Vec<R>>,
    snapshot: OnceCell<Option<Arc<Snapshot>>>,
}

impl<R> Settled<R> {
    /// What came of a command.
    pub(super) fn new(result: Result<Receipt, R>) -> Self {
        Self { result: result.map_err(|refusal| vec![refusal]), snapshot: OnceCell::new() }
    }

    /// What was refused.
    pub(super) fn refused(refusal: R) -> Self {
        Self::new(Err(refusal))
    }

    /// The rules that were broken.
    pub(super) fn errors(&self) -> &[R] {
        self.result.as_ref().err().map_or(&[], Vec::as_slice)
    }

    /// The receipt, if nothing was refused.
    pub(super) fn receipt(&self) -> Option<&Receipt> {
        self.result.as_ref().ok()
    }

    /// A position at or after what was caused.
    pub(super) fn position(&self) -> Option<Position> {
        self.receipt().map(|receipt| receipt.position)
    }

    /// The read models with what was caused in them; `None` if it was refused, or they were not
    /// there in time. Waits when first asked, and so only if the selection needs it.
    pub(super) async fn snapshot(
        &self,
        context: &Context<'_>,
    ) -> Result<Option<Arc<Snapshot>>, Fault> {
        let Some(position) = self.position() else { return Ok(None) };
        let asked = asked(context)?;
        let look = || async {
            let snapshot = match asked.snapshot_at(Some(position)).await {
                Ok(snapshot) => snapshot,
                // What was caused is safe; only showing it has to wait.
                Err(fault) if fault.code == Code::Unavailable => return Ok(None),
                Err(fault) => return Err(fault),
            };
            if snapshot.position() < position {
                return Ok(None);
            }
            asked.read_later(&snapshot);
            Ok(Some(snapshot))
        };
        self.snapshot.get_or_try_init(look).await.cloned()
    }
}
