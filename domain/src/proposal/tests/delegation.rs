//! Delegated votes, sentence by sentence.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::group::{Delegation, Event as InGroup, MembershipEnd};
use crate::id::TagId;

const TAG: TagId = TagId::from_u128(6);
const OTHER: TagId = TagId::from_u128(7);

/// People in the group beside the scene's, by number.
fn some(number: u8) -> PersonId {
    person(20 + u128::from(number))
}

const SWITCHED_ON: InGroup = InGroup::DelegationSwitched { on: true, at: NOW };

fn names(person: u8, tag: Option<TagId>, delegate: u8) -> InGroup {
    InGroup::DelegateNamed { person: some(person), tag, delegate: some(delegate), at: NOW }
}

/// A group with six more people, delegation on, and this.
fn group(events: &[InGroup]) -> Scene {
    let joined = |scene: Scene, number| scene.joined(some(number), Role::Member, NOW);
    (0..6).fold(here(), joined).in_group(&[SWITCHED_ON]).in_group(events)
}

fn votes(of: &[(u8, Stance)]) -> Vec<Event> {
    of.iter().map(|(number, stance)| voted(some(*number), *stance)).collect()
}

/// What the close of these votes says.
struct Outcome {
    tally: Tally,
    voters: u32,
    verdict: Verdict,
    delegated: Option<Delegated>,
}

fn close(scene: &Scene, terms: Terms, events: &[Event]) -> Outcome {
    let given = open_with(scene, terms, events).at(hours(8 * 24));
    let mut events = given.when(Command::CloseDue { opening: 1 }).then_some();
    match events.pop() {
        Some(Event::ProposalClosed { tally, voters, verdict, delegated, .. }) => {
            Outcome { tally, voters, verdict, delegated }
        }
        other => panic!("{other:?}"),
    }
}

fn weights(outcome: &Outcome) -> Vec<(PersonId, u32)> {
    let weights = outcome.delegated.iter().flat_map(|delegated| &delegated.weights);
    weights.map(|weight| (weight.voter, weight.others)).collect()
}

fn tagged(tags: &[TagId]) -> Terms {
    Terms { tags: tags.to_vec(), ..terms() }
}

#[track_caller]
fn check(delegations: &[InGroup], tags: &[TagId], of: &[(u8, Stance)], expected: &[(u8, u32)]) {
    let outcome = close(&group(delegations), tagged(tags), &votes(of));
    let expected: Vec<_> = expected.iter().map(|(number, n)| (some(*number), *n)).collect();
    assert_eq!(weights(&outcome), expected, "{delegations:?}, votes {of:?}");
    let others: u32 = expected.iter().map(|(_, others)| others).sum();
    assert_eq!(outcome.voters as usize, of.len() + others as usize);
}

use Stance::{Abstain, Agree, Disagree};

#[test]
fn a_delegate_s_vote_counts_for_those_who_did_not_vote_themselves() {
    let both = [names(0, None, 2), names(1, None, 2)];
    check(&both, &[], &[(2, Agree)], &[(2, 2)]);
    check(&both, &[], &[(2, Agree), (1, Disagree)], &[(2, 1)]);
    check(&both, &[], &[(0, Agree), (1, Disagree)], &[]);
    check(&both, &[], &[(3, Agree)], &[]);
}

#[test]
fn delegated_votes_are_in_the_tally_and_beside_it() {
    let scene = group(&[names(0, None, 2), names(1, None, 2)]);
    let outcome = close(&scene, terms(), &votes(&[(2, Disagree), (3, Agree)]));
    let stances = |agree, disagree| Tally::Consent { agree, abstain: 0, disagree, block: 0 };
    assert_eq!(outcome.tally, stances(1, 3));
    let weights = vec![Weight { voter: some(2), others: 2 }];
    let expected = Delegated { votes: 2, tally: stances(0, 2), weights };
    assert_eq!(outcome.delegated, Some(expected));
}

#[test]
fn a_choice_counts_for_others_with_every_option_that_it_names() {
    let scene = group(&[names(0, None, 1)]);
    let ballot = Ballot::Options(vec![1, 3]);
    let cast = Event::VoteCast {
        voter: some(1),
        ballot,
        reason: None,
        replaces: None,
        at: NOW,
        imported: false,
    };
    let terms = Terms { method: choose(1, 2, true), ..terms() };
    let outcome = close(&scene, terms, &[cast]);
    let expected = Tally::Choose { options: vec![2, 0, 2], none_of_these: 0 };
    assert_eq!((outcome.tally, outcome.voters), (expected, 2));
}

