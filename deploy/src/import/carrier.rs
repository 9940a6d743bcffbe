//! Carries what is imported into the log: each thing by an ordinary command, many at a time.
//!
//! An import can be stopped anywhere and run again: what is there already is recognised and writes
//! nothing.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use domain::{Actor, Command, Origin, PersonId, ProposalId, State, StreamId, group};
use eventlog::executor::{ExecuteError, Executor, Receipt, Submission};
use eventlog::sealing::Drafts;
use eventlog::{Clock, CommandId, Position};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use tokio::time::Instant;
use vault::{DisplayName, Vault, VaultError};

use super::ground::Ground;

/// How many commands are under way at a time.
const WINDOW: usize = 4_000;
/// How many people one command enrols.
const ENROL: usize = 1_000;
/// How long one command may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being brought in.
    pub what: &'static str,
    /// How many are done.
    pub done: usize,
    /// How many there are.
    pub total: usize,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// How many people there are.
    pub people: usize,
    /// How many proposals there are.
    pub proposals: usize,
    /// How many votes there are, replaced ones too.
    pub votes: usize,
    /// How many commands wrote something now.
    pub written: usize,
    /// How many votes came after their proposal had closed, by what was answered.
    pub refused: BTreeMap<String, usize>,
    /// A position at or after everything that was imported.
    pub position: Position,
}

/// An import that did not come to its end. Run again, it goes on.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A step that everything after it needs was not carried out.
    #[error("{what}: {error}")]
    Step {
        /// Which.
        what: &'static str,
        /// Why.
        error: ExecuteError,
    },
    /// Who is to be an admin is nobody; nothing was written.
    #[error("there is no person person-{0} who could be an admin")]
    NoSuchAdmin(PersonId),
    /// The vault did not take the people.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// A command with who gives it and when it first happened.
pub(super) struct Planned {
    pub command: Command,
    pub actor: Actor,
    pub origin: Origin,
    /// What names it, within its kind of command.
    pub key: String,
}

/// Carries one kind of import into these services.
pub(super) struct Carrier {
    pub executor: Executor,
    pub vault: Vault,
    pub clock: Arc<dyn Clock>,
    /// What is imported: commands of different kinds of import are never taken for each other.
    pub source: &'static str,
}

impl Carrier {
    pub async fn check_admin(&self, admin: PersonId) -> Result<(), ImportError> {
        let state = self.executor.state(admin.into()).await;
        let state = state.map_err(|error| ImportError::Step { what: "admin", error })?;
        match &*state {
            State::Person(person) if person.exists() => Ok(()),
            _ => Err(ImportError::NoSuchAdmin(admin)),
        }
    }

    /// Makes the people known.
    pub async fn people(
        &self,
        ground: &Ground,
        people: &[(PersonId, DisplayName)],
        counts: &mut Counts,
        report: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<(), ImportError> {
        self.vault.import_people(people).await?;
        let ids: Vec<PersonId> = people.iter().map(|(id, _)| *id).collect();
        self.warm("people", &ids).await?;
        let persons = ids.iter().map(|id| ground.import_person(*id));
        self.all("people", persons, counts, report).await
    }

    /// Makes the group with its members, and the discussion.
    pub async fn found(
        &self,
        ground: &Ground,
        people: &[(PersonId, DisplayName)],
        admin: Option<PersonId>,
        counts: &mut Counts,
    ) -> Result<(), ImportError> {
        let drafts = self.drafts(ground.organiser, ground.group, ground.group_words()).await?;
        let create = ground.create_group(|id| drafts.text(id));
        self.one("group", create, drafts, counts).await?;
        for people in people.chunks(ENROL) {
            let people = people.iter().map(|(id, _)| *id).collect();
            let enrol = ground.enrol(people, group::Role::Member);
            self.one("members", enrol, Drafts::none(), counts).await?;
        }
        if let Some(admin) = admin {
            let enrol = ground.enrol(vec![admin], group::Role::Admin);
            self.one("admin", enrol, Drafts::none(), counts).await?;
        }
        let words = ground.discussion_words();
        let drafts = self.drafts(ground.organiser, ground.discussion, words).await?;
        let start = ground.start_discussion(|id| drafts.text(id));
        self.one("discussion", start, drafts, counts).await
    }

    pub async fn is_raised(&self, id: ProposalId) -> Result<bool, ImportError> {
        let state = self.executor.state(id.into()).await;
        let state = state.map_err(|error| ImportError::Step { what: "proposals", error })?;
        Ok(matches!(&*state, State::Proposal(proposal) if proposal.exists()))
    }

    pub async fn warm<I: Copy + Into<StreamId>>(
        &self,
        what: &'static str,
        ids: &[I],
    ) -> Result<(), ImportError> {
        let streams: Vec<StreamId> = ids.iter().map(|id| (*id).into()).collect();
        self.executor.warm(&streams).await.map_err(|error| ImportError::Step { what, error })
    }

    pub async fn drafts(
        &self,
        author: PersonId,
        container: impl Into<StreamId>,
        words: Vec<(domain::TextId, String)>,
    ) -> Result<Drafts, ImportError> {
        let drafts = self.executor.drafts(Some(author), container.into(), words).await;
        drafts.map_err(|error| ImportError::Step { what: "texts", error })
    }

    pub async fn one(
        &self,
        what: &'static str,
        planned: Planned,
        drafts: Drafts,
        counts: &mut Counts,
    ) -> Result<(), ImportError> {
        let answer = self.executor.execute(self.submission(what, planned, drafts)).await;
        counts.take(answer.map_err(|error| ImportError::Step { what, error })?);
        Ok(())
    }

    /// Sends commands without words, in order, many at a time.
    pub async fn all(
        &self,
        what: &'static str,
        planned: impl ExactSizeIterator<Item = Planned>,
        counts: &mut Counts,
        report: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<(), ImportError> {
        let total = planned.len();
        let mut answers = FuturesUnordered::new();
        let mut done = 0;
        for planned in planned {
            if answers.len() >= WINDOW
                && let Some(answer) = answers.next().await
            {
                counts.settle(what, answer)?;
                done += 1;
                report(Progress { what, done, total });
            }
            let submission = self.submission(what, planned, Drafts::none());
            let answer = self.executor.submit(submission);
            answers.push(answer.map_err(|error| ImportError::Step { what, error })?);
        }
        while let Some(answer) = answers.next().await {
            counts.settle(what, answer)?;
            done += 1;
            report(Progress { what, done, total });
        }
        Ok(())
    }

    fn submission(&self, what: &str, planned: Planned, drafts: Drafts) -> Submission {
        let operation = format!("import-{}/{what}", self.source);
        let id = CommandId::derive(Actor::System, &operation, &planned.key);
        let (origin, deadline) = (planned.origin, Instant::now() + PATIENCE);
        let submission = Submission::new(planned.command, planned.actor, id, deadline);
        Submission { drafts, origin, ..submission }
    }
}

impl Counts {
    fn take(&mut self, receipt: Receipt) {
        self.written += usize::from(receipt.wrote());
        self.position = self.position.max(receipt.position);
    }

    fn settle(
        &mut self,
        what: &'static str,
        answer: Result<Receipt, ExecuteError>,
    ) -> Result<(), ImportError> {
        match answer {
            Ok(receipt) => self.take(receipt),
            Err(ExecuteError::Refused(refusal)) if what == "votes" => {
                *self.refused.entry(refusal.to_string()).or_default() += 1;
            }
            Err(error) => return Err(ImportError::Step { what, error }),
        }
        Ok(())
    }
}
