//! Mutations about guests of discussions.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::discussion::Command as Discussion;
use domain::{Command, DiscussionId, InvitationId, PersonId, TextId};
use projections::people;

use super::payload::{DiscussionPayload, GuestLinkPayload};
use super::run::{Run, Settled};
use super::words::Words;
use crate::app::asked;
use crate::fault::Fault;
use crate::schema::ids::{parse, parse_all};
use crate::schema::refusal::DiscussionRefusal;

/// As many can be let in at once.
const AT_ONCE: usize = 1_000;

/// Whom to let into a discussion.
#[derive(InputObject)]
pub struct AddGuestsInput {
    /// Which discussion.
    discussion_id: ID,
    /// Whom, 1 to 1,000 people whom you may see.
    person_ids: Vec<ID>,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// What a new direct discussion is made of.
#[derive(InputObject)]
pub struct StartDirectDiscussionInput {
    /// Who is in it beside you, 1 to 1,000 people whom you may see.
    person_ids: Vec<ID>,
    /// The title, 1 to 150 characters.
    title: String,
    /// The body, up to 100,000 characters of Markdown.
    body: Option<String>,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// To which discussion a link is to lead.
#[derive(InputObject)]
pub struct MakeGuestLinkInput {
    /// Which.
    discussion_id: ID,
    /// Sent again with the same key, the mutation answers with the same link.
    idempotency_key: Option<String>,
}

/// A place that is offered to a guest.
#[derive(InputObject)]
pub struct RevokeGuestInvitationInput {
    /// In which discussion.
    discussion_id: ID,
    /// Which invitation.
    invitation_id: ID,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// A link that somebody gave to you.
#[derive(InputObject)]
pub struct GuestLinkInput {
    /// The token in the link.
    token: String,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// Which discussion you leave.
#[derive(InputObject)]
pub struct LeaveDiscussionInput {
    /// Which.
    discussion_id: ID,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// A guest of a discussion.
#[derive(InputObject)]
pub struct RemoveGuestInput {
    /// Of which discussion.
    discussion_id: ID,
    /// Who.
    person_id: ID,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// Mutations about guests of discussions.
#[derive(Default)]
pub struct GuestMutation;

#[Object]
impl GuestMutation {
    /// Begins a direct discussion among you and the people named. It is in no group, only they see
    /// it, and you act as its admin: you let others in.
    async fn start_direct_discussion(
        &self,
        context: &Context<'_>,
        input: StartDirectDiscussionInput,
    ) -> Result<DiscussionPayload> {
        let run = Run::new(context, "startDirectDiscussion", input.idempotency_key.as_deref())?;
        let id = DiscussionId::derive(&[&run.seed()]);
        let people: Vec<PersonId> = parse_all("personIds", &input.person_ids, AT_ONCE)?;
        if let Some(at) = unknown(context, &people).await?
            && !run.is_repeat(id).await?
        {
            let settled = Settled::refused(DiscussionRefusal::person_absent(at));
            return Ok(DiscussionPayload { settled, id });
        }
        let mut words = Words::default();
        let title = words.take("title", TextId::discussion_title(id), input.title)?;
        let body = words.given("body", TextId::discussion_body(id), input.body)?;
        let drafts = run.drafts(id, words).await?;
        let start = Discussion::StartDirect {
            people,
            title: drafts.text(title),
            body: body.map(|body| drafts.text(body)),
        };
        let settled = run.submit(Command::Discussion(id, start), drafts).await?;
        Ok(DiscussionPayload { settled, id })
    }

    /// Lets people into one discussion: they read, comment and react there, and see nothing else of
    /// the group. Who takes part already is left as they are.
    async fn add_guests(
        &self,
        context: &Context<'_>,
        input: AddGuestsInput,
    ) -> Result<DiscussionPayload> {
        let run = Run::new(context, "addGuests", input.idempotency_key.as_deref())?;
        let id: DiscussionId = parse("discussionId", &input.discussion_id)?;
        let people: Vec<PersonId> = parse_all("personIds", &input.person_ids, AT_ONCE)?;
        if let Some(at) = unknown(context, &people).await?
            && !run.is_repeat(id).await?
        {
            let settled = Settled::refused(DiscussionRefusal::person_absent(at));
            return Ok(DiscussionPayload { settled, id });
        }
        let settled = run.send(Command::Discussion(id, Discussion::AddGuests { people })).await?;
        Ok(DiscussionPayload { settled, id })
    }

