//! Mutations about proposals as they are put.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, OneofObject, Result};
use domain::proposal::{Changes, Command as Proposal, Draft, Electorate, Reasons, Rule};
use domain::{Command, ProposalId, TextId};

use super::discussion::emoji;
use super::guest::unknown;
use super::method::{MethodInput, alike, take};
use super::payload::ProposalPayload;
use super::run::{Run, Settled};
use super::tag::tags;
use super::words::Words;
use crate::fault::Fault;
use crate::schema::enums::{ReasonPolicy, Reminder, ResultVisibility, Roll, ThresholdBase};
use crate::schema::ids::{parse, parse_all};
use crate::schema::refusal::ProposalRefusal;
use crate::schema::scalars::DateTime;

/// The most people that are read from a named electorate.
const NAMED: usize = 10_000;

/// What makes a proposal pass: one of the rules.
#[derive(OneofObject)]
pub enum RuleInput {
    /// `true`: nobody blocks.
    Consent(bool),
    /// `true`: nobody disagrees or blocks.
    Consensus(bool),
    /// `true`: strictly more agree than disagree.
    Majority(bool),
    /// At least a share agrees, or chose the leading option.
    Threshold(ThresholdInput),
}

/// A share.
#[derive(InputObject)]
pub struct ThresholdInput {
    /// Percent, 1 to 100.
    percent: u8,
    /// Of whom.
    of: ThresholdBase,
}

impl From<RuleInput> for Rule {
    fn from(rule: RuleInput) -> Self {
        match rule {
            RuleInput::Consent(_) => Self::Consent,
            RuleInput::Consensus(_) => Self::Consensus,
            RuleInput::Majority(_) => Self::Majority,
            RuleInput::Threshold(ThresholdInput { percent, of }) => {
                Self::Threshold { percent, of: of.into() }
            }
        }
    }
}

