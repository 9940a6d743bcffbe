//! Mutations that tell people of something.

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result};
use domain::announcement::Addressees;
use domain::discussion::Command as Discussion;
use domain::proposal::{Command as Proposal, ProposalReactionTarget};
use domain::{Command, OutcomeId, ProposalId};

use super::payload::{DiscussionPayload, OutcomePayload, ProposalPayload};
use super::run::Run;
use crate::fault::Fault;
use crate::schema::ids::{parse, parse_all};

/// The most people that are read from a list; how many may be named is fewer.
const PEOPLE: usize = 10_000;

/// Whom to tell. Who was told of the same before is not told again, and who has no place in the
/// group or its parent, or does not see it there, is not told either; the answer does not say who
/// that was.
#[derive(OneofObject)]
pub enum AddresseesInput {
    /// These people, 1 to 1,000.
    People(Vec<ID>),
    /// `true` for everybody who sees it: the group's members, and the parent's where those read
    /// too.
    Everybody(bool),
}

impl AddresseesInput {
    fn read(self) -> Result<Addressees, Fault> {
        match self {
            Self::People(ids) => Ok(Addressees::People(parse_all("to.people", &ids, PEOPLE)?)),
            Self::Everybody(true) => Ok(Addressees::Everybody),
            Self::Everybody(false) => Err(Fault::input("to.everybody is only ever true.")),
        }
    }
}

/// A discussion to tell people of.
#[derive(InputObject)]
pub struct AnnounceDiscussionInput {
    /// Which.
    discussion_id: ID,
    /// Whom to tell.
    to: AddresseesInput,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// A proposal to tell people of.
#[derive(InputObject)]
pub struct AnnounceProposalInput {
    /// Which.
    proposal_id: ID,
    /// Whom to tell.
    to: AddresseesInput,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// An outcome to tell people of.
#[derive(InputObject)]
pub struct AnnounceOutcomeInput {
    /// Of which proposal.
    proposal_id: ID,
    /// Which; the one that stands.
    outcome_id: ID,
    /// Whom to tell.
    to: AddresseesInput,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// Mutations that tell people of something.
#[derive(Default)]
pub struct AnnouncementMutation;

#[Object]
impl AnnouncementMutation {
    /// Tells people of a discussion, once each.
    async fn announce_discussion(
        &self,
        context: &Context<'_>,
        input: AnnounceDiscussionInput,
    ) -> Result<DiscussionPayload> {
        let run = Run::new(context, "announceDiscussion", input.idempotency_key.as_deref())?;
        let id = parse("discussionId", &input.discussion_id)?;
        let announce = Discussion::Announce { to: input.to.read()? };
        let settled = run.send(Command::Discussion(id, announce)).await?;
        Ok(DiscussionPayload { settled, id })
    }

    /// Tells people of a proposal, once each.
    async fn announce_proposal(
        &self,
        context: &Context<'_>,
        input: AnnounceProposalInput,
    ) -> Result<ProposalPayload> {
        let run = Run::new(context, "announceProposal", input.idempotency_key.as_deref())?;
        let id = parse("proposalId", &input.proposal_id)?;
        let (target, to) = (ProposalReactionTarget::Proposal, input.to.read()?);
        let settled = run.send(Command::Proposal(id, Proposal::Announce { target, to })).await?;
        Ok(ProposalPayload { settled, id })
    }

    /// Tells people of an outcome, once each.
    async fn announce_outcome(
        &self,
        context: &Context<'_>,
        input: AnnounceOutcomeInput,
    ) -> Result<OutcomePayload> {
        let run = Run::new(context, "announceOutcome", input.idempotency_key.as_deref())?;
        let proposal: ProposalId = parse("proposalId", &input.proposal_id)?;
        let id: OutcomeId = parse("outcomeId", &input.outcome_id)?;
        let (target, to) = (ProposalReactionTarget::Outcome(id), input.to.read()?);
        let announce = Command::Proposal(proposal, Proposal::Announce { target, to });
        let settled = run.send(announce).await?;
        Ok(OutcomePayload { settled, id })
    }
}
