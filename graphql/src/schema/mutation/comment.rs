//! Mutations about comments. A comment is named with the discussion that it is in.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::discussion::{Command as Discussion, ReactionTarget};
use domain::{Command, CommentId, TextId};

use super::discussion::emoji;
use super::payload::CommentPayload;
use super::run::Run;
use super::words::Words;
use crate::schema::ids::{parse, parse_each};

/// A new comment.
#[derive(InputObject)]
pub struct AddCommentInput {
    /// The discussion.
    discussion_id: ID,
    /// The comment that it answers.
    parent_id: Option<ID>,
    /// What it says, 1 to 10,000 characters of Markdown.
    body: String,
    /// Who is named in it, up to 100 people.
    #[graphql(default)]
    mention_ids: Vec<ID>,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// What a comment is to say.
#[derive(InputObject)]
pub struct EditCommentInput {
    /// The discussion.
    discussion_id: ID,
    /// Which comment.
    comment_id: ID,
    /// The revision that the change was made from.
    expected_revision: u32,
    /// What it says, 1 to 10,000 characters of Markdown.
    body: String,
    /// Who is named in it, up to 100 people.
    #[graphql(default)]
    mention_ids: Vec<ID>,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// Which comment.
#[derive(InputObject)]
pub struct CommentInput {
    /// The discussion.
    discussion_id: ID,
    /// Which comment.
    comment_id: ID,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// A reaction to a comment.
#[derive(InputObject)]
pub struct ReactToCommentInput {
    /// The discussion.
    discussion_id: ID,
    /// Which comment.
    comment_id: ID,
    /// One emoji.
    emoji: String,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// Mutations about comments.
#[derive(Default)]
pub struct CommentMutation;

#[Object]
impl CommentMutation {
    /// Writes a comment, in answer to another or to none.
    async fn add_comment(
        &self,
        context: &Context<'_>,
        input: AddCommentInput,
    ) -> Result<CommentPayload> {
        let run = Run::new(context, "addComment", input.idempotency_key.as_deref())?;
        let discussion: domain::DiscussionId = parse("discussionId", &input.discussion_id)?;
        let id = CommentId::derive(&[&run.seed()]);
        let parent = input.parent_id.map(|parent| parse("parentId", &parent)).transpose()?;
        let mentions = parse_each("mentionIds", &input.mention_ids)?;
        let mut words = Words::default();
        let body = words.take("body", TextId::comment_body(id), input.body)?;
        let drafts = run.drafts(discussion, words).await?;
        let body = drafts.text(body);
        let add = Discussion::AddComment { comment: id, parent, body, mentions };
        let settled = run.submit(Command::Discussion(discussion, add), drafts).await?;
        Ok(CommentPayload { settled, id })
    }

    /// Changes what a comment says. All versions stay visible to those who see the comment.
    async fn edit_comment(
        &self,
        context: &Context<'_>,
        input: EditCommentInput,
    ) -> Result<CommentPayload> {
        let run = Run::new(context, "editComment", input.idempotency_key.as_deref())?;
        let discussion: domain::DiscussionId = parse("discussionId", &input.discussion_id)?;
        let id = parse("commentId", &input.comment_id)?;
        let mentions = parse_each("mentionIds", &input.mention_ids)?;
        let mut words = Words::default();
        let body = words.take("body", TextId::comment_body(id), input.body)?;
        let drafts = run.drafts(discussion, words).await?;
        let edit = Discussion::EditComment {
            comment: id,
            body: drafts.text(body),
            mentions,
            expected_revision: input.expected_revision,
        };
        let settled = run.submit(Command::Discussion(discussion, edit), drafts).await?;
        Ok(CommentPayload { settled, id })
    }

    /// Discards a comment: it reads as removed, the history remains.
    async fn discard_comment(
        &self,
        context: &Context<'_>,
        input: CommentInput,
    ) -> Result<CommentPayload> {
        let discard = |comment| Discussion::DiscardComment { comment };
        plain(context, "discardComment", input, discard).await
    }

    /// Brings a discarded comment back.
    async fn restore_comment(
        &self,
        context: &Context<'_>,
        input: CommentInput,
    ) -> Result<CommentPayload> {
        let restore = |comment| Discussion::RestoreComment { comment };
        plain(context, "restoreComment", input, restore).await
    }

    /// Reacts to a comment with an emoji.
    async fn react_to_comment(
        &self,
        context: &Context<'_>,
        input: ReactToCommentInput,
    ) -> Result<CommentPayload> {
        let emoji = emoji(&input.emoji)?;
        let react = |id| Discussion::React { target: ReactionTarget::Comment(id), emoji };
        plain(context, "reactToComment", input.into(), react).await
    }

    /// Takes a reaction to a comment back.
    async fn unreact_to_comment(
        &self,
        context: &Context<'_>,
        input: ReactToCommentInput,
    ) -> Result<CommentPayload> {
        let emoji = emoji(&input.emoji)?;
        let unreact = |id| Discussion::Unreact { target: ReactionTarget::Comment(id), emoji };
        plain(context, "unreactToComment", input.into(), unreact).await
    }
}

impl From<ReactToCommentInput> for CommentInput {
    fn from(input: ReactToCommentInput) -> Self {
        let ReactToCommentInput { discussion_id, comment_id, idempotency_key, .. } = input;
        Self { discussion_id, comment_id, idempotency_key }
    }
}

/// A command to a comment without words.
async fn plain(
    context: &Context<'_>,
    operation: &str,
    input: CommentInput,
    command: impl FnOnce(CommentId) -> Discussion,
) -> Result<CommentPayload> {
    let run = Run::new(context, operation, input.idempotency_key.as_deref())?;
    let discussion = parse("discussionId", &input.discussion_id)?;
    let id = parse("commentId", &input.comment_id)?;
    let settled = run.send(Command::Discussion(discussion, command(id))).await?;
    Ok(CommentPayload { settled, id })
}
