//! Outcomes.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use domain::OutcomeId;
use projections::outcomes::{self, OutcomeRow};
use projections::reactions::Target;

use super::person::{Person, somebody};
use super::proposal::{Proposal, proposal_of};
use super::reaction::{ReactionCount, reactions};
use super::words;
use crate::app::asked;
use crate::fault::Fault;
use crate::level::Node;
use crate::related::belonging;
use crate::schema::ids::GlobalId;
use crate::schema::scalars::DateTime;

/// What was decided, as it was written down after the close.
pub struct Outcome(pub(crate) Node<OutcomeRow>);

/// What an outcome said.
#[derive(SimpleObject, Clone)]
pub struct OutcomeVersion {
    /// Which revision.
    revision: u32,
    /// What it said.
    statement: Option<String>,
    /// The number of the chosen option.
    option: Option<u8>,
    /// When it was to be looked at again.
    review_at: Option<DateTime>,
    /// Since when.
    at: DateTime,
}

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
    async fn versions(&self, context: &Context<'_>) -> Result<Vec<OutcomeVersion>> {
        let asked = asked(context)?;
        let (snapshot, viewer) = (self.0.level().snapshot(), asked.viewer().await?);
        let load = |ids: Vec<OutcomeId>| async move {
            let found = outcomes::versions_of(snapshot, viewer, &ids).await?;
            let show = |row: outcomes::OutcomeVersionRow| OutcomeVersion {
                revision: row.revision,
                statement: words(&row.statement).map(str::to_owned),
                option: row.option,
                review_at: row.review_at.map(Into::into),
                at: row.at.into(),
            };
            let shown =
                found.into_iter().map(|(id, rows)| (id, rows.into_iter().map(show).collect()));
            Ok::<_, Fault>(shown.collect())
        };
        Ok(belonging(&self.0, "versions", |row| row.id, load).await?.unwrap_or_default())
    }

    /// The reactions to it.
    async fn reactions(&self, context: &Context<'_>) -> Result<Vec<ReactionCount>> {
        Ok(reactions(context, &self.0, |row| Target::Outcome(row.id)).await?)
    }
}
