//! The readers that a discussion is to get: who was told, and who agreed.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::command::Command;
use super::event::Event;
use super::state::{Discussion, Started};
use super::terms::Reach;
use crate::id::{GroupId, PersonId};

/// How often more readers are announced in a day at most.
pub(super) const MOST_A_DAY: usize = 3;

/// More readers that were announced and have not come yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Widening {
    /// Where the discussion will be, and who may read it there.
    pub reach: Reach,
    /// Who was told.
    pub writers: BTreeSet<PersonId>,
    /// Those of them who agreed.
    pub agreed: BTreeSet<PersonId>,
    /// When it takes effect at the latest.
    pub effective_at: Timestamp,
    /// Who asked for it.
    pub by: PersonId,
    /// The version of the discussion's stream at which it was announced.
    pub since_version: u64,
}

impl Discussion {
    /// The group that the command would have it in.
    pub(super) fn destination(&self, command: &Command) -> Option<GroupId> {
        match command {
            Command::Move { group, .. } => Some(*group),
            Command::AgreeToWidening | Command::Widen { .. } => self.widening()?.reach.group,
            _ => None,
        }
    }

    /// Whether the readers that are to come are those of another group.
    pub(super) fn is_to_move(&self) -> bool {
        self.widening().is_some_and(|widening| widening.reach.group != self.group())
    }
}

impl Started {
    pub(super) fn apply_to_reach(&mut self, event: &Event) {
        match event {
            Event::WideningAnnounced { reach, writers, effective_at, by, at } => {
                let before = self.announced.len().saturating_sub(MOST_A_DAY - 1);
                self.announced.drain(..before);
                self.announced.push(*at);
                self.widening = Some(Widening {
                    reach: *reach,
                    writers: writers.iter().copied().collect(),
                    agreed: BTreeSet::new(),
                    effective_at: *effective_at,
                    by: *by,
                    since_version: self.version,
                });
            }
            Event::WideningAgreed { person, .. } => {
                self.widening.iter_mut().for_each(|widening| {
                    widening.agreed.insert(*person);
                });
            }
            Event::WideningEnded { .. } => self.widening = None,
            Event::DiscussionPrivacyChanged { privacy, at, .. } => {
                self.privacy = *privacy;
                self.privacy_since = *at;
                self.widening = None;
            }
            Event::DiscussionMoved { group, privacy, at, .. } => {
                self.group = Some(*group);
                self.privacy = *privacy;
                self.privacy_since = *at;
                self.moved_at = Some(*at);
                self.tags.clear();
                self.pinned = false;
                self.widening = None;
            }
            Event::DiscussionBodyWithdrawn { .. } => {
                self.body = None;
                self.body_withdrawn = true;
                self.revision = self.revision.saturating_add(1);
            }
            _ => {}
        }
    }
}
