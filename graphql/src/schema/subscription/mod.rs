//! What can be followed.
//!
//! History and live are one read: what the read model has after the cursor, up to the position of
//! a snapshot; the projector's progress wakes the next. So whoever comes back with the last
//! position loses nothing and sees nothing twice. Who may see is asked again at every read.

mod cursor;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use domain::{DiscussionId, ProposalId};
use eventlog::Position as At;
use futures::Stream;
use projections::progress::{self, ProgressKind, ProgressRow};
use projections::{activity, discussions, inbox, proposals};

use super::enums::ActivityKind;
use super::ids::parse;
use super::object::activity::Activity;
use super::object::inbox::InboxItem;
use super::object::proposal::{Proposal, proposal_of};
use super::scalars::{DateTime, Position};
use crate::app::asked;
use crate::fault::{Code, Fault};
use crate::level::Node;
use cursor::{Read, follow};

/// What can be followed. Every subscription takes `after`: the position of the last item that was
/// seen, or the position of a query or mutation. Without it, only what is new comes.
pub struct Subscription;

#[async_graphql::Subscription]
impl Subscription {
    /// What happens in a discussion. Votes are not in it.
    async fn discussion_activity(
        &self,
        context: &Context<'_>,
        discussion_id: ID,
        after: Option<Position>,
    ) -> Result<impl Stream<Item = Result<Activity>>> {
        let id: DiscussionId = parse("discussionId", &discussion_id)?;
        let read = move |read: Read| async move {
            let Read { snapshot, asked, after, limit } = &read;
            let viewer = asked.viewer();
            let seen = discussions::by_ids(snapshot, viewer, &[id]).await?;
            if !seen.contains_key(&id) {
                return Err(gone("discussion"));
            }
            let rows = activity::between(snapshot, viewer, id, *after, *limit).await?;
            Ok(rows.into_iter().map(|row| (row.position, row)).collect())
        };
        follow(context, after, read, Activity).await
    }

    /// What happens to a proposal. While results are hidden from you, votes are not in it.
    async fn proposal_progress(
        &self,
        context: &Context<'_>,
        proposal_id: ID,
        after: Option<Position>,
    ) -> Result<impl Stream<Item = Result<ProposalProgress>>> {
        let id: ProposalId = parse("proposalId", &proposal_id)?;
        let read = move |read: Read| async move {
            let Read { snapshot, asked, after, limit } = &read;
            let viewer = asked.viewer();
            let seen = proposals::by_ids(snapshot, viewer, &[id]).await?;
            if !seen.contains_key(&id) {
                return Err(gone("proposal"));
            }
            let rows = progress::between(snapshot, viewer, id, *after, *limit).await?;
            Ok(rows.into_iter().map(|row| (row.position, Progress { id, row })).collect())
        };
        follow(context, after, read, ProposalProgress).await
    }

    /// What you are told.
    async fn inbox(
        &self,
        context: &Context<'_>,
        after: Option<Position>,
    ) -> Result<impl Stream<Item = Result<InboxItem>>> {
        if asked(context)?.viewer().person.is_none() {
            return Err(Fault::new(Code::Unauthenticated, "Sign in first.").into());
        }
        let read = |read: Read| async move {
            let invitee = read.asked.invitee().await?;
            let rows = inbox::between(&read.snapshot, invitee, read.after, read.limit).await?;
            Ok(rows.into_iter().map(|row| (row.position, row)).collect())
        };
        follow(context, after, read, InboxItem).await
    }
}

fn gone(what: &str) -> Fault {
    Fault::new(Code::NotFound, format!("There is no such {what}."))
}

/// Something that happened to a proposal.
pub struct ProposalProgress(Node<Progress>);

struct Progress {
    id: ProposalId,
    row: ProgressRow,
}

/// What happened to a proposal.
#[derive(SimpleObject)]
pub struct ProgressEvent {
    /// What happened in the discussion's terms; null if it was a vote.
    activity: Option<ActivityKind>,
    /// Whether somebody voted, or changed their vote.
    voted: bool,
    /// Whether a vote was withdrawn.
    vote_withdrawn: bool,
}

#[Object]
impl ProposalProgress {
    /// What happened.
    async fn event(&self) -> ProgressEvent {
        let kind = self.0.row.kind;
        ProgressEvent {
            activity: match kind {
                ProgressKind::Activity(kind) => Some(kind.into()),
                ProgressKind::Voted | ProgressKind::VoteWithdrawn => None,
            },
            voted: matches!(kind, ProgressKind::Voted),
            vote_withdrawn: matches!(kind, ProgressKind::VoteWithdrawn),
        }
    }

    /// When.
    async fn at(&self) -> DateTime {
        self.0.row.at.into()
    }

    /// The proposal, as it is now.
    async fn proposal(&self, context: &Context<'_>) -> Result<Option<Proposal>> {
        Ok(proposal_of(context, &self.0, |progress| Some(progress.id)).await?)
    }

    /// The place to go on from.
    async fn position(&self, context: &Context<'_>) -> Result<Position> {
        let at: At = self.0.row.position;
        Ok(Position(asked(context)?.app.seals().seal_position(at)?))
    }
}
