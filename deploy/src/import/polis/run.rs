//! Brings a conversation in: people first, then the group, the discussion, the proposals and the
//! votes.

use std::sync::Arc;
use std::time::Duration;

use domain::{PersonId, ProposalId};
use eventlog::Clock;
use eventlog::executor::Executor;
use eventlog::sealing::Drafts;
use vault::{Vault, VaultError};

use super::super::carrier::{Carrier, Counts, ImportError, Progress};
use super::super::closing;
use super::plan::Plan;
use super::read::Conversation;

/// How to import.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// How long after the import its proposals close.
    pub closes_in: Duration,
    /// Who, beside the imported organiser, becomes an admin of the group.
    pub admin: Option<PersonId>,
}

/// Brings conversations in.
pub struct Import(Carrier);

impl Import {
    /// An import into these services.
    #[must_use]
    pub fn new(executor: Executor, vault: Vault, clock: Arc<dyn Clock>) -> Self {
        Self(Carrier { executor, vault, clock, source: "polis" })
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
        let Self(carrier) = self;
        let plan = Plan::new(conversation);
        if let Some(admin) = options.admin {
            carrier.check_admin(admin).await?;
        }
        let people = plan.people().map_err(VaultError::from)?;
        let mut counts = Counts {
            people: people.len(),
            proposals: conversation.statements.len(),
            votes: conversation.votes.len(),
            ..Counts::default()
        };
        carrier.people(&plan.ground, &people, &mut counts, report).await?;
        carrier.found(&plan.ground, &people, options.admin, &mut counts).await?;
        self.raise(&plan, conversation, options, &mut counts, report).await?;
        let votes = conversation.votes.iter().map(|vote| plan.cast(vote));
        carrier.all("votes", votes, &mut counts, report).await?;
        Ok(counts)
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
        let closes_at = closing(self.0.clock.now(), options.closes_in);
        let ids: Vec<ProposalId> =
            conversation.statements.iter().map(|it| plan.proposal(it.number)).collect();
        self.0.warm("proposals", &ids).await?;
        for (done, (statement, id)) in conversation.statements.iter().zip(ids).enumerate() {
            report(Progress { what: "proposals", done, total });
            if self.0.is_raised(id).await? {
                continue;
            }
            let author = plan.person(statement.author);
            let drafts = self.0.drafts(author, id, plan.proposal_words(statement)).await?;
            let [admit, raise] = plan.raise(statement, closes_at, |text| drafts.text(text));
            self.0.one("proposal", admit, Drafts::none(), counts).await?;
            self.0.one("proposal", raise, drafts, counts).await?;
        }
        report(Progress { what: "proposals", done: total, total });
        Ok(())
    }
}