/// What is put to the vote.
#[derive(InputObject)]
pub struct RaiseProposalInput {
    /// The discussion that it is raised in.
    discussion_id: ID,
    /// The title, 1 to 150 characters.
    title: String,
    /// The details, up to 100,000 characters of Markdown.
    details: Option<String>,
    /// How the decision is made.
    method: MethodInput,
    /// When voting begins; at once if it is left out.
    opens_at: Option<DateTime>,
    /// When voting ends; 7 days after it begins if it is left out, at most two years from now.
    closes_at: Option<DateTime>,
    /// Who may vote, if not all members: 1 to 10,000 people whom you may see. Those outside of the
    /// group become guests of the discussion.
    named_electorate: Option<Vec<ID>>,
    /// Whether the discussion's guests vote beside the members; for admins to say.
    #[graphql(default)]
    guests_vote: bool,
    /// At what moment the electorate is taken; by default what suits how people join the group.
    roll: Option<Roll>,
    /// Who gives a reason with a vote; by default who wants to, and in `ASK` everybody.
    reason_policy: Option<ReasonPolicy>,
    /// Whether a reason is held to 500 characters.
    #[graphql(default)]
    short_reasons: bool,
    /// When results are seen.
    #[graphql(default_with = "ResultVisibility::Always")]
    result_visibility: ResultVisibility,
    /// Percent of the electorate that must have voted, 1 to 100.
    quorum: Option<u8>,
    /// What makes it pass.
    rule: Option<RuleInput>,
    /// Who is reminded 24 hours before the close.
    #[graphql(default_with = "Reminder::NotVoted")]
    reminder: Reminder,
    /// Its tags, up to 20 of the group's, from those whom the group lets tag.
    #[graphql(default)]
    tag_ids: Vec<ID>,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// What changes in a proposal. What is left out stays.
#[derive(InputObject)]
pub struct EditProposalInput {
    /// Which.
    proposal_id: ID,
    /// The revision that the change was made from.
    expected_revision: u32,
    /// The title, 1 to 150 characters.
    title: Option<String>,
    /// The details, up to 100,000 characters of Markdown.
    details: Option<String>,
    /// How the decision is made.
    method: Option<MethodInput>,
    /// Who may vote, all of them members or guests; null for all members.
    named_electorate: MaybeUndefined<Vec<ID>>,
    /// Whether the discussion's guests vote beside the members; for admins to say.
    guests_vote: Option<bool>,
    /// At what moment the electorate is taken.
    roll: Option<Roll>,
    /// Who gives a reason with a vote; with `shortReasons`.
    reason_policy: Option<ReasonPolicy>,
    /// Whether a reason is held to 500 characters; with `reasonPolicy`.
    #[graphql(default)]
    short_reasons: bool,
    /// When results are seen; only ever later than before.
    result_visibility: Option<ResultVisibility>,
    /// Percent of the electorate that must have voted; null for no quorum.
    quorum: MaybeUndefined<u8>,
    /// What makes it pass; null for no rule.
    rule: MaybeUndefined<RuleInput>,
    /// Who is reminded before it closes.
    reminder: Option<Reminder>,
    /// All its tags, up to 20 of the group's, from those whom the group lets tag.
    tag_ids: Option<Vec<ID>>,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// A reaction to a proposal.
#[derive(InputObject)]
pub struct ReactToProposalInput {
    /// Which.
    proposal_id: ID,
    /// One emoji.
    emoji: String,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

fn electorate(named: Option<Vec<ID>>, guests_vote: bool) -> Result<Electorate, Fault> {
    match (named, guests_vote) {
        (None, false) => Ok(Electorate::Members),
        (None, true) => Ok(Electorate::MembersAndGuests),
        (Some(ids), false) => Ok(Electorate::Named(parse_all("namedElectorate", &ids, NAMED)?)),
        (Some(_), true) => Err(Fault::input("Name one of namedElectorate and guestsVote.")),
    }
}

/// Somebody in the electorate whom who asks does not know.
async fn unknown_elector(
    context: &Context<'_>,
    electorate: &Electorate,
) -> Result<Option<ProposalRefusal>, Fault> {
    let Electorate::Named(people) = electorate else { return Ok(None) };
    let unknown = unknown(context, people).await?;
    Ok(unknown.map(|at| ProposalRefusal::named_not_member(people[at])))
}

/// Mutations about proposals as they are put.
#[derive(Default)]
pub struct ProposalMutation;

#[Object]
impl ProposalMutation {
    /// Raises a proposal in a discussion.
    async fn raise_proposal(
        &self,
        context: &Context<'_>,
        input: RaiseProposalInput,
    ) -> Result<ProposalPayload> {
        let run = Run::new(context, "raiseProposal", input.idempotency_key.as_deref())?;
        let discussion: domain::DiscussionId = parse("discussionId", &input.discussion_id)?;
        let id = ProposalId::derive(&[&run.seed()]);
        let mut words = Words::default();
        let title = words.take("title", TextId::proposal_title(id), input.title)?;
        let details = words.given("details", TextId::proposal_details(id), input.details)?;
        let method = input.method.into();
        let alike_options = alike(&method);
        let policy = input.reason_policy.map_or_else(|| method.usual_reasons(), Into::into);
        let method = take(&mut words, |number| TextId::option(id, number), method)?;
        let electorate = electorate(input.named_electorate, input.guests_vote)?;
        if let Some(refusal) = unknown_elector(context, &electorate).await?
            && !run.is_repeat(id).await?
        {
            return Ok(ProposalPayload { settled: Settled::refused(refusal), id });
        }
        let drafts = run.drafts(id, words).await?;
        let draft = Box::new(Draft {
            title: drafts.text(title),
            details: details.map(|details| drafts.text(details)),
            method: method.map(|option| drafts.text(option)),
            opens_at: input.opens_at.map(|time| time.0),
            closes_at: input.closes_at.map(|time| time.0),
            electorate,
            roll: input.roll.map(Into::into),
            reasons: Reasons { policy, short: input.short_reasons },
            results: input.result_visibility.into(),
            quorum: input.quorum,
            rule: input.rule.map(Into::into),
            reminder: input.reminder.into(),
            tags: tags(&input.tag_ids)?,
            alike_options,
        });
        // Everything that could refuse it is judged where it is admitted: anew each time, for what an
        // attempt that broke off was admitted for may have lapsed since.
        let admit =
            domain::discussion::Command::AdmitProposal { proposal: id, draft: draft.clone() };
        if let Err(refusal) = run.step(Command::Discussion(discussion, admit)).await?
            && !run.is_repeat(id).await?
        {
            return Ok(ProposalPayload { settled: Settled::refused(refusal), id });
        }
        let raise = Command::Proposal(id, Proposal::Raise { discussion, draft });
        let settled = run.submit(raise, drafts).await?;
        Ok(ProposalPayload { settled, id })
    }

