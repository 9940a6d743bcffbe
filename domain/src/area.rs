//! All areas under one roof: what the log stores and the executor moves, whatever the area.

use serde::Serialize;

use crate::decider::{Decider, Facts};
use crate::id::{
    DiscussionId, GroupId, HandleId, PersonId, PlatformId, ProposalId, StreamId, StreamKind,
};
use crate::text::Text;
use crate::{discussion, group, handle, person, platform, proposal};

/// Defines the enums over the areas. Each area has a module, a state, an id and its stream's kind.
macro_rules! areas {
    ($($area:ident $variant:ident $state:ident $id:ident;)*) => {
        /// A command to one stream.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        pub enum Command {
            $(#[doc = concat!("To a ", stringify!($area), ".")]
            $variant($id, $area::Command),)*
        }

        /// A stored event of any area.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Event {
            $(#[doc = concat!("Of a ", stringify!($area), ".")]
            $variant($area::Event),)*
        }

        /// What a stream of any area folds into.
        #[derive(Debug, Clone)]
        pub enum State {
            $(#[doc = concat!("Of a ", stringify!($area), ".")]
            $variant($area::$state),)*
        }

        /// The rule that a command of any area breaks.
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        pub enum Refusal {
            $(#[doc = concat!("Of a ", stringify!($area), ".")]
            #[error(transparent)]
            $variant(#[from] $area::Refusal),)*
        }

        impl Command {
            /// The stream that decides the command.
            #[must_use]
            pub fn stream(&self) -> StreamId {
                match self {
                    $(Self::$variant(id, _) => (*id).into(),)*
                }
            }
        }

        impl State {
            /// The state of a stream of this kind that has no events.
            #[must_use]
            pub fn empty(kind: StreamKind) -> Self {
                match kind {
                    $(StreamKind::$variant => Self::$variant($area::$state::default()),)*
                }
            }

            /// Decides the command. See [`Decider::decide`].
            ///
            /// # Errors
            /// The rule that the command breaks.
            ///
            /// # Panics
            /// If the state is not of the command's kind of stream.
            pub fn decide(
                &self,
                command: &Command,
                facts: &Facts<'_>,
            ) -> Result<Vec<Event>, Refusal> {
                if facts.person.is_some_and(|person| !person.exists()) {
                    return Err(Refusal::Person(person::Refusal::NotFound));
                }
                if facts.actor.person().is_some_and(|person| facts.is_away(person)) {
                    return Err(Refusal::Person(person::Refusal::NotFound));
                }
                match (self, command) {
                    $((Self::$variant(state), Command::$variant(id, command)) => {
                        let facts = Facts { target: Some((*id).into()), ..*facts };
                        let events = state.decide(command, &facts)?;
                        Ok(events.into_iter().map(Event::$variant).collect())
                    })*
                    _ => unreachable!("a command is decided on the stream it names"),
                }
            }

            /// Takes one stored event into the state. An event of another kind changes nothing.
            pub fn evolve(&mut self, event: &Event) {
                match (self, event) {
                    $((Self::$variant(state), Event::$variant(event)) => state.evolve(event),)*
                    _ => {}
                }
            }
        }

        impl Event {
            /// The kind of stream that the event belongs to.
            #[must_use]
            pub const fn kind(&self) -> StreamKind {
                match self {
                    $(Self::$variant(_) => StreamKind::$variant,)*
                }
            }

            /// The event's type, as it is stored.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant(event) => event.name(),)*
                }
            }

            /// The texts in the event, with the path of each field: what is sealed when the event
            /// is written.
            #[must_use]
            pub fn texts(&self) -> Vec<(String, Text)> {
                match self {
                    $(Self::$variant(event) => event.texts(),)*
                }
            }
        }
    };
}

areas! {
    group Group Group GroupId;
    discussion Discussion Discussion DiscussionId;
    proposal Proposal Proposal ProposalId;
    person Person Person PersonId;
    handle Handle Handle HandleId;
    platform Platform Platform PlatformId;
}

/// The streams whose states a decision looks at, beside the target's and the actor's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// The discussion that the target is in.
    pub discussion: Option<DiscussionId>,
    /// The group that the target is in. Where a discussion is looked at, it is that one's group.
    pub group: Option<GroupId>,
    /// The parent of a group that is itself the target. Otherwise it is the group's parent.
    pub parent: Option<GroupId>,
    /// The group that the target is to be in.
    pub destination: Option<GroupId>,
    /// The person whom the platform is asked about.
    pub subject: Option<PersonId>,
    /// The claim on a name.
    pub handle: Option<HandleId>,
    /// The proposals admitted to the target discussion.
    pub proposals: Vec<ProposalId>,
}

impl Command {
    /// What the command looks at, given its target's state.
    #[must_use]
    pub fn needs(&self, state: &State) -> Needs {
        match (self, state) {
            (Self::Group(_, command), State::Group(state)) => state.needs(command),
            (Self::Discussion(_, command), State::Discussion(state)) => state.needs(command),
            (Self::Proposal(_, command), State::Proposal(state)) => state.needs(command),
            (Self::Handle(_, command), State::Handle(state)) => state.needs(command),
            (Self::Platform(_, command), State::Platform(state)) => state.needs(command),
            _ => Needs::default(),
        }
    }
}
