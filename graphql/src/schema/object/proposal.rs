//! Proposals.

use std::collections::HashMap;

use async_graphql::{Context, ID, Object, Result};
use domain::ProposalId;
use projections::ballots::{self, BallotChangeRow};
use projections::proposals::{self, CloseRow, ProposalRow};
use projections::reactions::Target;
use projections::tallies::RunningTally;
use projections::{Snapshot, Viewer, notes, outcomes, tags, tallies, versions};

use super::ballot::{Vote, VoteChange};
use super::close::Close;
use super::discussion::{Discussion, discussion_of};
use super::method::Method;
use super::note::Note;
use super::outcome::Outcome;
use super::person::{Person, somebody};
use super::reaction::{ReactionCount, reactions};
use super::rule::DecisionRule;
use super::tag::{Tag, tags_of};
use super::tally::Tally;
use super::version::ProposalVersion;
use super::words;
use crate::app::asked;
use crate::cursor::List;
use crate::fault::Fault;
use crate::level::{Node, PageOf};
use crate::related::{belonging, related};
use crate::schema::enums::{ProposalStage, ReasonPolicy, Reminder, ResultVisibility, Roll};
use crate::schema::ids::GlobalId;
use crate::schema::paging::{Listed, Paging, connection, paged};
use crate::schema::scalars::DateTime;

/// A proposal: what is put to the vote, the votes, the close and the outcome.
pub struct Proposal(pub(crate) Node<ProposalRow>);

#[Object]
impl Proposal {
    /// The proposal's id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// The discussion that it was raised in.
    async fn discussion(&self, context: &Context<'_>) -> Result<Option<Discussion>> {
        Ok(discussion_of(context, &self.0, |row| Some(row.discussion)).await?)
    }

    /// Who raised it.
    async fn author(&self) -> Result<Person> {
        Ok(somebody(&self.0, "author", |row| Some(row.author)).await?)
    }

    /// The title; null if it was removed.
    async fn title(&self) -> Option<&str> {
        words(&self.0.title)
    }

    /// The details, in Markdown.
    async fn details(&self) -> Option<&str> {
        words(&self.0.details)
    }

    /// How the decision is made.
    async fn method(&self) -> Method {
        let method = Method::from(&self.0.method);
        if self.0.discarded { method.removed() } else { method }
    }

