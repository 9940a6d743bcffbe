//! The single transferable vote: its rules, its edges, and what every count keeps to.

use proptest::prelude::*;

use super::*;
use crate::proposal::tally::stv;

const BOTH: [StvVariant; 2] = [StvVariant::Scottish, StvVariant::Meek];
const DROOP: StvRules =
    StvRules { seats: 2, variant: StvVariant::Scottish, quota: StvQuota::Droop };

/// So many ballots with each order.
fn ballots(orders: &[(usize, &[u8])]) -> Vec<Vec<u8>> {
    orders.iter().flat_map(|(times, order)| vec![order.to_vec(); *times]).collect()
}

fn count(rules: StvRules, options: u8, ballots: &[Vec<u8>]) -> StvCount {
    stv::count(rules, options, ballots.iter().map(Vec::as_slice))
}

/// The steps of a count, in short: `1+`, the surplus of 1; `2-`, 2 is excluded.
fn steps(count: &StvCount) -> Vec<String> {
    let steps = count.rounds.iter().map(|round| match &round.step {
        StvStep::FirstPreferences => "first".to_owned(),
        StvStep::Surplus { of } => of.iter().map(|number| format!("{number}+")).collect(),
        StvStep::Exclusion { of } => format!("{of}-"),
    });
    steps.collect()
}

#[test]
fn the_droop_quota_is_the_fewest_votes_that_only_as_many_as_seats_can_have() {
    for (votes, seats, expected) in
        [(100, 1, 51), (101, 1, 51), (99, 2, 34), (100, 3, 26), (3, 5, 1)]
    {
        let ballots = ballots(&[(votes, &[1])]);
        let quota =
            |variant| count(StvRules { seats, variant, ..DROOP }, 9, &ballots).rounds[0].quota;
        assert_eq!(quota(StvVariant::Scottish), expected * 100_000, "{votes} over {seats}");
        let exact = u64::try_from(votes).unwrap() * 1_000_000_000 / (u64::from(seats) + 1);
        assert_eq!(quota(StvVariant::Meek), exact + 1, "{votes} over {seats}");
    }
}

#[test]
fn the_hare_quota_is_the_votes_by_the_seats() {
    for (votes, seats, scottish, meek) in [
        (100, 1, 10_000_000, 100_000_000_000),
        (100, 3, 3_333_334, 33_333_333_334),
        (99, 3, 3_300_000, 33_000_000_000),
        (1, 9, 11_112, 111_111_112),
    ] {
        let ballots = ballots(&[(votes, &[1])]);
        for (variant, expected) in [(StvVariant::Scottish, scottish), (StvVariant::Meek, meek)] {
            let rules = StvRules { seats, variant, quota: StvQuota::Hare };
            assert_eq!(count(rules, 9, &ballots).rounds[0].quota, expected, "{votes} over {seats}");
        }
    }
}

#[test]
fn what_an_option_has_beyond_the_quota_goes_on_with_every_ballot_that_it_has() {
    let count = count(DROOP, 3, &ballots(&[(5, &[1, 2]), (1, &[2]), (3, &[3])]));
    assert_eq!(steps(&count), ["first", "1+", "2-"]);
    assert_eq!(count.rounds[1].votes, [400_000, 200_000, 300_000]);
    assert_eq!(count.gains(2).collect::<Vec<_>>(), [(2, 100_000)]);
    assert_eq!(count.rounds[2].non_transferable, 200_000);
    assert_eq!(count.elected, [1, 3]);
}

/// 7 ballots with a surplus of 3: each takes 3/7 of a vote along, of which five decimals count.
#[test]
fn what_is_beyond_the_last_decimal_is_cut_off_and_told() {
    let count = count(DROOP, 3, &ballots(&[(6, &[1, 2]), (1, &[1]), (2, &[3])]));
    assert_eq!(count.rounds[1].votes, [400_000, 6 * 42_857, 200_000]);
    assert_eq!(count.rounds[1].non_transferable, 42_857);
    assert_eq!(count.rounds[1].rounding, 300_000 - 7 * 42_857);
}

