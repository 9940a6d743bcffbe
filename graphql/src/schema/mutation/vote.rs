//! Mutations about votes, and about when voting ends.

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result};
use domain::proposal::{Ballot, Command as Proposal};
use domain::{Command, ProposalId, TextId};
use eventlog::sealing::Drafts;

use super::payload::{CastVotePayload, ProposalPayload};
use super::proposal::plain;
use super::run::Run;
use super::words::Words;
use crate::schema::enums::{Availability, Participation, Stance};
use crate::schema::ids::parse;
use crate::schema::scalars::DateTime;

/// What a vote says, by the method of the proposal.
#[derive(OneofObject)]
pub enum BallotInput {
    /// In `CONSENT`.
    Stance(Stance),
    /// In `CHOOSE`: the numbers of the chosen options, from 1.
    Options(Vec<u8>),
    /// In `CHOOSE`: `true` for none of these.
    NoneOfThese(bool),
    /// In `SCORE`: a score for every option.
    Scores(Vec<OptionScoreInput>),
    /// In `ALLOCATE`: how many points lie on which options; on none of them, it abstains.
    Points(Vec<OptionPointsInput>),
    /// In `RANK`: the numbers of the ranked options, from 1, the best first.
    Ranking(Vec<u8>),
    /// In `RANK_STV`: the numbers of the ranked options, from 1, the most wanted first.
    Preferences(Vec<u8>),
    /// In `RANK_PAIRS`: the numbers of the ranked options, from 1, the most wanted first; those of
    /// one list stand alike.
    Tiers(Vec<Vec<u8>>),
    /// In `SCHEDULE`: of every date or time whether it suits.
    Availabilities(Vec<OptionAvailabilityInput>),
    /// In `COUNT`.
    Participation(Participation),
    /// In `ASK`: `true`. The reason of the vote is the answer.
    Answer(bool),
}

/// The score of an option.
#[derive(InputObject)]
pub struct OptionScoreInput {
    /// The option's number, from 1.
    number: u8,
    /// The score.
    score: i32,
}

/// The points that lie on an option.
#[derive(InputObject)]
pub struct OptionPointsInput {
    /// The option's number, from 1.
    number: u8,
    /// How many points.
    points: u32,
}

/// Whether a date or time suits.
#[derive(InputObject)]
pub struct OptionAvailabilityInput {
    /// The option's number, from 1.
    number: u8,
    /// Whether it suits.
    availability: Availability,
}

impl From<BallotInput> for Ballot {
    fn from(ballot: BallotInput) -> Self {
        match ballot {
            BallotInput::Stance(stance) => Self::Stance(stance.into()),
            BallotInput::Options(mut options) => {
                options.sort_unstable();
                Self::Options(options)
            }
            BallotInput::NoneOfThese(_) => Self::NoneOfThese,
            BallotInput::Scores(scores) => {
                Self::Scores(scores.iter().map(|it| (it.number, it.score)).collect())
            }
            BallotInput::Points(points) => {
                Self::Points(points.iter().map(|it| (it.number, it.points)).collect())
            }
            BallotInput::Ranking(ranking) => Self::Ranking(ranking),
            BallotInput::Preferences(ranking) => Self::Preferences(ranking),
            BallotInput::Tiers(tiers) => Self::Tiers(tiers),
            BallotInput::Availabilities(said) => Self::Availabilities(
                said.iter().map(|it| (it.number, it.availability.into())).collect(),
            ),
            BallotInput::Participation(participation) => Self::Participation(participation.into()),
            BallotInput::Answer(_) => Self::Answer,
        }
    }
}

