//! The rules of discussions.

mod comments;
mod container;
mod guests;
mod marks;
mod reach;
mod refusal;

pub use refusal::Refusal;

use super::command::Command;
use super::event::Event;
use super::participant::{Barred, Participant};
use super::state::{Discussion, Stage, Started};
use super::terms::ReactionTarget;
use crate::decider::{Actor, Decider, Facts};
use crate::id::{PersonId, StreamKind};
use crate::reaction::Emoji;
use comments::Says;

type Decision = Result<Vec<Event>, Refusal>;

impl Decider for Discussion {
    const KIND: StreamKind = StreamKind::Discussion;
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn decide(&self, command: &Command, facts: &Facts<'_>) -> Decision {
        match (self.started(), command) {
            (None, Command::Start { group, title, body, privacy }) => {
                container::start(self, *group, *title, *body, *privacy, facts)
            }
            (None, Command::StartDirect { people, title, body }) => {
                container::start_direct(people, *title, *body, facts)
            }
            (None, _) => Err(Refusal::NotFound),
            (Some(started), Command::AdmitProposal { proposal, draft }) => {
                container::admit(started, self, *proposal, draft, facts)
            }
            (Some(started), Command::NarrowWithGroup) if facts.actor == Actor::System => {
                Ok(started.narrow_with_group(self, facts))
            }
            (Some(started), Command::Widen { since_version }) if facts.actor == Actor::System => {
                Ok(reach::widen(started, self, *since_version, facts))
            }
            (Some(started), Command::AgreeToWidening) => reach::agree(started, self, facts),
            (Some(started), Command::WithdrawWriting) => {
                reach::withdraw_writing(started, self, facts)
            }
            (Some(started), Command::AcceptGuestInvitation { invitation }) => {
                guests::accept(started, self, *invitation, facts)
            }
            (Some(started), Command::DeclineGuestInvitation { invitation }) => {
                guests::decline(started, self, *invitation, facts)
            }
            (Some(started), _) => match Participant::of_discussion(self, facts) {
                Ok(by) => started.decide(command, by, facts),
                Err(Barred::System) => guests::work(started, self, command, facts),
                Err(barred) => Err(barred.into()),
            },
        }
    }

    fn evolve(&mut self, event: &Event) {
        self.apply(event);
    }
}

impl Started {
    fn decide(&self, command: &Command, by: Participant<'_>, facts: &Facts<'_>) -> Decision {
        if self.is_discarded() && !stays_possible(command) {
            return Err(Refusal::Discarded);
        }
        match command {
            Command::Start { group, .. } => self.start_again(Some(*group), by),
            Command::StartDirect { .. } => self.start_again(None, by),
            Command::Edit { title, body, expected_revision } => {
                self.edit(*title, *body, *expected_revision, by, facts)
            }
            Command::ChangePrivacy { privacy } => self.change_privacy(*privacy, by, facts),
            Command::Move { group, privacy } => self.move_to(*group, *privacy, by, facts),
            Command::CancelWidening => self.cancel_widening(by, facts),
            Command::NarrowWithGroup | Command::Widen { .. } => Err(Refusal::SystemOnly),
            Command::Close => self.close(by, facts),
            Command::Reopen => self.reopen(by, facts),
            Command::Discard => self.discard(by, facts),
            Command::Tag { tags } => self.tag(tags, by, facts),
            Command::Pin => self.pin(by, facts),
            Command::Unpin => self.unpin(by, facts),
            Command::AddComment { comment, parent, body, mentions } => {
                self.add_comment(*comment, *parent, &Says { body: *body, mentions }, by, facts)
            }
            Command::EditComment { comment, body, mentions, expected_revision } => {
                let says = Says { body: *body, mentions };
                self.edit_comment(*comment, &says, *expected_revision, by, facts)
            }
            Command::DiscardComment { comment } => self.discard_comment(*comment, by, facts),
            Command::RestoreComment { comment } => self.restore_comment(*comment, by, facts),
            Command::React { target, emoji } => self.react(*target, *emoji, by.person),
            Command::Unreact { target, emoji } => Ok(self.unreact(*target, *emoji, by.person)),
            Command::Announce { to } => {
                let told = self.told.announce(to, by)?;
                let (by, at) = (by.person, facts.occurred_at());
                let told = told.into_iter();
                Ok(told.map(|to| Event::DiscussionAnnounced { to, by, at }).collect())
            }
            Command::AddGuests { people } => self.add_guests(people, by, facts),
            Command::InviteGuests { invitations } => self.invite_guests(invitations, by, facts),
            Command::RevokeGuestInvitation { invitation } => {
                self.revoke_guest_invitation(*invitation, by)
            }
            Command::EndGuestPlace { person } => self.end_guest_place(*person, by, facts),
            Command::ExpireGuestInvitation { .. } | Command::EndLapsedPlace { .. } => {
                Err(Refusal::SystemOnly)
            }
            // Decided before, with the whole discussion at hand.
            Command::AdmitProposal { .. }
            | Command::AgreeToWidening
            | Command::WithdrawWriting
            | Command::AcceptGuestInvitation { .. }
            | Command::DeclineGuestInvitation { .. } => Ok(vec![]),
        }
    }

    const fn is_discarded(&self) -> bool {
        matches!(self.stage, Stage::Discarded { .. })
    }

    fn react(&self, target: ReactionTarget, emoji: Emoji, person: PersonId) -> Decision {
        if self.reactions.contains(&(target, person, emoji)) {
            return Ok(vec![]);
        }
        if let ReactionTarget::Comment(comment) = target {
            self.standing_comment(comment)?;
        }
        Ok(vec![Event::ReactionAdded { target, person, emoji }])
    }

    fn unreact(&self, target: ReactionTarget, emoji: Emoji, person: PersonId) -> Vec<Event> {
        if self.reactions.contains(&(target, person, emoji)) {
            vec![Event::ReactionRemoved { target, person, emoji }]
        } else {
            vec![]
        }
    }
}

/// Whether the command is decided in a discarded discussion as in any other: what would be so
/// already, and who is in it.
const fn stays_possible(command: &Command) -> bool {
    matches!(
        command,
        Command::Start { .. }
            | Command::StartDirect { .. }
            | Command::Discard
            | Command::CancelWidening
            | Command::RevokeGuestInvitation { .. }
            | Command::EndGuestPlace { .. }
    )
}