#[test]
fn the_largest_surplus_goes_first() {
    let rules = StvRules { seats: 3, ..DROOP };
    let counted =
        count(rules, 5, &ballots(&[(8, &[1, 3]), (9, &[2, 3]), (2, &[3]), (4, &[4]), (1, &[5])]));
    assert_eq!(steps(&counted)[..3], ["first", "2+", "1+"]);
    assert_eq!(counted.elected, [2, 1, 3]);
}

#[test]
fn a_tie_is_decided_by_the_latest_round_in_which_the_votes_were_not_equal() {
    // After 1 is excluded, 2 and 3 have three votes each; before that, 2 had fewer.
    let orders: [(usize, &[u8]); 5] = [(1, &[1, 2]), (2, &[2]), (3, &[3]), (4, &[4]), (5, &[5])];
    let counted = count(DROOP, 5, &ballots(&orders));
    assert_eq!(steps(&counted), ["first", "1-", "2-", "3-"]);
    let tie = StvTie { between: vec![2, 3], chosen: 2, by: TieBreak::EarlierRound { round: 1 } };
    assert_eq!(counted.rounds[2].tie, Some(tie));
    // The same with the numbers the other way round.
    let turned: Vec<Vec<u8>> =
        ballots(&orders).into_iter().map(|order| order.iter().map(|it| 6 - it).collect()).collect();
    let tie = StvTie { between: vec![3, 4], chosen: 4, by: TieBreak::EarlierRound { round: 1 } };
    assert_eq!(count(DROOP, 5, &turned).rounds[2].tie, Some(tie));
}

#[test]
fn where_no_round_decides_the_later_option_loses() {
    for variant in BOTH {
        let rules = StvRules { seats: 1, variant, ..DROOP };
        let counted = count(rules, 3, &ballots(&[(2, &[1]), (2, &[2]), (2, &[3])]));
        assert_eq!(steps(&counted), ["first", "3-", "2-"], "{variant:?}");
        let tie = StvTie { between: vec![1, 2, 3], chosen: 3, by: TieBreak::OptionOrder };
        assert_eq!(counted.rounds[1].tie, Some(tie), "{variant:?}");
        assert_eq!(counted.elected, [1], "{variant:?}");
    }
}

#[test]
fn of_equal_surpluses_the_earlier_option_goes_first_where_no_round_decides() {
    let rules = StvRules { seats: 3, ..DROOP };
    let orders: [(usize, &[u8]); 4] = [(6, &[1, 3]), (6, &[2, 4]), (2, &[3]), (2, &[4])];
    let counted = count(rules, 4, &ballots(&orders));
    let tie = StvTie { between: vec![1, 2], chosen: 1, by: TieBreak::OptionOrder };
    assert_eq!(counted.rounds[1].tie, Some(tie));
    assert_eq!(counted.rounds[2].step, StvStep::Surplus { of: vec![2] });
}

#[test]
fn the_last_seats_go_to_those_who_are_left() {
    for variant in BOTH {
        let rules = StvRules { seats: 2, variant, ..DROOP };
        let counted = count(rules, 3, &ballots(&[(5, &[1]), (3, &[2]), (1, &[3])]));
        assert_eq!(counted.elected, [1, 2], "{variant:?}");
        assert!(counted.rounds.last().unwrap().votes[1] < counted.rounds[0].quota);
    }
}

#[test]
fn no_transfer_is_made_once_the_seats_are_filled() {
    let counted = count(DROOP, 3, &ballots(&[(9, &[1, 3]), (9, &[2, 3]), (1, &[3])]));
    assert_eq!(steps(&counted), ["first"]);
    assert_eq!(counted.elected, [1, 2]);
}

#[test]
fn as_many_seats_as_options_elect_all_of_them() {
    for seats in [3, 4, u8::MAX] {
        for variant in BOTH {
            for quota in [StvQuota::Droop, StvQuota::Hare] {
                let rules = StvRules { seats, variant, quota };
                let counted = count(rules, 3, &ballots(&[(1, &[2]), (2, &[3])]));
                assert_eq!(counted.elected, [3, 2, 1], "{rules:?}");
                assert_eq!(counted.rounds.len(), 1, "{rules:?}");
            }
        }
    }
}

