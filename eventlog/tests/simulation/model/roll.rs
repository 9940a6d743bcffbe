//! Who may vote, and whose vote counts, by looking through all comings and goings.

use std::collections::BTreeSet;

use domain::PersonId;
use domain::proposal::{Electorate, Roll};

use super::proposal::{Proposal, Stage};
use super::{Millis, Model};

/// A time for which somebody is of the circle that the electorate is taken from.
struct Interval {
    since: Millis,
    until: Option<Millis>,
    /// When it began among everything that happened, if that is known.
    turn: Option<u64>,
}

impl Interval {
    /// The moment at which somebody leaves is not one at which they are there.
    fn covers(&self, at: Millis) -> bool {
        self.since <= at && self.until.is_none_or(|until| until > at)
    }
}

impl Model {
    fn intervals(&self, proposal: &Proposal, person: PersonId) -> Vec<Interval> {
        let Some(talk) = self.talks.get(&proposal.talk) else { return vec![] };
        let group = self.group_of(talk);
        let (members, guests) = match &proposal.terms.electorate {
            Electorate::Members => (true, group.is_none()),
            Electorate::MembersAndGuests => (true, true),
            Electorate::Named(people) => (people.contains(&person), people.contains(&person)),
        };
        let stays = group.into_iter().filter(|_| members).flat_map(|group| &group.stays);
        let stays = stays.filter(|stay| stay.person == person).flat_map(|stay| {
            let times = self.without_absences(person, stay.since, stay.until).into_iter();
            times.map(|(since, until)| Interval { since, until, turn: Some(stay.turn) })
        });
        let places = talk.places.iter().filter(|place| guests && place.person == person);
        let places = places.flat_map(|place| {
            let end = self.place_end(talk, place);
            let times = self.without_absences(person, place.since, end).into_iter();
            times.map(|(since, until)| Interval { since, until, turn: None })
        });
        stays.chain(places).collect()
    }

    /// Whether the person is in the electorate at this time.
    pub fn is_elector(&self, proposal: &Proposal, person: PersonId, at: Millis) -> bool {
        self.intervals(proposal, person).iter().any(|interval| {
            let on_roll = match (proposal.terms.roll, proposal.stage) {
                (Roll::AtOpening, Stage::Open) => {
                    interval.since <= proposal.opens
                        && interval.turn.is_none_or(|turn| turn < proposal.opened_turn)
                }
                _ => true,
            };
            on_roll && interval.covers(at)
        })
    }

    /// Whether a vote of then counts at this time: its voter is in the electorate, and was of the
    /// circle all the time since.
    pub fn counts(&self, proposal: &Proposal, voter: PersonId, cast: Millis, at: Millis) -> bool {
        let intervals = self.intervals(proposal, voter);
        let ends = intervals.iter().filter_map(|interval| interval.until);
        let mut ends = ends.filter(|end| *end >= cast && *end <= at);
        let goes_on = |end| intervals.iter().any(|it| it.since < end && it.covers(end));
        self.is_elector(proposal, voter, at) && ends.all(goes_on)
    }

    /// How many people are in the electorate at this time.
    pub fn electorate(&self, proposal: &Proposal, at: Millis) -> u32 {
        let Some(talk) = self.talks.get(&proposal.talk) else { return 0 };
        let stays = self.group_of(talk).into_iter().flat_map(|group| &group.stays);
        let mut people: BTreeSet<PersonId> = stays.map(|stay| stay.person).collect();
        people.extend(talk.places.iter().map(|place| place.person));
        let electors = people.into_iter().filter(|person| self.is_elector(proposal, *person, at));
        electors.count() as u32
    }
}
