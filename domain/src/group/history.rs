//! What a group was for a while: less visible, archived or deleted. What follows from that below it
//! follows from that it was so, also where it was taken back before anything below said so.

use jiff::Timestamp;

use super::event::{Event, MembershipStart};
use super::state::{Deletion, Founded, Group};
use super::terms::Privacy;

/// When a group was last made less visible, and since when it has the privacy that it has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Narrowings {
    /// Since when it has its own privacy. None if nobody founded it.
    set_at: Option<Timestamp>,
    /// When it was last made `CLOSED`.
    closed_at: Option<Timestamp>,
    /// When it was last made one that not everyone sees.
    hidden_at: Option<Timestamp>,
}

/// A time for which a group was archived or deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stop {
    at: Timestamp,
    until: Timestamp,
    deleted: bool,
}

impl Stop {
    /// Whether what is there since this time was there when it began. Nothing comes about in the
    /// meantime.
    fn ends_what_is_since(&self, since: Timestamp) -> bool {
        self.at >= since && self.until > since
    }
}

impl Narrowings {
    /// The narrowest of this privacy, which is the group's now, and those that it had from this time
    /// on.
    fn narrowest(&self, now: Privacy, since: Option<Timestamp>) -> Privacy {
        let later =
            |at: Option<Timestamp>| at.is_some_and(|at| since.is_none_or(|since| at >= since));
        if !now.seen_by_everyone() || later(self.hidden_at) {
            Privacy::Secret
        } else if now == Privacy::Closed || later(self.closed_at) {
            Privacy::Closed
        } else {
            now
        }
    }
}

impl Group {
    /// The group's privacy as that of this parent narrows it, or did since the group's own was set.
    #[must_use]
    pub fn effective_privacy(&self, parent: Option<&Self>) -> Privacy {
        let narrowings = |group: &Self| group.founded().map(|it| it.narrowings).unwrap_or_default();
        let since = narrowings(self).set_at;
        let above = parent.map(|parent| narrowings(parent).narrowest(parent.privacy(), since));
        above.map_or(self.privacy(), |above| self.privacy().under(above))
    }

    /// When the group, or this parent, was last made one that not everyone sees. What was public
    /// before that is so no more.
    pub(crate) fn hidden_at(&self, parent: Option<&Self>) -> Option<Timestamp> {
        let own = |group: &Self| group.founded()?.narrowings.hidden_at;
        own(self).max(parent.and_then(own))
    }

    /// When the group was stopped, with this parent, after something came about in it at this
    /// time: by what lasts, see [`Group::frozen_at`], or by what was taken back.
    pub(crate) fn stopped_since(
        &self,
        parent: Option<&Self>,
        since: Timestamp,
    ) -> Option<Timestamp> {
        let stops = |group: Option<&'_ Self>, alone: bool| {
            let all = group.and_then(Self::founded).map_or(&[][..], |group| &group.stops);
            let all = all.iter().filter(|stop| stop.ends_what_is_since(since));
            all.filter(|stop| !(alone && stop.deleted)).map(|stop| stop.at).min()
        };
        let alone = self.privacy() == Privacy::Secret;
        let over = [stops(Some(self), false), stops(parent, alone)];
        over.into_iter().flatten().chain(self.frozen_at(parent)).min()
    }
}

impl Founded {
    /// Takes in what changes in how it stands, and when.
    pub(super) fn apply_to_standing(&mut self, event: &Event) {
        match *event {
            Event::MembershipStarted { cause: MembershipStart::Founded, at, .. } => {
                self.narrowings.set_at = Some(at);
            }
            Event::GroupPrivacyChanged { privacy, at, .. } => {
                self.narrowings.set_at = Some(at);
                if !privacy.seen_by_everyone() {
                    self.narrowings.hidden_at = Some(at);
                } else if privacy == Privacy::Closed {
                    self.narrowings.closed_at = Some(at);
                }
            }
            Event::GroupArchived { at, .. } => self.archived_at = Some(at),
            Event::GroupUnarchived { at: until } => {
                let archived = self.archived_at.take();
                self.stops.extend(archived.map(|at| Stop { at, until, deleted: false }));
            }
            Event::GroupDeleted { at, destroys_at } => {
                self.deletion = Some(Deletion { at, destroys_at });
            }
            Event::GroupRestored { at: until } => {
                let deleted = self.deletion.take();
                self.stops.extend(deleted.map(|it| Stop { at: it.at, until, deleted: true }));
            }
            _ => {}
        }
    }
}
