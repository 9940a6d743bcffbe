//! Who may vote.

use jiff::Timestamp;

use super::state::{Raised, Stage};
use super::terms::{Electorate, Roll};
use crate::group::Group;
use crate::id::PersonId;

/// Who may vote in a proposal, at one moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Electors<'a> {
    electorate: &'a Electorate,
    group: &'a Group,
    /// Memberships that started later than this version of the group's stream are out.
    until: u64,
}

impl<'a> Electors<'a> {
    /// Who may vote now.
    pub const fn now(raised: &'a Raised, group: &'a Group) -> Self {
        let until = match (raised.terms.roll, raised.stage) {
            (Roll::AtOpening, Stage::Open { group_version, .. }) => group_version,
            _ => group.version(),
        };
        Self { electorate: &raised.terms.electorate, group, until }
    }

    /// Who could vote when voting ended at `closed_at`, also if that is looked at later.
    pub fn at_close(raised: &'a Raised, group: &'a Group, closed_at: Timestamp) -> Self {
        let now = Self::now(raised, group);
        Self { until: now.until.min(version_at(group, closed_at)), ..now }
    }

    /// Whether this person may vote.
    pub fn include(&self, person: PersonId) -> bool {
        let named = match self.electorate {
            Electorate::Members => true,
            Electorate::Named(people) => people.binary_search(&person).is_ok(),
        };
        named && self.is_on_roll(person)
    }

    /// How many people may vote.
    pub fn count(&self) -> u32 {
        let people = match self.electorate {
            Electorate::Members => {
                self.group.members().filter(|(_, place)| place.since_version <= self.until).count()
            }
            Electorate::Named(people) => {
                people.iter().filter(|person| self.is_on_roll(**person)).count()
            }
        };
        u32::try_from(people).unwrap_or(u32::MAX)
    }

    fn is_on_roll(&self, person: PersonId) -> bool {
        self.group.member(person).is_some_and(|place| place.since_version <= self.until)
    }
}

/// The version that the group's stream had at a time that has just passed, as far as memberships
/// go: an opening or a close is often written a moment after its time, and sometimes, when the
/// program was down, days after. Who joined in between was not there.
pub(super) fn version_at(group: &Group, time: Timestamp) -> u64 {
    group
        .members()
        .filter(|(_, place)| place.since > time)
        .map(|(_, place)| place.since_version.saturating_sub(1))
        .min()
        .unwrap_or_else(|| group.version())
}
