//! What delegated votes do in a close.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::ballot::Ballot;
use super::method::Method;
use super::tally::{Tally, tally};
use crate::group::Delegation;
use crate::id::{PersonId, TagId};

/// What delegated votes did in a close. For whom a vote counted is not in it: it follows from the
/// group's history, up to the version that the close names as its guard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delegated {
    /// For how many people somebody else's vote counted.
    pub votes: u32,
    /// What these votes alone add up to.
    pub tally: Tally,
    /// Whose votes counted for others, by person.
    pub weights: Vec<Weight>,
}

/// For how many others a vote counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weight {
    /// Whose vote.
    pub voter: PersonId,
    /// For how many others; it counts once more for the voter.
    pub others: u32,
}

/// For how many others each of the voters' votes counts, where it counts for any.
///
/// A delegation counts only if both of its parties are in the electorate. A delegate who did not
/// vote passes on to their own delegate. The delegates that somebody named for the proposal's tags
/// come before the general one if they are one and the same person; if they conflict, the general
/// one counts. Who ends at nobody who voted, by a cycle or for want of a delegate, is not counted.
pub(super) fn weights(
    tags: &[TagId],
    delegations: impl IntoIterator<Item = Delegation>,
    is_elector: impl Fn(PersonId) -> bool,
    voters: &HashSet<PersonId>,
) -> BTreeMap<PersonId, u32> {
    let counting = delegations.into_iter().filter(|delegation| {
        delegation.tag.is_none_or(|tag| tags.contains(&tag))
            && is_elector(delegation.person)
            && is_elector(delegation.delegate)
    });
    let chosen = choose(counting);
    let mut ends = HashMap::new();
    let mut weights = BTreeMap::new();
    for person in chosen.keys().filter(|person| !voters.contains(person)) {
        if let Some(voter) = end(*person, &chosen, voters, &mut ends) {
            *weights.entry(voter).or_insert(0) += 1;
        }
    }
    weights
}

/// The delegates that somebody named.
#[derive(Default)]
struct Named {
    general: Option<PersonId>,
    by_tag: HashSet<PersonId>,
}

/// The delegate of each person, where that is one.
fn choose(delegations: impl Iterator<Item = Delegation>) -> HashMap<PersonId, PersonId> {
    let mut named: HashMap<PersonId, Named> = HashMap::new();
    for Delegation { person, tag, delegate } in delegations {
        let named = named.entry(person).or_default();
        match tag {
            None => named.general = Some(delegate),
            Some(_) => {
                named.by_tag.insert(delegate);
            }
        }
    }
    let delegate = |named: Named| {
        let mut by_tag = named.by_tag.into_iter();
        match (by_tag.next(), by_tag.next()) {
            (Some(only), None) => Some(only),
            _ => named.general,
        }
    };
    named.into_iter().filter_map(|(person, named)| Some((person, delegate(named)?))).collect()
}

/// Who votes for the person in the end. What was found is kept in `ends`; whoever is on the way
/// is in it with nobody, so that a cycle ends there.
fn end(
    person: PersonId,
    chosen: &HashMap<PersonId, PersonId>,
    voters: &HashSet<PersonId>,
    ends: &mut HashMap<PersonId, Option<PersonId>>,
) -> Option<PersonId> {
    let (mut way, mut at) = (Vec::new(), person);
    let end = loop {
        if voters.contains(&at) {
            break Some(at);
        }
        if let Some(end) = ends.get(&at) {
            break *end;
        }
        ends.insert(at, None);
        way.push(at);
        match chosen.get(&at) {
            Some(delegate) => at = *delegate,
            None => break None,
        }
    };
    ends.extend(way.into_iter().map(|person| (person, end)));
    end
}

/// What the weights come to in a close, if any vote counts for others.
pub(super) fn delegated(
    method: &Method,
    votes: &[(PersonId, &Ballot)],
    weights: &BTreeMap<PersonId, u32>,
) -> Option<Delegated> {
    let others = |voter: &PersonId| weights.get(voter).copied().unwrap_or(0);
    let ballots = votes
        .iter()
        .flat_map(|(voter, ballot)| std::iter::repeat_n(*ballot, others(voter) as usize));
    (!weights.is_empty()).then(|| Delegated {
        votes: weights.values().sum(),
        tally: tally(method, ballots),
        weights: weights
            .iter()
            .map(|(voter, others)| Weight { voter: *voter, others: *others })
            .collect(),
    })
}

/// Every vote as often as it counts: once for its voter, and once for each of the others.
pub(super) fn counted<'a>(
    votes: &'a [(PersonId, &'a Ballot)],
    weights: &'a BTreeMap<PersonId, u32>,
) -> impl Iterator<Item = &'a Ballot> {
    votes.iter().flat_map(|(voter, ballot)| {
        let others = weights.get(voter).copied().unwrap_or(0);
        std::iter::repeat_n(*ballot, others as usize + 1)
    })
}
