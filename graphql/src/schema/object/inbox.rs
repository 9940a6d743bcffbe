//! The inbox.

use async_graphql::{Context, ID, Object, Result};
use domain::{CommentId, OutcomeId};
use projections::inbox::InboxRow;
use projections::{comments, outcomes};

use super::comment::Comment;
use super::discussion::{Discussion, discussion_of};
use super::group::{Group, group_of};
use super::outcome::Outcome;
use super::person::{Person, person};
use super::proposal::{Proposal, proposal_of};
use crate::app::asked;
use crate::fault::Fault;
use crate::level::Node;
use crate::related::related;
use crate::schema::enums::InboxReason;
use crate::schema::ids::GlobalId as _;
use crate::schema::scalars::{DateTime, Position};

/// Something that you are told.
pub struct InboxItem(pub(crate) Node<InboxRow>);

#[Object]
impl InboxItem {
    /// Why you are told.
    async fn reason(&self) -> InboxReason {
        self.0.reason.into()
    }

    /// Whether you marked it seen, or something that came later.
    async fn seen(&self) -> bool {
        self.0.seen
    }

    /// When it happened.
    async fn at(&self) -> DateTime {
        self.0.at.into()
    }

    /// Who did it.
    async fn actor(&self) -> Result<Option<Person>> {
        Ok(person(&self.0, "actor", |row| row.actor).await?)
    }

    /// The group that it is about.
    async fn group(&self, context: &Context<'_>) -> Result<Option<Group>> {
        Ok(group_of(context, &self.0, |row| row.group).await?)
    }

    /// The discussion that it is about.
    async fn discussion(&self, context: &Context<'_>) -> Result<Option<Discussion>> {
        Ok(discussion_of(context, &self.0, |row| row.discussion).await?)
    }

    /// The id of that discussion. You may know it from when you wrote there, and see the discussion
    /// no more.
    async fn discussion_id(&self) -> Option<ID> {
        self.0.discussion.map(|id| id.global())
    }

    /// The comment that it is about.
    async fn comment(&self, context: &Context<'_>) -> Result<Option<Comment>> {
        let asked = asked(context)?;
        let (snapshot, viewer) = (self.0.level().snapshot(), asked.viewer());
        let load = |ids: Vec<CommentId>| async move {
            Ok::<_, Fault>(comments::by_ids(snapshot, viewer, &ids).await?)
        };
        Ok(related(&self.0, "comment", |row| row.comment, load).await?.map(Comment))
    }

    /// The proposal that it is about.
    async fn proposal(&self, context: &Context<'_>) -> Result<Option<Proposal>> {
        Ok(proposal_of(context, &self.0, |row| row.proposal).await?)
    }

    /// The outcome that it is about.
    async fn outcome(&self, context: &Context<'_>) -> Result<Option<Outcome>> {
        let asked = asked(context)?;
        let (snapshot, viewer) = (self.0.level().snapshot(), asked.viewer());
        let load = |ids: Vec<OutcomeId>| async move {
            Ok::<_, Fault>(outcomes::by_ids(snapshot, viewer, &ids).await?)
        };
        Ok(related(&self.0, "outcome", |row| row.outcome, load).await?.map(Outcome))
    }

    /// The place to go on from.
    async fn position(&self, context: &Context<'_>) -> Result<Position> {
        Ok(Position(asked(context)?.app.seals().seal_position(self.0.position)?))
    }
}
