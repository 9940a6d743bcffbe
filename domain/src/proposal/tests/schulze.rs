//! Schulze's method: what it promises, and what it answers to elections from the literature.

use proptest::prelude::*;

use super::*;
use crate::proposal::tally::schulze;

/// Ballots written as in the literature: how many of them, and an order of letters in which those
/// that are alike stand together in brackets. `a` is option 1.
fn ballots(written: &[(usize, &str)]) -> Vec<Vec<Vec<u8>>> {
    let mut ballots = Vec::new();
    for (times, order) in written {
        let mut groups: Vec<Vec<u8>> = Vec::new();
        let mut alike = false;
        for letter in order.bytes() {
            match letter {
                b'(' => (groups.push(vec![]), alike = true).1,
                b')' => alike = false,
                _ if alike => groups.last_mut().unwrap().push(letter - b'a' + 1),
                _ => groups.push(vec![letter - b'a' + 1]),
            }
        }
        ballots.extend(std::iter::repeat_n(groups, *times));
    }
    ballots
}

fn count(options: u8, ballots: &[Vec<Vec<u8>>]) -> SchulzeCount {
    schulze::count(options, ballots.iter().map(Vec::as_slice))
}

/// The order that these ballots lead to, written like a ballot.
#[track_caller]
fn check_order(options: u8, written: &[(usize, &str)], expected: &str) {
    let counted = count(options, &ballots(written));
    let expected: Vec<Vec<u8>> = ballots(&[(1, expected)]).remove(0);
    assert_eq!(counted.order, expected, "{written:?}");
}

#[test]
fn an_order_is_found_through_paths_where_every_option_is_beaten_by_some_other() {
    // The example of the article "Schulze method" in Wikipedia, with its two tables.
    let written = [
        (5, "acbed"),
        (5, "adecb"),
        (8, "bedac"),
        (3, "cabed"),
        (7, "caebd"),
        (2, "cbade"),
        (7, "dceba"),
        (8, "ebadc"),
    ];
    let counted = count(5, &ballots(&written));
    assert_eq!(counted.ballots, 45);
    assert_eq!(
        counted.pairs,
        [
            [0, 20, 26, 30, 22],
            [25, 0, 16, 33, 18],
            [19, 29, 0, 17, 24],
            [15, 12, 28, 0, 14],
            [23, 27, 21, 31, 0],
        ]
    );
    assert_eq!(
        counted.paths,
        [
            [0, 28, 28, 30, 24],
            [25, 0, 28, 33, 24],
            [25, 29, 0, 29, 24],
            [25, 28, 28, 0, 24],
            [25, 28, 28, 31, 0],
        ]
    );
    assert_eq!(counted.order, [[5], [1], [3], [2], [4]]);
}

/// Section 3 of Schulze's paper, those of its examples that give ballots, by their numbers in the
/// draft of March 2017: the winners are those that it names.
#[test]
fn the_examples_of_the_paper_have_the_winners_that_it_names() {
    let winners = |options, written: &[(usize, &str)]| {
        let order = count(options, &ballots(written)).order;
        order[0].iter().map(|number| char::from(b'a' + number - 1)).collect::<String>()
    };
    let one = [(8, "acdb"), (2, "badc"), (4, "cdba"), (4, "dbac"), (3, "dcba")];
    assert_eq!(winners(4, &one), "d");
    let two = [(3, "abcd"), (2, "cbda"), (2, "dabc"), (2, "dbca")];
    assert_eq!(winners(4, &two), "bd");
    let three = [(12, "abcd"), (6, "adbc"), (9, "bcda"), (15, "cdab"), (21, "dbac")];
    assert_eq!(winners(4, &three), "d");
    let four = [(6, "acdb"), (1, "badc"), (3, "cbda"), (3, "dbac"), (2, "dcba")];
    assert_eq!(winners(4, &four), "ad");
    let five = [
        (3, "adebcf"),
        (3, "bfecda"),
        (4, "cabfde"),
        (1, "dbcefa"),
        (4, "defabc"),
        (2, "ecbdfa"),
        (2, "facdbe"),
    ];
    assert_eq!(winners(6, &five), "a");
    assert_eq!(winners(6, &[&five[..], &[(2, "aefcbd")]].concat()), "d");
    let six = [
        (3, "abdc"),
        (5, "adbc"),
        (1, "adcb"),
        (2, "badc"),
        (2, "bdca"),
        (4, "cabd"),
        (6, "cbad"),
        (2, "dbca"),
        (5, "dcab"),
    ];
    assert_eq!(winners(4, &six), "a");
    let six_with_another = [
        (3, "abdec"),
        (5, "adebc"),
        (1, "adecb"),
        (2, "badec"),
        (2, "bdeca"),
        (4, "cabde"),
        (6, "cbade"),
        (2, "dbeca"),
        (5, "decab"),
    ];
    assert_eq!(winners(5, &six_with_another), "b");
    let eight = [
        (9, "adbec"),
        (6, "bcade"),
        (5, "bcdea"),
        (2, "cdbea"),
        (6, "decba"),
        (14, "eacbd"),
        (2, "ecabd"),
        (1, "edacb"),
    ];
    assert_eq!(winners(5, &eight), "b");
    let nine = [
        (9, "adbec"),
        (1, "baced"),
        (6, "cbade"),
        (2, "cdbea"),
        (5, "cdeab"),
        (6, "decab"),
        (14, "ebacd"),
        (2, "ebcad"),
    ];
    assert_eq!(winners(5, &nine), "e");
}

