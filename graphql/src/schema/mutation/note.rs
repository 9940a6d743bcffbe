//! Mutations about clarifying notes.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::proposal::Command as Proposal;
use domain::{Command, NoteId, ProposalId, TextId};

use super::payload::NotePayload;
use super::run::Run;
use super::words::Words;
use crate::schema::ids::parse;

/// A clarification.
#[derive(InputObject)]
pub struct AddNoteInput {
    /// The proposal.
    proposal_id: ID,
    /// What it says, 1 to 10,000 characters of Markdown.
    body: String,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// Mutations about clarifying notes.
#[derive(Default)]
pub struct NoteMutation;

#[Object]
impl NoteMutation {
    /// Clarifies a proposal that can no longer be edited, because somebody has voted. Those who
    /// have voted are told. For its author and admins, until voting ends.
    async fn add_note(&self, context: &Context<'_>, input: AddNoteInput) -> Result<NotePayload> {
        let run = Run::new(context, "addNote", input.idempotency_key.as_deref())?;
        let proposal: ProposalId = parse("proposalId", &input.proposal_id)?;
        let id = NoteId::derive(&[&run.seed()]);
        let mut words = Words::default();
        let body = words.take("body", TextId::note_body(id), input.body)?;
        let drafts = run.drafts(proposal, words).await?;
        let add = Proposal::AddNote { note: id, body: drafts.text(body) };
        let settled = run.submit(Command::Proposal(proposal, add), drafts).await?;
        Ok(NotePayload { settled, id })
    }
}
