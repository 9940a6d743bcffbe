//! Running tallies as cells: each vote adds to some, and takes from them what it replaces. So no
//! ballot has to be read to know what the votes add up to.

use std::collections::HashMap;

use domain::proposal::{Availability, Ballot, Participation, Stance, Tally};

use super::Running;
use crate::proposals::MethodRow;

/// What "none of these", and a vote that lays no points, is counted under.
const NOTHING: i16 = 0;
/// What is counted under an option's number, from 1: votes for it, its scores, its points, how
/// many votes rank it, how many rank it above all others, or whom it suits.
const MAIN: i16 = 0;
/// How many votes rank the option first.
const FIRST: i16 = 1;
/// How many options are ranked above it, over all votes that rank it. A ballot does not tell how
/// many options there are, so points follow from this when they are read.
const ABOVE: i16 = 2;
/// Whom the option can be made to suit.
const IF_NEEDED: i16 = 1;
/// Whom the option does not suit.
const UNSUITED: i16 = 2;

/// The cell for this aspect of an option.
const fn of_option(aspect: i16, option: u8) -> i16 {
    aspect * 256 + option as i16
}

/// The cell of a stance.
const fn of_stance(stance: Stance) -> i16 {
    match stance {
        Stance::Agree => 1,
        Stance::Abstain => 2,
        Stance::Disagree => 3,
        Stance::Block => 4,
    }
}

/// The cell of those who are in, or out.
const fn of_participation(participation: Participation) -> i16 {
    match participation {
        Participation::In => 1,
        Participation::Out => 2,
    }
}

/// The aspect of an option that an availability is counted under.
const fn aspect(availability: Availability) -> i16 {
    match availability {
        Availability::Yes => MAIN,
        Availability::IfNeeded => IF_NEEDED,
        Availability::No => UNSUITED,
    }
}

/// Gives each cell that the ballot adds to, and how much, to `add`.
pub(super) fn each(ballot: &Ballot, mut add: impl FnMut(i16, i64)) {
    match ballot {
        Ballot::Stance(stance) => add(of_stance(*stance), 1),
        Ballot::Options(options) => {
            options.iter().for_each(|option| add(of_option(MAIN, *option), 1));
        }
        Ballot::NoneOfThese => add(NOTHING, 1),
        Ballot::Scores(scores) => {
            scores
                .iter()
                .for_each(|(option, score)| add(of_option(MAIN, *option), (*score).into()));
        }
        Ballot::Points(points) if points.is_empty() => add(NOTHING, 1),
        Ballot::Points(points) => {
            points
                .iter()
                .for_each(|(option, points)| add(of_option(MAIN, *option), (*points).into()));
        }
        Ballot::Ranking(ranking) => {
            ranking.first().into_iter().for_each(|option| add(of_option(FIRST, *option), 1));
            for (above, option) in (0..).zip(ranking) {
                add(of_option(MAIN, *option), 1);
                add(of_option(ABOVE, *option), above);
            }
        }
        Ballot::Preferences(ranking) => {
            ranking.first().into_iter().for_each(|option| add(of_option(MAIN, *option), 1));
        }
        Ballot::Tiers(tiers) => {
            tiers.iter().take(1).flatten().for_each(|option| add(of_option(MAIN, *option), 1));
        }
        Ballot::Availabilities(said) => {
            said.iter().for_each(|(option, what)| add(of_option(aspect(*what), *option), 1));
        }
        Ballot::Participation(what) => add(of_participation(*what), 1),
        // How many people voted is all there is to count.
        Ballot::Answer => {}
    }
}

/// What the cells of a proposal with this method, in which so many people voted, add up to.
pub(super) fn running(method: &MethodRow, voters: u32, cells: &HashMap<i16, i64>) -> Running {
    let cell = |number: i16| cells.get(&number).copied().unwrap_or(0);
    let count = |number: i16| u32::try_from(cell(number)).unwrap_or(0);
    let options = (1..=u8::MAX).take(method.option_count());
    Running::Counted(match method {
        MethodRow::Consent => Tally::Consent {
            agree: count(of_stance(Stance::Agree)),
            abstain: count(of_stance(Stance::Abstain)),
            disagree: count(of_stance(Stance::Disagree)),
            block: count(of_stance(Stance::Block)),
        },
        MethodRow::Choose { .. } => Tally::Choose {
            options: options.map(|option| count(of_option(MAIN, option))).collect(),
            none_of_these: count(NOTHING),
        },
        MethodRow::Score { .. } => Tally::Score {
            sums: options.map(|option| cell(of_option(MAIN, option))).collect(),
            votes: voters,
        },
        MethodRow::Allocate { .. } => {
            let points = |option| u64::try_from(cell(of_option(MAIN, option))).unwrap_or(0);
            Tally::Allocate { points: options.map(points).collect(), abstain: count(NOTHING) }
        }
        MethodRow::Rank { options: all, .. } => {
            let most = i64::try_from(all.len()).unwrap_or(0);
            let points = |option| {
                let ranked = cell(of_option(MAIN, option));
                u64::try_from(ranked * most - cell(of_option(ABOVE, option))).unwrap_or(0)
            };
            Tally::Rank {
                points: options.clone().map(points).collect(),
                firsts: options.map(|option| count(of_option(FIRST, option))).collect(),
            }
        }
        MethodRow::RankStv { .. } | MethodRow::RankPairs { .. } => {
            let first = options.map(|option| count(of_option(MAIN, option)));
            return Running::FirstPreferences(first.collect());
        }
        MethodRow::Schedule { .. } => {
            let counts = |what| {
                options.clone().map(|option| count(of_option(aspect(what), option))).collect()
            };
            Tally::Schedule {
                yes: counts(Availability::Yes),
                if_needed: counts(Availability::IfNeeded),
                no: counts(Availability::No),
            }
        }
        MethodRow::Count { target } => Tally::Count {
            ins: count(of_participation(Participation::In)),
            outs: count(of_participation(Participation::Out)),
            target: *target,
        },
        MethodRow::Ask => Tally::Ask { answers: voters },
    })
}