#[test]
fn abstaining_is_voting() {
    check(&[names(0, None, 1)], &[], &[(0, Abstain), (1, Agree)], &[]);
    check(&[names(0, None, 1)], &[], &[(1, Abstain)], &[(1, 1)]);
    check(&[names(0, None, 1), names(1, None, 2)], &[], &[(1, Abstain), (2, Agree)], &[(1, 1)]);
}

#[test]
fn a_delegate_who_did_not_vote_passes_on() {
    let chain = [names(0, None, 1), names(1, None, 2), names(2, None, 3)];
    check(&chain, &[], &[(3, Agree)], &[(3, 3)]);
    check(&chain, &[], &[(2, Agree), (3, Agree)], &[(2, 2)]);
    check(&chain[..2], &[], &[(3, Agree)], &[]);
}

#[test]
fn cycles_count_for_nobody() {
    let cycle = [names(0, None, 1), names(1, None, 2), names(2, None, 0), names(3, None, 0)];
    check(&cycle, &[], &[(4, Agree)], &[]);
    check(&cycle, &[], &[(1, Agree)], &[(1, 3)]);
}

#[test]
fn a_delegate_for_a_tag_comes_before_the_general_one() {
    let both = [names(0, None, 1), names(0, Some(TAG), 2)];
    let voted = [(1, Agree), (2, Disagree)];
    check(&both, &[TAG], &voted, &[(2, 1)]);
    check(&both, &[OTHER], &voted, &[(1, 1)]);
    check(&both, &[], &voted, &[(1, 1)]);
    check(&both[1..], &[OTHER], &voted, &[]);
}

#[test]
fn conflicting_delegates_for_tags_fall_back_to_the_general_one_or_count_for_nobody() {
    let conflict = [names(0, Some(TAG), 2), names(0, Some(OTHER), 3), names(0, None, 1)];
    let voted = [(1, Agree), (2, Agree), (3, Agree)];
    check(&conflict, &[TAG, OTHER], &voted, &[(1, 1)]);
    check(&conflict[..2], &[TAG, OTHER], &voted, &[]);
    check(&conflict, &[TAG], &voted, &[(2, 1)]);
    let same = [names(0, Some(TAG), 2), names(0, Some(OTHER), 2), names(0, None, 1)];
    check(&same, &[TAG, OTHER], &voted, &[(2, 1)]);
}

#[test]
fn both_must_be_in_the_electorate() {
    let scene =
        group(&[names(0, None, 1), names(2, None, 3), names(4, None, 0), names(0, None, 3)]);
    let named = |people: &[u8]| {
        let people = people.iter().map(|number| some(*number)).collect();
        Terms { electorate: Electorate::Named(people), ..terms() }
    };
    let cast = |of: &[u8]| votes(&of.iter().map(|number| (*number, Agree)).collect::<Vec<_>>());
    let outcome = close(&scene, named(&[2, 3]), &cast(&[3]));
    assert_eq!(weights(&outcome), [(some(3), 1)], "whoever may not vote has nobody vote for them");
    let outcome = close(&scene, named(&[3, 4]), &cast(&[3]));
    assert_eq!(weights(&outcome), [], "nobody passes on who may not vote");
}

#[test]
fn a_tag_s_delegate_who_may_not_vote_leaves_it_to_the_general_one() {
    let scene = group(&[names(0, Some(TAG), 2), names(0, None, 1)]);
    let electorate = Electorate::Named(vec![some(0), some(1)]);
    let outcome = close(&scene, Terms { electorate, ..tagged(&[TAG]) }, &votes(&[(1, Agree)]));
    assert_eq!(weights(&outcome), [(some(1), 1)]);
}

#[test]
fn delegated_votes_count_for_the_quorum_and_the_rule() {
    // Nine people are in the group.
    let terms = |quorum| Terms { quorum: Some(quorum), rule: Some(Rule::Majority), ..terms() };
    let delegations = [names(0, None, 2), names(1, None, 2)];
    let cast = votes(&[(2, Disagree), (3, Agree), (4, Agree)]);
    let with = close(&group(&delegations), terms(50), &cast);
    assert_eq!((with.voters, with.verdict), (5, Verdict::Failed));
    let without = close(&group(&[]), terms(50), &cast);
    assert_eq!((without.voters, without.verdict), (3, Verdict::NoQuorum));
}