/// A vote.
#[derive(InputObject)]
pub struct CastVoteInput {
    /// On which proposal.
    proposal_id: ID,
    /// What it says.
    ballot: BallotInput,
    /// Why.
    reason: Option<String>,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// Which proposal.
#[derive(InputObject)]
pub struct ProposalInput {
    /// Which.
    proposal_id: ID,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// When voting is to end.
#[derive(InputObject)]
pub struct ClosingTimeInput {
    /// In which proposal.
    proposal_id: ID,
    /// When.
    closes_at: DateTime,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// Why voting ends early.
#[derive(InputObject)]
pub struct CloseEarlyInput {
    /// In which proposal.
    proposal_id: ID,
    /// Why; everybody who may vote is told.
    reason: String,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// A proposal that is withdrawn.
#[derive(InputObject)]
pub struct WithdrawProposalInput {
    /// Which.
    proposal_id: ID,
    /// Why.
    reason: Option<String>,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// Mutations about votes, and about when voting ends.
#[derive(Default)]
pub struct VoteMutation;

#[Object]
impl VoteMutation {
    /// Votes, or changes your vote. The newest counts.
    async fn cast_vote(
        &self,
        context: &Context<'_>,
        input: CastVoteInput,
    ) -> Result<CastVotePayload> {
        let run = Run::new(context, "castVote", input.idempotency_key.as_deref())?;
        let id: ProposalId = parse("proposalId", &input.proposal_id)?;
        let mut words = Words::default();
        let said = input.reason.clone();
        let reason = words.given("reason", TextId::reason(id, run.person), input.reason)?;
        let drafts = run.drafts(id, words).await?;
        let said = reason.and(said).map_or(projections::Words::Absent, projections::Words::Clear);
        let reason = reason.map(|reason| drafts.text(reason));
        let cast = Proposal::CastVote { ballot: input.ballot.into(), reason };
        let settled = run.submit(Command::Proposal(id, cast), drafts).await?;
        Ok(CastVotePayload { payload: ProposalPayload { settled, id }, reason: said })
    }

    /// Withdraws your vote.
    async fn withdraw_vote(
        &self,
        context: &Context<'_>,
        input: ProposalInput,
    ) -> Result<ProposalPayload> {
        let ProposalInput { proposal_id, idempotency_key } = input;
        plain(context, "withdrawVote", &proposal_id, idempotency_key, Proposal::WithdrawVote).await
    }

    /// Moves the closing time: later freely, earlier to no less than 24 hours from now.
    async fn move_closing(
        &self,
        context: &Context<'_>,
        input: ClosingTimeInput,
    ) -> Result<ProposalPayload> {
        let command = Proposal::MoveClosing { closes_at: input.closes_at.0 };
        plain(context, "moveClosing", &input.proposal_id, input.idempotency_key, command).await
    }

    /// Ends voting early, with a reason.
    async fn close_proposal_early(
        &self,
        context: &Context<'_>,
        input: CloseEarlyInput,
    ) -> Result<ProposalPayload> {
        let run = Run::new(context, "closeProposalEarly", input.idempotency_key.as_deref())?;
        let id = parse("proposalId", &input.proposal_id)?;
        let mut words = Words::default();
        let reason = words.take("reason", TextId::closing_reason(id), input.reason)?;
        let drafts = run.drafts(id, words).await?;
        let close = Proposal::CloseEarly { reason: drafts.text(reason) };
        let settled = run.submit(Command::Proposal(id, close), drafts).await?;
        Ok(ProposalPayload { settled, id })
    }

    /// Withdraws a proposal.
    async fn withdraw_proposal(
        &self,
        context: &Context<'_>,
        input: WithdrawProposalInput,
    ) -> Result<ProposalPayload> {
        let run = Run::new(context, "withdrawProposal", input.idempotency_key.as_deref())?;
        let id = parse("proposalId", &input.proposal_id)?;
        let mut words = Words::default();
        let reason = words.given("reason", TextId::closing_reason(id), input.reason)?;
        let drafts: Drafts = run.drafts(id, words).await?;
        let withdraw = Proposal::Withdraw { reason: reason.map(|reason| drafts.text(reason)) };
        let settled = run.submit(Command::Proposal(id, withdraw), drafts).await?;
        Ok(ProposalPayload { settled, id })
    }

    /// Begins voting again after a close. The votes of those still in the electorate are kept.
    async fn reopen_proposal(
        &self,
        context: &Context<'_>,
        input: ClosingTimeInput,
    ) -> Result<ProposalPayload> {
        let command = Proposal::Reopen { closes_at: input.closes_at.0 };
        plain(context, "reopenProposal", &input.proposal_id, input.idempotency_key, command).await
    }
}
