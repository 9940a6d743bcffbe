//! Mutations about delegation.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::group::Command as Group;
use domain::{Command, GroupId, TagId};

use super::payload::GroupPayload;
use super::run::Run;
use crate::fault::Fault;
use crate::schema::ids::parse;

/// Whether delegates are to vote for others.
#[derive(InputObject)]
pub struct SwitchDelegationInput {
    /// The group.
    group_id: ID,
    /// Whether they do.
    on: bool,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// Whose vote is to count for you.
#[derive(InputObject)]
pub struct NameDelegateInput {
    /// The group.
    group_id: ID,
    /// Whose, a member.
    delegate_id: ID,
    /// In proposals with this tag; in all if it is left out.
    tag_id: Option<ID>,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// Which of your delegations.
#[derive(InputObject)]
pub struct EndDelegationInput {
    /// The group.
    group_id: ID,
    /// The one for this tag; the general one if it is left out.
    tag_id: Option<ID>,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// Mutations about delegation.
#[derive(Default)]
pub struct DelegationMutation;

#[Object]
impl DelegationMutation {
    /// Has delegates vote for others in a group, or not. For admins. A proposal counts delegated
    /// votes if it is on when voting ends.
    async fn switch_delegation(
        &self,
        context: &Context<'_>,
        input: SwitchDelegationInput,
    ) -> Result<GroupPayload> {
        let run = Run::new(context, "switchDelegation", input.idempotency_key.as_deref())?;
        send(&run, &input.group_id, Group::SwitchDelegation { on: input.on }).await
    }

    /// Has somebody's vote count for you in proposals that you may vote in and do not, from now on;
    /// those that are open too. A delegate who does not vote passes on to their own delegate. Where
    /// you named different delegates for two tags of a proposal, your general delegate's vote
    /// counts; where delegates lead back to each other, nobody's. The two of you see it, nobody
    /// else. Only methods that add votes up or rank options count delegated votes.
    async fn name_delegate(
        &self,
        context: &Context<'_>,
        input: NameDelegateInput,
    ) -> Result<GroupPayload> {
        let run = Run::new(context, "nameDelegate", input.idempotency_key.as_deref())?;
        let delegate = parse("delegateId", &input.delegate_id)?;
        let tag = tag(input.tag_id.as_ref())?;
        send(&run, &input.group_id, Group::NameDelegate { delegate, tag }).await
    }

    /// Has nobody's vote count for you any more.
    async fn end_delegation(
        &self,
        context: &Context<'_>,
        input: EndDelegationInput,
    ) -> Result<GroupPayload> {
        let run = Run::new(context, "endDelegation", input.idempotency_key.as_deref())?;
        let tag = tag(input.tag_id.as_ref())?;
        send(&run, &input.group_id, Group::EndDelegation { tag }).await
    }
}

fn tag(id: Option<&ID>) -> Result<Option<TagId>, Fault> {
    id.map(|id| parse("tagId", id)).transpose()
}

async fn send(run: &Run<'_>, group: &ID, command: Group) -> Result<GroupPayload> {
    let id: GroupId = parse("groupId", group)?;
    let settled = run.send(Command::Group(id, command)).await?;
    Ok(GroupPayload { settled, id })
}