#[test]
fn where_nobody_ranks_an_option_nobody_is_elected() {
    for variant in BOTH {
        let rules = StvRules { variant, ..DROOP };
        for ballots in [vec![], vec![vec![]], vec![vec![0, 9, u8::MAX]]] {
            let counted = count(rules, 3, &ballots);
            assert_eq!((counted.ballots, counted.rounds.len()), (0, 0), "{rules:?}");
            assert_eq!(counted.elected, [0; 0], "{rules:?}");
        }
    }
}

#[test]
fn no_seats_elect_nobody() {
    for variant in BOTH {
        for quota in [StvQuota::Droop, StvQuota::Hare] {
            let rules = StvRules { seats: 0, variant, quota };
            assert_eq!(count(rules, 3, &ballots(&[(3, &[1])])).elected, [0; 0], "{rules:?}");
        }
    }
}

#[test]
fn what_names_no_option_or_names_it_again_is_passed_over() {
    let odd = vec![vec![0, 3, 1, 1, 2], vec![9, 2], vec![9]];
    let plain = vec![vec![1, 2], vec![2]];
    assert_eq!(count(DROOP, 2, &odd), count(DROOP, 2, &plain));
}

#[test]
fn in_meek_ballots_that_run_out_lower_the_quota() {
    let rules = StvRules { variant: StvVariant::Meek, ..DROOP };
    let counted = count(rules, 4, &ballots(&[(40, &[1]), (20, &[2]), (18, &[3]), (3, &[4])]));
    assert_eq!(counted.elected, [1, 2]);
    let quotas: Vec<u64> = counted.rounds.iter().map(|round| round.quota).collect();
    assert!(quotas.is_sorted_by(|a, b| a >= b) && quotas.first() > quotas.last(), "{quotas:?}");
}

#[test]
fn the_stored_form_is_short_and_read_back() {
    let counted = count(DROOP, 3, &ballots(&[(5, &[1, 2]), (1, &[2]), (3, &[3])]));
    let json = serde_json::to_string(&counted).unwrap();
    assert_eq!(
        json,
        r#"{"ballots":9,"decimals":5,"rounds":[{"step":"FIRST_PREFERENCES","quota":400000,"votes":[500000,100000,300000],"non_transferable":0,"elected":[1]},{"step":{"SURPLUS":{"of":[1]}},"quota":400000,"votes":[400000,200000,300000],"non_transferable":0},{"step":{"EXCLUSION":{"of":2}},"quota":400000,"votes":[400000,0,300000],"non_transferable":200000,"elected":[3]}],"elected":[1,3]}"#
    );
    assert_eq!(serde_json::from_str::<StvCount>(&json).unwrap(), counted);
}

fn variants() -> impl Strategy<Value = StvVariant> {
    prop::sample::select(BOTH.to_vec())
}

fn rules() -> impl Strategy<Value = StvRules> {
    let quotas = prop::sample::select(vec![StvQuota::Droop, StvQuota::Hare]);
    (0..6_u8, variants(), quotas).prop_map(|(seats, variant, quota)| StvRules {
        seats,
        variant,
        quota,
    })
}

/// Orders of some of seven options, each so many times.
fn elections() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let order = (Just((1..=7).collect::<Vec<u8>>()).prop_shuffle(), 1..=7_usize)
        .prop_map(|(order, named)| order[..named].to_vec());
    let paper = (order, 1..40_usize).prop_map(|(order, times)| vec![order; times]);
    prop::collection::vec(paper, 1..14).prop_map(|papers| papers.concat())
}

