//! Mutations about who is in a group.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::group::Command as Group;
use domain::{Command, GroupId, InvitationId, TextId};
use eventlog::Position;
use projections::invitations;
use vault::{Address, NewInvitation};

use super::payload::GroupPayload;
use super::run::{Run, Settled};
use super::words::Words;
use crate::app::asked;
use crate::fault::Fault;
use crate::schema::enums::Role;
use crate::schema::ids::parse;
use crate::schema::refusal::GroupRefusal;

/// Which group.
#[derive(InputObject)]
pub struct GroupInput {
    /// Which.
    pub(super) group_id: ID,
    /// Sent again with the same key, the mutation does nothing more.
    pub(super) idempotency_key: Option<String>,
}

/// Whom to invite.
#[derive(InputObject)]
pub struct InviteInput {
    /// To which group.
    group_id: ID,
    /// Email addresses, 1 to 1,000. Every well-formed one is answered alike; one that is there
    /// twice is invited once.
    addresses: Vec<String>,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// Which invitation to a group.
#[derive(InputObject)]
pub struct InvitationInput {
    /// The group.
    group_id: ID,
    /// Which invitation.
    invitation_id: ID,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// An invitation of one's own: by the token of its link, or by its id if it went to one's address.
#[derive(InputObject)]
pub struct OwnInvitationInput {
    /// The token in the link of the mail.
    token: Option<String>,
    /// The invitation's id.
    invitation_id: Option<ID>,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// A wish to become a member.
#[derive(InputObject)]
pub struct RequestMembershipInput {
    /// Of which group.
    group_id: ID,
    /// What you say to it, up to 1,000 characters.
    message: Option<String>,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// Somebody in a group, or who wants to be.
#[derive(InputObject)]
pub struct MemberInput {
    /// The group.
    group_id: ID,
    /// Who.
    person_id: ID,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// The answer to a request that is declined.
#[derive(InputObject)]
pub struct DeclineRequestInput {
    /// The group.
    group_id: ID,
    /// Who asked.
    person_id: ID,
    /// What you say to it, up to 1,000 characters.
    message: Option<String>,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// A member's role.
#[derive(InputObject)]
pub struct SetRoleInput {
    /// The group.
    group_id: ID,
    /// Whose.
    person_id: ID,
    /// The role.
    role: Role,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// Mutations about who is in a group.
#[derive(Default)]
pub struct MembershipMutation;

#[Object]
impl MembershipMutation {
    /// Invites people to a group by mail. Addresses are kept until they answer, 30 days at most.
    async fn invite_to_group(
        &self,
        context: &Context<'_>,
        input: InviteInput,
    ) -> Result<GroupPayload> {
        let run = Run::new(context, "inviteToGroup", input.idempotency_key.as_deref())?;
        let id = parse("groupId", &input.group_id)?;
        let seed = run.seed();
        let mut new = Vec::with_capacity(input.addresses.len().min(1_000));
        for (at, address) in input.addresses.iter().enumerate().take(1_001) {
            let Ok(address) = Address::parse(address) else {
                let settled = Settled::refused(GroupRefusal::address_malformed(at));
                return Ok(GroupPayload { settled, id });
            };
            if new.iter().all(|other: &NewInvitation| other.address != address) {
                let invitation = InvitationId::derive(&[&seed, &at.to_be_bytes()]);
                new.push(NewInvitation { id: invitation, address });
            }
        }
        let invitations = new.iter().map(|new| new.id).collect();
        let settled = run.send(Command::Group(id, Group::Invite { invitations })).await?;
        if let Some(receipt) = settled.receipt() {
            if !receipt.wrote() {
                new = still_pending(&run, receipt.position, new).await?;
            }
            if !new.is_empty() {
                let app = &run.asked.app;
                app.vault.store_invitations(id, &new).await.map_err(Fault::from)?;
                app.mail_waits().notify_one();
            }
        }
        Ok(GroupPayload { settled, id })
    }

