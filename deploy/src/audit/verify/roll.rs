//! Who was in a group when voting ended.

use std::collections::{BTreeMap, BTreeSet};

use domain::group::Event;
use domain::proposal::Electorate;
use domain::{PersonId, Timestamp};

use super::absences::Absences;
use super::guests::Guests;

/// The people who were in a group, ever, and who of them is on the roll.
pub(super) struct People {
    places: BTreeMap<PersonId, Vec<Place>>,
    on_roll: BTreeSet<PersonId>,
    at: Timestamp,
    guests: Guests,
    /// Whether the discussion is direct, so that the people in it are what members are elsewhere.
    direct: bool,
}

/// Somebody's time in the group.
struct Place {
    since_version: u64,
    since: Timestamp,
    until: Option<Timestamp>,
    /// Whether it began with their return.
    back: bool,
}

impl Place {
    fn without<'a>(
        &'a self,
        person: PersonId,
        absences: &Absences,
    ) -> impl Iterator<Item = Self> + use<'a> {
        let times = absences.cut(person, (self.since, self.until)).into_iter();
        times.map(|(since, until)| Self {
            since_version: self.since_version,
            since,
            until,
            back: since != self.since,
        })
    }
}

/// What tells who was in when the roll was taken.
#[derive(Clone, Copy)]
pub(super) struct Opening<'a> {
    /// The version of the group by which they had come in.
    pub newest: u64,
    /// When it was taken, if it was taken once.
    pub taken_at: Option<Timestamp>,
    /// Who was away.
    pub absences: &'a Absences,
}

impl People {
    /// Reads the roll off the history of a group, and of its parent: who had come in by the version
    /// of the opening and by the time `at`, and had not left by then, whether or not they did
    /// later or came back. Who leaves the parent leaves the group, and who is away is out for that
    /// time.
    pub fn of(
        history: Option<&[Event]>,
        parent: &[Event],
        guests: Guests,
        opening: Opening<'_>,
        at: Timestamp,
    ) -> Self {
        let direct = history.is_none();
        let history = history.unwrap_or_default();
        let mut places: BTreeMap<PersonId, Vec<Place>> = BTreeMap::new();
        for (since_version, event) in (1..).zip(history) {
            match event {
                Event::MembershipStarted { person, at: since, .. } => {
                    let place = Place { since_version, since: *since, until: None, back: false };
                    places.entry(*person).or_default().push(place);
                }
                Event::MembershipEnded { person, at: until, .. } => {
                    if let Some(place) = places.get_mut(person).and_then(|places| places.last_mut())
                    {
                        place.until = Some(*until);
                    }
                }
                _ => {}
            }
        }
        for event in parent {
            let Event::MembershipEnded { person, at: until, .. } = event else { continue };
            for place in places.get_mut(person).into_iter().flatten() {
                if *until >= place.since {
                    place.until = Some(place.until.map_or(*until, |own| own.min(*until)));
                }
            }
        }
        for (person, places) in &mut places {
            *places =
                places.iter().flat_map(|place| place.without(*person, opening.absences)).collect();
        }
        let was_in = |place: &Place| {
            // Of somebody who was away the version does not tell when they came back.
            let in_time = opening.taken_at.is_none_or(|taken| !place.back || place.since <= taken);
            let came = place.since_version <= opening.newest && in_time && place.since <= at;
            came && place.until.is_none_or(|until| until > at)
        };
        let on_roll = places.iter().filter(|(_, places)| places.iter().any(was_in));
        let on_roll = on_roll.map(|(person, _)| *person).collect();
        Self { places, on_roll, at, guests, direct }
    }

    /// Whether this person left between casting a vote and the end, and was not there in another
    /// way: as a guest, where guests vote, or as a member. Whoever comes back votes anew.
    pub fn left_since(
        &self,
        electorate: &Electorate,
        cast_at: Timestamp,
        person: PersonId,
    ) -> bool {
        let stays = self.places.get(&person).into_iter().flatten();
        let guests = self.direct || *electorate != Electorate::Members;
        let places = guests.then(|| self.guests.times_of(person)).into_iter().flatten();
        let times: Vec<(Timestamp, Option<Timestamp>)> =
            stays.map(|place| (place.since, place.until)).chain(places).collect();
        let mut ends = times.iter().filter_map(|(_, until)| *until);
        ends.any(|end| {
            let lasts = |(since, until): &(Timestamp, Option<Timestamp>)| {
                *since < end && until.is_none_or(|until| until > end)
            };
            cast_at <= end && end <= self.at && !times.iter().any(lasts)
        })
    }

    /// Whether this person could vote.
    pub fn includes(&self, electorate: &Electorate, person: PersonId) -> bool {
        let guest = self.guests.include(person);
        let member = self.on_roll.contains(&person) || (self.direct && guest);
        match electorate {
            Electorate::Members => member,
            Electorate::MembersAndGuests => member || guest,
            Electorate::Named(people) => people.contains(&person) && (member || guest),
        }
    }

    /// How many people could vote.
    pub fn count(&self, electorate: &Electorate) -> u32 {
        let all: BTreeSet<PersonId> =
            self.on_roll.iter().copied().chain(self.guests.on_roll()).collect();
        let people = all.into_iter().filter(|person| self.includes(electorate, *person));
        u32::try_from(people.count()).unwrap_or(u32::MAX)
    }
}
