//! What mutations answer with.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use domain::proposal::Event as Proposed;
use domain::{
    CommentId, DiscussionId, Event, GroupId, InvitationId, NoteId, OutcomeId, ProposalId, TagId,
    TemplateId,
};
use projections::{
    Words, ballots, comments, discussions, groups, notes, outcomes, proposals, tags, templates,
};

use super::run::Settled;
use crate::app::asked;
use crate::fault::Fault;
use crate::level::Node;
use crate::schema::ids::GlobalId as _;
use crate::schema::object::ballot::VoteChange;
use crate::schema::object::comment::Comment;
use crate::schema::object::discussion::Discussion;
use crate::schema::object::group::Group;
use crate::schema::object::note::Note;
use crate::schema::object::outcome::Outcome;
use crate::schema::object::proposal::Proposal;
use crate::schema::object::tag::Tag;
use crate::schema::object::template::Template;
use crate::schema::refusal::{DiscussionRefusal, GroupRefusal, ProposalRefusal};
use crate::schema::scalars::Position;

/// Defines the payload of mutations about one kind of thing.
macro_rules! payloads {
    ($($(#[$doc:meta])* $name:ident: $refusal:ident, $field:ident: $thing:ident = $id:ident $from:ident
        by |$asked:ident| $viewer:expr;)*) => {$(
        $(#[$doc])*
        pub struct $name {
            pub(super) settled: Settled<$refusal>,
            pub(super) id: $id,
        }

        #[Object]
        impl $name {
            /// The rules that were broken; then nothing was written.
            async fn errors(&self) -> Vec<$refusal> {
                self.settled.errors().to_vec()
            }

            /// Where in the history it is. A query that waits for this position sees it. Null if
            /// it was refused.
            async fn position(&self, context: &Context<'_>) -> Result<Option<Position>> {
                let seals = asked(context)?.app.seals();
                let position = self.settled.position().map(|at| seals.seal_position(at));
                Ok(position.transpose()?.map(Position))
            }

            /// Whether it can be read already. If not, it is written all the same, and soon can
            /// be.
            async fn projected(&self, context: &Context<'_>) -> Result<bool> {
                Ok(self.settled.snapshot(context).await?.is_some())
            }

            /// What it is about, with what was caused; null if it was refused, or cannot be read
            /// yet.
            async fn $field(&self, context: &Context<'_>) -> Result<Option<$thing>> {
                let Some(snapshot) = self.settled.snapshot(context).await? else {
                    return Ok(None);
                };
                let $asked = asked(context)?;
                let found = $from::by_ids(&snapshot, $viewer, &[self.id]).await;
                let row = found.map_err(Fault::from)?.remove(&self.id);
                Ok(row.map(|row| $thing(Node::alone(Arc::clone(&snapshot), row))))
            }
        }
    )*};
}

payloads! {
    /// What came of a mutation about a group.
    GroupPayload: GroupRefusal, group: Group = GroupId groups
        by |asked| asked.invitee().await?;
    /// What came of a mutation about a discussion.
    DiscussionPayload: DiscussionRefusal, discussion: Discussion = DiscussionId discussions
        by |asked| asked.viewer();
    /// What came of a mutation about a comment.
    CommentPayload: DiscussionRefusal, comment: Comment = CommentId comments
        by |asked| asked.viewer();
    /// What came of a mutation about a proposal.
    ProposalPayload: ProposalRefusal, proposal: Proposal = ProposalId proposals
        by |asked| asked.viewer();
    /// What came of a mutation about a clarifying note.
    NotePayload: ProposalRefusal, note: Note = NoteId notes
        by |asked| asked.viewer();
    /// What came of a mutation about an outcome.
    OutcomePayload: ProposalRefusal, outcome: Outcome = OutcomeId outcomes
        by |asked| asked.viewer();
    /// What came of a mutation about a tag.
    TagPayload: GroupRefusal, tag: Tag = TagId tags
        by |asked| asked.viewer();
    /// What came of a mutation about a template.
    TemplatePayload: GroupRefusal, template: Template = TemplateId templates
        by |asked| asked.viewer();
}

/// What came of a vote.
pub struct CastVotePayload {
    pub(super) payload: ProposalPayload,
    /// The reason, as it was sent.
    pub(super) reason: Words,
}

#[Object]
impl CastVotePayload {
    #[graphql(flatten)]
    async fn payload(&self) -> &ProposalPayload {
        &self.payload
    }

    /// Your vote as it was just recorded, known without waiting until it can be read everywhere. If
    /// the mutation changed nothing, your vote as it stands, as soon as that can be read. Null if it
    /// was refused, if your credential does not read, or if nothing changed and you have withdrawn
    /// your vote since.
    async fn vote(&self, context: &Context<'_>) -> Result<Option<VoteChange>> {
        let ProposalPayload { settled, id } = &self.payload;
        let asked = asked(context)?;
        let Some(receipt) = settled.receipt() else { return Ok(None) };
        if asked.viewer().person.is_none() {
            return Ok(None);
        }
        let recorded = receipt.events.iter().find_map(|event| match event {
            Event::Proposal(Proposed::VoteCast { ballot, at, .. }) => Some((ballot, *at)),
            _ => None,
        });
        if let Some((ballot, at)) = recorded {
            return Ok(Some(VoteChange::new(Some(ballot), &self.reason, at)));
        }
        let Some(snapshot) = settled.snapshot(context).await? else { return Ok(None) };
        let standing = ballots::of_viewer(&snapshot, asked.viewer(), &[*id]).await;
        let standing = standing.map_err(Fault::from)?.remove(id);
        Ok(standing.map(|vote| VoteChange::new(Some(&vote.ballot), &vote.reason, vote.at)))
    }
}

/// What came of making a link for a guest.
pub struct GuestLinkPayload {
    pub(super) settled: Settled<DiscussionRefusal>,
    pub(super) id: DiscussionId,
    pub(super) invitation: InvitationId,
}

#[Object]
impl GuestLinkPayload {
    /// The rules that were broken; then nothing was written.
    async fn errors(&self) -> Vec<DiscussionRefusal> {
        self.settled.errors().to_vec()
    }

    /// Where in the history it is. A query that waits for this position sees it. Null if it was
    /// refused.
    async fn position(&self, context: &Context<'_>) -> Result<Option<Position>> {
        let seals = asked(context)?.app.seals();
        let position = self.settled.position().map(|at| seals.seal_position(at));
        Ok(position.transpose()?.map(Position))
    }

    /// Whether it can be read already. If not, it is written all the same, and soon can be.
    async fn projected(&self, context: &Context<'_>) -> Result<bool> {
        Ok(self.settled.snapshot(context).await?.is_some())
    }

    /// The token of the link, to be handed to one person: whoever takes it first is let in. Null if
    /// it was refused.
    async fn token(&self, context: &Context<'_>) -> Result<Option<String>> {
        let vault = &asked(context)?.app.vault;
        let made = self.settled.position();
        Ok(made.map(|_| vault.guest_link(self.id, self.invitation).expose().to_owned()))
    }

    /// The id of the invitation that the link is, to take it back. Null if it was refused.
    async fn invitation_id(&self) -> Option<ID> {
        self.settled.position().map(|_| self.invitation.global())
    }
}
