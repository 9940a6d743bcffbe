//! What happens next: a command that somebody might send, drawn by chance with an eye on the model,
//! so that most commands make sense and some do not.

mod group;
mod proposal;
mod talk;

use domain::{
    Actor, Command, DiscussionId, GroupId, HandleId, PersonId, PlatformId, ProposalId, StreamId,
    Text, TextId, handle, person, platform,
};
use eventlog::keyring::{Keyring as _, MemoryKeyring, NewKey, TextKey};
use eventlog::sealing::Drafts;
use fastrand::Rng;
use futures::FutureExt as _;

use crate::model::{Group, Model, Talk, TalkStage};

/// What every text contains, and no stored event may.
pub const CLEAR: &str = "klartext";

const HANDLES: u128 = 4;

/// What a community is like: how many there are of everything, and what people do most. Large ones
/// do a little of everything; in small ones the same few meet again and again.
#[derive(Debug, Clone)]
pub struct Style {
    people: u128,
    groups: u128,
    talks: u128,
    proposals: u128,
    /// How often groups, discussions and proposals have a turn, of a hundred.
    areas: [u32; 3],
    /// How often, of a hundred commands to groups, somebody comes or goes.
    comings: u32,
}

impl Style {
    pub fn draw(dice: &mut Rng) -> Self {
        let small = dice.bool();
        let most = |large: u128| if small { 3 } else { large };
        Self {
            people: dice.u128(4..13),
            groups: dice.u128(2..=most(6)),
            talks: dice.u128(1..=most(12)),
            proposals: dice.u128(2..=most(8) * 3),
            areas: [dice.u32(5..40), dice.u32(5..40), dice.u32(20..70)],
            comings: dice.u32(30..80),
        }
    }
}

/// A command, who sends it, and its words.
#[derive(Clone)]
pub struct Plan {
    pub actor: Actor,
    pub command: Command,
    pub words: Vec<(TextId, String)>,
}

impl Plan {
    pub fn by_the_system(command: Command) -> Self {
        Self { actor: Actor::System, command, words: vec![] }
    }

    /// The words as they travel beside the command.
    pub fn drafts(&self, keyring: &MemoryKeyring) -> Drafts {
        drafts(keyring, self.actor, self.command.stream(), self.words.clone())
    }
}

/// The words, sealed with keys that follow from the texts: so that a seed replays to the last bit.
fn drafts(
    keyring: &MemoryKeyring,
    actor: Actor,
    stream: StreamId,
    words: Vec<(TextId, String)>,
) -> Drafts {
    let keys = words.iter().map(|(text, _)| {
        let half = text.to_u128().to_be_bytes();
        let mut key = TextKey::new([7; 32]);
        key[..16].copy_from_slice(&half);
        NewKey { text: *text, author: actor.person(), container: stream, key }
    });
    let stored = keyring.store(&keys.collect::<Vec<_>>()).now_or_never();
    stored.expect("a keyring in memory answers at once").expect("there is room");
    let prepared = Drafts::prepare(keyring, actor.person(), stream, words).now_or_never();
    prepared.expect("a keyring in memory answers at once").expect("the words can be stored")
}

/// Draws plans.
pub struct Planner<'a> {
    pub dice: &'a mut Rng,
    pub model: &'a Model,
    pub keyring: &'a MemoryKeyring,
    pub style: &'a Style,
    words: Vec<(TextId, String)>,
}

impl<'a> Planner<'a> {
    pub fn new(
        dice: &'a mut Rng,
        model: &'a Model,
        keyring: &'a MemoryKeyring,
        style: &'a Style,
    ) -> Self {
        Self { dice, model, keyring, style, words: vec![] }
    }

    pub fn draw(mut self) -> Plan {
        let (command, actor) = self.choose();
        Plan { actor, command, words: self.words }
    }

    fn choose(&mut self) -> (Command, Actor) {
        let model = self.model;
        if model.people.len() < 4 && self.chance(60) {
            return self.ask_person();
        }
        if model.groups.is_empty() && self.chance(80) {
            return self.ask_group();
        }
        match self.dice.u32(0..100) {
            0 => return self.ask_person(),
            1..4 => return self.ask_handle(),
            4..6 => return self.ask_platform(),
            _ => {}
        }
        let [groups, talks, proposals] = self.style.areas;
        let drawn = self.dice.u32(0..groups + talks + proposals);
        if drawn < groups {
            self.ask_group()
        } else if drawn < groups + talks {
            self.ask_talk()
        } else {
            self.ask_proposal()
        }
    }

    /// Whether something happens that does so in this many of a hundred cases.
    fn chance(&mut self, percent: u32) -> bool {
        self.dice.u32(0..100) < percent
    }

    fn one_of<T: Clone>(&mut self, all: &[T]) -> Option<T> {
        (!all.is_empty()).then(|| all[self.dice.usize(0..all.len())].clone())
    }

    fn maybe<T>(&mut self, percent: u32, what: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.chance(percent).then(|| what(self))
    }

    /// A text of a few words; now and then one that is empty, or longer than allowed.
    fn say(&mut self, id: TextId, at_most: usize) -> Text {
        let words = match self.dice.u32(0..80) {
            0 => String::new(),
            1 if at_most <= 1_000 => format!("{CLEAR} ").repeat(at_most / CLEAR.len() + 1),
            _ => format!("{CLEAR} {}", self.dice.u32(0..4)),
        };
        self.words.push((id, words.clone()));
        let any = StreamId::from(GroupId::from_u128(1));
        drafts(self.keyring, Actor::System, any, vec![(id, words)]).text(id)
    }

