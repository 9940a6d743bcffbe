//! What a unique name's events fold into.

use jiff::Timestamp;

use super::command::Command;
use super::event::Event;
use crate::area::Needs;
use crate::id::GroupId;

/// A unique name. By default a free one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Handle {
    /// Nobody holds it.
    #[default]
    Free,
    /// A group that is about to use it holds it.
    Claimed {
        /// The group.
        group: GroupId,
        /// From when on another group may claim it, if this one does not use it.
        lapses_at: Timestamp,
    },
    /// A group that uses it holds it.
    Confirmed {
        /// The group.
        group: GroupId,
    },
}

impl Handle {
    /// The group that holds the name. A claim that has lapsed holds it until another takes it.
    #[must_use]
    pub const fn group(&self) -> Option<GroupId> {
        match self {
            Self::Free => None,
            Self::Claimed { group, .. } | Self::Confirmed { group } => Some(*group),
        }
    }

    /// Whether this group holds the name.
    #[must_use]
    pub fn is_held_by(&self, group: GroupId) -> bool {
        self.group() == Some(group)
    }

    /// What a decision on the command looks at: the group that holds the name, or says it does. A
    /// claim looks too, because a lapsed one must stand if its group uses it all the same.
    pub(crate) fn needs(&self, command: &Command) -> Needs {
        let group = match command {
            Command::Claim { .. } => self.group(),
            Command::Confirm { group } | Command::Release { group } => Some(*group),
        };
        Needs { group, ..Needs::default() }
    }

    /// Takes one event in.
    pub(super) fn apply(&mut self, event: &Event) {
        *self = match *event {
            Event::HandleClaimed { group, lapses_at, .. } => Self::Claimed { group, lapses_at },
            Event::HandleConfirmed { group } => Self::Confirmed { group },
            Event::HandleReleased { .. } => Self::Free,
        };
    }
}
