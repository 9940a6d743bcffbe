//! Who may vote.

use jiff::Timestamp;

use super::state::{Raised, Stage};
use super::terms::{Electorate, Roll};
use crate::discussion::circle::Circle;
use crate::group::{Group, Stay};
use crate::id::PersonId;

/// From when to when, if it has ended.
type Time = (Timestamp, Option<Timestamp>);

/// Who may vote in a proposal, at one moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Electors<'a> {
    electorate: &'a Electorate,
    circle: Circle<'a>,
    /// Memberships that started later than this version of the group's stream are out.
    newest: u64,
    /// Guests who were let in later than this are out, and members who came back later.
    let_in_until: Option<Timestamp>,
    /// The moment, if it has passed.
    at: Option<Timestamp>,
}

impl<'a> Electors<'a> {
    /// Who may vote now. Between two openings: who may in the next.
    pub fn now(raised: &'a Raised, circle: Circle<'a>) -> Self {
        let (newest, let_in_until) = match (raised.terms.roll, raised.stage) {
            (Roll::AtOpening, Stage::Open { group_version, .. }) => {
                (group_version, Some(raised.opens_at))
            }
            _ => (circle.group_version(), None),
        };
        Self { electorate: &raised.terms.electorate, circle, newest, let_in_until, at: None }
    }

    /// Who could vote when voting ended at `closed_at`. The close is often written a moment after
    /// its time, and days after if the program was down: who joined in between was not in, and who
    /// left in between was.
    pub fn at_close(raised: &'a Raised, circle: Circle<'a>, closed_at: Timestamp) -> Self {
        Self { at: Some(closed_at), ..Self::now(raised, circle) }
    }

    /// Whether this person may vote.
    pub fn include(&self, person: PersonId) -> bool {
        match self.electorate {
            Electorate::Members => self.is_member_on_roll(person),
            Electorate::MembersAndGuests => self.is_on_roll(person),
            Electorate::Named(people) => {
                people.binary_search(&person).is_ok() && self.is_on_roll(person)
            }
        }
    }

    /// Whether a vote that this person cast at `cast_at` counts: they may vote, and have not left
    /// since. Whoever left and came back votes anew. A guest who became a member, or the other way
    /// round, has not left as long as one of the two lasted.
    pub fn count_vote(&self, person: PersonId, cast_at: Timestamp) -> bool {
        let has_passed = |time| self.at.is_none_or(|at| time <= at);
        let mut ends = self.times_of(person).filter_map(|(_, until)| until);
        let has_left = ends.any(|end| {
            let lasts = |(since, until): Time| since < end && until.is_none_or(|it| it > end);
            end >= cast_at && has_passed(end) && !self.times_of(person).any(lasts)
        });
        !has_left && self.include(person)
    }

    /// The times that the person spent among those who the electorate is taken from.
    fn times_of(&self, person: PersonId) -> impl Iterator<Item = Time> {
        let memberships = self.stays(person).map(|stay| (stay.since, stay.until));
        let guests = self.circle.group.is_none() || *self.electorate != Electorate::Members;
        let places = guests.then(|| self.circle.places_of(person)).into_iter().flatten();
        memberships.chain(places.map(|place| (place.since, place.until)))
    }

    /// How many people may vote.
    pub fn count(&self) -> u32 {
        let guests = || {
            let people = self.circle.discussion.guests();
            people.filter(|person| self.is_guest_on_roll(*person)).count()
        };
        let members = || {
            let Some(group) = self.circle.group else { return guests() };
            let members = group.members().map(|(person, _)| person);
            let former = group.former_members().map(|(person, _)| person);
            members.chain(former).filter(|person| self.is_member_on_roll(*person)).count()
        };
        let people = match self.electorate {
            Electorate::Members => members(),
            Electorate::MembersAndGuests if self.circle.group.is_none() => guests(),
            Electorate::MembersAndGuests => {
                let members_too = self.circle.discussion.guests().filter(|person| {
                    self.is_member_on_roll(*person) && self.is_guest_on_roll(*person)
                });
                members() + guests() - members_too.count()
            }
            Electorate::Named(people) => {
                people.iter().filter(|person| self.is_on_roll(**person)).count()
            }
        };
        u32::try_from(people).unwrap_or(u32::MAX)
    }

    fn is_on_roll(&self, person: PersonId) -> bool {
        self.is_member_on_roll(person) || self.is_guest_on_roll(person)
    }

    fn is_member_on_roll(&self, person: PersonId) -> bool {
        if self.circle.group.is_none() {
            return self.is_guest_on_roll(person);
        }
        // Whoever left after that moment may have come back since.
        self.stays(person).any(|stay| self.lasted(stay.until) && self.had_begun(stay))
    }

    /// The times for which the person was in the group; none in a direct discussion.
    fn stays(&self, person: PersonId) -> impl Iterator<Item = Stay<'a>> {
        let circle = self.circle;
        circle.group.into_iter().flat_map(move |group| group.stays(circle.above(), person))
    }

    /// Whether what has this end had not ended at that moment.
    fn lasted(&self, until: Option<Timestamp>) -> bool {
        until.is_none_or(|until| self.at.is_some_and(|at| until > at))
    }

    /// Whether it had begun by that moment, and when the roll was taken. The group's version does not
    /// tell when somebody came back who was away: the time does.
    fn had_begun(&self, stay: Stay<'_>) -> bool {
        let back_in_time = self.let_in_until.is_none_or(|opened| stay.since <= opened);
        stay.place.since_version <= self.newest
            && (!stay.is_return() || back_in_time)
            && self.at.is_none_or(|at| stay.since <= at)
    }

    fn is_guest_on_roll(&self, person: PersonId) -> bool {
        self.circle.places_of(person).any(|place| {
            self.lasted(place.until)
                && self.let_in_until.is_none_or(|opened| place.since <= opened)
                && self.at.is_none_or(|at| place.since <= at)
        })
    }
}

/// The version at which the roll of an opening is taken: that which the group's stream had at
/// `opens_at`. Who joined after it, and before the opening was written, is not on the roll, also if
/// they have left again by now. In a direct discussion there is no group to have one.
pub(super) fn roll_version(group: Option<&Group>, opens_at: Timestamp) -> u64 {
    let Some(group) = group else { return 0 };
    let members = group.members().map(|(_, place)| place);
    let former = group.all_ended_memberships().map(|former| &former.place);
    members
        .chain(former)
        .filter(|place| place.since > opens_at)
        .map(|place| place.since_version.saturating_sub(1))
        .min()
        .unwrap_or_else(|| group.version())
}