/// What every count keeps to, whatever was counted.
fn check_laws(rules: StvRules, options: u8, count: &StvCount) -> Result<(), TestCaseError> {
    let all = u64::from(count.ballots) * 10_u64.pow(count.decimals.into());
    for round in &count.rounds {
        let held: u64 = round.votes.iter().sum();
        prop_assert_eq!(held + round.non_transferable + round.rounding, all, "votes are kept");
        prop_assert!(rules.variant == StvVariant::Scottish || round.rounding == 0);
    }
    let mut elected = count.elected.clone();
    elected.sort_unstable();
    elected.dedup();
    let seats = if count.ballots == 0 { 0 } else { rules.seats.min(options) };
    prop_assert_eq!(elected.len(), usize::from(seats), "the seats are filled");
    prop_assert_eq!(count.elected.len(), usize::from(seats), "nobody is elected twice");
    let excluded: Vec<u8> = count
        .rounds
        .iter()
        .filter_map(|round| match round.step {
            StvStep::Exclusion { of } => Some(of),
            _ => None,
        })
        .collect();
    prop_assert!(excluded.iter().all(|number| !elected.contains(number)));
    for number in &elected {
        let at = count.rounds.iter().position(|round| round.elected.contains(number));
        prop_assert!(at.is_some(), "some round elects {}", number);
    }
    Ok(())
}

proptest! {
    #[test]
    fn votes_are_kept_and_seats_filled(rules in rules(), ballots in elections()) {
        check_laws(rules, 7, &count(rules, 7, &ballots))?;
    }

    #[test]
    fn no_ballots_are_too_odd_to_count(
        seats in any::<u8>(), options in any::<u8>(), variant in variants(), hare in any::<bool>(),
        ballots in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..20), 0..40),
    ) {
        let quota = if hare { StvQuota::Hare } else { StvQuota::Droop };
        let rules = StvRules { seats, variant, quota };
        let counted = count(rules, options, &ballots);
        check_laws(rules, options, &counted)?;
        let json = serde_json::to_string(&counted).unwrap();
        prop_assert_eq!(serde_json::from_str::<StvCount>(&json).unwrap(), counted);
    }

    #[test]
    fn the_order_of_ballots_does_not_matter(
        rules in rules(),
        (ballots, shuffled) in elections().prop_flat_map(|ballots| {
            (Just(ballots.clone()), Just(ballots).prop_shuffle())
        })
    ) {
        prop_assert_eq!(count(rules, 7, &ballots), count(rules, 7, &shuffled));
    }

    #[test]
    fn other_numbers_for_the_options_change_nothing_but_the_numbers_where_no_tie_is_broken(
        rules in rules(), ballots in elections(),
        numbers in Just((1..=7).collect::<Vec<u8>>()).prop_shuffle(),
    ) {
        let counted = count(rules, 7, &ballots);
        let by_order = |round: &StvRound| {
            round.tie.as_ref().is_some_and(|tie| tie.by == TieBreak::OptionOrder)
        };
        prop_assume!(!counted.rounds.iter().any(by_order));
        let rename = |number: &u8| numbers[usize::from(*number) - 1];
        let renamed = ballots.iter().map(|order| order.iter().map(rename).collect());
        let renamed = count(rules, 7, &renamed.collect::<Vec<Vec<u8>>>());
        let in_order = |mut numbers: Vec<u8>| { numbers.sort_unstable(); numbers };
        let expected = in_order(counted.elected.iter().map(rename).collect());
        let quotas = |count: &StvCount| count.rounds.iter().map(|it| it.quota).collect::<Vec<_>>();
        prop_assert_eq!(quotas(&renamed), quotas(&counted));
        prop_assert_eq!(in_order(renamed.elected), expected);
    }

    /// Options that more than a quota of voters want most are not all left out.
    #[test]
    fn a_quota_of_voters_who_agree_on_some_options_gets_one_of_them(
        variant in variants(), ballots in elections(), seats in 1..4_u8, extra in 0..40_usize,
    ) {
        let rules = StvRules { seats, variant, quota: StvQuota::Droop };
        let solid = ballots.len() / usize::from(seats) + 1 + extra;
        let all = [ballots, vec![vec![6, 7]; solid]].concat();
        let counted = count(rules, 7, &all);
        let quota = all.len() / (usize::from(seats) + 1) + 1;
        prop_assume!(solid >= quota);
        prop_assert!(counted.elected.contains(&6) || counted.elected.contains(&7));
    }
}