    /// Makes a link that lets one guest into a discussion. It works once within 30 days, for the
    /// first account that takes it; looking at it does not use it up.
    async fn make_guest_link(
        &self,
        context: &Context<'_>,
        input: MakeGuestLinkInput,
    ) -> Result<GuestLinkPayload> {
        let run = Run::new(context, "makeGuestLink", input.idempotency_key.as_deref())?;
        let id = parse("discussionId", &input.discussion_id)?;
        let invitation = InvitationId::derive(&[&run.seed()]);
        let invite = Discussion::InviteGuests { invitations: vec![invitation] };
        let settled = run.send(Command::Discussion(id, invite)).await?;
        Ok(GuestLinkPayload { settled, id, invitation })
    }

    /// Takes a place back that is offered to a guest.
    async fn revoke_guest_invitation(
        &self,
        context: &Context<'_>,
        input: RevokeGuestInvitationInput,
    ) -> Result<DiscussionPayload> {
        let run = Run::new(context, "revokeGuestInvitation", input.idempotency_key.as_deref())?;
        let id = parse("discussionId", &input.discussion_id)?;
        let invitation = parse("invitationId", &input.invitation_id)?;
        let revoke = Discussion::RevokeGuestInvitation { invitation };
        let settled = run.send(Command::Discussion(id, revoke)).await?;
        Ok(DiscussionPayload { settled, id })
    }

    /// Becomes a guest of the discussion that a link leads to.
    async fn accept_guest_link(
        &self,
        context: &Context<'_>,
        input: GuestLinkInput,
    ) -> Result<DiscussionPayload> {
        let run = Run::new(context, "acceptGuestLink", input.idempotency_key.as_deref())?;
        let (id, invitation) = led_to(&run, &input.token);
        let accept = Discussion::AcceptGuestInvitation { invitation };
        let settled = run.send(Command::Discussion(id, accept)).await?;
        Ok(DiscussionPayload { settled, id })
    }

    /// Turns the place down that a link offers. After that the link works for nobody.
    async fn decline_guest_link(
        &self,
        context: &Context<'_>,
        input: GuestLinkInput,
    ) -> Result<DiscussionPayload> {
        let run = Run::new(context, "declineGuestLink", input.idempotency_key.as_deref())?;
        let (id, invitation) = led_to(&run, &input.token);
        let decline = Discussion::DeclineGuestInvitation { invitation };
        let settled = run.send(Command::Discussion(id, decline)).await?;
        Ok(DiscussionPayload { settled, id })
    }

    /// Gives up your place as a guest, or in a direct discussion.
    async fn leave_discussion(
        &self,
        context: &Context<'_>,
        input: LeaveDiscussionInput,
    ) -> Result<DiscussionPayload> {
        let run = Run::new(context, "leaveDiscussion", input.idempotency_key.as_deref())?;
        let id = parse("discussionId", &input.discussion_id)?;
        let leave = Discussion::EndGuestPlace { person: run.person };
        let settled = run.send(Command::Discussion(id, leave)).await?;
        Ok(DiscussionPayload { settled, id })
    }

    /// Removes a guest, or somebody from a direct discussion: its author and admins do.
    async fn remove_guest(
        &self,
        context: &Context<'_>,
        input: RemoveGuestInput,
    ) -> Result<DiscussionPayload> {
        let run = Run::new(context, "removeGuest", input.idempotency_key.as_deref())?;
        let id = parse("discussionId", &input.discussion_id)?;
        let person = parse("personId", &input.person_id)?;
        let remove = Discussion::EndGuestPlace { person };
        let settled = run.send(Command::Discussion(id, remove)).await?;
        Ok(DiscussionPayload { settled, id })
    }
}

/// The place in the list of the first person whom the viewer does not know.
pub(super) async fn unknown(
    context: &Context<'_>,
    people: &[PersonId],
) -> Result<Option<usize>, Fault> {
    let asked = asked(context)?;
    let (snapshot, viewer) = (asked.snapshot_at(None).await?, asked.viewer());
    let known = people::by_ids(&snapshot, viewer, people).await?;
    Ok(people.iter().position(|person| !known.contains_key(person)))
}

/// What the link leads to. A made-up link leads to what does not exist.
fn led_to(run: &Run<'_>, token: &str) -> (DiscussionId, InvitationId) {
    let nothing = (DiscussionId::from_u128(0), InvitationId::from_u128(0));
    run.asked.app.vault.guest_link_of(token).unwrap_or(nothing)
}