    /// Takes an invitation back.
    async fn revoke_invitation(
        &self,
        context: &Context<'_>,
        input: InvitationInput,
    ) -> Result<GroupPayload> {
        let run = Run::new(context, "revokeInvitation", input.idempotency_key.as_deref())?;
        let id = parse("groupId", &input.group_id)?;
        let invitation = parse("invitationId", &input.invitation_id)?;
        let settled = run.send(Command::Group(id, Group::RevokeInvitation { invitation })).await?;
        if settled.position().is_some() {
            let vault = &run.asked.app.vault;
            vault.delete_invitations(&[invitation]).await.map_err(Fault::from)?;
        }
        Ok(GroupPayload { settled, id })
    }

    /// Becomes a member by an invitation.
    async fn accept_invitation(
        &self,
        context: &Context<'_>,
        input: OwnInvitationInput,
    ) -> Result<GroupPayload> {
        let run = Run::new(context, "acceptInvitation", input.idempotency_key.as_deref())?;
        let (id, invitation) = own(&run, &input).await?;
        let settled = run.send(Command::Group(id, Group::AcceptInvitation { invitation })).await?;
        answered(&run, &settled, invitation).await?;
        Ok(GroupPayload { settled, id })
    }

    /// Turns an invitation down.
    async fn decline_invitation(
        &self,
        context: &Context<'_>,
        input: OwnInvitationInput,
    ) -> Result<GroupPayload> {
        let run = Run::new(context, "declineInvitation", input.idempotency_key.as_deref())?;
        let (id, invitation) = own(&run, &input).await?;
        let settled = run.send(Command::Group(id, Group::DeclineInvitation { invitation })).await?;
        answered(&run, &settled, invitation).await?;
        Ok(GroupPayload { settled, id })
    }

    /// Becomes a member at once, where the group lets people.
    async fn join_group(&self, context: &Context<'_>, input: GroupInput) -> Result<GroupPayload> {
        let GroupInput { group_id, idempotency_key } = input;
        plain(context, "joinGroup", &group_id, idempotency_key, |_| Ok(Group::Join)).await
    }

    /// Leaves a group.
    async fn leave_group(&self, context: &Context<'_>, input: GroupInput) -> Result<GroupPayload> {
        let person = asked(context)?.writing_person()?;
        let GroupInput { group_id, idempotency_key } = input;
        let leave = |_| Ok(Group::EndMembership { person });
        plain(context, "leaveGroup", &group_id, idempotency_key, leave).await
    }

    /// Asks to become a member.
    async fn request_membership(
        &self,
        context: &Context<'_>,
        input: RequestMembershipInput,
    ) -> Result<GroupPayload> {
        let run = Run::new(context, "requestMembership", input.idempotency_key.as_deref())?;
        let id: GroupId = parse("groupId", &input.group_id)?;
        let mut words = Words::default();
        let text = TextId::request_message(id, run.person);
        let message = words.given("message", text, input.message)?;
        let drafts = run.drafts(id, words).await?;
        let message = message.map(|message| drafts.text(message));
        let request = Group::RequestMembership { message };
        let settled = run.submit(Command::Group(id, request), drafts).await?;
        Ok(GroupPayload { settled, id })
    }

    /// Takes your request to become a member back.
    async fn withdraw_membership_request(
        &self,
        context: &Context<'_>,
        input: GroupInput,
    ) -> Result<GroupPayload> {
        let GroupInput { group_id, idempotency_key } = input;
        let withdraw = |_| Ok(Group::WithdrawRequest);
        plain(context, "withdrawMembershipRequest", &group_id, idempotency_key, withdraw).await
    }

    /// Lets somebody in who asked.
    async fn approve_membership_request(
        &self,
        context: &Context<'_>,
        input: MemberInput,
    ) -> Result<GroupPayload> {
        let MemberInput { group_id, person_id, idempotency_key } = input;
        let approve = |()| Ok(Group::ApproveRequest { person: parse("personId", &person_id)? });
        plain(context, "approveMembershipRequest", &group_id, idempotency_key, approve).await
    }

    /// Declines a request to become a member. The person may ask again.
    async fn decline_membership_request(
        &self,
        context: &Context<'_>,
        input: DeclineRequestInput,
    ) -> Result<GroupPayload> {
        let run = Run::new(context, "declineMembershipRequest", input.idempotency_key.as_deref())?;
        let id: GroupId = parse("groupId", &input.group_id)?;
        let person = parse("personId", &input.person_id)?;
        let mut words = Words::default();
        let message = words.given("message", TextId::decline_message(id, person), input.message)?;
        let drafts = run.drafts(id, words).await?;
        let message = message.map(|message| drafts.text(message));
        let decline = Group::DeclineRequest { person, message };
        let settled = run.submit(Command::Group(id, decline), drafts).await?;
        Ok(GroupPayload { settled, id })
    }

