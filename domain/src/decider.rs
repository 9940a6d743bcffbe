//! What every area's rules have in common: the decider, and the facts that travel with a command.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::discussion::Discussion;
use crate::group::{Above, Group};
use crate::handle::Handle;
use crate::id::{PersonId, ProposalId, StreamId, StreamKind};
use crate::person::Person;
use crate::platform::Platform;
use crate::proposal::Proposal;

/// The rules of one kind of stream, over the state that its events fold into.
///
/// The default state is that of a stream without events.
pub trait Decider: Default {
    /// The kind of stream.
    const KIND: StreamKind;
    /// What may be asked.
    type Command;
    /// What is stored.
    type Event;
    /// The rules that a command can break.
    type Refusal;

    /// The events that the command causes now. None if it asks for what is already true.
    ///
    /// # Errors
    /// The rule that the command breaks; then nothing is written.
    fn decide(
        &self,
        command: &Self::Command,
        facts: &Facts<'_>,
    ) -> Result<Vec<Self::Event>, Self::Refusal>;

    /// Takes one stored event into the state. Never fails: a stored event has happened.
    fn evolve(&mut self, event: &Self::Event);
}

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Actor {
    /// A person.
    Person(PersonId),
    /// The system itself: the scheduler, a cascade, an operator's import.
    System,
}

impl Actor {
    /// The person who acts, if one does.
    #[must_use]
    pub const fn person(self) -> Option<PersonId> {
        match self {
            Self::Person(id) => Some(id),
            Self::System => None,
        }
    }
}

/// Where a command comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Origin {
    /// Asked for here and now.
    Native,
    /// Brought in from another system, where it happened at this time. The time is kept and never
    /// judged. Imported history notifies nobody.
    Import(Timestamp),
}

/// What a decision must know and cannot compute. Standing comes only from folded streams, never
/// from read models; the append names each of them with its version as a guard.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The time of the decision, to the millisecond.
    pub now: Timestamp,
    /// Who acts.
    pub actor: Actor,
    /// Where the command comes from.
    pub origin: Origin,
    /// The stream that decides; filled in by [`crate::State::decide`].
    pub target: Option<StreamId>,
    /// The acting person's own state; empty when the system acts.
    pub person: Option<&'a Person>,
    /// The group that the target is, or is in.
    pub group: Option<&'a Group>,
    /// That group's parent.
    pub parent: Option<&'a Group>,
    /// The group that the target is to be in, if that is another.
    pub destination: Option<&'a Group>,
    /// That group's parent.
    pub destination_parent: Option<&'a Group>,
    /// The discussion that the target is in.
    pub discussion: Option<&'a Discussion>,
    /// The proposals admitted to the target discussion, for commands that depend on them.
    pub proposals: &'a [(ProposalId, &'a Proposal)],
    /// Who is away. Nobody, where the platform itself decides.
    pub platform: Option<&'a Platform>,
    /// The person whom the platform is asked about.
    pub subject: Option<&'a Person>,
    /// The claim on the name that the command wants to use.
    pub handle: Option<&'a Handle>,
}

impl<'a> Facts<'a> {
    /// Facts with nobody's standing: the time and who acts.
    #[must_use]
    pub const fn new(now: Timestamp, actor: Actor) -> Self {
        Self {
            now,
            actor,
            origin: Origin::Native,
            target: None,
            person: None,
            group: None,
            parent: None,
            destination: None,
            destination_parent: None,
            discussion: None,
            proposals: &[],
            platform: None,
            subject: None,
            handle: None,
        }
    }

    /// What decides, beside the history of the target's group, who is in it.
    #[must_use]
    pub const fn above(&self) -> Above<'a> {
        Above { parent: self.parent, platform: self.platform }
    }

    /// Whether the person is deactivated.
    #[must_use]
    pub fn is_away(&self, person: PersonId) -> bool {
        self.above().is_away(person)
    }

    /// Whether the stream that decides is that of the thing with this id.
    #[must_use]
    pub fn targets(&self, id: impl Into<StreamId>) -> bool {
        self.target == Some(id.into())
    }

    /// When it happened: now, or the original time if it is imported.
    #[must_use]
    pub const fn occurred_at(&self) -> Timestamp {
        match self.origin {
            Origin::Native => self.now,
            Origin::Import(at) => at,
        }
    }

    /// Whether the command is imported.
    #[must_use]
    pub const fn imported(&self) -> bool {
        matches!(self.origin, Origin::Import(_))
    }
}