/// Example 7 of the paper, where ballots have options alike: with winning votes it elects `d`, with
/// margins it would be `a`, with ratios `b`.
#[test]
fn links_are_as_strong_as_their_winning_votes() {
    let written = [
        (6, "abcd"),
        (8, "(ab)(cd)"),
        (8, "(ac)(bd)"),
        (18, "(ac)db"),
        (8, "(acd)b"),
        (40, "b(acd)"),
        (4, "cbda"),
        (9, "cdab"),
        (8, "(cd)(ab)"),
        (14, "dabc"),
        (11, "dbca"),
        (4, "dcab"),
    ];
    assert_eq!(count(4, &ballots(&written)).order[0], [4]);
}

/// The worked example of the first pages of the paper, with its tables.
#[test]
fn matrix_and_paths_are_those_of_the_paper() {
    let written = [(8, "acdb"), (2, "badc"), (4, "cdba"), (4, "dbac"), (3, "dcba")];
    let counted = count(4, &ballots(&written));
    assert_eq!(counted.pairs, [[0, 8, 14, 10], [13, 0, 6, 2], [7, 15, 0, 12], [11, 19, 9, 0]]);
    assert_eq!(counted.paths, [[0, 14, 14, 12], [13, 0, 13, 12], [13, 15, 0, 12], [13, 19, 13, 0]]);
}

/// Where Tennessee's capital should be: 42 % live around Memphis (a), 26 % around Nashville (b),
/// 15 % around Chattanooga (c), 17 % around Knoxville (d), and all want it near.
#[test]
fn tennessee_meets_in_nashville() {
    check_order(4, &[(42, "abcd"), (26, "bcda"), (15, "cdba"), (17, "dcba")], "bcda");
}

/// The three leading candidates for mayor of Burlington, Vermont, in 2009: Montroll (a), Kiss (b)
/// and Wright (c), with the published pairwise totals.
#[test]
fn burlington_prefers_montroll_to_each_other() {
    let counted = count(3, &ballots(&super::stv_known::BURLINGTON));
    assert_eq!(counted.pairs, [[0, 4067, 4597], [3477, 0, 4314], [3668, 4064, 0]]);
    assert_eq!(counted.order, [[1], [2], [3]]);
}

#[test]
fn options_that_are_not_ranked_are_below_all_that_are() {
    check_order(4, &[(2, "a"), (1, "b")], "ab(cd)");
    check_order(3, &[], "(abc)");
    check_order(3, &[(1, "(ab)")], "(ab)c");
    check_order(0, &[(1, "a")], "");
}

#[test]
fn what_names_no_option_or_names_it_again_is_passed_over() {
    let odd = vec![vec![vec![], vec![0, 9], vec![2, 2], vec![1, 2], vec![]], vec![vec![7]], vec![]];
    let counted = count(2, &odd);
    assert_eq!(counted.ballots, 1);
    assert_eq!(counted.pairs, [[0, 0], [1, 0]]);
    assert_eq!(counted.order, [[2], [1]]);
}

#[test]
fn more_ballots_than_a_byte_counts_are_all_counted() {
    let counted = count(2, &ballots(&[(1000, "a"), (700, "b")]));
    assert_eq!(counted.pairs, [[0, 1000], [700, 0]]);
}

#[test]
fn as_many_options_as_have_numbers_can_be_counted() {
    let upwards: Vec<Vec<u8>> = (0..=u8::MAX).map(|number| vec![number]).collect();
    let counted = count(u8::MAX, &[upwards]);
    assert_eq!(counted.order.concat(), (1..=u8::MAX).collect::<Vec<_>>());
    assert_eq!(counted.order.len(), 255);
}

/// Groups of numbers, most of them options.
fn any_ballots() -> impl Strategy<Value = Vec<Vec<Vec<u8>>>> {
    let group = prop::collection::vec(prop_oneof![9 => 0..=7_u8, 1 => any::<u8>()], 0..4);
    prop::collection::vec(prop::collection::vec(group, 0..7), 0..24)
}

/// Some options, and ballots that each rank all of them, alike or not.
fn elections() -> impl Strategy<Value = (u8, Vec<Vec<Vec<u8>>>)> {
    (2..=6_u8).prop_flat_map(|options| {
        let ranks = prop::collection::vec(0..options, usize::from(options));
        let ballot = ranks.prop_map(move |ranks| {
            let numbers = |rank| (1..=options).zip(&ranks).filter(move |(_, r)| **r == rank);
            (0..options).map(|rank| numbers(rank).map(|(number, _)| number).collect()).collect()
        });
        (Just(options), prop::collection::vec(ballot, 0..16))
    })
}

