//! Outcomes.

use async_graphql::{Context, ID, Object, Result};
use projections::outcomes::{self, OutcomeRow};
use projections::reactions::Target;

use super::person::{Person, somebody};
use super::proposal::{Proposal, proposal_of};
use super::reaction::{ReactionCount, reactions};
use super::version::OutcomeVersion;
use super::words;
use crate::cursor::List;
use crate::level::Node;
use crate::schema::ids::GlobalId;
use crate::schema::paging::{Listed, Paging, paged};
use crate::schema::scalars::DateTime;

/// What was decided, as it was written down after the close.
pub struct Outcome(pub(crate) Node<OutcomeRow>);

#[Object]
impl Outcome {
    /// The outcome's id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// The proposal.
    async fn proposal(&self, context: &Context<'_>) -> Result<Option<Proposal>> {
        Ok(proposal_of(context, &self.0, |row| Some(row.proposal)).await?)
    }

    /// What was decided.
    async fn statement(&self) -> Option<&str> {
        words(&self.0.statement)
    }

    /// The number of the chosen option.
    async fn option(&self) -> Option<u8> {
        self.0.option
    }

    /// When it is to be looked at again.
    async fn review_at(&self) -> Option<DateTime> {
        self.0.review_at.map(Into::into)
    }

    /// Whether that time has come.
    async fn review_due(&self) -> bool {
        self.0.review_due
    }

    /// Who wrote it.
    async fn written_by(&self) -> Result<Person> {
        Ok(somebody(&self.0, "by", |row| Some(row.by)).await?)
    }

    /// When it was written.
    async fn written_at(&self) -> DateTime {
        self.0.written_at.into()
    }

    /// When it was last revised.
    async fn revised_at(&self) -> Option<DateTime> {
        self.0.revised_at.map(Into::into)
    }

    /// The revision, which a revision of it names.
    async fn revision(&self) -> u32 {
        self.0.revision
    }

    /// What it said at each revision, the first one first.
    async fn versions(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<OutcomeVersion>> {
        let part = ("versions", List::Versions, Paging { first, after, last, before });
        Ok(paged(context, &self.0, |row| row.id, part, outcomes::versions_of, OutcomeVersion)
            .await?)
    }

    /// The reactions to it.
    async fn reactions(&self, context: &Context<'_>) -> Result<Vec<ReactionCount>> {
        Ok(reactions(context, &self.0, |row| Target::Outcome(row.id)).await?)
    }
}
