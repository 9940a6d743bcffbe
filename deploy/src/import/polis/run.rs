//! Brings a conversation in: people first, then the group, the discussion, the proposals and the
//! votes, each by an ordinary command.
//!
//! It can be stopped anywhere and run again: what is there already is recognised and writes
//! nothing.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use domain::{Actor, PersonId, ProposalId, State, StreamId, group};
use eventlog::executor::{ExecuteError, Executor, Receipt, Submission};
use eventlog::sealing::Drafts;
use eventlog::{Clock, CommandId, Position};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use tokio::time::Instant;
use vault::{Vault, VaultError};

use super::plan::{Plan, Planned, closing};
use super::read::Conversation;

/// How many commands are under way at a time.
const WINDOW: usize = 4_000;
/// How many people one command enrols.
const ENROL: usize = 1_000;
/// How long one command may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// How to import.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// How long after the import its proposals close.
    pub closes_in: Duration,
    /// Who, beside the imported organiser, becomes an admin of the group.
    pub admin: Option<PersonId>,
}

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
    #[error("there is no person {0} who could be an admin")]
    NoSuchAdmin(PersonId),
    /// The vault did not take the people.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// Brings conversations in.
pub struct Import {
    executor: Executor,
    vault: Vault,
    clock: Arc<dyn Clock>,
}

impl Import {
    /// An import into these services.
    #[must_use]
    pub fn new(executor: Executor, vault: Vault, clock: Arc<dyn Clock>) -> Self {
        Self { executor, vault, clock }
    }

    /// Brings the conversation in and says how far it is as it goes.
    ///
    /// # Errors
    /// If a step failed that the rest needs. Votes that a rule refuses are counted instead.
    pub async fn run(
        &self,
        conversation: &Conversation,
        options: Options,
        report: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Counts, ImportError> {
        let plan = Plan::new(conversation);
        if let Some(admin) = options.admin {
            self.check_admin(admin).await?;
        }
        let people = plan.people().map_err(VaultError::from)?;
        let mut counts = Counts {
            people: people.len(),
            proposals: conversation.statements.len(),
            votes: conversation.votes.len(),
            ..Counts::default()
        };
        self.vault.import_people(&people).await?;
        let ids: Vec<PersonId> = people.iter().map(|(id, _)| *id).collect();
        self.warm("people", &ids).await?;
        let persons = ids.iter().map(|id| plan.import_person(*id));
        self.all("people", persons, &mut counts, report).await?;
        self.found(&plan, &ids, options, &mut counts).await?;
        self.raise(&plan, conversation, options, &mut counts, report).await?;
        let votes = conversation.votes.iter().map(|vote| plan.cast(vote));
        self.all("votes", votes, &mut counts, report).await?;
        Ok(counts)
    }

    async fn check_admin(&self, admin: PersonId) -> Result<(), ImportError> {
        let state = self.executor.state(admin.into()).await;
        let state = state.map_err(|error| ImportError::Step { what: "admin", error })?;
        match &*state {
            State::Person(person) if person.exists() => Ok(()),
            _ => Err(ImportError::NoSuchAdmin(admin)),
        }
    }

    /// Makes the group with its members, and the discussion.
    async fn found(
        &self,
        plan: &Plan<'_>,
        people: &[PersonId],
        options: Options,
        counts: &mut Counts,
    ) -> Result<(), ImportError> {
        let drafts = self.drafts(plan.organiser, plan.group, plan.group_words()).await?;
        let create = plan.create_group(|id| drafts.text(id));
        self.one("group", create, drafts, counts).await?;
        for people in people.chunks(ENROL) {
            let enrol = plan.enrol(people.to_vec(), group::Role::Member);
            self.one("members", enrol, Drafts::none(), counts).await?;
        }
        if let Some(admin) = options.admin {
            let enrol = plan.enrol(vec![admin], group::Role::Admin);
            self.one("admin", enrol, Drafts::none(), counts).await?;
        }
        let words = plan.discussion_words();
        let drafts = self.drafts(plan.organiser, plan.discussion, words).await?;
        let start = plan.start_discussion(|id| drafts.text(id));
        self.one("discussion", start, drafts, counts).await
    }

    /// Raises the proposals that are not there yet.
    async fn raise(
        &self,
        plan: &Plan<'_>,
        conversation: &Conversation,
        options: Options,
        counts: &mut Counts,
        report: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<(), ImportError> {
        let total = conversation.statements.len();
        let closes_at = closing(self.clock.now(), options.closes_in);
        let ids: Vec<ProposalId> =
            conversation.statements.iter().map(|it| plan.proposal(it.number)).collect();
        self.warm("proposals", &ids).await?;
        for (done, (statement, id)) in conversation.statements.iter().zip(ids).enumerate() {
            report(Progress { what: "proposals", done, total });
            if self.is_raised(id).await? {
                continue;
            }
            let author = plan.person(statement.author);
            let drafts = self.drafts(author, id, plan.proposal_words(statement)).await?;
            let [admit, raise] = plan.raise(statement, closes_at, |text| drafts.text(text));
            self.one("proposal", admit, Drafts::none(), counts).await?;
            self.one("proposal", raise, drafts, counts).await?;
        }
        report(Progress { what: "proposals", done: total, total });
        Ok(())
    }

    async fn is_raised(&self, id: ProposalId) -> Result<bool, ImportError> {
        let state = self.executor.state(id.into()).await;
        let state = state.map_err(|error| ImportError::Step { what: "proposals", error })?;
        Ok(matches!(&*state, State::Proposal(proposal) if proposal.exists()))
    }

    async fn warm<I: Copy + Into<StreamId>>(
        &self,
        what: &'static str,
        ids: &[I],
    ) -> Result<(), ImportError> {
        let streams: Vec<StreamId> = ids.iter().map(|id| (*id).into()).collect();
        self.executor.warm(&streams).await.map_err(|error| ImportError::Step { what, error })
    }

    async fn drafts(
        &self,
        author: PersonId,
        container: impl Into<StreamId>,
        words: Vec<(domain::TextId, String)>,
    ) -> Result<Drafts, ImportError> {
        let drafts = self.executor.drafts(Some(author), container.into(), words).await;
        drafts.map_err(|error| ImportError::Step { what: "texts", error })
    }

    async fn one(
        &self,
        what: &'static str,
        planned: Planned,
        drafts: Drafts,
        counts: &mut Counts,
    ) -> Result<(), ImportError> {
        let answer = self.executor.execute(submission(what, planned, drafts)).await;
        counts.take(answer.map_err(|error| ImportError::Step { what, error })?);
        Ok(())
    }

    /// Sends commands without words, in order, many at a time.
    async fn all(
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
            let submission = submission(what, planned, Drafts::none());
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
}

impl Counts {
    fn take(&mut self, receipt: Receipt) {
        self.written += usize::from(receipt.wrote);
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

fn submission(what: &str, planned: Planned, drafts: Drafts) -> Submission {
    Submission {
        id: CommandId::derive(Actor::System, &format!("import-polis/{what}"), &planned.key),
        command: planned.command,
        drafts,
        actor: planned.actor,
        origin: planned.origin,
        correlation: None,
        causation: None,
        deadline: Instant::now() + PATIENCE,
    }
}
