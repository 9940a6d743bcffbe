//! Mutations about tags and pins: how discussions are found.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::discussion::Command as Discussion;
use domain::group::Command as Group;
use domain::{Command, GroupId, TagId, TextId};

use super::discussion::{DiscussionInput, plain};
use super::payload::{DiscussionPayload, TagPayload};
use super::run::Run;
use super::words::Words;
use crate::fault::Fault;
use crate::schema::ids::{parse, parse_all};

/// The most tags that are read; how many something may have is fewer.
const TAGS: usize = 200;

/// A new tag.
#[derive(InputObject)]
pub struct DefineTagInput {
    /// The group.
    group_id: ID,
    /// What it is called, 1 to 50 characters.
    name: String,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// What a tag is to be called.
#[derive(InputObject)]
pub struct RenameTagInput {
    /// The group.
    group_id: ID,
    /// Which tag.
    tag_id: ID,
    /// What it is called, 1 to 50 characters.
    name: String,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// Which tag.
#[derive(InputObject)]
pub struct DeleteTagInput {
    /// The group.
    group_id: ID,
    /// Which tag.
    tag_id: ID,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// The tags that a discussion is to have.
#[derive(InputObject)]
pub struct TagDiscussionInput {
    /// Which discussion.
    discussion_id: ID,
    /// All its tags, up to 20.
    tag_ids: Vec<ID>,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// Mutations about tags and pins.
#[derive(Default)]
pub struct TagMutation;

#[Object]
impl TagMutation {
    /// Makes a tag that the group's discussions and proposals can have, up to 100 in a group. For
    /// those whom the group lets tag.
    async fn define_tag(&self, context: &Context<'_>, input: DefineTagInput) -> Result<TagPayload> {
        let run = Run::new(context, "defineTag", input.idempotency_key.as_deref())?;
        let group = parse("groupId", &input.group_id)?;
        let id = TagId::derive(&[&run.seed()]);
        named(&run, group, id, input.name, |tag, name| Group::DefineTag { tag, name }).await
    }

    /// Calls a tag something else, wherever it is. For admins.
    async fn rename_tag(&self, context: &Context<'_>, input: RenameTagInput) -> Result<TagPayload> {
        let run = Run::new(context, "renameTag", input.idempotency_key.as_deref())?;
        let group = parse("groupId", &input.group_id)?;
        let id = parse("tagId", &input.tag_id)?;
        named(&run, group, id, input.name, |tag, name| Group::RenameTag { tag, name }).await
    }

    /// Deletes a tag. It is gone from discussions; the proposals that have it keep it. For admins.
    async fn delete_tag(&self, context: &Context<'_>, input: DeleteTagInput) -> Result<TagPayload> {
        let run = Run::new(context, "deleteTag", input.idempotency_key.as_deref())?;
        let group: GroupId = parse("groupId", &input.group_id)?;
        let id = parse("tagId", &input.tag_id)?;
        let settled = run.send(Command::Group(group, Group::DeleteTag { tag: id })).await?;
        Ok(TagPayload { settled, id })
    }

    /// Sets the tags of a discussion. For those whom the group lets tag.
    async fn tag_discussion(
        &self,
        context: &Context<'_>,
        input: TagDiscussionInput,
    ) -> Result<DiscussionPayload> {
        let tags = tags(&input.tag_ids)?;
        let (id, key) = (input.discussion_id, input.idempotency_key);
        plain(context, "tagDiscussion", &id, key, Discussion::Tag { tags }).await
    }

    /// Has a discussion stand at the top of its group. For those whom the group lets pin.
    async fn pin_discussion(
        &self,
        context: &Context<'_>,
        input: DiscussionInput,
    ) -> Result<DiscussionPayload> {
        let DiscussionInput { discussion_id, idempotency_key } = input;
        plain(context, "pinDiscussion", &discussion_id, idempotency_key, Discussion::Pin).await
    }

    /// Lets a discussion stand where its activity puts it. For those whom the group lets pin.
    async fn unpin_discussion(
        &self,
        context: &Context<'_>,
        input: DiscussionInput,
    ) -> Result<DiscussionPayload> {
        let DiscussionInput { discussion_id, idempotency_key } = input;
        plain(context, "unpinDiscussion", &discussion_id, idempotency_key, Discussion::Unpin).await
    }
}

/// A command that gives a tag its name.
async fn named(
    run: &Run<'_>,
    group: GroupId,
    id: TagId,
    name: String,
    command: impl FnOnce(TagId, domain::Text) -> Group,
) -> Result<TagPayload> {
    let mut words = Words::default();
    let name = words.take("name", TextId::tag_name(id), name)?;
    let drafts = run.drafts(group, words).await?;
    let command = command(id, drafts.text(name));
    let settled = run.submit(Command::Group(group, command), drafts).await?;
    Ok(TagPayload { settled, id })
}

/// The tags in a list called `tagIds`.
pub(super) fn tags(ids: &[ID]) -> Result<Vec<TagId>, Fault> {
    parse_all("tagIds", ids, TAGS)
}
