//! The single transferable vote: each ballot is an order of options, and what a ballot does not
//! need where it stands goes on to the option that it names next.
//!
//! All arithmetic is that of whole numbers: votes are counted in units of the last decimal that
//! the variant keeps. Where a rule asks for a lot, the count stays a function of the ballots: see
//! [`TieBreak`].

mod meek;
mod papers;
mod race;
mod record;
mod scottish;

use serde::{Deserialize, Serialize};

pub use record::{StvCount, StvRound, StvStep, StvTie, TieBreak};

/// How an STV count is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StvRules {
    /// How many options are elected; all of them if there are no more.
    pub seats: u8,
    /// Which rules transfer votes.
    pub variant: StvVariant,
    /// How many votes elect.
    pub quota: StvQuota,
}

/// Which rules transfer votes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StvVariant {
    /// Weighted inclusive Gregory: the Scottish Local Government Elections Order 2011, schedule 1,
    /// rules 46 to 52. Transfer values have five decimals; what is beyond them is cut off.
    Scottish,
    /// Meek's method: I. D. Hill, B. A. Wichmann and D. R. Woodall, "Algorithm 123: Single
    /// Transferable Vote by Meek's Method", The Computer Journal 30 (1987), in nine decimals.
    Meek,
}

/// How many votes elect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StvQuota {
    /// The fewest that no more options than there are seats can have: more than the votes divided
    /// by one more than the seats. `SCOTTISH` takes the next whole vote, `MEEK` the next unit.
    Droop,
    /// The votes divided by the seats, rounded up to the next unit.
    Hare,
}

/// Counts ballots over `options` options, numbered from 1. A ballot is an order of these numbers,
/// the most wanted first.
///
/// What is no number of an option, and a number that was named before, is passed over; a ballot
/// that then names nothing is left out. Where no ballot is left, nobody is elected. The order of
/// the ballots does not matter.
#[must_use]
pub fn count<'a>(
    rules: StvRules,
    options: u8,
    ballots: impl IntoIterator<Item = &'a [u8]>,
) -> StvCount {
    let papers = papers::sort(options, ballots);
    match rules.variant {
        StvVariant::Scottish => scottish::count(rules, options, &papers),
        StvVariant::Meek => meek::count(rules, options, &papers),
    }
}
