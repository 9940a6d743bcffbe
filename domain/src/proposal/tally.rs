//! Counting: from ballots to a result that shows its work, and from a result to a verdict.

mod count;
pub mod schulze;
pub mod stv;
mod verdict;

use serde::{Deserialize, Serialize};

use super::ballot::Ballot;
use super::method::Method;
use crate::text::Text;

pub use schulze::SchulzeCount;
pub use stv::{StvCount, StvQuota, StvRound, StvRules, StvStep, StvTie, StvVariant, TieBreak};
pub use verdict::verdict;

/// What the votes add up to, by the method. Lists are in the order of the options' numbers.
///
/// A closing event holds it whole, and that of the delegated votes beside it. However many people
/// vote, each is less than a megabyte: there are 100 options at most, so no more than 200 rounds of
/// 100 counts, or two tables of 100 by 100.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", deny_unknown_fields)]
pub enum Tally {
    /// In `CONSENT`.
    Consent {
        /// Who agreed.
        agree: u32,
        /// Who abstained.
        abstain: u32,
        /// Who disagreed.
        disagree: u32,
        /// Who blocked.
        block: u32,
    },
    /// In `CHOOSE`.
    Choose {
        /// How many votes name each option.
        options: Vec<u32>,
        /// How many votes say "none of these".
        none_of_these: u32,
    },
    /// In `SCORE`. The mean of an option is exactly its sum over the number of votes.
    Score {
        /// The sum of each option's scores.
        sums: Vec<i64>,
        /// How many votes score the options: all of them score each.
        votes: u32,
    },
    /// In `ALLOCATE`.
    Allocate {
        /// How many points lie on each option.
        points: Vec<u64>,
        /// How many votes lay no points, and so abstain.
        abstain: u32,
    },
    /// In `RANK`.
    Rank {
        /// How many points each option has.
        points: Vec<u64>,
        /// How many votes rank each option first.
        firsts: Vec<u32>,
    },
    /// In `RANK_STV`: every round, so that it can be followed by hand.
    RankStv(StvCount),
    /// In `RANK_PAIRS`: every pair, and the strongest paths.
    RankPairs(SchulzeCount),
    /// In `SCHEDULE`.
    Schedule {
        /// Whom each date or time suits.
        yes: Vec<u32>,
        /// Whom each can be made to suit.
        if_needed: Vec<u32>,
        /// Whom each does not suit.
        no: Vec<u32>,
    },
    /// In `COUNT`.
    Count {
        /// How many are in.
        ins: u32,
        /// How many are out.
        outs: u32,
        /// How many were to be in.
        target: u32,
    },
    /// In `ASK`.
    Ask {
        /// How many answers there are.
        answers: u32,
    },
}

/// What a close means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Verdict {
    /// No rule was set, and no quorum, or it was reached.
    None,
    /// The rule is met.
    Passed,
    /// The rule is not met, or nobody cast a vote that decides.
    Failed,
    /// As many for as against, or several options lead.
    Tied,
    /// Too few voted.
    NoQuorum,
}

/// Counts the ballots. What does not fit the method is left out.
#[must_use]
pub fn tally<'a>(method: &Method, ballots: impl IntoIterator<Item = &'a Ballot>) -> Tally {
    match method {
        Method::Consent => count::stances(ballots),
        Method::Choose { options, .. } => count::choices(options.len(), ballots),
        Method::Score { options, .. } => count::scores(options.len(), ballots),
        Method::Allocate { options, .. } => count::points(options.len(), ballots),
        Method::Rank { options, .. } => count::ranks(options.len(), ballots),
        Method::RankStv { options, rules } => {
            Tally::RankStv(stv::count(*rules, number_of(options), preferences(ballots)))
        }
        Method::RankPairs { options } => {
            Tally::RankPairs(schulze::count(number_of(options), tiers(ballots)))
        }
        Method::Schedule { options } => count::availabilities(options.len(), ballots),
        Method::Count { target } => count::participations(*target, ballots),
        Method::Ask => count::answers(ballots),
    }
}

fn preferences<'a>(
    ballots: impl IntoIterator<Item = &'a Ballot>,
) -> impl Iterator<Item = &'a [u8]> {
    ballots.into_iter().filter_map(|ballot| match ballot {
        Ballot::Preferences(ranking) => Some(ranking.as_slice()),
        _ => None,
    })
}

fn tiers<'a>(ballots: impl IntoIterator<Item = &'a Ballot>) -> impl Iterator<Item = &'a [Vec<u8>]> {
    ballots.into_iter().filter_map(|ballot| match ballot {
        Ballot::Tiers(tiers) => Some(tiers.as_slice()),
        _ => None,
    })
}

/// How many options there are; no draft is accepted that has more than 100.
fn number_of(options: &[Text]) -> u8 {
    u8::try_from(options.len()).unwrap_or(u8::MAX)
}