    /// Who may vote, if not all members: members and guests; null if all members may, or if you are
    /// not a member, in the group that it was raised in as well as where its discussion is now.
    async fn named_electorate(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Option<Listed<Person>>> {
        let asked = asked(context)?;
        let page = Paging { first, after, last, before }.read(asked, List::Named)?;
        let domain::proposal::Electorate::Named(people) = &self.0.electorate else {
            return Ok(None);
        };
        if !self.0.sees_named {
            return Ok(None);
        }
        let slice = page.of(people.iter().copied());
        let page = PageOf::alone(self.0.level().snapshot(), slice);
        Ok(Some(connection(asked, List::Named, page, Person)?))
    }

    /// Whether the discussion's guests vote beside the members.
    async fn guests_vote(&self) -> bool {
        self.0.electorate == domain::proposal::Electorate::MembersAndGuests
    }

    /// At what moment the electorate is taken.
    async fn roll(&self) -> Roll {
        self.0.roll.into()
    }

    /// Who gives a reason with a vote.
    async fn reason_policy(&self) -> ReasonPolicy {
        self.0.reasons.policy.into()
    }

    /// Whether a reason is held to 500 characters.
    async fn short_reasons(&self) -> bool {
        self.0.reasons.short
    }

    /// When results are seen.
    async fn result_visibility(&self) -> ResultVisibility {
        self.0.results.into()
    }

    /// Percent of the electorate that must have voted.
    async fn quorum(&self) -> Option<u8> {
        self.0.quorum
    }

    /// What makes it pass.
    async fn rule(&self) -> Option<DecisionRule> {
        self.0.rule.map(Into::into)
    }

    /// Who is reminded before it closes.
    async fn reminder(&self) -> Reminder {
        self.0.reminder.into()
    }

    /// Its tags, the oldest first. From the first vote on they stay.
    async fn tags(&self, context: &Context<'_>) -> Result<Vec<Tag>> {
        let asked = asked(context)?;
        let (snapshot, viewer) = (self.0.level().snapshot(), asked.viewer());
        let load = |ids: Vec<ProposalId>| async move {
            Ok::<_, Fault>(tags::of_proposals(snapshot, viewer, &ids).await?)
        };
        Ok(tags_of(&self.0, |row| row.id, load).await?)
    }

    /// The revision, which an edit names.
    async fn revision(&self) -> u32 {
        self.0.revision
    }

    /// When it was raised.
    async fn raised_at(&self) -> DateTime {
        self.0.raised_at.into()
    }

    /// When it was last edited.
    async fn edited_at(&self) -> Option<DateTime> {
        self.0.edited_at.map(Into::into)
    }

    /// Whether it was brought in with an imported history.
    async fn imported(&self) -> bool {
        self.0.imported
    }

    /// When voting begins.
    async fn opens_at(&self) -> DateTime {
        self.0.opens_at.into()
    }

    /// When voting ends.
    async fn closes_at(&self) -> DateTime {
        self.0.closes_at.into()
    }

    /// Which opening it is: 1, and one more with every reopening; 0 before the first.
    async fn opening(&self) -> u32 {
        self.0.opening
    }

    /// Where it is in its life, by the clock.
    async fn stage(&self, context: &Context<'_>) -> Result<ProposalStage> {
        Ok(self.0.stage(asked(context)?.app.clock.now()).into())
    }

    /// How voting ended, if it has.
    async fn close(&self) -> Option<Close> {
        self.0.close.as_ref().map(Into::into)
    }

    /// How each opening ended, the first one first.
    async fn closes(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<Close>> {
        let show = |row: Node<CloseRow>| Close::from(&*row);
        let part = ("closes", List::Closes, Paging { first, after, last, before });
        Ok(paged(context, &self.0, |row| row.id, part, proposals::closes_of, show).await?)
    }

    /// What the votes add up to by now; null while it is hidden from you. Delegated votes are not
    /// in it: they are counted at the close.
    async fn tally(&self, context: &Context<'_>) -> Result<Option<Tally>> {
        Ok(self.running(context).await?.map(|running| running.tally.into()))
    }

    /// How many people have voted themselves by now; null while it is hidden from you.
    async fn voters(&self, context: &Context<'_>) -> Result<Option<u32>> {
        Ok(self.running(context).await?.map(|running| running.voters))
    }

    /// How many people can vote as of now; how many could at its close, if the discussion was moved
    /// since.
    async fn electorate_size(&self, context: &Context<'_>) -> Result<Option<u32>> {
        let asked = asked(context)?;
        let (snapshot, viewer) = (self.0.level().snapshot(), asked.viewer());
        let load = |ids: Vec<ProposalId>| async move {
            Ok::<_, Fault>(ballots::electorate_of(snapshot, viewer, &ids).await?)
        };
        Ok(belonging(&self.0, "electorate", |row| row.id, load).await?)
    }

    /// Whether you are among those who can vote.
    async fn may_vote(&self, context: &Context<'_>) -> Result<bool> {
        let asked = asked(context)?;
        let (snapshot, viewer) = (self.0.level().snapshot(), asked.viewer());
        let load = |ids: Vec<ProposalId>| async move {
            Ok::<_, Fault>(ballots::may_vote(snapshot, viewer, &ids).await?)
        };
        Ok(belonging(&self.0, "may vote", |row| row.id, load).await?.unwrap_or_default())
    }

    /// Your own vote, if you have voted.
    async fn my_vote(&self, context: &Context<'_>) -> Result<Option<Vote>> {
        let asked = asked(context)?;
        let (snapshot, viewer) = (self.0.level().snapshot(), asked.viewer());
        let load = |ids: Vec<ProposalId>| async move {
            Ok::<_, Fault>(ballots::of_viewer(snapshot, viewer, &ids).await?)
        };
        Ok(related(&self.0, "my vote", |row| Some(row.id), load).await?.map(Vote))
    }

    /// What your vote said, from the first one on.
    async fn my_vote_history(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<VoteChange>> {
        let load = async |snapshot: &Snapshot, viewer: &Viewer, ids: &[ProposalId], page| {
            let Some(me) = viewer.person else { return Ok(HashMap::new()) };
            ballots::history_of(snapshot, viewer, ids, me, page).await
        };
        let show =
            |row: Node<BallotChangeRow>| VoteChange::new(row.ballot.as_ref(), &row.reason, row.at);
        let part = ("my vote history", List::VoteChanges, Paging { first, after, last, before });
        Ok(paged(context, &self.0, |row| row.id, part, load, show).await?)
    }

    /// Who voted how, for members, once results may be seen.
    async fn votes(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<Vote>> {
        let part = ("votes", List::Votes, Paging { first, after, last, before });
        Ok(paged(context, &self.0, |row| row.id, part, ballots::of, Vote).await?)
    }

    /// Who has not voted, for members, once results may be seen.
    async fn not_voted(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<Elector>> {
        let part = ("not voted", List::Electorate, Paging { first, after, last, before });
        Ok(paged(context, &self.0, |row| row.id, part, ballots::not_voted, Elector).await?)
    }

    /// The notes that clarified it after the first vote, the oldest first.
    async fn notes(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<Note>> {
        let part = ("notes", List::Notes, Paging { first, after, last, before });
        Ok(paged(context, &self.0, |row| row.id, part, notes::of_proposals, Note).await?)
    }

    /// The outcome, if one was written.
    async fn outcome(&self, context: &Context<'_>) -> Result<Option<Outcome>> {
        let asked = asked(context)?;
        let (snapshot, viewer) = (self.0.level().snapshot(), asked.viewer());
        let load = |ids: Vec<ProposalId>| async move {
            Ok::<_, Fault>(outcomes::current_of(snapshot, viewer, &ids).await?)
        };
        Ok(related(&self.0, "outcome", |row| Some(row.id), load).await?.map(Outcome))
    }

    /// What it put to the vote at each revision, the first one first.
    async fn versions(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<ProposalVersion>> {
        let part = ("versions", List::Versions, Paging { first, after, last, before });
        Ok(paged(context, &self.0, |row| row.id, part, versions::of_proposals, ProposalVersion)
            .await?)
    }

    /// The reactions to it.
    async fn reactions(&self, context: &Context<'_>) -> Result<Vec<ReactionCount>> {
        Ok(reactions(context, &self.0, |row| Target::Proposal(row.id)).await?)
    }
}

impl Proposal {
    async fn running(&self, context: &Context<'_>) -> Result<Option<RunningTally>, Fault> {
        let asked = asked(context)?;
        let (snapshot, viewer) = (self.0.level().snapshot(), asked.viewer());
        let load = |ids: Vec<ProposalId>| async move {
            let found: HashMap<_, _> = tallies::of(snapshot, viewer, &ids).await?;
            Ok::<_, Fault>(found)
        };
        belonging(&self.0, "tally", |row| row.id, load).await
    }
}

/// Somebody who may vote.
pub struct Elector(Node<ballots::PersonInRoll>);

#[Object]
impl Elector {
    /// Who.
    async fn person(&self) -> Result<Person> {
        Ok(somebody(&self.0, "person", |row| Some(row.person)).await?)
    }
}

/// The proposal that `node` points at by `of`, if the viewer may see it.
pub(crate) async fn proposal_of<R: Send + Sync + 'static>(
    context: &Context<'_>,
    node: &Node<R>,
    of: fn(&R) -> Option<ProposalId>,
) -> Result<Option<Proposal>, Fault> {
    let asked = asked(context)?;
    let (snapshot, viewer) = (node.level().snapshot(), asked.viewer());
    let load =
        |ids: Vec<ProposalId>| async move { Ok(proposals::by_ids(snapshot, viewer, &ids).await?) };
    Ok(related(node, "proposal", of, load).await?.map(Proposal))
}
