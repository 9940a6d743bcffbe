//! Commands to discussions.

use domain::announcement::Addressees;
use domain::discussion::{Command as Of, Privacy, ReactionTarget};
use domain::{
    Actor, Command, CommentId, DiscussionId, Emoji, InvitationId, PersonId, ProposalId, TagId,
    TextId,
};

use super::Planner;
use crate::model::{Talk, TalkStage};

impl Planner<'_> {
    pub(super) fn ask_talk(&mut self) -> (Command, Actor) {
        let talks = self.model.talks.len();
        if talks < self.style.talks as usize && self.chance(if talks < 2 { 50 } else { 7 }) {
            return self.start();
        }
        let id = self.talk();
        let talk = self.model.talks.get(&id).cloned();
        let talk = talk.as_ref();
        let announced = talk.is_some_and(|talk| talk.widening.is_some());
        let (command, actor) = match self.dice.u32(0..100) {
            _ if announced && self.chance(45) => self.readers(talk),
            0..38 => self.comments(id, talk),
            38..62 => self.guests(id, talk),
            62..76 => self.admission(talk),
            76..79 => self.work_on_talk(id, talk),
            79..85 => self.readers(talk),
            _ => self.looking_after_talk(id, talk),
        };
        (Command::Discussion(id, command), actor)
    }

    fn start(&mut self) -> (Command, Actor) {
        let next = DiscussionId::from_u128(201 + self.model.talks.len() as u128);
        let id = if self.chance(95) { next } else { self.talk() };
        let group = self.group();
        let title = self.say(TextId::discussion_title(id), 150);
        let body = self.maybe(50, |it| it.say(TextId::discussion_body(id), 100_000));
        if self.chance(15) {
            let people = self.people(4);
            let actor = Actor::Person(self.person());
            return (Command::Discussion(id, Of::StartDirect { people, title, body }), actor);
        }
        let privacy = self.maybe(40, Self::talk_privacy);
        let actor = self.actor_in(self.model.groups.get(&group));
        (Command::Discussion(id, Of::Start { group, title, body, privacy }), actor)
    }

    fn talk_privacy(&mut self) -> Privacy {
        if self.dice.bool() { Privacy::Public } else { Privacy::Private }
    }

    pub(super) fn emoji(&mut self) -> Emoji {
        let emoji = if self.dice.bool() { "👍" } else { "🎉" };
        emoji.parse().expect("it is one")
    }

    fn comment(&mut self, id: DiscussionId, talk: Option<&Talk>) -> CommentId {
        let known: Vec<CommentId> =
            talk.into_iter().flat_map(|talk| talk.comments.keys()).copied().collect();
        let any = CommentId::from_u128(id.to_u128() * 1_000 + self.dice.u128(0..9));
        self.one_of(&known).filter(|_| self.chance(95)).unwrap_or(any)
    }

    fn comments(&mut self, id: DiscussionId, talk: Option<&Talk>) -> (Of, Actor) {
        let actor = self.actor_at(talk);
        let comment = self.comment(id, talk);
        let known = talk.and_then(|talk| talk.comments.get(&comment));
        let author = known.map_or(actor, |known| Actor::Person(known.author));
        let own = if self.chance(75) { author } else { actor };
        let on_comment = ReactionTarget::Comment(comment);
        let target = if self.dice.bool() { on_comment } else { ReactionTarget::Discussion };
        match self.dice.u32(0..100) {
            0..35 => {
                let next = id.to_u128() * 1_000 + talk.map_or(0, |it| it.comments.len() as u128);
                let new = CommentId::from_u128(next);
                let comment = if self.chance(95) { new } else { comment };
                let parent = self.maybe(40, |it| it.comment(id, talk));
                let body = self.say(TextId::comment_body(comment), 10_000);
                let mentions = self.people(3);
                (Of::AddComment { comment, parent, body, mentions }, actor)
            }
            35..55 => {
                let actual = known.map_or(1, |known| known.revision);
                let body = self.say(TextId::comment_body(comment), 10_000);
                let mentions = self.people(2);
                let expected_revision = if self.chance(85) { actual } else { actual + 1 };
                (Of::EditComment { comment, body, mentions, expected_revision }, own)
            }
            55..65 => (Of::DiscardComment { comment }, own),
            65..75 => (Of::RestoreComment { comment }, own),
            75..90 => (Of::React { target, emoji: self.emoji() }, actor),
            _ => (Of::Unreact { target, emoji: self.emoji() }, actor),
        }
    }

    fn guest_invitation(&mut self, id: DiscussionId, talk: Option<&Talk>) -> InvitationId {
        let pending: Vec<InvitationId> = talk
            .into_iter()
            .flat_map(|talk| &talk.invitations)
            .filter(|(_, pending)| pending.is_some())
            .map(|(invitation, _)| *invitation)
            .collect();
        let any = InvitationId::from_u128(id.to_u128() * 1_000 + self.dice.u128(0..6));
        self.one_of(&pending).filter(|_| self.chance(80)).unwrap_or(any)
    }

    fn guests(&mut self, id: DiscussionId, talk: Option<&Talk>) -> (Of, Actor) {
        let actor = self.actor_at(talk);
        let anybody = Actor::Person(self.person());
        let invitation = self.guest_invitation(id, talk);
        match self.dice.u32(0..100) {
            0..30 => (Of::AddGuests { people: self.people(3) }, actor),
            30..45 => {
                let known = talk.map_or(0, |talk| talk.invitations.len() as u128);
                let first = id.to_u128() * 1_000 + known;
                let count = self.dice.u128(0..3);
                let new = (0..count).map(|more| InvitationId::from_u128(first + more));
                (Of::InviteGuests { invitations: new.collect() }, actor)
            }
            45..65 => (Of::AcceptGuestInvitation { invitation }, anybody),
            65..72 => (Of::DeclineGuestInvitation { invitation }, anybody),
            72..80 => (Of::RevokeGuestInvitation { invitation }, actor),
            _ => {
                let guests: Vec<PersonId> =
                    talk.map(|talk| self.model.guests(talk)).unwrap_or_default();
                let any = self.person();
                let person = self.one_of(&guests).unwrap_or(any);
                let by = if self.dice.bool() { Actor::Person(person) } else { actor };
                (Of::EndGuestPlace { person }, by)
            }
        }
    }

    pub(super) fn admission(&mut self, talk: Option<&Talk>) -> (Of, Actor) {
        let actor = self.actor_at(talk);
        let known: Vec<ProposalId> =
            talk.into_iter().flat_map(|talk| talk.admitted.keys()).copied().collect();
        let any = ProposalId::from_u128(self.dice.u128(301..=300 + self.style.proposals));
        let proposal = self.one_of(&known).filter(|_| self.chance(20)).unwrap_or(any);
        let draft = Box::new(self.draft(proposal, talk));
        (Of::AdmitProposal { proposal, draft }, actor)
    }

    fn work_on_talk(&mut self, id: DiscussionId, talk: Option<&Talk>) -> (Of, Actor) {
        let person = self.person();
        let who = if self.chance(70) { Actor::System } else { self.actor_at(talk) };
        let command = match self.dice.u32(0..5) {
            0 => Of::NarrowWithGroup,
            3 => {
                let known = talk.and_then(|talk| talk.widening.as_ref()).map(|it| it.version);
                Of::Widen { since_version: known.unwrap_or_else(|| self.dice.u64(1..12)) }
            }
            1 => Of::ExpireGuestInvitation { invitation: self.guest_invitation(id, talk) },
            2 => Of::EndLapsedPlace { person, since_version: self.dice.u64(1..12) },
            _ => Of::Close,
        };
        (command, who)
    }

    /// What is said to the readers who were announced.
    fn readers(&mut self, talk: Option<&Talk>) -> (Of, Actor) {
        let any = self.actor_at(talk);
        let told = talk.and_then(|talk| talk.widening.as_ref());
        let told: Vec<PersonId> = told.into_iter().flat_map(|it| &it.writers).copied().collect();
        let asked = talk.and_then(|talk| talk.widening.as_ref()).map(|it| Actor::Person(it.by));
        let asked = asked.filter(|_| self.chance(50)).unwrap_or(any);
        let writer = self.one_of(&told).filter(|_| self.chance(85)).map_or(any, Actor::Person);
        match self.dice.u32(0..100) {
            0..45 => (Of::AgreeToWidening, writer),
            45..75 => {
                // Most often somebody who has something to take back.
                let comments = talk.into_iter().flat_map(|talk| talk.comments.values());
                let wrote = comments.filter(|it| it.discarded_by.is_none()).map(|it| it.author);
                let wrote: Vec<_> = wrote.filter(|author| told.contains(author)).collect();
                (Of::WithdrawWriting, self.one_of(&wrote).map_or(writer, Actor::Person))
            }
            _ => (Of::CancelWidening, asked),
        }
    }

    pub(super) fn addressees(&mut self) -> Addressees {
        if self.dice.bool() { Addressees::Everybody } else { Addressees::People(self.people(4)) }
    }

    pub(super) fn some_tags(&mut self, talk: Option<&Talk>) -> Vec<TagId> {
        let group = talk.and_then(|talk| self.model.group_of(talk));
        let live = group.map(crate::model::Group::live_tags).unwrap_or_default();
        let count = self.dice.usize(0..3);
        let mut tags: Vec<TagId> = (0..count).filter_map(|_| self.one_of(&live)).collect();
        tags.extend(self.maybe(4, |it| TagId::from_u128(it.dice.u128(401..406))));
        tags
    }

    fn looking_after_talk(&mut self, id: DiscussionId, talk: Option<&Talk>) -> (Of, Actor) {
        let actor = self.actor_at(talk);
        if talk.is_some_and(|talk| talk.stage == TalkStage::Closed) && self.chance(50) {
            return (Of::Reopen, actor);
        }
        let command = match self.dice.u32(0..100) {
            0..25 => {
                let actual = talk.map_or(1, |talk| talk.revision);
                let title = self.maybe(60, |it| it.say(TextId::discussion_title(id), 150));
                let text = TextId::discussion_body(id);
                let body = self.maybe(60, |it| it.say(text, 100_000));
                let expected_revision = if self.chance(85) { actual } else { actual + 1 };
                Of::Edit { title, body, expected_revision }
            }
            25..38 => Of::ChangePrivacy { privacy: self.talk_privacy() },
            38..45 => {
                let privacy = self.maybe(50, Self::talk_privacy);
                Of::Move { group: self.group(), privacy }
            }
            45..50 => Of::Tag { tags: self.some_tags(talk) },
            50..57 => Of::Pin,
            57..64 => Of::Unpin,
            64..85 => Of::Announce { to: self.addressees() },
            85..92 => Of::Close,
            92..97 => Of::Reopen,
            97 => Of::Discard,
            _ => return self.start_once_more(id, talk, actor),
        };
        (command, actor)
    }

    fn start_once_more(
        &mut self,
        id: DiscussionId,
        talk: Option<&Talk>,
        actor: Actor,
    ) -> (Of, Actor) {
        let title = self.say(TextId::discussion_title(id), 150);
        match talk.and_then(|talk| talk.group) {
            Some(group) => (Of::Start { group, title, body: None, privacy: None }, actor),
            None => (Of::StartDirect { people: self.people(2), title, body: None }, actor),
        }
    }
}
