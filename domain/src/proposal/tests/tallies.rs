//! Tallies and verdicts.

use proptest::prelude::*;

use super::*;

const fn stances(agree: u32, abstain: u32, disagree: u32, block: u32) -> Tally {
    Tally::Consent { agree, abstain, disagree, block }
}

fn choices(options: &[u32], none_of_these: u32) -> Tally {
    Tally::Choose { options: options.to_vec(), none_of_these }
}

const fn of_votes(percent: u8) -> Option<Rule> {
    Some(Rule::Threshold { percent, of: ThresholdBase::OfVotes })
}

const fn of_electorate(percent: u8) -> Option<Rule> {
    Some(Rule::Threshold { percent, of: ThresholdBase::OfElectorate })
}

/// Rule, quorum, tally, voters, electorate, and what follows.
type Case = (Option<Rule>, Option<u8>, Tally, u32, u32, Verdict);

fn check(cases: &[Case]) {
    for (rule, quorum, tally, voters, electorate, expected) in cases {
        let found = verdict(*rule, *quorum, tally, *voters, *electorate);
        assert_eq!(
            found, *expected,
            "{rule:?}, quorum {quorum:?}, {tally:?} by {voters} of {electorate}"
        );
    }
}

#[test]
fn without_rule_and_quorum_there_is_no_verdict() {
    check(&[
        (None, None, stances(3, 0, 0, 0), 3, 3, Verdict::None),
        (None, None, stances(0, 0, 0, 0), 0, 0, Verdict::None),
        (None, None, choices(&[1, 2], 3), 6, 9, Verdict::None),
    ]);
}

#[test]
fn a_quorum_is_a_share_of_the_electorate_abstainers_included() {
    use Verdict::{Failed, NoQuorum, Passed};
    check(&[
        (None, Some(50), stances(1, 1, 0, 0), 2, 4, Passed),
        (None, Some(50), stances(1, 1, 0, 0), 2, 5, NoQuorum),
        (None, Some(50), stances(0, 4, 0, 0), 4, 4, Failed),
        (None, Some(1), stances(0, 0, 0, 0), 0, 4, NoQuorum),
        (None, Some(100), stances(4, 0, 0, 0), 4, 4, Passed),
        (None, Some(100), stances(3, 0, 0, 0), 3, 4, NoQuorum),
        (None, Some(33), stances(1, 0, 0, 0), 1, 3, Passed),
        (None, Some(34), stances(1, 0, 0, 0), 1, 3, NoQuorum),
        (None, Some(50), stances(0, 0, 0, 0), 0, 0, Failed),
        (Some(Rule::Consent), Some(50), stances(1, 0, 0, 0), 1, 3, NoQuorum),
        (of_votes(50), Some(50), choices(&[0, 0], 2), 2, 4, Failed),
        (None, Some(50), choices(&[1, 0], 1), 2, 4, Passed),
    ]);
}

#[test]
fn a_rule_fails_where_nobody_cast_a_vote_that_decides() {
    for rule in [Rule::Consent, Rule::Consensus, Rule::Majority] {
        check(&[
            (Some(rule), None, stances(0, 0, 0, 0), 0, 3, Verdict::Failed),
            (Some(rule), None, stances(0, 3, 0, 0), 3, 3, Verdict::Failed),
        ]);
    }
    check(&[
        (of_votes(1), None, stances(0, 2, 0, 0), 2, 3, Verdict::Failed),
        (of_votes(1), None, choices(&[0, 0], 2), 2, 3, Verdict::Failed),
        (of_electorate(1), None, choices(&[0, 0], 0), 0, 0, Verdict::Failed),
    ]);
}

