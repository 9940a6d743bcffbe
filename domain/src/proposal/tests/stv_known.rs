//! STV counts that were published, counted again.

use super::*;
use crate::proposal::tally::stv;

/// The ballots for mayor of Burlington, Vermont, in 2009, that rank one of the three leading
/// candidates, all others left out: Montroll (a), Kiss (b), Wright (c).
pub const BURLINGTON: [(usize, &str); 9] = [
    (1332, "abc"),
    (767, "acb"),
    (455, "a"),
    (2043, "bac"),
    (371, "bca"),
    (568, "b"),
    (1513, "cab"),
    (495, "cba"),
    (1289, "c"),
];

/// Ballots in lines: how many of them, and the numbers of the options in order.
fn ballots(lines: &str) -> Vec<Vec<u8>> {
    let mut ballots = Vec::new();
    for line in lines.lines() {
        let mut numbers = line.split_whitespace().map(|number| number.parse::<u16>().unwrap());
        let Some(times) = numbers.next() else { continue };
        let order: Vec<u8> = numbers.map(|number| u8::try_from(number).unwrap()).collect();
        ballots.extend(std::iter::repeat_n(order, usize::from(times)));
    }
    ballots
}

fn count(seats: u8, variant: StvVariant, options: u8, ballots: &[Vec<u8>]) -> StvCount {
    let rules = StvRules { seats, variant, quota: StvQuota::Droop };
    stv::count(rules, options, ballots.iter().map(Vec::as_slice))
}

