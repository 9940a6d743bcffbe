//! Whose vote counted for those who did not vote.

use std::collections::{BTreeMap, BTreeSet};

use domain::group::Event;
use domain::proposal::Ballot;
use domain::{PersonId, TagId, Timestamp};

/// Whom everybody had named when voting ended, for a tag or for everything.
pub(super) struct Delegations(BTreeMap<(PersonId, Option<TagId>), PersonId>);

impl Delegations {
    /// Reads them off a group's history; none while delegation was switched off.
    pub fn at(history: &[Event], time: Timestamp) -> Self {
        let (mut on, mut named) = (false, BTreeMap::new());
        for event in history {
            match *event {
                Event::DelegationSwitched { on: is_on, at } if at <= time => on = is_on,
                Event::DelegateNamed { person, tag, delegate, at } if at <= time => {
                    named.insert((person, tag), delegate);
                }
                Event::DelegationEnded { person, tag, at } if at <= time => {
                    named.remove(&(person, tag));
                }
                Event::MembershipEnded { person, at, .. } if at <= time => {
                    named.retain(|(delegator, _), delegate| {
                        *delegator != person && *delegate != person
                    });
                }
                _ => {}
            }
        }
        Self(if on { named } else { BTreeMap::new() })
    }

    /// For how many others each ballot counts, where it counts for any.
    pub fn others(
        &self,
        tags: &[TagId],
        could_vote: impl Fn(PersonId) -> bool,
        ballots: &BTreeMap<PersonId, &Ballot>,
    ) -> BTreeMap<PersonId, u32> {
        let delegators: BTreeSet<PersonId> = self.0.keys().map(|(person, _)| *person).collect();
        let mut others = BTreeMap::new();
        for person in delegators.into_iter().filter(|person| could_vote(*person)) {
            let (mut at, mut seen) = (person, BTreeSet::new());
            while !ballots.contains_key(&at) && seen.insert(at) {
                let Some(delegate) = self.delegate(at, tags, &could_vote) else { break };
                at = delegate;
            }
            if at != person && ballots.contains_key(&at) {
                *others.entry(at).or_insert(0) += 1;
            }
        }
        others
    }

    /// The one whom the person named for the tags of the proposal, or else for everything.
    fn delegate(
        &self,
        person: PersonId,
        tags: &[TagId],
        could_vote: impl Fn(PersonId) -> bool,
    ) -> Option<PersonId> {
        let named = |tag: Option<TagId>| {
            self.0.get(&(person, tag)).copied().filter(|delegate| could_vote(*delegate))
        };
        let for_tags: BTreeSet<PersonId> =
            tags.iter().filter_map(|tag| named(Some(*tag))).collect();
        match for_tags.first() {
            Some(only) if for_tags.len() == 1 => Some(*only),
            _ => named(None),
        }
    }
}
