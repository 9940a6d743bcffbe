//! What happened.

use async_graphql::{Context, Object, Result};
use domain::{CommentId, OutcomeId, ProposalId};
use projections::activity::{ActivityRow, Subject};
use projections::{comments, outcomes};

use super::comment::Comment;
use super::discussion::{Discussion, discussion_of};
use super::outcome::Outcome;
use super::person::{Person, person};
use super::proposal::{Proposal, proposal_of};
use crate::app::asked;
use crate::fault::Fault;
use crate::level::Node;
use crate::related::related;
use crate::schema::enums::ActivityKind;
use crate::schema::scalars::{DateTime, Position};

/// Something that happened in a discussion.
pub struct Activity(pub(crate) Node<ActivityRow>);

fn comment(row: &ActivityRow) -> Option<CommentId> {
    match row.subject {
        Subject::Comment(id) => Some(id),
        _ => None,
    }
}

fn proposal(row: &ActivityRow) -> Option<ProposalId> {
    match row.subject {
        Subject::Proposal(id) | Subject::Outcome { proposal: id, .. } => Some(id),
        _ => None,
    }
}

fn outcome(row: &ActivityRow) -> Option<OutcomeId> {
    match row.subject {
        Subject::Outcome { outcome, .. } => Some(outcome),
        _ => None,
    }
}

#[Object]
impl Activity {
    /// What happened.
    async fn kind(&self) -> ActivityKind {
        self.0.kind.into()
    }

    /// When.
    async fn at(&self) -> DateTime {
        self.0.at.into()
    }

    /// Who did it; null if time did.
    async fn actor(&self) -> Result<Option<Person>> {
        Ok(person(&self.0, "actor", |row| row.actor).await?)
    }

    /// The discussion.
    async fn discussion(&self, context: &Context<'_>) -> Result<Option<Discussion>> {
        Ok(discussion_of(context, &self.0, |row| Some(row.discussion)).await?)
    }

    /// The comment that it happened to, as it is now.
    async fn comment(&self, context: &Context<'_>) -> Result<Option<Comment>> {
        let asked = asked(context)?;
        let (snapshot, viewer) = (self.0.level().snapshot(), asked.viewer());
        let load = |ids: Vec<CommentId>| async move {
            Ok::<_, Fault>(comments::by_ids(snapshot, viewer, &ids).await?)
        };
        Ok(related(&self.0, "comment", comment, load).await?.map(Comment))
    }

    /// The proposal that it happened to, as it is now.
    async fn proposal(&self, context: &Context<'_>) -> Result<Option<Proposal>> {
        Ok(proposal_of(context, &self.0, proposal).await?)
    }

    /// The outcome that it happened to, as it is now.
    async fn outcome(&self, context: &Context<'_>) -> Result<Option<Outcome>> {
        let asked = asked(context)?;
        let (snapshot, viewer) = (self.0.level().snapshot(), asked.viewer());
        let load = |ids: Vec<OutcomeId>| async move {
            Ok::<_, Fault>(outcomes::by_ids(snapshot, viewer, &ids).await?)
        };
        Ok(related(&self.0, "outcome", outcome, load).await?.map(Outcome))
    }

    /// The place to go on from.
    async fn position(&self, context: &Context<'_>) -> Result<Position> {
        Ok(Position(asked(context)?.app.seals().seal_position(self.0.position)?))
    }
}
