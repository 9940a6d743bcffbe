//! How a decision is to be made: the methods as they are asked for.

use async_graphql::{InputObject, OneofObject};
use domain::TextId;
use domain::proposal::{Method, StvRules};

use super::words::Words;
use crate::fault::Fault;
use crate::schema::enums::{StvQuota, StvVariant};
use crate::schema::scalars::DateOrTime;

/// The most options that are read; how many there may be is fewer.
const OPTIONS: usize = 200;

/// How the decision is made: one of the methods.
#[derive(OneofObject)]
pub enum MethodInput {
    /// `true`: agree, abstain, disagree or block.
    Consent(bool),
    /// Choose among options.
    Choose(ChooseInput),
    /// Give each option a score.
    Score(ScoreInput),
    /// Lay points on options.
    Allocate(AllocateInput),
    /// Rank options.
    Rank(RankInput),
    /// Rank options to fill seats by the single transferable vote.
    RankStv(RankStvInput),
    /// Rank options to compare them in pairs, by Schulze's method.
    RankPairs(RankPairsInput),
    /// Say of each date or time whether it suits.
    Schedule(ScheduleInput),
    /// Be in or out.
    Count(CountInput),
    /// `true`: answer in writing. The answer is the reason of the vote, so reasons are required.
    Ask(bool),
}

/// Votes choose among options.
#[derive(InputObject)]
pub struct ChooseInput {
    /// The options, 2 to 100, up to 200 characters each, no two alike.
    options: Vec<String>,
    /// The fewest options that a vote names.
    #[graphql(default = 1)]
    min_choices: u8,
    /// The most options that a vote names.
    #[graphql(default = 1)]
    max_choices: u8,
    /// Whether "none of these" may be voted instead. It counts as abstaining.
    #[graphql(default)]
    none_of_these: bool,
}

/// Votes give each option a score, a whole number.
#[derive(InputObject)]
pub struct ScoreInput {
    /// The options, 2 to 100, up to 200 characters each, no two alike.
    options: Vec<String>,
    /// The lowest score, at least -1,000.
    #[graphql(default_with = "Method::USUAL_MIN_SCORE")]
    min_score: i32,
    /// The highest score, at most 1,000.
    #[graphql(default_with = "Method::USUAL_MAX_SCORE")]
    max_score: i32,
}

/// Votes lay points on options.
#[derive(InputObject)]
pub struct AllocateInput {
    /// The options, 2 to 100, up to 200 characters each, no two alike.
    options: Vec<String>,
    /// How many points a vote lays at most, 1 to 1,000.
    #[graphql(default_with = "Method::USUAL_BUDGET")]
    budget: u32,
}

/// Votes rank options. Of n options the first gets n points, the next n − 1, those not ranked 0.
#[derive(InputObject)]
pub struct RankInput {
    /// The options, 2 to 100, up to 200 characters each, no two alike.
    options: Vec<String>,
    /// The fewest options that a vote ranks, at least 1; all of them if it is left out. A template
    /// without options has to say it.
    min_ranked: Option<u8>,
}

/// Votes rank options, and seats are filled by the single transferable vote.
#[derive(InputObject)]
pub struct RankStvInput {
    /// The options, 2 to 100, up to 200 characters each, no two alike.
    options: Vec<String>,
    /// How many seats there are to fill, 1 to as many as there are options.
    seats: u8,
    /// Which rules transfer votes.
    #[graphql(default_with = "StvVariant::Scottish")]
    variant: StvVariant,
    /// How many votes elect.
    #[graphql(default_with = "StvQuota::Droop")]
    quota: StvQuota,
}

/// Votes rank options, some of which may stand alike; they are compared in pairs, by Schulze's
/// method with winning votes.
#[derive(InputObject)]
pub struct RankPairsInput {
    /// The options, 2 to 100, up to 200 characters each, no two alike.
    options: Vec<String>,
}

/// Votes say of each date or time whether it suits.
#[derive(InputObject)]
pub struct ScheduleInput {
    /// The dates and times, 2 to 100, each once.
    options: Vec<DateOrTime>,
}

/// Votes are in or out.
#[derive(InputObject)]
pub struct CountInput {
    /// How many are to be in, at least 1. It is shown beside how many are.
    #[graphql(default_with = "Method::USUAL_TARGET")]
    target: u32,
}

impl From<MethodInput> for Method<String> {
    fn from(input: MethodInput) -> Self {
        match input {
            MethodInput::Consent(_) => Self::Consent,
            MethodInput::Choose(ChooseInput {
                options,
                min_choices,
                max_choices,
                none_of_these,
            }) => Self::Choose { options, min: min_choices, max: max_choices, none_of_these },
            MethodInput::Score(ScoreInput { options, min_score, max_score }) => {
                Self::Score { options, min: min_score, max: max_score }
            }
            MethodInput::Allocate(AllocateInput { options, budget }) => {
                Self::Allocate { options, budget }
            }
            MethodInput::Rank(RankInput { options, min_ranked }) => {
                let all = || u8::try_from(options.len()).unwrap_or(u8::MAX);
                Self::Rank { min: min_ranked.unwrap_or_else(all), options }
            }
            MethodInput::RankStv(RankStvInput { options, seats, variant, quota }) => {
                let rules = StvRules { seats, variant: variant.into(), quota: quota.into() };
                Self::RankStv { options, rules }
            }
            MethodInput::RankPairs(RankPairsInput { options }) => Self::RankPairs { options },
            MethodInput::Schedule(ScheduleInput { options }) => {
                Self::Schedule { options: options.into_iter().map(|slot| slot.0).collect() }
            }
            MethodInput::Count(CountInput { target }) => Self::Count { target },
            MethodInput::Ask(_) => Self::Ask,
        }
    }
}

/// The first two options with the same words, which only the clear words show.
pub(super) fn alike(method: &Method<String>) -> Option<(u8, u8)> {
    domain::proposal::alike_options(method.options().iter().map(String::as_str))
}

/// Takes the words of the options, each as the text of its number.
pub(super) fn take(
    words: &mut Words,
    text: impl Fn(u8) -> TextId,
    method: Method<String>,
) -> Result<Method<TextId>, Fault> {
    let count = method.option_count();
    if count > OPTIONS {
        let problem = format!("method has {count} options; 2 to 100 are allowed.");
        return Err(Fault::input(problem));
    }
    let mut number = 0;
    method.try_map(|option| {
        number += 1;
        words.take("method.options", text(number), option)
    })
}