    /// Ignores a request to become a member. The person is not told, and may not ask again.
    async fn ignore_membership_request(
        &self,
        context: &Context<'_>,
        input: MemberInput,
    ) -> Result<GroupPayload> {
        let MemberInput { group_id, person_id, idempotency_key } = input;
        let ignore = |()| Ok(Group::IgnoreRequest { person: parse("personId", &person_id)? });
        plain(context, "ignoreMembershipRequest", &group_id, idempotency_key, ignore).await
    }

    /// Gives a member another role. The last admin keeps theirs.
    async fn set_role(&self, context: &Context<'_>, input: SetRoleInput) -> Result<GroupPayload> {
        let SetRoleInput { group_id, person_id, role, idempotency_key } = input;
        let set =
            |()| Ok(Group::SetRole { person: parse("personId", &person_id)?, role: role.into() });
        plain(context, "setRole", &group_id, idempotency_key, set).await
    }

    /// Removes a member.
    async fn remove_member(
        &self,
        context: &Context<'_>,
        input: MemberInput,
    ) -> Result<GroupPayload> {
        let MemberInput { group_id, person_id, idempotency_key } = input;
        let remove = |()| Ok(Group::EndMembership { person: parse("personId", &person_id)? });
        plain(context, "removeMember", &group_id, idempotency_key, remove).await
    }
}

/// A command to a group without words.
pub(super) async fn plain(
    context: &Context<'_>,
    operation: &str,
    id: &ID,
    key: Option<String>,
    command: impl FnOnce(()) -> Result<Group, Fault>,
) -> Result<GroupPayload> {
    let run = Run::new(context, operation, key.as_deref())?;
    let id = parse("groupId", id)?;
    let settled = run.send(Command::Group(id, command(())?)).await?;
    Ok(GroupPayload { settled, id })
}

/// The invitation that somebody holds, or answered before: whoever has the link, or the address
/// that it went to.
async fn own(run: &Run<'_>, input: &OwnInvitationInput) -> Result<(GroupId, InvitationId), Fault> {
    let vault = &run.asked.app.vault;
    let (id, pending) = match (&input.token, &input.invitation_id) {
        (Some(token), None) => {
            (vault.invitation_of(token), vault.invitation_by_token(token).await?)
        }
        (None, Some(id)) => {
            let id: InvitationId = parse("invitationId", id)?;
            let mine = vault.invitations_for(run.person).await?;
            (Some(id), mine.into_iter().find(|it| it.id == id))
        }
        _ => return Err(Fault::input("Name one of token and invitationId.")),
    };
    let group = match (pending, id) {
        (Some(pending), _) => Some(pending.group),
        (None, Some(id)) => vault.answered_invitation(id, run.person).await?,
        (None, None) => None,
    };
    // Gone, never there, or somebody else's: all look the same. The group refuses an invitation
    // that it does not know.
    Ok(group.zip(id).unwrap_or((GroupId::from_u128(0), InvitationId::from_u128(0))))
}

/// Those of invitations sent before that still wait for an answer: a repeat makes good for a first
/// time that broke off, and brings no address back that was deleted.
async fn still_pending(
    run: &Run<'_>,
    written: Position,
    new: Vec<NewInvitation>,
) -> Result<Vec<NewInvitation>, Fault> {
    let snapshot = run.asked.snapshot_at(Some(written)).await?;
    if snapshot.position() < written {
        return Err(Fault::unavailable(&"the read models are behind a repeated invitation"));
    }
    let ids: Vec<_> = new.iter().map(|new| new.id).collect();
    let pending = invitations::pending_among(&snapshot, &ids).await?;
    Ok(new.into_iter().filter(|new| pending.contains(&new.id)).collect())
}

/// An invitation that was answered leaves no address behind.
async fn answered(
    run: &Run<'_>,
    settled: &Settled<GroupRefusal>,
    invitation: InvitationId,
) -> Result<(), Fault> {
    if settled.position().is_some() {
        run.asked.app.vault.invitation_answered(invitation, run.person).await?;
    }
    Ok(())
}
