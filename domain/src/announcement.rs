//! Announcements: people are told of a discussion, a proposal or an outcome, once each.
//!
//! Told is who has a place there and sees it: members of the group, members of its parent, and
//! guests. Whoever is chosen and has no such place is passed over, and the answer does not say who that
//! was. So nobody is reached through a group that they never joined, and nobody learns by an
//! announcement who is in a group or reads in it.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::decider::Actor;
use crate::discussion::circle::Circle;
use crate::discussion::participant::Participant;
use crate::group::Group;
use crate::id::PersonId;
use crate::policy::{self, Audience};

/// As many people can be chosen at once.
const MOST_AT_ONCE: usize = 1_000;

/// Whom somebody wants to be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Addressees {
    /// Everybody who has a place there and sees it: the group's members, the parent's where those
    /// read too, and guests.
    Everybody,
    /// These people.
    People(Vec<PersonId>),
}

/// Whom an announcement tells: nobody who was told of the same before.
///
/// Stored in events: names and fields change only by a new version and an upcaster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", deny_unknown_fields)]
pub enum Told {
    /// Everybody who is a member at these versions and was not told before, by name or as a member
    /// of an earlier version.
    Members {
        /// The version of the group's stream.
        group_version: u64,
        /// The version of the parent's stream, if its members are told too.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent_version: Option<u64>,
    },
    /// These people, by id.
    People(Vec<PersonId>),
}

/// Who was told of one thing so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ToldSoFar {
    people: HashSet<PersonId>,
    /// The newest versions at which all members of the group, and of its parent, were told.
    members: Option<(u64, Option<u64>)>,
}

/// Why nothing is announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unannounceable {
    /// Members do not announce here.
    SwitchedOff {
        /// The switch's name in the API.
        switch: &'static str,
    },
    /// Nobody is chosen, or too many.
    Count {
        /// How many.
        people: usize,
        /// How many may be.
        at_most: usize,
    },
}

impl ToldSoFar {
    pub fn apply(&mut self, told: &Told) {
        match told {
            Told::Members { group_version, parent_version } => {
                let parents = self.members.and_then(|(_, parents)| parents);
                self.members = Some((*group_version, parent_version.or(parents)));
            }
            Told::People(people) => self.people.extend(people),
        }
    }

    /// Whether the person was told, by name or as a member.
    fn knows(&self, person: PersonId, circle: Circle<'_>) -> bool {
        let since = |group: &Group| group.member(person).map(|place| place.since_version);
        let as_member = |(group_version, parent_version): (u64, Option<u64>)| {
            let of_parent = circle.parent.and_then(since).zip(parent_version);
            let of_group = circle.group.filter(|_| circle.is_member(person)).and_then(since);
            of_group.is_some_and(|since| since <= group_version)
                || of_parent.is_some_and(|(since, version)| since <= version)
        };
        self.people.contains(&person) || self.members_in(circle).is_some_and(as_member)
    }

    /// The versions at which all members were told, as far as they are those of the group that it is
    /// in. After a move to another group people are told one by one.
    fn members_in(&self, circle: Circle<'_>) -> Option<(u64, Option<u64>)> {
        self.members.filter(|_| circle.discussion.moved_at().is_none())
    }

    /// Whom to tell; nobody if all of them were told before. All members are told as members, also
    /// those who came since, so that it takes no more room however many they are.
    pub fn announce(
        &self,
        to: &Addressees,
        by: Participant<'_>,
    ) -> Result<Vec<Told>, Unannounceable> {
        if !by.may(|switches| switches.announce) {
            return Err(Unannounceable::SwitchedOff { switch: "announce" });
        }
        let circle = by.circle;
        let audience = policy::discussion_audience(circle);
        let reading = matches!(audience, Audience::Members { and_parent_members: true, .. });
        let readers = circle.parent.filter(|_| reading);
        let guests = circle.places().filter(|(_, place)| place.until.is_none());
        let mut people: Vec<PersonId> = match to {
            Addressees::Everybody => {
                let own = circle.group.into_iter().flat_map(Group::members);
                let own = own.map(|(person, _)| person).filter(|it| circle.is_member(*it));
                let of_parent = readers.into_iter().flat_map(Group::members);
                let of_parent = of_parent.map(|(person, _)| person);
                own.chain(of_parent).chain(guests.map(|(person, _)| person)).collect()
            }
            Addressees::People(people) => {
                let count = people.iter().collect::<HashSet<_>>().len();
                if !(1..=MOST_AT_ONCE).contains(&count) {
                    return Err(Unannounceable::Count { people: count, at_most: MOST_AT_ONCE });
                }
                people.clone()
            }
        };
        let has_a_place = |person: PersonId| {
            let of_parent = circle.above().includes(person);
            (circle.includes(person) || of_parent)
                && policy::sees_discussion(circle, Actor::Person(person))
        };
        people.retain(|person| {
            *person != by.person && has_a_place(*person) && !self.knows(*person, circle)
        });
        people.sort_unstable();
        people.dedup();
        let stayed = circle.discussion.moved_at().is_none();
        let mut told = Vec::new();
        if *to == Addressees::Everybody && stayed {
            let all = people.len();
            let own = |person| circle.group.is_some() && circle.is_member(person);
            let of_parent = |person| readers.is_some() && circle.above().includes(person);
            people.retain(|person| !own(*person) && !of_parent(*person));
            if people.len() < all {
                told.push(Told::Members {
                    group_version: circle.group_version(),
                    parent_version: readers.map(Group::version),
                });
            }
        }
        // Who is chosen; of everybody the guests, in events that stay small.
        told.extend(people.chunks(MOST_AT_ONCE).map(|some| Told::People(some.to_vec())));
        Ok(told)
    }
}
