//! Mutations about discussions.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::discussion::Command as Discussion;
use domain::{Command, DiscussionId, Emoji, TextId};

use super::payload::DiscussionPayload;
use super::run::Run;
use super::words::Words;
use crate::fault::Fault;
use crate::schema::enums::DiscussionPrivacy;
use crate::schema::ids::parse;

/// What a new discussion is made of.
#[derive(InputObject)]
pub struct StartDiscussionInput {
    /// The group that it is in.
    group_id: ID,
    /// The title, 1 to 150 characters.
    title: String,
    /// The body, up to 100,000 characters of Markdown.
    body: Option<String>,
    /// Who may read it; by default what the group starts with.
    privacy: Option<DiscussionPrivacy>,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// What changes in a discussion. What is left out stays.
#[derive(InputObject)]
pub struct EditDiscussionInput {
    /// Which.
    discussion_id: ID,
    /// The revision that the change was made from.
    expected_revision: u32,
    /// The title, 1 to 150 characters.
    title: Option<String>,
    /// The body, up to 100,000 characters of Markdown.
    body: Option<String>,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// Which discussion.
#[derive(InputObject)]
pub struct DiscussionInput {
    /// Which.
    pub(super) discussion_id: ID,
    /// Sent again with the same key, the mutation does nothing more.
    pub(super) idempotency_key: Option<String>,
}

/// A reaction to a discussion.
#[derive(InputObject)]
pub struct ReactToDiscussionInput {
    /// Which.
    discussion_id: ID,
    /// One emoji.
    emoji: String,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// Mutations about discussions.
#[derive(Default)]
pub struct DiscussionMutation;

#[Object]
impl DiscussionMutation {
    /// Begins a discussion in a group.
    async fn start_discussion(
        &self,
        context: &Context<'_>,
        input: StartDiscussionInput,
    ) -> Result<DiscussionPayload> {
        let run = Run::new(context, "startDiscussion", input.idempotency_key.as_deref())?;
        let id = DiscussionId::derive(&[&run.seed()]);
        let mut words = Words::default();
        let title = words.take("title", TextId::discussion_title(id), input.title)?;
        let body = words.given("body", TextId::discussion_body(id), input.body)?;
        let group = parse("groupId", &input.group_id)?;
        let drafts = run.drafts(id, words).await?;
        let start = Discussion::Start {
            group,
            title: drafts.text(title),
            body: body.map(|body| drafts.text(body)),
            privacy: input.privacy.map(Into::into),
        };
        let settled = run.submit(Command::Discussion(id, start), drafts).await?;
        Ok(DiscussionPayload { settled, id })
    }

    /// Changes a discussion's title or body.
    async fn edit_discussion(
        &self,
        context: &Context<'_>,
        input: EditDiscussionInput,
    ) -> Result<DiscussionPayload> {
        let run = Run::new(context, "editDiscussion", input.idempotency_key.as_deref())?;
        let id = parse("discussionId", &input.discussion_id)?;
        let mut words = Words::default();
        let title = words.maybe("title", TextId::discussion_title(id), input.title)?;
        let body = words.maybe("body", TextId::discussion_body(id), input.body)?;
        let drafts = run.drafts(id, words).await?;
        let edit = Discussion::Edit {
            title: title.map(|title| drafts.text(title)),
            body: body.map(|body| drafts.text(body)),
            expected_revision: input.expected_revision,
        };
        let settled = run.submit(Command::Discussion(id, edit), drafts).await?;
        Ok(DiscussionPayload { settled, id })
    }

    /// Closes a discussion: it takes no more comments and proposals. Refused while a proposal is
    /// open.
    async fn close_discussion(
        &self,
        context: &Context<'_>,
        input: DiscussionInput,
    ) -> Result<DiscussionPayload> {
        let DiscussionInput { discussion_id, idempotency_key } = input;
        plain(context, "closeDiscussion", &discussion_id, idempotency_key, Discussion::Close).await
    }

    /// Reopens a closed discussion.
    async fn reopen_discussion(
        &self,
        context: &Context<'_>,
        input: DiscussionInput,
    ) -> Result<DiscussionPayload> {
        let DiscussionInput { discussion_id, idempotency_key } = input;
        plain(context, "reopenDiscussion", &discussion_id, idempotency_key, Discussion::Reopen)
            .await
    }

    /// Discards a discussion: it reads as removed, its open proposals are withdrawn, and the
    /// history remains.
    async fn discard_discussion(
        &self,
        context: &Context<'_>,
        input: DiscussionInput,
    ) -> Result<DiscussionPayload> {
        let DiscussionInput { discussion_id, idempotency_key } = input;
        plain(context, "discardDiscussion", &discussion_id, idempotency_key, Discussion::Discard)
            .await
    }

    /// Reacts to a discussion with an emoji.
    async fn react_to_discussion(
        &self,
        context: &Context<'_>,
        input: ReactToDiscussionInput,
    ) -> Result<DiscussionPayload> {
        let target = domain::discussion::ReactionTarget::Discussion;
        let react = Discussion::React { target, emoji: emoji(&input.emoji)? };
        let (id, key) = (input.discussion_id, input.idempotency_key);
        plain(context, "reactToDiscussion", &id, key, react).await
    }

    /// Takes a reaction to a discussion back.
    async fn unreact_to_discussion(
        &self,
        context: &Context<'_>,
        input: ReactToDiscussionInput,
    ) -> Result<DiscussionPayload> {
        let target = domain::discussion::ReactionTarget::Discussion;
        let unreact = Discussion::Unreact { target, emoji: emoji(&input.emoji)? };
        let (id, key) = (input.discussion_id, input.idempotency_key);
        plain(context, "unreactToDiscussion", &id, key, unreact).await
    }
}

/// A command to a discussion without words.
pub(super) async fn plain(
    context: &Context<'_>,
    operation: &str,
    id: &ID,
    key: Option<String>,
    command: Discussion,
) -> Result<DiscussionPayload> {
    let run = Run::new(context, operation, key.as_deref())?;
    let id = parse("discussionId", id)?;
    let settled = run.send(Command::Discussion(id, command)).await?;
    Ok(DiscussionPayload { settled, id })
}

/// One emoji.
pub(super) fn emoji(text: &str) -> Result<Emoji, Fault> {
    text.parse().map_err(|error| Fault::input(format!("emoji is {error}.")))
}
