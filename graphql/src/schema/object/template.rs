//! Templates.

use async_graphql::{Context, ID, Object, Result};
use domain::group::Voting;
use projections::templates::TemplateRow;
use projections::{Words, versions};

use super::method::Method;
use super::rule::DecisionRule;
use super::version::TemplateVersion;
use super::words;
use crate::cursor::List;
use crate::level::Node;
use crate::schema::enums::{ReasonPolicy, Reminder, ResultVisibility};
use crate::schema::ids::GlobalId;
use crate::schema::paging::{Listed, Paging, paged};
use crate::schema::scalars::DateTime;

/// A template of a group: a named preset that discussions or proposals can begin from. Whoever
/// begins from it passes on what it says, changed as they like.
pub struct Template(pub(crate) Node<TemplateRow>);

impl Template {
    fn voting(&self) -> Option<&Voting<Words>> {
        self.0.voting.as_ref()
    }
}

#[Object]
impl Template {
    /// The template's id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// What it is called; null if that was removed.
    async fn name(&self) -> Option<&str> {
        words(&self.0.name)
    }

    /// The title to begin from.
    async fn title(&self) -> Option<&str> {
        words(&self.0.title)
    }

    /// The body of a discussion, or the details of a proposal, to begin from, in Markdown.
    async fn body(&self) -> Option<&str> {
        words(&self.0.body)
    }

    /// How the decision is made, perhaps without options yet; null in a template for discussions.
    async fn method(&self) -> Option<Method> {
        self.voting().map(|voting| (&voting.method).into())
    }

    /// Who gives a reason with a vote; null in a template for discussions.
    async fn reason_policy(&self) -> Option<ReasonPolicy> {
        self.voting().map(|voting| voting.reasons.policy.into())
    }

    /// Whether a reason is held to 500 characters; null in a template for discussions.
    async fn short_reasons(&self) -> Option<bool> {
        self.voting().map(|voting| voting.reasons.short)
    }

    /// When results are seen; null in a template for discussions.
    async fn result_visibility(&self) -> Option<ResultVisibility> {
        self.voting().map(|voting| voting.results.into())
    }

    /// Percent of the electorate that must have voted.
    async fn quorum(&self) -> Option<u8> {
        self.voting()?.quorum
    }

    /// What makes it pass.
    async fn rule(&self) -> Option<DecisionRule> {
        self.voting()?.rule.map(Into::into)
    }

    /// Who is reminded 24 hours before the close; null in a template for discussions.
    async fn reminder(&self) -> Option<Reminder> {
        self.voting().map(|voting| voting.reminder.into())
    }

    /// How many days voting lasts; null if that is left to whoever raises the proposal.
    async fn voting_days(&self) -> Option<u16> {
        self.voting()?.days
    }

    /// The revision, which an edit names.
    async fn revision(&self) -> u32 {
        self.0.revision
    }

    /// When it was deleted, if it was.
    async fn deleted_at(&self) -> Option<DateTime> {
        self.0.deleted_at.map(Into::into)
    }

    /// What it said at each revision, the first one first; for members.
    async fn versions(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<TemplateVersion>> {
        let part = ("versions", List::Versions, Paging { first, after, last, before });
        Ok(paged(context, &self.0, |row| row.id, part, versions::of_templates, TemplateVersion)
            .await?)
    }
}
