//! What holds for every tally.

use proptest::prelude::*;

use super::*;

/// A ballot of the method, in the form in which it is stored.
fn ballot_of(method: &Method) -> BoxedStrategy<Ballot> {
    let numbers = || (1..=u8::MAX).take(method.option_count()).collect::<Vec<u8>>();
    match method {
        Method::Consent => {
            let all = vec![Stance::Agree, Stance::Abstain, Stance::Disagree, Stance::Block];
            prop::sample::select(all).prop_map(Ballot::Stance).boxed()
        }
        Method::Choose { min, max, .. } => {
            let some = usize::from(*min)..=usize::from(*max);
            let chosen = prop::sample::subsequence(numbers(), some).prop_map(Ballot::Options);
            prop_oneof![4 => chosen, 1 => Just(Ballot::NoneOfThese)].boxed()
        }
        Method::Score { min, max, .. } => {
            let scores = prop::collection::vec(*min..=*max, method.option_count());
            scores.prop_map(|scores| Ballot::Scores((1..).zip(scores).collect())).boxed()
        }
        Method::Allocate { budget, .. } => {
            let points = prop::collection::vec(0..=*budget, method.option_count());
            let within = points.prop_filter_map("over the budget", {
                let budget = *budget;
                move |points| (points.iter().sum::<u32>() <= budget).then_some(points)
            });
            within.prop_map(|points| Ballot::Points(laid(points))).boxed()
        }
        Method::Rank { min, .. } => {
            let min = usize::from(*min);
            let some = prop::sample::subsequence(numbers(), min..=method.option_count());
            some.prop_shuffle().prop_map(Ballot::Ranking).boxed()
        }
        Method::RankStv { .. } => ranking(numbers()).prop_map(Ballot::Preferences).boxed(),
        Method::RankPairs { .. } => {
            let cuts = prop::collection::vec(any::<bool>(), method.option_count());
            (ranking(numbers()), cuts).prop_map(|(order, cuts)| tiers(&order, &cuts)).boxed()
        }
        Method::Schedule { options } => {
            let all = vec![Availability::Yes, Availability::IfNeeded, Availability::No];
            let said = prop::collection::vec(prop::sample::select(all), options.len());
            said.prop_map(|said| Ballot::Availabilities((1..).zip(said).collect())).boxed()
        }
        Method::Count { .. } => {
            let both = vec![Participation::In, Participation::Out];
            prop::sample::select(both).prop_map(Ballot::Participation).boxed()
        }
        Method::Ask => Just(Ballot::Answer).boxed(),
    }
}

/// Some of the options in some order, at least one.
fn ranking(numbers: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let all = numbers.len();
    prop::sample::subsequence(numbers, 1..=all).prop_shuffle()
}

/// The order in tiers, a new one after each option that is followed by a cut.
fn tiers(order: &[u8], cuts: &[bool]) -> Ballot {
    let mut tiers = vec![vec![]];
    for (number, cut) in order.iter().zip(cuts) {
        tiers.last_mut().expect("there is one").push(*number);
        if *cut {
            tiers.push(vec![]);
        }
    }
    tiers.retain(|tier| !tier.is_empty());
    tiers.iter_mut().for_each(|tier| tier.sort_unstable());
    Ballot::Tiers(tiers)
}

fn laid(points: Vec<u32>) -> Vec<(u8, u32)> {
    (1..).zip(points).filter(|(_, points)| *points > 0).collect()
}

/// A method with votes in it.
fn ballots() -> impl Strategy<Value = (Method, Vec<Ballot>)> {
    prop::sample::select(methods()).prop_flat_map(|method| {
        let ballots = prop::collection::vec(ballot_of(&method), 0..40);
        (Just(method), ballots)
    })
}