/// Votes with their decimals, written as in the published count.
fn written(votes: &[u64], decimals: u8) -> String {
    let unit = 10_u64.pow(decimals.into());
    let width = usize::from(decimals);
    let one = |votes: &u64| format!("{}.{:0width$}", votes / unit, votes % unit);
    votes.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// The votes of a round, of those options that have any, with their decimals.
fn standing(count: &StvCount, round: usize) -> String {
    let votes = &count.rounds[round - 1].votes;
    let some: Vec<u64> = votes.iter().copied().filter(|votes| *votes > 0).collect();
    written(&some, count.decimals)
}

/// The round in which this option was excluded, from 1.
fn exclusion(count: &StvCount, option: u8) -> usize {
    let step = StvStep::Exclusion { of: option };
    count.rounds.iter().position(|round| round.step == step).unwrap() + 1
}

#[test]
fn burlington_elects_kiss_with_one_seat() {
    let letters = |order: &str| order.bytes().map(|letter| letter - b'a' + 1).collect::<Vec<_>>();
    let all = BURLINGTON.iter().flat_map(|(times, order)| vec![letters(order); *times]);
    let all: Vec<Vec<u8>> = all.collect();
    for variant in [StvVariant::Scottish, StvVariant::Meek] {
        let count = count(1, variant, 3, &all);
        assert_eq!(count.elected, [2], "{variant:?}");
        let unit = 10_u64.pow(count.decimals.into());
        // The last round of the published count: Kiss 4313 or 4314, Wright 4061 or 4064, as what is
        // wrong with some ballots is read.
        assert_eq!(count.rounds[1].votes, [0, 4314 * unit, 4064 * unit], "{variant:?}");
    }
}

/// The Steering Committee of the Green Party of the United States, 24 July 2005: 94 ballots, 13
/// candidates, 4 seats. The ballots were published with OpenSTV, and the counts of them by the
/// rules below, all figures included, with the Droop election counting software.
const COMMITTEE: &str = "\
    19 7 8 9 11 12\n 1 13 7 5 4 2 1\n 1 5 13 2 7 4 1\n 1 13 4 1 2\n 1 4 2 13 1 3\n 1 4 13 2 7
    1 7 8 12 1 13 9 2 4 11 5\n 1 1 13 3 4 7 5 2\n 2 4 1 13 7 3 5 2\n 1 1 4 13 2 7 5 3 9 8 12 11
    2 7 1 8 9 13 3 2 4 12 5 11\n 1 5 1 13 3 2 4 7\n 1 7 8 9 3 12 2 13 5 1 4\n 2 3 13 1 2
    1 4 7 13 5\n 1 4 5 13 3 2 1\n 1 7 9 8 12 11 2 13\n 3 4 3 13 1\n 1 13 3 4 1 7 2 5
    1 3 13 4 1 7 2 5\n 1 13 3 4 1 2 5 7\n 1 13 1 4 2 5 3 7\n 1 13 4 3 1 2 5\n 1 3 13 1 4 2 7 5
    1 4 3 13 8\n 2 1 4 13 7\n 1 7 3 4 13 1 5\n 1 9 11 8 7\n 1 13 3 5 2\n 1 4 5 2 3 13
    1 13 5 2 4 1 3 7\n 1 13 5 2 1 7 3 8\n 1 7 8 9 12 11\n 1 7 8 4 9 12\n 1 13 4 7 2 8
    1 4 13 2 7 1 8\n 1 7 8 11 9 12\n 1 8 4 7 11 13 9\n 1 7 4 2 13\n 1 13 1 7 4
    1 4 1 2 13 9 5\n 1 1 4 13 5 3 2\n 1 7 5 4 8 11 2 13 1 3 9 12\n 1 4 8 7 5 13 2 1 3 9
    1 3 4 7 2 12 13 8 1 5\n 2 7 8 11 9\n 1 13 2 4 7 5 1\n 1 7 8 9 11\n 1 2 7 8 12 13 11 1 5 9
    1 4 7 8 2\n 1 4 13 5 2 1 3\n 1 13 4 7 3 1 5 8 2 9\n 1 4 3 13 1 7\n 1 13 4 1 3
    1 4 1 13 3 2 7 8\n 1 2 4 13 5\n 1 2 3 4 1 13 7\n 1 3 1 4 13\n 1 4 3 1 2 11
    1 3 1 4 13 2 7\n 1 4 1 2 8 3\n 2 4 1 5 13 2 3\n 1 13 7 3 2 5 4 1\n 1 13 5 7 2 4 1
    1 1 13 3 7 2 4 5\n 2 13 1 2 7 4 5 3\n 1 3 1 4 2 13 7 9 5 8";

#[test]
fn the_steering_committee_is_counted_by_scottish_rules_as_published() {
    let count = count(4, StvVariant::Scottish, 13, &ballots(COMMITTEE));
    assert_eq!(count.ballots, 94);
    assert!(count.rounds.iter().all(|round| round.quota == 19_00000));
    assert_eq!(
        standing(&count, 1),
        "6.00000 3.00000 8.00000 22.00000 2.00000 33.00000 1.00000 1.00000 18.00000"
    );
    assert_eq!(count.rounds[0].elected, [7, 4]);
    assert_eq!(count.rounds[1].step, StvStep::Surplus { of: vec![7] });
    assert_eq!(
        standing(&count, 2),
        "6.84848 3.42424 8.42424 22.00000 2.42424 19.00000 12.45448 1.42424 18.00000"
    );
    assert_eq!(count.rounds[2].step, StvStep::Surplus { of: vec![4] });
    assert_eq!(
        standing(&count, 3),
        "7.80300 3.56060 9.24240 19.00000 2.69696 19.00000 12.72720 1.42424 18.54544"
    );
    let rounds = [
        (9, "7.80300 3.56060 9.24240 19.00000 2.69696 19.00000 14.15144 18.54544"),
        (5, "8.80300 3.69696 9.24240 19.00000 19.00000 14.57568 19.68180"),
        (2, "9.36448 10.59132 19.00000 19.00000 15.61032 19.00000"),
        (1, "16.62204 19.00000 19.00000 16.59988 19.00000"),
        (8, "18.59172 19.00000 19.00000 19.00000"),
    ];
    for (excluded, expected) in rounds {
        assert_eq!(standing(&count, exclusion(&count, excluded)), expected, "{excluded}");
    }
    let surplus = exclusion(&count, 5) + 1;
    assert_eq!(count.rounds[surplus - 1].step, StvStep::Surplus { of: vec![13] });
    assert_eq!(
        standing(&count, surplus),
        "9.01084 3.95360 9.45496 19.00000 19.00000 14.57568 19.00000"
    );
    assert_eq!(count.rounds[surplus - 1].non_transferable, 472);
    assert_eq!(count.rounds.last().unwrap().non_transferable, 18_40808);
    assert_eq!(count.elected, [7, 4, 13, 3]);
}

#[test]
fn the_steering_committee_is_counted_by_meek_as_published() {
    let count = count(4, StvVariant::Meek, 13, &ballots(COMMITTEE));
    assert_eq!(count.rounds[0].quota, 18_800000001);
    assert_eq!(count.rounds[0].elected, [7, 4]);
    let settled = &count.rounds[1];
    assert_eq!(settled.step, StvStep::Surplus { of: vec![4, 7] });
    assert_eq!(settled.keep, [564156107, 837944884]);
    assert_eq!(
        standing(&count, 2),
        "8.006073598 3.232685848 9.408174589 18.800000609 2.759954125 18.800000299 13.000470959 \
         1.435843893 18.556796080"
    );
    let at = exclusion(&count, 5);
    assert_eq!(count.rounds[at - 1].elected, [13]);
    assert_eq!(
        standing(&count, at),
        "9.006073598 3.394740964 9.408174589 19.165213770 18.800000299 14.506945584 19.718851196"
    );
    let settled = &count.rounds[at];
    assert_eq!(settled.quota, 18_799133306);
    assert_eq!(settled.non_transferable, 4333472);
    assert_eq!(settled.keep, [560273860, 811568586, 947700149]);
    assert_eq!(
        standing(&count, at + 1),
        "9.427381450 3.730149807 9.774255128 18.799133460 18.799133416 14.666479770 18.799133497"
    );
    let settled = exclusion(&count, 2) + 1;
    assert_eq!(count.rounds[settled - 1].quota, 18_789719295);
    assert_eq!(
        standing(&count, settled),
        "10.204118384 11.498644230 18.789719457 18.789719396 15.876675538 18.789719467"
    );
    assert_eq!(count.elected, [7, 4, 13, 8]);
    let last = count.rounds.last().unwrap();
    assert_eq!(last.quota, 18_586296861);
    assert_eq!(last.non_transferable, 1_068515700);
}

/// From "The computational accuracy using the Meek algorithm", Voting matters 12 (2000): what comes
/// out depends on surpluses that are a small part of a vote.
#[test]
fn meek_is_precise_enough_where_little_decides() {
    let lines = "333 1 3\n 333 1 4\n 333 1 5\n 333 2 3\n 333 2 4\n 333 2 5\n 667 3\n 667 4\n 667 5
        1 1 2 3\n 1 1 2 4\n 2 2 1 3";
    let count = count(3, StvVariant::Meek, 5, &ballots(lines));
    assert_eq!(count.rounds[0].quota, 1000_750000001);
    assert_eq!(
        standing(&count, 2),
        "1000.750000126 1000.750000126 667.166666686 667.166666562 667.166666500"
    );
    assert_eq!(count.rounds[1].keep, [999749750, 999749750]);
    // Within the surplus that is left, 3, 4 and 5 are equal: they were so in the round before.
    let tie = StvTie { between: vec![3, 4, 5], chosen: 5, by: TieBreak::OptionOrder };
    assert_eq!(count.rounds[2].tie, Some(tie));
    assert_eq!(count.elected.len(), 3);
}
