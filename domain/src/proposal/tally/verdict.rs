//! From a tally to what it means.

use std::cmp::Ordering;

use super::{Tally, Verdict};
use crate::proposal::terms::{Rule, ThresholdBase};

/// What a close with this tally means, when `voters` people voted of the `electorate` who could
/// have.
///
/// Too few voters come first. Then, if there is a rule, a vote in which nobody cast a vote that
/// decides fails, and any other is judged by it. Without a rule nothing passes or fails.
#[must_use]
pub fn verdict(
    rule: Option<Rule>,
    quorum: Option<u8>,
    tally: &Tally,
    voters: u32,
    electorate: u32,
) -> Verdict {
    if quorum.is_some_and(|percent| !reaches(voters, percent, u64::from(electorate))) {
        return Verdict::NoQuorum;
    }
    let Some(rule) = rule else { return Verdict::None };
    let deciding = deciding_votes(tally, voters);
    if deciding == 0 {
        return Verdict::Failed;
    }
    let base = |of| match of {
        ThresholdBase::OfVotes => deciding,
        ThresholdBase::OfElectorate => u64::from(electorate),
    };
    match tally {
        Tally::Consent { agree, disagree, block, .. } => {
            let against = u64::from(*disagree) + u64::from(*block);
            match rule {
                Rule::Consent => passed_if(*block == 0),
                Rule::Consensus => passed_if(against == 0),
                Rule::Majority => match u64::from(*agree).cmp(&against) {
                    Ordering::Greater => Verdict::Passed,
                    Ordering::Equal => Verdict::Tied,
                    Ordering::Less => Verdict::Failed,
                },
                Rule::Threshold { percent, of } => passed_if(reaches(*agree, percent, base(of))),
            }
        }
        Tally::Choose { options, .. } => match rule {
            Rule::Threshold { percent, of } => leading_verdict(options, percent, base(of)),
            // These rules ask for stances. No draft is accepted that puts them to a choice.
            Rule::Consent | Rule::Consensus | Rule::Majority => Verdict::Failed,
        },
        // No draft is accepted that puts a rule to these.
        Tally::Score { .. }
        | Tally::Allocate { .. }
        | Tally::Rank { .. }
        | Tally::RankStv(_)
        | Tally::RankPairs(_)
        | Tally::Schedule { .. }
        | Tally::Count { .. }
        | Tally::Ask { .. } => Verdict::Failed,
    }
}

/// Tied is only what would pass: several options lead, and each has the share.
fn leading_verdict(options: &[u32], percent: u8, base: u64) -> Verdict {
    let most = options.iter().copied().max().unwrap_or(0);
    if !reaches(most, percent, base) {
        return Verdict::Failed;
    }
    match options.iter().filter(|count| **count == most).count() {
        1 => Verdict::Passed,
        _ => Verdict::Tied,
    }
}

/// How many people cast a vote that does not abstain.
fn deciding_votes(tally: &Tally, voters: u32) -> u64 {
    match tally {
        Tally::Consent { agree, disagree, block, .. } => {
            u64::from(*agree) + u64::from(*disagree) + u64::from(*block)
        }
        Tally::Choose { none_of_these: abstain, .. } | Tally::Allocate { abstain, .. } => {
            u64::from(voters.saturating_sub(*abstain))
        }
        Tally::Score { .. }
        | Tally::Rank { .. }
        | Tally::RankStv(_)
        | Tally::RankPairs(_)
        | Tally::Schedule { .. }
        | Tally::Count { .. }
        | Tally::Ask { .. } => u64::from(voters),
    }
}

/// Whether `part` is at least `percent` of `whole`, exactly.
fn reaches(part: u32, percent: u8, whole: u64) -> bool {
    u64::from(part) * 100 >= u64::from(percent) * whole
}

const fn passed_if(met: bool) -> Verdict {
    if met { Verdict::Passed } else { Verdict::Failed }
}
