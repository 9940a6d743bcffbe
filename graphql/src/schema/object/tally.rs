//! What votes add up to.

use async_graphql::{SimpleObject, Union};
use projections::tallies::Running;

use super::pairs::RankPairsTally;
use super::stv::RankStvTally;

/// What the votes add up to, by the method.
#[derive(Union)]
pub enum Tally {
    /// In `CONSENT`.
    Consent(ConsentTally),
    /// In `CHOOSE`.
    Choose(ChooseTally),
    /// In `SCORE`.
    Score(ScoreTally),
    /// In `ALLOCATE`.
    Allocate(AllocateTally),
    /// In `RANK`.
    Rank(RankTally),
    /// In `RANK_STV`, once voting has ended.
    RankStv(RankStvTally),
    /// In `RANK_PAIRS`, once voting has ended.
    RankPairs(RankPairsTally),
    /// In `RANK_STV` and `RANK_PAIRS` while votes are taken.
    FirstPreferences(FirstPreferencesTally),
    /// In `SCHEDULE`.
    Schedule(ScheduleTally),
    /// In `COUNT`.
    Count(CountTally),
    /// In `ASK`.
    Ask(AskTally),
}

/// How many took each stance.
#[derive(SimpleObject)]
pub struct ConsentTally {
    /// Who agreed.
    agree: u32,
    /// Who abstained.
    abstain: u32,
    /// Who disagreed.
    disagree: u32,
    /// Who blocked.
    block: u32,
}

/// How many votes name each option.
#[derive(SimpleObject)]
pub struct ChooseTally {
    /// The options, in the order of their numbers.
    options: Vec<OptionVotes>,
    /// How many votes say "none of these".
    none_of_these: u32,
}

/// How many votes name an option.
#[derive(SimpleObject)]
pub struct OptionVotes {
    /// The option's number, from 1.
    number: u8,
    /// How many votes.
    votes: u32,
}

/// What the scores of each option add up to.
#[derive(SimpleObject)]
pub struct ScoreTally {
    /// The options, in the order of their numbers.
    options: Vec<OptionScores>,
    /// How many votes there are: each of them scores every option.
    votes: u32,
}

/// What the scores of an option add up to.
#[derive(SimpleObject)]
pub struct OptionScores {
    /// The option's number, from 1.
    number: u8,
    /// The sum of its scores.
    sum: i64,
    /// The mean of its scores, rounded: exactly it is the sum over the number of votes. Null where
    /// nobody has voted.
    mean: Option<f64>,
}

/// How many points lie on each option.
#[derive(SimpleObject)]
pub struct AllocateTally {
    /// The options, in the order of their numbers.
    options: Vec<OptionPoints>,
    /// How many votes lay no points, and so abstain.
    abstain: u32,
}

/// How many points lie on an option.
#[derive(SimpleObject)]
pub struct OptionPoints {
    /// The option's number, from 1.
    pub(super) number: u8,
    /// How many points.
    pub(super) points: u64,
}

/// How the options are ranked.
#[derive(SimpleObject)]
pub struct RankTally {
    /// The options, in the order of their numbers.
    options: Vec<OptionRanks>,
}

/// How an option is ranked.
#[derive(SimpleObject)]
pub struct OptionRanks {
    /// The option's number, from 1.
    number: u8,
    /// Its points: of n options, n from each vote that ranks it first, n − 1 from each that ranks
    /// it second, and so on.
    points: u64,
    /// How many votes rank it first.
    firsts: u32,
}

/// How many votes rank each option above all others, alone or with some that stand alike. The whole
/// count is made when voting ends.
#[derive(SimpleObject)]
pub struct FirstPreferencesTally {
    /// The options, in the order of their numbers.
    options: Vec<OptionVotes>,
}

/// Whom the dates and times suit.
#[derive(SimpleObject)]
pub struct ScheduleTally {
    /// The dates and times, in the order of their numbers.
    options: Vec<OptionAvailabilities>,
}

/// Whom a date or time suits.
#[derive(SimpleObject)]
pub struct OptionAvailabilities {
    /// The option's number, from 1.
    number: u8,
    /// How many it suits.
    yes: u32,
    /// How many it can be made to suit.
    if_needed: u32,
    /// How many it does not suit.
    no: u32,
}

/// Who is in.
#[derive(SimpleObject)]
pub struct CountTally {
    /// How many are in.
    ins: u32,
    /// How many are out.
    outs: u32,
    /// How many were to be in.
    target: u32,
    /// Whether so many are in.
    reached: bool,
}

/// How many answers there are. They are the reasons of the votes.
#[derive(SimpleObject)]
pub struct AskTally {
    /// How many.
    answers: u32,
}

impl From<domain::proposal::Tally> for Tally {
    fn from(tally: domain::proposal::Tally) -> Self {
        use domain::proposal::Tally as T;
        match tally {
            T::Consent { agree, abstain, disagree, block } => {
                Self::Consent(ConsentTally { agree, abstain, disagree, block })
            }
            T::Choose { options, none_of_these } => {
                Self::Choose(ChooseTally { options: each(options, votes), none_of_these })
            }
            T::Score { sums, votes } => {
                let scores = |number, sum| OptionScores { number, sum, mean: mean(sum, votes) };
                Self::Score(ScoreTally { options: each(sums, scores), votes })
            }
            T::Allocate { points, abstain } => {
                let options = each(points, |number, points| OptionPoints { number, points });
                Self::Allocate(AllocateTally { options, abstain })
            }
            T::Rank { points, firsts } => {
                let both = points.into_iter().zip(firsts);
                let ranks = |number, (points, firsts)| OptionRanks { number, points, firsts };
                Self::Rank(RankTally { options: each(both, ranks) })
            }
            T::RankStv(count) => Self::RankStv((&count).into()),
            T::RankPairs(count) => Self::RankPairs((&count).into()),
            T::Schedule { yes, if_needed, no } => {
                let all = yes.into_iter().zip(if_needed).zip(no);
                let show = |number, ((yes, if_needed), no)| OptionAvailabilities {
                    number,
                    yes,
                    if_needed,
                    no,
                };
                Self::Schedule(ScheduleTally { options: each(all, show) })
            }
            T::Count { ins, outs, target } => {
                Self::Count(CountTally { ins, outs, target, reached: ins >= target })
            }
            T::Ask { answers } => Self::Ask(AskTally { answers }),
        }
    }
}

impl From<Running> for Tally {
    fn from(running: Running) -> Self {
        match running {
            Running::Counted(tally) => tally.into(),
            Running::FirstPreferences(first) => {
                Self::FirstPreferences(FirstPreferencesTally { options: each(first, votes) })
            }
        }
    }
}

const fn votes(number: u8, votes: u32) -> OptionVotes {
    OptionVotes { number, votes }
}

/// What there is for each option, with the option's number.
fn each<T, U>(counts: impl IntoIterator<Item = T>, show: impl Fn(u8, T) -> U) -> Vec<U> {
    (1..).zip(counts).map(|(number, count)| show(number, count)).collect()
}

#[expect(clippy::cast_precision_loss, reason = "it is rounded; the sum beside it is exact")]
fn mean(sum: i64, votes: u32) -> Option<f64> {
    (votes > 0).then(|| sum as f64 / f64::from(votes))
}