/// The ballot as it would be if option n had the number `to[n - 1]`.
fn renumbered(ballot: &Ballot, to: &[u8]) -> Ballot {
    let new = |option: &u8| to[usize::from(*option) - 1];
    fn pairs<T: Copy + Ord>(old: &[(u8, T)], new: impl Fn(&u8) -> u8) -> Vec<(u8, T)> {
        let mut pairs: Vec<_> = old.iter().map(|(option, what)| (new(option), *what)).collect();
        pairs.sort_unstable();
        pairs
    }
    match ballot {
        Ballot::Options(chosen) => {
            let mut chosen: Vec<u8> = chosen.iter().map(new).collect();
            chosen.sort_unstable();
            Ballot::Options(chosen)
        }
        Ballot::Scores(scores) => Ballot::Scores(pairs(scores, new)),
        Ballot::Points(points) => Ballot::Points(pairs(points, new)),
        Ballot::Ranking(ranking) => Ballot::Ranking(ranking.iter().map(new).collect()),
        Ballot::Preferences(ranking) => Ballot::Preferences(ranking.iter().map(new).collect()),
        Ballot::Tiers(tiers) => {
            let tiers = tiers.iter().map(|tier| {
                let mut tier: Vec<u8> = tier.iter().map(new).collect();
                tier.sort_unstable();
                tier
            });
            Ballot::Tiers(tiers.collect())
        }
        Ballot::Availabilities(said) => Ballot::Availabilities(pairs(said, new)),
        Ballot::Stance(_) | Ballot::NoneOfThese | Ballot::Participation(_) | Ballot::Answer => {
            ballot.clone()
        }
    }
}

/// The list as it would be if what has the number n had the number `to[n - 1]`.
fn moved<T: Clone>(list: &[T], to: &[u8]) -> Vec<T> {
    let at = |number: u8| to.iter().position(|new| *new == number).expect("it has a number");
    (1..).take(list.len()).map(|number| list[at(number)].clone()).collect()
}

/// Counts of STV and of pairs have laws of their own: what ties them is the order of the options.
fn renumbered_tally(tally: &Tally, to: &[u8]) -> Option<Tally> {
    Some(match tally {
        Tally::RankStv(_) | Tally::RankPairs(_) => return None,
        Tally::Consent { .. } | Tally::Count { .. } | Tally::Ask { .. } => tally.clone(),
        Tally::Schedule { yes, if_needed, no } => Tally::Schedule {
            yes: moved(yes, to),
            if_needed: moved(if_needed, to),
            no: moved(no, to),
        },
        Tally::Choose { options, none_of_these } => {
            Tally::Choose { options: moved(options, to), none_of_these: *none_of_these }
        }
        Tally::Score { sums, votes } => Tally::Score { sums: moved(sums, to), votes: *votes },
        Tally::Allocate { points, abstain } => {
            Tally::Allocate { points: moved(points, to), abstain: *abstain }
        }
        Tally::Rank { points, firsts } => {
            Tally::Rank { points: moved(points, to), firsts: moved(firsts, to) }
        }
    })
}

/// What each option has, where the options compete and a vote can be for one of them.
fn standings(tally: &Tally) -> Option<Vec<i64>> {
    let signed = |counts: &[u64]| {
        counts.iter().map(|count| i64::try_from(*count).expect("it is small")).collect()
    };
    match tally {
        Tally::Choose { options, .. } => Some(options.iter().copied().map(i64::from).collect()),
        Tally::Score { sums, .. } => Some(sums.clone()),
        Tally::Rank { points, .. } => Some(signed(points)),
        _ => None,
    }
}

