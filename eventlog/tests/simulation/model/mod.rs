//! The model: what the service must do, written down naively from `DOMAIN.md`.
//!
//! It has maps and lists and no cleverness. Whoever came and went is kept as intervals of time, and
//! every question is answered by going through all of them again. It uses the words of `domain`
//! (ids, commands, parameters) and none of its rules.

mod absence;
pub mod count;
pub mod group;
mod owed;
mod people;
pub mod proposal;
mod roll;
pub mod talk;

use std::collections::BTreeMap;

use domain::{
    Actor, Command, DiscussionId, GroupId, HandleId, PersonId, ProposalId, StreamId, Text,
    Timestamp,
};

pub use absence::Absence;
pub use group::{Asked, Group};
use people::Handle;
pub use proposal::{Proposal, Stage};
pub use talk::{Stage as TalkStage, Talk};

/// Milliseconds since 1970.
pub type Millis = i64;

pub const SECOND: Millis = 1_000;
pub const MINUTE: Millis = 60 * SECOND;
pub const HOUR: Millis = 60 * MINUTE;
pub const DAY: Millis = 24 * HOUR;

/// Why a command is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Who asks does not see what they ask about: it must answer as what is absent.
    Hidden,
    /// It breaks a rule.
    Rule,
}

/// What a command leads to: these events, each as a line; none if it asks for what is so already.
pub type Outcome = Result<Vec<String>, Why>;

/// Everything there is.
#[derive(Debug, Clone, Default)]
pub struct Model {
    pub now: Millis,
    /// How many commands wrote something so far: who was first when the clock does not tell.
    pub turn: u64,
    /// Who exists, and whether they were imported.
    pub people: BTreeMap<PersonId, bool>,
    /// Who is or was away, in order.
    pub away: Vec<Absence>,
    pub handles: BTreeMap<HandleId, Handle>,
    pub groups: BTreeMap<GroupId, Group>,
    pub talks: BTreeMap<DiscussionId, Talk>,
    pub proposals: BTreeMap<ProposalId, Proposal>,
    /// How many events each stream has.
    pub versions: BTreeMap<StreamId, u64>,
}

/// An event as a line: its type, and what in it is compared.
pub fn said(name: &str, what: &dyn std::fmt::Debug) -> String {
    format!("{name} {what:?}")
}

pub fn millis(time: Timestamp) -> Millis {
    time.as_millisecond()
}

pub fn refuse<T>() -> Result<T, Why> {
    Err(Why::Rule)
}

pub fn hide<T>() -> Result<T, Why> {
    Err(Why::Hidden)
}

/// Goes on only if it is so.
pub fn only_if(so: bool) -> Result<(), Why> {
    if so { Ok(()) } else { refuse() }
}

/// Whether the text is as long as it may be.
pub fn fits(text: &Text, least: u32, most: u32) -> Result<(), Why> {
    only_if(text.chars >= least && text.chars <= most)
}

impl Model {
    /// What the command leads to; it is taken in at once.
    pub fn decide(&mut self, command: &Command, actor: Actor) -> Outcome {
        if let Actor::Person(person) = actor {
            let own = matches!(command, Command::Person(target, _) if *target == person);
            if !own && !self.people.contains_key(&person) {
                return refuse();
            }
            // Whoever signs up once more asks for nothing.
            let any = matches!(command, Command::Platform(..) | Command::Person(..));
            if self.is_away(person) && !any {
                return refuse();
            }
        }
        let lines = match command {
            Command::Person(person, command) => self.ask_person(*person, command, actor),
            Command::Handle(handle, command) => self.ask_handle(*handle, command, actor),
            Command::Platform(_, command) => self.ask_platform(command, actor),
            Command::Group(group, command) => self.ask_group(*group, command, actor),
            Command::Discussion(talk, command) => self.ask_talk(*talk, command, actor),
            Command::Proposal(proposal, command) => self.ask_proposal(*proposal, command, actor),
        }?;
        *self.versions.entry(command.stream()).or_default() += lines.len() as u64;
        self.turn += u64::from(!lines.is_empty());
        Ok(lines)
    }

    /// What the command would lead to.
    pub fn foresee(&self, command: &Command, actor: Actor) -> Outcome {
        self.clone().decide(command, actor)
    }

    /// The version that the stream's next event but `before` others will have.
    pub fn next_version(&self, stream: impl Into<StreamId>, before: usize) -> u64 {
        self.versions.get(&stream.into()).copied().unwrap_or(0) + before as u64 + 1
    }
}
