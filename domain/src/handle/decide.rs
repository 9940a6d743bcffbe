//! The rules of unique names.

use jiff::{SignedDuration, Timestamp};

use super::command::Command;
use super::event::Event;
use super::state::Handle;
use crate::decider::{Actor, Decider, Facts};
use crate::id::{GroupId, HandleId, StreamKind};

/// How long a claim stands without its group.
const CLAIM: SignedDuration = SignedDuration::from_mins(10);

/// The rules that a command to a unique name can break.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Another group holds the name.
    #[error("the handle is taken")]
    HandleTaken,
    /// The group that the name is to be confirmed for does not use it, or does not hold it.
    #[error("no group uses this handle")]
    GroupMissing,
    /// The group that is to give the name up uses it.
    #[error("the handle is in use")]
    HandleInUse,
    /// Confirming and releasing follow from what became of the group.
    #[error("only the system does this")]
    SystemOnly,
}

impl Refusal {
    /// The refusal's name in the API.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::HandleTaken => "HANDLE_TAKEN",
            Self::GroupMissing => "GROUP_MISSING",
            Self::HandleInUse => "HANDLE_IN_USE",
            Self::SystemOnly => "SYSTEM_ONLY",
        }
    }

    /// The input field that the refusal is about.
    #[must_use]
    pub const fn path(&self) -> Option<&'static str> {
        match self {
            Self::HandleTaken => Some("handle"),
            Self::GroupMissing | Self::HandleInUse | Self::SystemOnly => None,
        }
    }
}

impl Decider for Handle {
    const KIND: StreamKind = StreamKind::Handle;
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn decide(&self, command: &Command, facts: &Facts<'_>) -> Result<Vec<Event>, Refusal> {
        match *command {
            Command::Claim { group } => self.claim(group, facts),
            Command::Confirm { group } => self.confirm(group, facts),
            Command::Release { group } => self.release(group, facts),
        }
    }

    fn evolve(&mut self, event: &Event) {
        self.apply(event);
    }
}

impl Handle {
    fn claim(&self, group: GroupId, facts: &Facts<'_>) -> Result<Vec<Event>, Refusal> {
        let lapsed = match *self {
            Self::Free => true,
            Self::Claimed { lapses_at, .. } => facts.now >= lapses_at && !is_used(facts),
            Self::Confirmed { .. } => false,
        };
        if !lapsed {
            return if self.is_held_by(group) { Ok(vec![]) } else { Err(Refusal::HandleTaken) };
        }
        let lapses_at = facts.now.checked_add(CLAIM).unwrap_or(Timestamp::MAX);
        Ok(vec![Event::HandleClaimed { group, by: facts.actor.person(), lapses_at }])
    }

    fn confirm(&self, group: GroupId, facts: &Facts<'_>) -> Result<Vec<Event>, Refusal> {
        by_the_system(facts)?;
        if !self.is_held_by(group) || !is_used(facts) {
            return Err(Refusal::GroupMissing);
        }
        match self {
            Self::Confirmed { .. } => Ok(vec![]),
            _ => Ok(vec![Event::HandleConfirmed { group }]),
        }
    }

    fn release(&self, group: GroupId, facts: &Facts<'_>) -> Result<Vec<Event>, Refusal> {
        by_the_system(facts)?;
        if !self.is_held_by(group) {
            return Ok(vec![]);
        }
        if is_used(facts) {
            return Err(Refusal::HandleInUse);
        }
        Ok(vec![Event::HandleReleased { group }])
    }
}

fn by_the_system(facts: &Facts<'_>) -> Result<(), Refusal> {
    if facts.actor == Actor::System { Ok(()) } else { Err(Refusal::SystemOnly) }
}

/// Whether the name that this stream is about leads to the group that was looked at.
fn is_used(facts: &Facts<'_>) -> bool {
    let name = facts.target.filter(|stream| stream.kind == StreamKind::Handle);
    let claim = name.map(|stream| HandleId::from_u128(stream.bits));
    claim.zip(facts.group).is_some_and(|(claim, group)| group.uses_handle(claim))
}
