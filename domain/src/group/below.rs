//! Memberships as they count. They end with those in the parent, and pause while the person is
//! deactivated, whether or not an event of the group says so.

use jiff::Timestamp;

use super::state::{Group, Membership};
use crate::id::PersonId;
use crate::platform::{Platform, present};

/// What decides, beside a group's own history, who is in it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Above<'a> {
    /// The group's parent.
    pub parent: Option<&'a Group>,
    /// Who is away.
    pub platform: Option<&'a Platform>,
}

/// A time for which somebody was in a group. A membership has several if they were away meanwhile.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stay<'a> {
    /// The membership.
    pub place: &'a Membership,
    /// Since when.
    pub since: Timestamp,
    /// Until when, if it is over.
    pub until: Option<Timestamp>,
}

impl Stay<'_> {
    /// Whether it began with the person's return.
    pub fn is_return(&self) -> bool {
        self.since != self.place.since
    }
}

impl<'a> Above<'a> {
    /// Whether the person is deactivated.
    #[must_use]
    pub fn is_away(&self, person: PersonId) -> bool {
        self.platform.is_some_and(|platform| platform.absence(person).is_some())
    }

    /// Whether the person is a member of the parent now.
    #[must_use]
    pub fn includes(&self, person: PersonId) -> bool {
        self.parent.is_some_and(|parent| parent.is_member(person)) && !self.is_away(person)
    }
}

impl<'a> From<Option<&'a Group>> for Above<'a> {
    /// With nobody away.
    fn from(parent: Option<&'a Group>) -> Self {
        Self { parent, platform: None }
    }
}

impl Group {
    /// The times for which the person was in the group, the newest last.
    pub(crate) fn stays<'a>(
        &'a self,
        above: impl Into<Above<'a>>,
        person: PersonId,
    ) -> impl Iterator<Item = Stay<'a>> {
        let Above { parent, platform } = above.into();
        let lost = parent.map_or(&[][..], |parent| parent.ended_memberships(person));
        let absences = platform.map_or(&[][..], |platform| platform.absences(person));
        let former = self.ended_memberships(person).iter();
        let former = former.map(|former| (&former.place, Some(former.until)));
        let lasting = self.member(person).map(|place| (place, None));
        former.chain(lasting).flat_map(move |(place, until)| {
            let ends_above = lost.iter().map(|lost| lost.until);
            let until = ends_above.filter(|end| *end >= place.since).chain(until).min();
            let times = present(place.since, until, absences);
            times.map(move |(since, until)| Stay { place, since, until })
        })
    }

    /// Whether the person is a member now.
    #[must_use]
    pub fn is_member_below<'a>(&'a self, above: impl Into<Above<'a>>, person: PersonId) -> bool {
        self.stays(above, person).any(|stay| stay.until.is_none())
    }

    /// When the person's membership ended with the one in this parent, if no event says so yet.
    pub(crate) fn lapsed_at(&self, parent: Option<&Self>, person: PersonId) -> Option<Timestamp> {
        self.member(person)?;
        self.stays(parent, person).last().and_then(|stay| stay.until)
    }

    /// Whether anybody but this person is an admin now.
    pub(crate) fn has_other_admins(&self, above: Above<'_>, person: PersonId) -> bool {
        self.admins().any(|admin| admin != person && self.is_member_below(above, admin))
    }

    /// Whether the person is the only admin now.
    pub(crate) fn is_last_admin_below(&self, above: Above<'_>, person: PersonId) -> bool {
        self.is_admin(person) && !self.has_other_admins(above, person)
    }
}
