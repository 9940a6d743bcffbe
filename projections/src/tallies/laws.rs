//! A running tally is what counting the ballots that stand gives.

use std::collections::HashMap;

use domain::proposal::{
    Availability, Ballot, Method, Participation, Stance, StvQuota, StvRules, StvVariant, tally,
};
use domain::{Digest, Text, TextId};
use proptest::prelude::*;

use super::{Running, cells};
use crate::words::Words;

const OPTIONS: u8 = 4;
const STANCES: [Stance; 4] = [Stance::Agree, Stance::Abstain, Stance::Disagree, Stance::Block];

fn methods() -> Vec<Method> {
    let text = |number| Text {
        id: TextId::from_u128(number),
        digest: Digest::from_u128(number),
        chars: 1,
    };
    let options = || (1..=u128::from(OPTIONS)).map(text).collect::<Vec<Text>>();
    vec![
        Method::Consent,
        Method::Choose { options: options(), min: 1, max: OPTIONS, none_of_these: true },
        Method::Score { options: options(), min: -9, max: 9 },
        Method::Allocate { options: options(), budget: 99 },
        Method::Rank { options: options(), min: 1 },
        Method::RankStv {
            options: options(),
            rules: StvRules { seats: 1, variant: StvVariant::Scottish, quota: StvQuota::Droop },
        },
        Method::RankPairs { options: options() },
        Method::Schedule {
            options: (1..=OPTIONS)
                .map(|day| format!("2026-12-{day:02}").parse().expect("a day"))
                .collect(),
        },
        Method::Count { target: 3 },
        Method::Ask,
    ]
}

/// What a ballot is made of, whatever the method: some options in some order, and a number for
/// each option.
type Parts = (Vec<u8>, Vec<i32>);

fn parts() -> impl Strategy<Value = Parts> {
    let all: Vec<u8> = (1..=OPTIONS).collect();
    let some = prop::sample::subsequence(all, 0..=usize::from(OPTIONS)).prop_shuffle();
    (some, prop::collection::vec(-9..=9_i32, usize::from(OPTIONS)))
}

fn ballot(method: &Method, (some, numbers): &Parts) -> Ballot {
    let each = (1..).zip(numbers.iter().copied());
    match method {
        Method::Consent => Ballot::Stance(STANCES[some.len() % STANCES.len()]),
        Method::Choose { .. } if some.is_empty() => Ballot::NoneOfThese,
        Method::Choose { .. } => Ballot::Options(some.clone()),
        Method::Score { .. } => Ballot::Scores(each.collect()),
        Method::Allocate { .. } => {
            let laid = some.iter().copied().zip(numbers.iter().map(|number| number.unsigned_abs()));
            Ballot::Points(laid.collect())
        }
        Method::Rank { .. } => Ballot::Ranking(some.clone()),
        Method::RankStv { .. } => Ballot::Preferences(some.clone()),
        // In tiers of two.
        Method::RankPairs { .. } => Ballot::Tiers(some.chunks(2).map(<[u8]>::to_vec).collect()),
        Method::Schedule { .. } => {
            let availability = |number: i32| match number.rem_euclid(3) {
                0 => Availability::Yes,
                1 => Availability::IfNeeded,
                _ => Availability::No,
            };
            Ballot::Availabilities(
                each.map(|(option, number)| (option, availability(number))).collect(),
            )
        }
        Method::Count { .. } if some.is_empty() => Ballot::Participation(Participation::Out),
        Method::Count { .. } => Ballot::Participation(Participation::In),
        Method::Ask => Ballot::Answer,
    }
}

/// How often each option stands first, counted from the ballots.
fn first_preferences<'a>(ballots: impl Iterator<Item = &'a Ballot>) -> Running {
    let mut first = vec![0; usize::from(OPTIONS)];
    for ballot in ballots {
        let top = match ballot {
            Ballot::Preferences(ranking) => ranking.get(..1),
            Ballot::Tiers(tiers) => tiers.first().map(Vec::as_slice),
            _ => None,
        };
        for option in top.unwrap_or_default() {
            first[usize::from(*option) - 1] += 1;
        }
    }
    Running::FirstPreferences(first)
}

proptest! {
    #[test]
    fn cells_add_up_to_the_tally_of_the_ballots_that_stand(
        method in prop::sample::select(methods()),
        votes in prop::collection::vec((0..6_u8, prop::option::of(parts())), 0..40),
    ) {
        let mut standing: HashMap<u8, Ballot> = HashMap::new();
        let mut counted: HashMap<i16, i64> = HashMap::new();
        for (voter, parts) in votes {
            let new = parts.map(|parts| ballot(&method, &parts));
            let old = match &new {
                Some(new) => standing.insert(voter, new.clone()),
                None => standing.remove(&voter),
            };
            for (ballot, by) in new.iter().map(|new| (new, 1)).chain(old.iter().map(|old| (old, -1))) {
                cells::each(ballot, |cell, amount| *counted.entry(cell).or_default() += by * amount);
            }
        }
        let voters = u32::try_from(standing.len()).expect("few");
        let row = method.clone().map(|_| Words::Absent);
        let expected = match method {
            Method::RankStv { .. } | Method::RankPairs { .. } => first_preferences(standing.values()),
            _ => Running::Counted(tally(&method, standing.values())),
        };
        prop_assert_eq!(cells::running(&row, voters, &counted), expected);
    }
}
