//! Mutations about more readers: who may read a discussion, moving it, and what those who wrote
//! there have to say to it.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::discussion::Command as Discussion;

use super::discussion::{DiscussionInput, plain};
use super::payload::DiscussionPayload;
use crate::schema::enums::DiscussionPrivacy;
use crate::schema::ids::parse;

/// Who is to read a discussion.
#[derive(InputObject)]
pub struct ChangeDiscussionPrivacyInput {
    /// Which.
    discussion_id: ID,
    /// Who may read it.
    privacy: DiscussionPrivacy,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// Where a discussion is to be.
#[derive(InputObject)]
pub struct MoveDiscussionInput {
    /// Which.
    discussion_id: ID,
    /// The group that it goes to.
    group_id: ID,
    /// Who may read it there; by default it stays public if it is and that group has public
    /// discussions, and is private otherwise.
    privacy: Option<DiscussionPrivacy>,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// Mutations about more readers.
#[derive(Default)]
pub struct WideningMutation;

#[Object]
impl WideningMutation {
    /// Changes who may read a discussion. For its author and admins. If others wrote in it, also
    /// those who have left, everyone may read it 72 hours after they were told, or once they have
    /// all agreed: see `widening` of the discussion. That is announced three times a day at most.
    async fn change_discussion_privacy(
        &self,
        context: &Context<'_>,
        input: ChangeDiscussionPrivacyInput,
    ) -> Result<DiscussionPayload> {
        let ChangeDiscussionPrivacyInput { discussion_id: id, privacy, idempotency_key: key } =
            input;
        let change = Discussion::ChangePrivacy { privacy: privacy.into() };
        plain(context, "changeDiscussionPrivacy", &id, key, change).await
    }

    /// Puts a discussion, with all that is in it, into another group where you may start
    /// discussions. For its author and admins; never while a proposal is open. Members of the group
    /// that it leaves read it no more, unless they are in the other one too, and its guests stay;
    /// invitations that were not used are over. Its tags and its pin are gone; closed proposals
    /// keep theirs, and their electorates. If that gives it more readers and others wrote in it, it
    /// moves 72 hours after they were told, or once they have all agreed: see `widening` of the
    /// discussion.
    async fn move_discussion(
        &self,
        context: &Context<'_>,
        input: MoveDiscussionInput,
    ) -> Result<DiscussionPayload> {
        let group = parse("groupId", &input.group_id)?;
        let go = Discussion::Move { group, privacy: input.privacy.map(Into::into) };
        let (id, key) = (input.discussion_id, input.idempotency_key);
        plain(context, "moveDiscussion", &id, key, go).await
    }

    /// Agrees to more readers of a discussion that you wrote in. With the last agreement they come
    /// at once.
    async fn agree_to_widening(
        &self,
        context: &Context<'_>,
        input: DiscussionInput,
    ) -> Result<DiscussionPayload> {
        let DiscussionInput { discussion_id: id, idempotency_key: key } = input;
        plain(context, "agreeToWidening", &id, key, Discussion::AgreeToWidening).await
    }

    /// Takes back what you wrote in a discussion before more people read it: all your comments, also
    /// those that an admin discarded, and the body if you began it. It reads as removed, in all
    /// versions. Nothing else is taken back: not the title, and nothing of proposals, which are the
    /// group's, whether texts, notes, outcomes, or votes with their reasons.
    async fn withdraw_writing(
        &self,
        context: &Context<'_>,
        input: DiscussionInput,
    ) -> Result<DiscussionPayload> {
        let DiscussionInput { discussion_id: id, idempotency_key: key } = input;
        plain(context, "withdrawWriting", &id, key, Discussion::WithdrawWriting).await
    }

    /// Calls off the readers that were announced for a discussion. For its author, admins and who
    /// asked for them.
    async fn cancel_widening(
        &self,
        context: &Context<'_>,
        input: DiscussionInput,
    ) -> Result<DiscussionPayload> {
        let DiscussionInput { discussion_id: id, idempotency_key: key } = input;
        plain(context, "cancelWidening", &id, key, Discussion::CancelWidening).await
    }
}
