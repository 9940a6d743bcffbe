//! Tallies and verdicts.

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
    use Verdict::{Failed, NoQuorum};
    check(&[
        (None, Some(50), stances(1, 1, 0, 0), 2, 4, Verdict::None),
        (None, Some(50), stances(1, 1, 0, 0), 2, 5, NoQuorum),
        (None, Some(50), stances(0, 4, 0, 0), 4, 4, Verdict::None),
        (None, Some(1), stances(0, 0, 0, 0), 0, 4, NoQuorum),
        (None, Some(100), stances(4, 0, 0, 0), 4, 4, Verdict::None),
        (None, Some(100), stances(3, 0, 0, 0), 3, 4, NoQuorum),
        (None, Some(33), stances(1, 0, 0, 0), 1, 3, Verdict::None),
        (None, Some(34), stances(1, 0, 0, 0), 1, 3, NoQuorum),
        (None, Some(50), stances(0, 0, 0, 0), 0, 0, Verdict::None),
        (Some(Rule::Consent), Some(50), stances(1, 0, 0, 0), 1, 3, NoQuorum),
        (of_votes(50), Some(50), choices(&[0, 0], 2), 2, 4, Failed),
        (None, Some(50), choices(&[1, 0], 1), 2, 4, Verdict::None),
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
fn scores_add_up_and_their_mean_is_a_fraction() {
    let ballots = [
        Ballot::Scores(vec![(1, 5), (2, -3), (3, 0)]),
        Ballot::Scores(vec![(1, 4), (2, -5), (3, 1)]),
    ];
    let counted = Tally::Score { sums: vec![9, -8, 1], votes: 2 };
    assert_eq!(tally(&score(-5, 5), &ballots), counted);
}

#[test]
fn points_add_up_and_who_lays_none_abstains() {
    let ballots = [
        Ballot::Points(vec![(1, 5), (3, 3)]),
        Ballot::Points(vec![(3, 8)]),
        Ballot::Points(vec![]),
    ];
    let counted = Tally::Allocate { points: vec![5, 0, 11], abstain: 1 };
    assert_eq!(tally(&allocate(8), &ballots), counted);
}

#[test]
fn the_first_of_three_gets_three_points_and_what_is_not_ranked_none() {
    let ballots =
        [Ballot::Ranking(vec![2, 1, 3]), Ballot::Ranking(vec![2]), Ballot::Ranking(vec![3, 2])];
    let counted = Tally::Rank { points: vec![2, 8, 4], firsts: vec![0, 2, 1] };
    assert_eq!(tally(&rank(1), &ballots), counted);
}

#[test]
fn seats_are_filled_and_pairs_compared_from_the_ballots_of_the_method_alone() {
    let ballots = [
        Ballot::Preferences(vec![1, 2]),
        Ballot::Preferences(vec![1]),
        Ballot::Preferences(vec![3]),
        Ballot::Tiers(vec![vec![2], vec![1, 3]]),
        Ballot::Ranking(vec![2, 1]),
    ];
    let Tally::RankStv(count) = tally(&rank_stv(1, StvVariant::Scottish), &ballots) else {
        panic!("it is counted by its method");
    };
    assert_eq!((count.ballots, count.elected), (3, vec![1]));
    let pairs = Method::RankPairs { options: options() };
    let Tally::RankPairs(count) = tally(&pairs, &ballots) else {
        panic!("it is counted by its method");
    };
    assert_eq!((count.ballots, count.order), (1, vec![vec![2], vec![1, 3]]));
}

/// A close of a proposal with as many options as there may be, and rounds as long as they may be,
/// is an event of less than a megabyte.
#[test]
fn the_largest_count_is_no_large_event() {
    let options: Vec<Text> = (0..100).map(|number| text(&format!("{number}"), "x")).collect();
    // Everybody ranks everything, each beginning with another option: nobody is excluded early.
    let orders = |votes: u32| {
        (0..votes).map(|vote| {
            let start = vote * vote % 100;
            (0..100_u32).map(move |at| u8::try_from((start + at * (1 + 2 * (vote % 20))) % 100 + 1))
        })
    };
    let once = |order: &mut dyn Iterator<Item = u8>| {
        let mut seen = std::collections::BTreeSet::new();
        order.filter(|number| seen.insert(*number)).collect::<Vec<u8>>()
    };
    let mut ballots = Vec::new();
    for order in orders(300) {
        let order = once(&mut order.map(|number| number.expect("at most 100")));
        ballots.push(Ballot::Tiers(order.iter().map(|number| vec![*number]).collect()));
        ballots.push(Ballot::Preferences(order));
    }
    let mut methods = vec![Method::RankPairs { options: options.clone() }];
    for variant in [StvVariant::Scottish, StvVariant::Meek] {
        for (seats, quota) in [(1, StvQuota::Droop), (50, StvQuota::Droop), (99, StvQuota::Hare)] {
            let rules = StvRules { seats, variant, quota };
            methods.push(Method::RankStv { options: options.clone(), rules });
        }
    }
    for method in methods {
        let stored = serde_json::to_vec(&tally(&method, &ballots)).expect("it is JSON");
        assert!(stored.len() < 1 << 20, "{} bytes: {}", stored.len(), method.name());
    }
}

#[test]
fn each_time_has_those_whom_it_suits_and_those_whom_it_does_not() {
    use Availability::{IfNeeded, No, Yes};
    let ballots = [
        Ballot::Availabilities(vec![(1, Yes), (2, IfNeeded), (3, No)]),
        Ballot::Availabilities(vec![(1, Yes), (2, No), (3, No)]),
    ];
    let counted =
        Tally::Schedule { yes: vec![2, 0, 0], if_needed: vec![0, 1, 0], no: vec![0, 1, 2] };
    assert_eq!(tally(&schedule(), &ballots), counted);
}

#[test]
fn who_is_in_is_counted_beside_the_target() {
    use Participation::{In, Out};
    let ballots = [In, Out, In].map(Ballot::Participation);
    let counted = Tally::Count { ins: 2, outs: 1, target: 5 };
    assert_eq!(tally(&Method::Count { target: 5 }, &ballots), counted);
}

#[test]
fn answers_are_counted() {
    assert_eq!(tally(&Method::Ask, &[Ballot::Answer, Ballot::Answer]), Tally::Ask { answers: 2 });
}

#[test]
fn without_a_rule_nothing_passes_or_fails() {
    use Verdict::NoQuorum;
    let scored = |votes| Tally::Score { sums: vec![0; 3], votes };
    let laid = |abstain| Tally::Allocate { points: vec![0; 3], abstain };
    let ranked = || Tally::Rank { points: vec![0; 3], firsts: vec![0; 3] };
    check(&[
        (None, Some(50), scored(2), 2, 4, Verdict::None),
        (None, Some(51), scored(2), 2, 4, NoQuorum),
        (None, Some(50), laid(1), 2, 4, Verdict::None),
        (None, Some(50), laid(2), 2, 4, Verdict::None),
        (None, Some(50), ranked(), 2, 4, Verdict::None),
        (None, Some(1), ranked(), 0, 0, Verdict::None),
        (None, Some(50), tally(&schedule(), &[]), 2, 4, Verdict::None),
        // Whether the target is reached is not the quorum's to say.
        (None, Some(50), Tally::Count { ins: 0, outs: 2, target: 5 }, 2, 4, Verdict::None),
        (None, Some(50), Tally::Count { ins: 1, outs: 0, target: 1 }, 1, 4, NoQuorum),
        (None, Some(50), Tally::Ask { answers: 2 }, 2, 4, Verdict::None),
        (None, Some(0), Tally::Ask { answers: 0 }, 0, 4, Verdict::None),
    ]);
}

#[test]
fn what_does_not_fit_the_method_is_not_counted() {
    let ballots = [
        Ballot::Stance(Stance::Block),
        Ballot::Options(vec![1]),
        Ballot::NoneOfThese,
        Ballot::Options(vec![0, 3, 200]),
        Ballot::Scores(vec![(0, 9), (2, 1), (200, 9)]),
        Ballot::Points(vec![(0, 9), (3, 1), (200, 9)]),
        Ballot::Ranking(vec![0, 2, 200, 1]),
        Ballot::Availabilities(vec![(0, Availability::No), (2, Availability::Yes)]),
        Ballot::Participation(Participation::In),
        Ballot::Answer,
    ];
    assert_eq!(tally(&Method::Consent, &ballots), stances(0, 0, 0, 1));
    assert_eq!(tally(&choose(1, 2, true), &ballots), choices(&[1, 0, 1], 1));
    let counted = Tally::Score { sums: vec![0, 1, 0], votes: 1 };
    assert_eq!(tally(&score(0, 5), &ballots), counted);
    let counted = Tally::Allocate { points: vec![0, 0, 1], abstain: 0 };
    assert_eq!(tally(&allocate(8), &ballots), counted);
    let counted = Tally::Rank { points: vec![0, 2, 0], firsts: vec![0, 0, 0] };
    assert_eq!(tally(&rank(1), &ballots), counted);
    let counted =
        Tally::Schedule { yes: vec![0, 1, 0], if_needed: vec![0, 0, 0], no: vec![0, 0, 0] };
    assert_eq!(tally(&schedule(), &ballots), counted);
    let counted = Tally::Count { ins: 1, outs: 0, target: 5 };
    assert_eq!(tally(&Method::Count { target: 5 }, &ballots), counted);
    assert_eq!(tally(&Method::Ask, &ballots), Tally::Ask { answers: 1 });
    let no_options = Method::Choose { options: vec![], min: 1, max: 1, none_of_these: false };
    assert_eq!(tally(&no_options, &ballots), choices(&[], 1));
    assert_eq!(verdict(of_votes(50), None, &choices(&[], 0), 1, 1), Verdict::Failed);
}