/// A vote that is for this option as much as a vote can be, and says what `like` says of others.
fn in_favour_of(option: u8, like: &Ballot) -> Ballot {
    match like {
        Ballot::Options(_) | Ballot::NoneOfThese => Ballot::Options(vec![option]),
        Ballot::Scores(scores) => {
            let most = |(number, score)| (number, if number == option { 5 } else { score });
            Ballot::Scores(scores.iter().copied().map(most).collect())
        }
        Ballot::Ranking(ranking) => {
            let others = ranking.iter().copied().filter(|number| *number != option);
            Ballot::Ranking(std::iter::once(option).chain(others).collect())
        }
        _ => unreachable!("no options compete"),
    }
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
    fn the_numbers_of_options_do_not_matter(
        (method, ballots) in ballots(), to in Just(vec![1_u8, 2, 3]).prop_shuffle()
    ) {
        let renumbered: Vec<_> = ballots.iter().map(|ballot| renumbered(ballot, &to)).collect();
        if let Some(expected) = renumbered_tally(&tally(&method, &ballots), &to) {
            prop_assert_eq!(tally(&method, &renumbered), expected);
        }
    }

    #[test]
    fn one_more_vote_for_a_winner_never_makes_it_lose(
        ((method, ballots), like) in ballots().prop_flat_map(|(method, ballots)| {
            let like = ballot_of(&method);
            (Just((method, ballots)), like)
        })
    ) {
        let Some(before) = standings(&tally(&method, &ballots)) else { return Ok(()) };
        let most = before.iter().copied().max().expect("there are options");
        for (number, standing) in (1..).zip(before) {
            if standing == most {
                let mut more = ballots.clone();
                more.push(in_favour_of(number, &like));
                let after = standings(&tally(&method, &more)).expect("it is the same method");
                let own = after[usize::from(number) - 1];
                prop_assert!(after.iter().all(|other| *other <= own), "{:?}", after);
            }
        }
    }

    #[test]
    fn every_voter_is_counted_once((method, ballots) in ballots()) {
        let abstained = ballots.iter().filter(|ballot| ballot.abstains()).count();
        let deciding = ballots.len() - abstained;
        match tally(&method, &ballots) {
            Tally::Consent { agree, abstain, disagree, block } => {
                prop_assert_eq!((agree + abstain + disagree + block) as usize, ballots.len());
                prop_assert_eq!(abstain as usize, abstained);
            }
            Tally::Choose { options, none_of_these } => {
                prop_assert_eq!(none_of_these as usize, abstained);
                for count in options {
                    prop_assert!(count as usize <= deciding);
                }
            }
            Tally::Score { votes, .. } => prop_assert_eq!(votes as usize, ballots.len()),
            Tally::Allocate { points, abstain } => {
                prop_assert_eq!(abstain as usize, abstained);
                prop_assert!(points.iter().sum::<u64>() <= 8 * deciding as u64);
            }
            Tally::Rank { points, firsts } => {
                prop_assert_eq!(firsts.iter().sum::<u32>() as usize, ballots.len());
                for (points, firsts) in points.iter().zip(firsts) {
                    prop_assert!(*points >= 3 * u64::from(firsts));
                }
            }
            Tally::RankStv(StvCount { ballots: counted, .. })
            | Tally::RankPairs(SchulzeCount { ballots: counted, .. }) => {
                prop_assert_eq!(counted as usize, ballots.len());
            }
            Tally::Schedule { yes, if_needed, no } => {
                for number in 0..3 {
                    let said = yes[number] + if_needed[number] + no[number];
                    prop_assert_eq!(said as usize, ballots.len());
                }
            }
            Tally::Count { ins, outs, target } => {
                prop_assert_eq!((ins + outs) as usize, ballots.len());
                prop_assert_eq!(target, 2);
            }
            Tally::Ask { answers } => prop_assert_eq!(answers as usize, ballots.len()),
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
            Method::Allocate { .. } => Ballot::Points(vec![]),
            _ => return Ok(()),
        };
        let rule = Some(rule).filter(|rule| method.takes_rule(*rule));
        let mut more = ballots.clone();
        more.extend((0..abstentions).map(|_| abstention.clone()));
        let without = verdict(rule, None, &tally(&method, &ballots), voters, electorate);
        let with = verdict(rule, None, &tally(&method, &more), electorate, electorate);
        prop_assert_eq!(without, with);
    }

    /// A quorum is met at the very vote that makes it so, and not one before.
    #[test]
    fn a_quorum_is_met_exactly((method, ballots) in ballots(), percent in 1..=100_u8, electorate in 1..200_u32) {
        let counted = tally(&method, &ballots);
        let needed = (electorate * u32::from(percent)).div_ceil(100);
        let at = |voters| verdict(None, Some(percent), &counted, voters, electorate);
        prop_assert_ne!(at(needed), Verdict::NoQuorum);
        prop_assert_eq!(at(needed - 1), Verdict::NoQuorum);
    }

    /// One more who agrees never turns what passed into what did not.
    #[test]
    fn agreeing_never_harms(
        agree in 0..50_u32, abstain in 0..50_u32, disagree in 0..50_u32, block in 0..50_u32,
        rule in rules(), room in 1..50_u32, quorum in prop::option::of(1..=100_u8),
    ) {
        let voters = agree + abstain + disagree + block;
        let electorate = voters + room;
        let stances = |agree| Tally::Consent { agree, abstain, disagree, block };
        let before = stances(agree);
        let after = stances(agree + 1);
        if verdict(Some(rule), quorum, &before, voters, electorate) == Verdict::Passed {
            let found = verdict(Some(rule), quorum, &after, voters + 1, electorate);
            prop_assert_eq!(found, Verdict::Passed);
        }
    }
}