/// The strength of the strongest path, found by walking all of them.
fn strongest(pairs: &[Vec<u32>], at: usize, to: usize, weakest: u32, seen: &mut Vec<usize>) -> u32 {
    if at == to {
        return weakest;
    }
    seen.push(at);
    let mut best = 0;
    for next in 0..pairs.len() {
        if !seen.contains(&next) && pairs[at][next] > pairs[next][at] {
            best = best.max(strongest(pairs, next, to, weakest.min(pairs[at][next]), seen));
        }
    }
    seen.pop();
    best
}

proptest! {
    #[test]
    fn no_ballots_are_too_odd_to_count(options in 0..12_u8, ballots in any_ballots()) {
        let counted = count(options, &ballots);
        let mut ordered: Vec<u8> = counted.order.concat();
        ordered.sort_unstable();
        prop_assert_eq!(ordered, (1..=options).collect::<Vec<_>>());
        let json = serde_json::to_string(&counted).unwrap();
        prop_assert_eq!(serde_json::from_str::<SchulzeCount>(&json).unwrap(), counted);
    }

    #[test]
    fn paths_and_winners_are_those_found_by_walking_all_paths((options, ballots) in elections()) {
        let counted = count(options, &ballots);
        let all = 0..usize::from(options);
        let walk = |a, b| strongest(&counted.pairs, a, b, u32::MAX, &mut vec![]);
        for (a, b) in all.clone().flat_map(|a| all.clone().map(move |b| (a, b))) {
            if a != b {
                prop_assert_eq!(counted.paths[a][b], walk(a, b), "{} to {}", a + 1, b + 1);
            }
        }
        let unbeaten = all.clone().filter(|a| all.clone().all(|b| *a == b || walk(*a, b) >= walk(b, *a)));
        let unbeaten: Vec<u8> = unbeaten.map(|place| u8::try_from(place + 1).unwrap()).collect();
        prop_assert_eq!(&counted.order[0], &unbeaten);
    }

    #[test]
    fn whom_more_prefer_to_each_other_option_wins_alone((options, ballots) in elections()) {
        let counted = count(options, &ballots);
        let all = 0..usize::from(options);
        let beats_all = |a: usize| {
            all.clone().all(|b| a == b || counted.pairs[a][b] > counted.pairs[b][a])
        };
        if let Some(winner) = all.clone().find(|a| beats_all(*a)) {
            prop_assert_eq!(&counted.order[0], &[u8::try_from(winner + 1).unwrap()]);
        }
    }

    #[test]
    fn the_order_of_ballots_does_not_matter(
        (options, ballots, shuffled) in elections().prop_flat_map(|(options, ballots)| {
            (Just(options), Just(ballots.clone()), Just(ballots).prop_shuffle())
        })
    ) {
        prop_assert_eq!(count(options, &ballots), count(options, &shuffled));
    }

    #[test]
    fn other_numbers_for_the_options_change_nothing_but_the_numbers(
        (options, ballots, numbers) in elections().prop_flat_map(|(options, ballots)| {
            let numbers = (1..=options).collect::<Vec<u8>>();
            (Just(options), Just(ballots), Just(numbers).prop_shuffle())
        })
    ) {
        let rename = |number: &u8| numbers[usize::from(*number) - 1];
        let renamed: Vec<Vec<Vec<u8>>> = ballots.iter().map(|ballot| {
            ballot.iter().map(|group| group.iter().map(rename).collect()).collect()
        }).collect();
        let expected: Vec<Vec<u8>> = count(options, &ballots).order.iter().map(|group| {
            let mut group: Vec<u8> = group.iter().map(rename).collect();
            group.sort_unstable();
            group
        }).collect();
        prop_assert_eq!(count(options, &renamed).order, expected);
    }

    #[test]
    fn raising_a_winner_on_a_ballot_never_makes_it_lose(
        (options, ballots) in elections(), which in any::<prop::sample::Index>(),
        to in any::<prop::sample::Index>(), alike in any::<bool>(),
    ) {
        prop_assume!(!ballots.is_empty());
        let before = count(options, &ballots).order;
        for winner in &before[0] {
            let mut raised = ballots.clone();
            let ballot = which.get_mut(&mut raised);
            let from = ballot.iter().position(|group| group.contains(winner)).unwrap();
            ballot[from].retain(|number| number != winner);
            let to = to.index(from + 1);
            if alike && to < from {
                ballot[to].push(*winner);
            } else {
                ballot.insert(to, vec![*winner]);
            }
            let after = count(options, &raised).order;
            prop_assert!(after[0].contains(winner), "{} of {:?}", winner, raised);
        }
    }
}
