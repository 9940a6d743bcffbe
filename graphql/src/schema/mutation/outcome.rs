//! Mutations about outcomes. An outcome is named with the proposal that it is of.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::proposal::{Command as Proposal, ProposalReactionTarget};
use domain::{Command, OutcomeId, TextId};

use super::discussion::emoji;
use super::payload::OutcomePayload;
use super::run::Run;
use super::words::Words;
use crate::schema::ids::parse;
use crate::schema::scalars::DateTime;

/// What was decided.
#[derive(InputObject)]
pub struct WriteOutcomeInput {
    /// By which proposal.
    proposal_id: ID,
    /// What was decided, 1 to 10,000 characters.
    statement: String,
    /// The number of the chosen option.
    option: Option<u8>,
    /// When it is to be looked at again.
    review_at: Option<DateTime>,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// What was decided, as it is to be said: all of it.
#[derive(InputObject)]
pub struct ReviseOutcomeInput {
    /// By which proposal.
    proposal_id: ID,
    /// Which outcome.
    outcome_id: ID,
    /// The revision that the change was made from.
    expected_revision: u32,
    /// What was decided, 1 to 10,000 characters.
    statement: String,
    /// The number of the chosen option.
    option: Option<u8>,
    /// When it is to be looked at again.
    review_at: Option<DateTime>,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// A reaction to an outcome.
#[derive(InputObject)]
pub struct ReactToOutcomeInput {
    /// The proposal.
    proposal_id: ID,
    /// Which outcome.
    outcome_id: ID,
    /// One emoji.
    emoji: String,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// Mutations about outcomes.
#[derive(Default)]
pub struct OutcomeMutation;

#[Object]
impl OutcomeMutation {
    /// Writes down what was decided, after the close. A new outcome replaces the last.
    async fn write_outcome(
        &self,
        context: &Context<'_>,
        input: WriteOutcomeInput,
    ) -> Result<OutcomePayload> {
        let run = Run::new(context, "writeOutcome", input.idempotency_key.as_deref())?;
        let proposal: domain::ProposalId = parse("proposalId", &input.proposal_id)?;
        let id = OutcomeId::derive(&[&run.seed()]);
        let mut words = Words::default();
        let statement = words.take("statement", TextId::outcome_statement(id), input.statement)?;
        let drafts = run.drafts(proposal, words).await?;
        let write = Proposal::WriteOutcome {
            outcome: id,
            statement: drafts.text(statement),
            option: input.option,
            review_at: input.review_at.map(|time| time.0),
        };
        let settled = run.submit(Command::Proposal(proposal, write), drafts).await?;
        Ok(OutcomePayload { settled, id })
    }

    /// Revises an outcome. All versions are kept.
    async fn revise_outcome(
        &self,
        context: &Context<'_>,
        input: ReviseOutcomeInput,
    ) -> Result<OutcomePayload> {
        let run = Run::new(context, "reviseOutcome", input.idempotency_key.as_deref())?;
        let proposal: domain::ProposalId = parse("proposalId", &input.proposal_id)?;
        let id = parse("outcomeId", &input.outcome_id)?;
        let mut words = Words::default();
        let statement = words.take("statement", TextId::outcome_statement(id), input.statement)?;
        let drafts = run.drafts(proposal, words).await?;
        let revise = Proposal::ReviseOutcome {
            outcome: id,
            statement: drafts.text(statement),
            option: input.option,
            review_at: input.review_at.map(|time| time.0),
            expected_revision: input.expected_revision,
        };
        let settled = run.submit(Command::Proposal(proposal, revise), drafts).await?;
        Ok(OutcomePayload { settled, id })
    }

    /// Reacts to an outcome with an emoji.
    async fn react_to_outcome(
        &self,
        context: &Context<'_>,
        input: ReactToOutcomeInput,
    ) -> Result<OutcomePayload> {
        let emoji = emoji(&input.emoji)?;
        let react = |target| Proposal::React { target, emoji };
        plain(context, "reactToOutcome", &input, react).await
    }

    /// Takes a reaction to an outcome back.
    async fn unreact_to_outcome(
        &self,
        context: &Context<'_>,
        input: ReactToOutcomeInput,
    ) -> Result<OutcomePayload> {
        let emoji = emoji(&input.emoji)?;
        let unreact = |target| Proposal::Unreact { target, emoji };
        plain(context, "unreactToOutcome", &input, unreact).await
    }
}

async fn plain(
    context: &Context<'_>,
    operation: &str,
    input: &ReactToOutcomeInput,
    command: impl FnOnce(ProposalReactionTarget) -> Proposal,
) -> Result<OutcomePayload> {
    let run = Run::new(context, operation, input.idempotency_key.as_deref())?;
    let proposal = parse("proposalId", &input.proposal_id)?;
    let id = parse("outcomeId", &input.outcome_id)?;
    let command = command(ProposalReactionTarget::Outcome(id));
    let settled = run.send(Command::Proposal(proposal, command)).await?;
    Ok(OutcomePayload { settled, id })
}
