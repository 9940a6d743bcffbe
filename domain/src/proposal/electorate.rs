//! Who may vote.

use jiff::Timestamp;

use super::state::{Raised, Stage};
use super::terms::{Electorate, Roll};
use crate::group::{Group, Membership};
use crate::id::PersonId;

/// Who may vote in a proposal, at one moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Electors<'a> {
    electorate: &'a Electorate,
    group: &'a Group,
    /// Memberships that started later than this version of the group's stream are out.
    newest: u64,
    /// The moment, if it has passed.
    at: Option<Timestamp>,
}

impl<'a> Electors<'a> {
    /// Who may vote now. Between two openings: who may in the next.
    pub const fn now(raised: &'a Raised, group: &'a Group) -> Self {
        let newest = match (raised.terms.roll, raised.stage) {
            (Roll::AtOpening, Stage::Open { group_version, .. }) => group_version,
            _ => group.version(),
        };
        Self { electorate: &raised.terms.electorate, group, newest, at: None }
    }

    /// Who could vote when voting ended at `closed_at`. The close is often written a moment after
    /// its time, and days after if the program was down: who joined in between was not in, and who
    /// left in between was.
    pub const fn at_close(raised: &'a Raised, group: &'a Group, closed_at: Timestamp) -> Self {
        Self { at: Some(closed_at), ..Self::now(raised, group) }
    }

    /// Whether this person may vote.
    pub fn include(&self, person: PersonId) -> bool {
        let named = match self.electorate {
            Electorate::Members => true,
            Electorate::Named(people) => people.binary_search(&person).is_ok(),
        };
        named && self.is_on_roll(person)
    }

    /// Whether a vote that this person cast at `cast_at` counts: they may vote, and have not left
    /// since. Whoever left and came back votes anew.
    pub fn count_vote(&self, person: PersonId, cast_at: Timestamp) -> bool {
        let has_passed = |time| self.at.is_none_or(|at| time <= at);
        let ended = self.group.ended_memberships(person);
        let has_left = ended.iter().any(|it| it.until >= cast_at && has_passed(it.until));
        !has_left && self.include(person)
    }

    /// How many people may vote.
    pub fn count(&self) -> u32 {
        let people = match self.electorate {
            Electorate::Members => {
                let members = self.group.members().map(|(person, _)| person);
                let former = self.group.former_members().map(|(person, _)| person);
                members.chain(former).filter(|person| self.is_on_roll(*person)).count()
            }
            Electorate::Named(people) => {
                people.iter().filter(|person| self.is_on_roll(**person)).count()
            }
        };
        u32::try_from(people).unwrap_or(u32::MAX)
    }

    fn is_on_roll(&self, person: PersonId) -> bool {
        if self.group.member(person).is_some_and(|place| self.had_begun(place)) {
            return true;
        }
        let Some(at) = self.at else { return false };
        // Whoever left after that moment may have come back since.
        let ended = self.group.ended_memberships(person);
        ended.iter().any(|former| former.until > at && self.had_begun(&former.place))
    }

    fn had_begun(&self, place: &Membership) -> bool {
        place.since_version <= self.newest && self.at.is_none_or(|at| place.since <= at)
    }
}

/// The version at which the roll of an opening is taken: that which the group's stream had at
/// `opens_at`, as far as those go who are members still. Who joined after it, and before the
/// opening was written, is not on the roll.
pub(super) fn roll_version(group: &Group, opens_at: Timestamp) -> u64 {
    group
        .members()
        .filter(|(_, place)| place.since > opens_at)
        .map(|(_, place)| place.since_version.saturating_sub(1))
        .min()
        .unwrap_or_else(|| group.version())
}