#[test]
fn consent_needs_nobody_to_block_and_consensus_nobody_to_disagree() {
    use Verdict::{Failed, Passed};
    let (consent, consensus) = (Some(Rule::Consent), Some(Rule::Consensus));
    check(&[
        (consent, None, stances(1, 0, 2, 0), 3, 9, Passed),
        (consent, None, stances(9, 0, 0, 1), 10, 10, Failed),
        (consent, None, stances(0, 0, 1, 0), 1, 9, Passed),
        (consensus, None, stances(2, 7, 0, 0), 9, 9, Passed),
        (consensus, None, stances(8, 0, 1, 0), 9, 9, Failed),
        (consensus, None, stances(8, 0, 0, 1), 9, 9, Failed),
    ]);
}

#[test]
fn a_majority_has_strictly_more_who_agree() {
    use Verdict::{Failed, Passed, Tied};
    let rule = Some(Rule::Majority);
    check(&[
        (rule, None, stances(3, 0, 2, 0), 5, 9, Passed),
        (rule, None, stances(2, 5, 1, 1), 9, 9, Tied),
        (rule, None, stances(2, 0, 0, 2), 4, 9, Tied),
        (rule, None, stances(2, 0, 1, 2), 5, 9, Failed),
        (rule, None, stances(u32::MAX, 0, u32::MAX, u32::MAX), u32::MAX, u32::MAX, Failed),
    ]);
}

#[test]
fn a_threshold_is_reached_exactly() {
    use Verdict::{Failed, Passed};
    check(&[
        (of_votes(66), None, stances(2, 0, 1, 0), 3, 9, Passed),
        (of_votes(67), None, stances(2, 0, 1, 0), 3, 9, Failed),
        (of_votes(75), None, stances(3, 9, 0, 1), 13, 13, Passed),
        (of_votes(50), None, stances(2, 0, 2, 0), 4, 4, Passed),
        (of_votes(100), None, stances(2, 7, 0, 0), 9, 9, Passed),
        (of_electorate(50), None, stances(2, 0, 0, 0), 2, 4, Passed),
        (of_electorate(50), None, stances(2, 0, 0, 0), 2, 5, Failed),
        (of_votes(100), None, stances(u32::MAX, 0, 0, 0), u32::MAX, u32::MAX, Passed),
    ]);
}

#[test]
fn in_a_choice_the_leading_option_reaches_the_threshold_alone_or_is_tied() {
    use Verdict::{Failed, Passed, Tied};
    check(&[
        (of_votes(50), None, choices(&[1, 2, 1], 0), 4, 9, Passed),
        (of_votes(51), None, choices(&[1, 2, 1], 0), 4, 9, Failed),
        // Abstainers are left out, so two of three is two of two.
        (of_votes(100), None, choices(&[2, 0, 0], 1), 3, 9, Passed),
        (of_votes(50), None, choices(&[2, 2, 0], 0), 4, 9, Tied),
        (of_votes(51), None, choices(&[2, 2, 0], 0), 4, 9, Failed),
        // Voters who name several options count once.
        (of_votes(100), None, choices(&[3, 3, 1], 0), 3, 9, Tied),
        (of_votes(100), None, choices(&[3, 2, 1], 0), 3, 9, Passed),
        (of_electorate(30), None, choices(&[3, 2], 0), 5, 10, Passed),
        (of_electorate(31), None, choices(&[3, 2], 0), 5, 10, Failed),
    ]);
}

#[test]
fn what_does_not_fit_the_method_is_not_counted() {
    let ballots = [
        Ballot::Stance(Stance::Block),
        Ballot::Options(vec![1]),
        Ballot::NoneOfThese,
        Ballot::Options(vec![0, 3, 200]),
    ];
    assert_eq!(tally(&Method::Consent, &ballots), stances(0, 0, 0, 1));
    assert_eq!(tally(&choose(1, 2, true), &ballots), choices(&[1, 0, 1], 1));
    let no_options = Method::Choose { options: vec![], min: 1, max: 1, none_of_these: false };
    assert_eq!(tally(&no_options, &ballots), choices(&[], 1));
    assert_eq!(verdict(of_votes(50), None, &choices(&[], 0), 1, 1), Verdict::Failed);
}

