//! Memberships in a subgroup. They end with those in its parent, whether or not an event says so yet.

use jiff::Timestamp;

use super::state::{Group, Membership};
use crate::id::PersonId;

impl Group {
    /// The person's memberships below this parent, the newest last, each with its end.
    pub(crate) fn memberships_below<'a>(
        &'a self,
        parent: Option<&'a Self>,
        person: PersonId,
    ) -> impl Iterator<Item = (&'a Membership, Option<Timestamp>)> {
        let lost = parent.map_or(&[][..], |parent| parent.ended_memberships(person));
        let former = self.ended_memberships(person).iter();
        let former = former.map(|former| (&former.place, Some(former.until)));
        let lasting = self.member(person).map(|place| (place, None));
        former.chain(lasting).map(move |(place, until)| {
            let ends_above = lost.iter().map(|lost| lost.until);
            let until = ends_above.filter(|end| *end >= place.since).chain(until).min();
            (place, until)
        })
    }

    /// Whether the person is a member now, below this parent.
    #[must_use]
    pub fn is_member_below(&self, parent: Option<&Self>, person: PersonId) -> bool {
        self.memberships_below(parent, person).any(|(_, until)| until.is_none())
    }

    /// When the person's membership ended with the one in this parent, if no event says so yet.
    pub(crate) fn lapsed_at(&self, parent: Option<&Self>, person: PersonId) -> Option<Timestamp> {
        self.member(person)?;
        self.memberships_below(parent, person).last().and_then(|(_, until)| until)
    }

    /// Whether anybody but this person is an admin now, below this parent.
    pub(crate) fn has_other_admins(&self, parent: Option<&Self>, person: PersonId) -> bool {
        self.admins().any(|admin| admin != person && self.is_member_below(parent, admin))
    }

    /// Whether the person is the only admin now, below this parent.
    pub(crate) fn is_last_admin_below(&self, parent: Option<&Self>, person: PersonId) -> bool {
        self.is_admin(person) && !self.has_other_admins(parent, person)
    }
}