    /// Changes a proposal. From the first vote on only the reminder changes.
    async fn edit_proposal(
        &self,
        context: &Context<'_>,
        input: EditProposalInput,
    ) -> Result<ProposalPayload> {
        let run = Run::new(context, "editProposal", input.idempotency_key.as_deref())?;
        let id = parse("proposalId", &input.proposal_id)?;
        let mut words = Words::default();
        let title = words.maybe("title", TextId::proposal_title(id), input.title)?;
        let details = words.maybe("details", TextId::proposal_details(id), input.details)?;
        let method = input.method.map(Into::into);
        let alike_options = method.as_ref().and_then(alike);
        let option = |number| TextId::option(id, number);
        let method = method.map(|method| take(&mut words, option, method)).transpose()?;
        let guests_vote = input.guests_vote.unwrap_or_default();
        let electorate = match input.named_electorate {
            MaybeUndefined::Undefined if input.guests_vote.is_none() => None,
            MaybeUndefined::Undefined | MaybeUndefined::Null => {
                Some(electorate(None, guests_vote)?)
            }
            MaybeUndefined::Value(ids) => Some(electorate(Some(ids), guests_vote)?),
        };
        let drafts = run.drafts(id, words).await?;
        let reasons =
            |policy: ReasonPolicy| Reasons { policy: policy.into(), short: input.short_reasons };
        let changes = Box::new(Changes {
            title: title.map(|title| drafts.text(title)),
            details: details.map(|details| drafts.text(details)),
            method: method.map(|method| method.map(|option| drafts.text(option))),
            electorate,
            roll: input.roll.map(Into::into),
            reasons: input.reason_policy.map(reasons),
            results: input.result_visibility.map(Into::into),
            quorum: nullable(input.quorum),
            rule: nullable(input.rule).map(|rule| rule.map(Into::into)),
            reminder: input.reminder.map(Into::into),
            tags: input.tag_ids.map(|ids| tags(&ids)).transpose()?,
            alike_options,
        });
        let edit = Proposal::Edit { changes, expected_revision: input.expected_revision };
        let settled = run.submit(Command::Proposal(id, edit), drafts).await?;
        Ok(ProposalPayload { settled, id })
    }

    /// Reacts to a proposal with an emoji.
    async fn react_to_proposal(
        &self,
        context: &Context<'_>,
        input: ReactToProposalInput,
    ) -> Result<ProposalPayload> {
        let target = domain::proposal::ProposalReactionTarget::Proposal;
        let react = Proposal::React { target, emoji: emoji(&input.emoji)? };
        plain(context, "reactToProposal", &input.proposal_id, input.idempotency_key, react).await
    }

    /// Takes a reaction to a proposal back.
    async fn unreact_to_proposal(
        &self,
        context: &Context<'_>,
        input: ReactToProposalInput,
    ) -> Result<ProposalPayload> {
        let target = domain::proposal::ProposalReactionTarget::Proposal;
        let unreact = Proposal::Unreact { target, emoji: emoji(&input.emoji)? };
        plain(context, "unreactToProposal", &input.proposal_id, input.idempotency_key, unreact)
            .await
    }
}

fn nullable<T>(value: MaybeUndefined<T>) -> Option<Option<T>> {
    match value {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(value)),
    }
}

/// A command to a proposal without words.
pub(super) async fn plain(
    context: &Context<'_>,
    operation: &str,
    id: &ID,
    key: Option<String>,
    command: Proposal,
) -> Result<ProposalPayload> {
    let run = Run::new(context, operation, key.as_deref())?;
    let id = parse("proposalId", id)?;
    let settled = run.send(Command::Proposal(id, command)).await?;
    Ok(ProposalPayload { settled, id })
}