fn ballots() -> impl Strategy<Value = (Method, Vec<Ballot>)> {
    let stance =
        prop::sample::select(vec![Stance::Agree, Stance::Abstain, Stance::Disagree, Stance::Block])
            .prop_map(Ballot::Stance);
    let chosen = prop_oneof![
        4 => prop::sample::subsequence(vec![1_u8, 2, 3], 1..=3).prop_map(Ballot::Options),
        1 => Just(Ballot::NoneOfThese),
    ];
    prop_oneof![
        prop::collection::vec(stance, 0..40).prop_map(|ballots| (Method::Consent, ballots)),
        prop::collection::vec(chosen, 0..40).prop_map(|ballots| (choose(1, 3, true), ballots)),
    ]
}

fn rules() -> impl Strategy<Value = Rule> {
    let base = prop::sample::select(vec![ThresholdBase::OfVotes, ThresholdBase::OfElectorate]);
    prop_oneof![
        Just(Rule::Consent),
        Just(Rule::Consensus),
        Just(Rule::Majority),
        (1..=100_u8, base).prop_map(|(percent, of)| Rule::Threshold { percent, of }),
    ]
}

proptest! {
    #[test]
    fn the_order_of_ballots_does_not_matter(
        ((method, ballots), shuffled) in ballots().prop_flat_map(|(method, ballots)| {
            let shuffled = Just(ballots.clone()).prop_shuffle();
            (Just((method, ballots)), shuffled)
        })
    ) {
        prop_assert_eq!(tally(&method, &ballots), tally(&method, &shuffled));
    }

    #[test]
    fn every_voter_is_counted_once((method, ballots) in ballots()) {
        let abstained = ballots.iter().filter(|ballot| ballot.abstains()).count();
        match tally(&method, &ballots) {
            Tally::Consent { agree, abstain, disagree, block } => {
                prop_assert_eq!((agree + abstain + disagree + block) as usize, ballots.len());
                prop_assert_eq!(abstain as usize, abstained);
            }
            Tally::Choose { options, none_of_these } => {
                prop_assert_eq!(none_of_these as usize, abstained);
                for count in options {
                    prop_assert!(count as usize <= ballots.len() - abstained);
                }
            }
        }
    }

    /// Counting by an amount that differs from a tally only in who abstains decides alike, unless
    /// the base is the electorate.
    #[test]
    fn abstaining_changes_a_verdict_only_by_quorum(
        (method, ballots) in ballots(), rule in rules(), abstentions in 0..20_u32
    ) {
        let voters = u32::try_from(ballots.len()).expect("few");
        let electorate = voters + abstentions;
        let abstention = match method {
            Method::Consent => Ballot::Stance(Stance::Abstain),
            Method::Choose { .. } => Ballot::NoneOfThese,
        };
        let mut more = ballots.clone();
        more.extend((0..abstentions).map(|_| abstention.clone()));
        let without = verdict(Some(rule), None, &tally(&method, &ballots), voters, electorate);
        let with = verdict(Some(rule), None, &tally(&method, &more), electorate, electorate);
        prop_assert_eq!(without, with);
    }

    /// One more who agrees never turns what passed into what did not.
    #[test]
    fn agreeing_never_harms(
        agree in 0..50_u32, abstain in 0..50_u32, disagree in 0..50_u32, block in 0..50_u32,
        rule in rules(), room in 1..50_u32, quorum in prop::option::of(1..=100_u8),
    ) {
        let voters = agree + abstain + disagree + block;
        let electorate = voters + room;
        let before = stances(agree, abstain, disagree, block);
        let after = stances(agree + 1, abstain, disagree, block);
        if verdict(Some(rule), quorum, &before, voters, electorate) == Verdict::Passed {
            let found = verdict(Some(rule), quorum, &after, voters + 1, electorate);
            prop_assert_eq!(found, Verdict::Passed);
        }
    }
}
