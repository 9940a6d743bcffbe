//! Clarifying notes.

use async_graphql::{Context, ID, Object, Result};
use projections::notes::NoteRow;

use super::person::{Person, somebody};
use super::proposal::{Proposal, proposal_of};
use super::words;
use crate::level::Node;
use crate::schema::ids::GlobalId;
use crate::schema::scalars::DateTime;

/// A note that clarifies a proposal which can no longer be edited.
pub struct Note(pub(crate) Node<NoteRow>);

#[Object]
impl Note {
    /// The note's id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// The proposal.
    async fn proposal(&self, context: &Context<'_>) -> Result<Option<Proposal>> {
        Ok(proposal_of(context, &self.0, |row| Some(row.proposal)).await?)
    }

    /// What it says, in Markdown; null if it was removed.
    async fn body(&self) -> Option<&str> {
        words(&self.0.body)
    }

    /// Who wrote it.
    async fn written_by(&self) -> Result<Person> {
        Ok(somebody(&self.0, "by", |row| Some(row.by)).await?)
    }

    /// When it was written.
    async fn written_at(&self) -> DateTime {
        self.0.at.into()
    }
}