#[test]
fn it_counts_what_held_when_voting_ended_however_late_that_is_written() {
    let late = closes_at() + SignedDuration::from_millis(1);
    let (named, person) = (names(0, None, 1), some(0));
    let cast = votes(&[(1, Agree), (2, Agree)]);
    let after = |events: &[InGroup]| weights(&close(&group(&[]).in_group(events), terms(), &cast));
    let kept = [(some(1), 1)];
    assert_eq!(after(std::slice::from_ref(&named)), kept);
    let ended = |at| InGroup::DelegationEnded { person, tag: None, at };
    assert_eq!(after(&[named.clone(), ended(late)]), kept);
    assert_eq!(after(&[named.clone(), ended(closes_at())]), []);
    let delegate = some(2);
    let renamed = InGroup::DelegateNamed { person, tag: None, delegate, at: late };
    assert_eq!(after(&[named.clone(), renamed]), kept);
    let off = |at| InGroup::DelegationSwitched { on: false, at };
    assert_eq!(after(&[named.clone(), off(late)]), kept);
    assert_eq!(after(&[named, off(closes_at())]), []);
}

#[test]
fn who_leaves_and_comes_back_votes_for_nobody_and_has_nobody_vote_for_them() {
    let back = |number, scene: Scene| {
        let left = InGroup::MembershipEnded {
            person: some(number),
            cause: MembershipEnd::Left,
            at: hours(1),
        };
        scene.in_group(&[left]).joined(some(number), Role::Member, hours(2))
    };
    for number in [0, 1] {
        let scene = back(number, group(&[names(0, None, 1)]));
        let given = open(&scene, &[]).at(hours(3)).by(some(1));
        let cast = given.when(vote(Agree)).then_some();
        assert_eq!(weights(&close(&scene, terms(), &cast)), [], "{number} came back");
    }
}

/// Who votes for the person in the end, as the words have it.
fn naive(
    person: PersonId,
    passed: &[PersonId],
    named: &BTreeSet<Delegation>,
    tags: &[TagId],
    electorate: &BTreeSet<PersonId>,
    voters: &BTreeSet<PersonId>,
) -> Option<PersonId> {
    if voters.contains(&person) {
        return Some(person);
    }
    if passed.contains(&person) || !electorate.contains(&person) {
        return None;
    }
    let own = |tag: Option<TagId>| {
        let mut own = named.iter().filter(|one| one.person == person && one.tag == tag);
        own.find(|one| electorate.contains(&one.delegate)).map(|one| one.delegate)
    };
    let of_tags: BTreeSet<PersonId> = tags.iter().filter_map(|tag| own(Some(*tag))).collect();
    let delegate = if of_tags.len() == 1 { of_tags.first().copied() } else { own(None) };
    naive(delegate?, &[passed, &[person]].concat(), named, tags, electorate, voters)
}

fn delegations() -> impl Strategy<Value = BTreeMap<(u8, Option<TagId>), u8>> {
    let tag = prop::sample::select(vec![None, Some(TAG), Some(OTHER)]);
    prop::collection::btree_map((0..6_u8, tag), 0..6_u8, 0..14)
}

proptest! {
    #[test]
    fn weights_are_those_that_one_finds_by_asking_everybody_in_turn(
        named in delegations(),
        electorate in prop::collection::btree_set(0..6_u8, 1..=6),
        cast in prop::collection::btree_set(0..6_u8, 0..=6),
        tags in prop::sample::subsequence(vec![TAG, OTHER], 0..=2),
    ) {
        let named: Vec<_> = named.into_iter().filter(|((one, _), other)| one != other).collect();
        let events: Vec<_> =
            named.iter().map(|((one, tag), other)| names(*one, *tag, *other)).collect();
        let cast: Vec<_> = cast.intersection(&electorate).map(|one| (*one, Agree)).collect();
        let people: Vec<PersonId> = electorate.iter().map(|number| some(*number)).collect();
        let terms = Terms { electorate: Electorate::Named(people.clone()), ..tagged(&tags) };
        let outcome = close(&group(&events), terms, &votes(&cast));

        let named = named.iter().map(|((one, tag), other)| {
            Delegation { person: some(*one), tag: *tag, delegate: some(*other) }
        });
        let named: BTreeSet<Delegation> = named.collect();
        let electorate: BTreeSet<PersonId> = people.into_iter().collect();
        let voters: BTreeSet<PersonId> = cast.iter().map(|(number, _)| some(*number)).collect();
        let mut expected = BTreeMap::new();
        for person in electorate.difference(&voters) {
            if let Some(voter) = naive(*person, &[], &named, &tags, &electorate, &voters) {
                *expected.entry(voter).or_insert(0) += 1;
            }
        }
        prop_assert_eq!(weights(&outcome), expected.into_iter().collect::<Vec<_>>());
    }
}