    fn person(&mut self) -> PersonId {
        PersonId::from_u128(self.dice.u128(1..=self.style.people))
    }

    fn group(&mut self) -> GroupId {
        let known = self.model.groups.iter();
        let living = self.chance(80);
        let known = known.filter(|(_, group)| !living || self.model.frozen(group).is_none());
        let known: Vec<GroupId> = known.map(|(id, _)| *id).collect();
        let any = GroupId::from_u128(self.dice.u128(101..=100 + self.style.groups));
        let known = self.one_of(&known);
        known.filter(|_| self.chance(95)).unwrap_or(any)
    }

    fn talk(&mut self) -> DiscussionId {
        let known = self.model.talks.iter();
        let open = self.chance(75);
        let takes = |talk: &Talk| {
            let group = self.model.group_of(talk);
            talk.stage == TalkStage::Open
                && group.is_none_or(|group| self.model.frozen(group).is_none())
        };
        let known = known.filter(|(_, talk)| !open || takes(talk));
        let known: Vec<DiscussionId> = known.map(|(id, _)| *id).collect();
        let any = DiscussionId::from_u128(self.dice.u128(201..=200 + self.style.talks));
        let known = self.one_of(&known);
        known.filter(|_| self.chance(95)).unwrap_or(any)
    }

    fn proposal(&mut self) -> ProposalId {
        let known = self.model.proposals.iter();
        let open = self.chance(75);
        let known = known.filter(|(_, proposal)| !open || proposal.is_unsettled());
        let known: Vec<ProposalId> = known.map(|(id, _)| *id).collect();
        let any = ProposalId::from_u128(self.dice.u128(301..=300 + self.style.proposals));
        let known = self.one_of(&known);
        known.filter(|_| self.chance(95)).unwrap_or(any)
    }

    fn handle(&mut self) -> HandleId {
        HandleId::from_u128(self.dice.u128(601..=600 + HANDLES))
    }

    /// Somebody who might act in the group: most often a member.
    fn actor_in(&mut self, group: Option<&Group>) -> Actor {
        let members: Vec<PersonId> =
            group.into_iter().flat_map(Group::members).map(|stay| stay.person).collect();
        let admins: Vec<PersonId> =
            members.iter().copied().filter(|it| group.is_some_and(|g| g.is_admin(*it))).collect();
        let drawn = match self.dice.u32(0..100) {
            0..2 => return Actor::System,
            2..45 => self.one_of(&admins),
            45..80 => self.one_of(&members),
            _ => None,
        };
        Actor::Person(drawn.unwrap_or_else(|| self.person()))
    }

    /// Somebody who might act in the discussion.
    fn actor_at(&mut self, talk: Option<&Talk>) -> Actor {
        let Some(talk) = talk else { return Actor::Person(self.person()) };
        match self.dice.u32(0..100) {
            0..20 => Actor::Person(talk.author),
            20..32 => {
                let guests = self.model.guests(talk);
                Actor::Person(self.one_of(&guests).unwrap_or(talk.author))
            }
            _ => self.actor_in(self.model.group_of(talk)),
        }
    }

    fn people(&mut self, at_most: usize) -> Vec<PersonId> {
        let count = self.dice.usize(0..=at_most);
        (0..count).map(|_| self.person()).collect()
    }

    fn ask_person(&mut self) -> (Command, Actor) {
        let person = self.person();
        let own = Actor::Person(person);
        match self.dice.u32(0..10) {
            0 => (Command::Person(person, person::Command::Import), Actor::System),
            1 => (Command::Person(person, person::Command::Import), own),
            2 => {
                let other = Actor::Person(self.person());
                (Command::Person(person, person::Command::Register), other)
            }
            3 => (Command::Person(person, person::Command::Register), Actor::System),
            _ => (Command::Person(person, person::Command::Register), own),
        }
    }

    fn ask_platform(&mut self) -> (Command, Actor) {
        let away: Vec<PersonId> = self.model.away.iter().map(|absence| absence.person).collect();
        let known = if self.chance(60) { self.one_of(&away) } else { None };
        let person = known.unwrap_or_else(|| self.person());
        let actor = match self.dice.u32(0..10) {
            0..3 => Actor::System,
            3 => Actor::Person(self.person()),
            _ => Actor::Person(person),
        };
        let command = match self.chance(40) {
            true => platform::Command::Deactivate { person },
            false => platform::Command::Reactivate { person },
        };
        (Command::Platform(PlatformId::ONE, command), actor)
    }

    fn ask_handle(&mut self) -> (Command, Actor) {
        let (name, group) = (self.handle(), self.group());
        // Also one that is about to be made.
        let next = GroupId::from_u128(101 + self.model.groups.len() as u128);
        let group = if self.chance(40) { next } else { group };
        let who = if self.chance(40) { Actor::System } else { Actor::Person(self.person()) };
        let command = match self.dice.u32(0..10) {
            0..6 => handle::Command::Claim { group },
            6..8 => handle::Command::Confirm { group },
            _ => handle::Command::Release { group },
        };
        (Command::Handle(name, command), who)
    }
}
