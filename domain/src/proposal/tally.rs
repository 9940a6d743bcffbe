//! Counting: from ballots to a result that shows its work, and from a result to a verdict.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::ballot::{Ballot, Stance};
use super::terms::{Method, Rule, ThresholdBase};

/// What the votes add up to, by the method.
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
        /// How many votes name each option, in the order of the options' numbers.
        options: Vec<u32>,
        /// How many votes say "none of these".
        none_of_these: u32,
    },
}

pub mod schulze;
pub mod stv;

pub use schulze::SchulzeCount;
pub use stv::{StvCount, StvQuota, StvRound, StvRules, StvStep, StvTie, StvVariant, TieBreak};

/// What a close means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Verdict {
    /// No rule and no quorum was set.
    None,
    /// The rule, or the quorum that was all there was, is met.
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
        Method::Consent => count_stances(ballots),
        Method::Choose { options, .. } => count_choices(options.len(), ballots),
    }
}

fn count_stances<'a>(ballots: impl IntoIterator<Item = &'a Ballot>) -> Tally {
    let (mut agree, mut abstain, mut disagree, mut block) = (0, 0, 0, 0);
    for ballot in ballots {
        match ballot {
            Ballot::Stance(Stance::Agree) => agree += 1,
            Ballot::Stance(Stance::Abstain) => abstain += 1,
            Ballot::Stance(Stance::Disagree) => disagree += 1,
            Ballot::Stance(Stance::Block) => block += 1,
            Ballot::Options(_) | Ballot::NoneOfThese => {}
        }
    }
    Tally::Consent { agree, abstain, disagree, block }
}

fn count_choices<'a>(options: usize, ballots: impl IntoIterator<Item = &'a Ballot>) -> Tally {
    let mut counts = vec![0; options];
    let mut none_of_these = 0;
    for ballot in ballots {
        match ballot {
            Ballot::Options(chosen) => {
                for number in chosen {
                    let index = usize::from(*number).checked_sub(1);
                    if let Some(count) = index.and_then(|index| counts.get_mut(index)) {
                        *count += 1;
                    }
                }
            }
            Ballot::NoneOfThese => none_of_these += 1,
            Ballot::Stance(_) => {}
        }
    }
    Tally::Choose { options: counts, none_of_these }
}

/// What a close with this tally means, when `voters` people voted of the `electorate` who could
/// have.
///
/// Too few voters come first, then a vote in which nobody cast a vote that decides, which fails;
/// only then the rule is asked. A quorum without a rule passes when it is met.
#[must_use]
pub fn verdict(
    rule: Option<Rule>,
    quorum: Option<u8>,
    tally: &Tally,
    voters: u32,
    electorate: u32,
) -> Verdict {
    if rule.is_none() && quorum.is_none() {
        return Verdict::None;
    }
    if quorum.is_some_and(|percent| !reaches(voters, percent, u64::from(electorate))) {
        return Verdict::NoQuorum;
    }
    let deciding = deciding_votes(tally, voters);
    if deciding == 0 {
        return Verdict::Failed;
    }
    let Some(rule) = rule else { return Verdict::Passed };
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
        Tally::Choose { none_of_these, .. } => u64::from(voters.saturating_sub(*none_of_these)),
    }
}

/// Whether `part` is at least `percent` of `whole`, exactly.
fn reaches(part: u32, percent: u8, whole: u64) -> bool {
    u64::from(part) * 100 >= u64::from(percent) * whole
}

const fn passed_if(met: bool) -> Verdict {
    if met { Verdict::Passed } else { Verdict::Failed }
}
