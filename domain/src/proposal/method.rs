//! How a decision is made: the methods with their parameters.

use serde::{Deserialize, Serialize};

use super::slot::Slot;
use super::tally::StvRules;
use super::terms::{ReasonPolicy, Rule};
use crate::text::Text;

/// How a decision is made, with its parameters. The options are texts; before they are sealed and
/// after they were opened they are words.
///
/// All methods with options have 2 to 100 of them, no two alike, and those that are texts have up to
/// 200 characters. Votes name options by their numbers, from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", deny_unknown_fields)]
pub enum Method<O = Text> {
    /// Agree, abstain, disagree or block.
    Consent,
    /// Choose among options.
    Choose {
        /// The options.
        options: Vec<O>,
        /// The fewest options that a vote names, at least 1.
        min: u8,
        /// The most options that a vote names.
        max: u8,
        /// Whether "none of these" may be voted instead. It counts as abstaining.
        none_of_these: bool,
    },
    /// Give each option a score, a whole number.
    Score {
        /// The options.
        options: Vec<O>,
        /// The lowest score, at least [`Method::LOWEST_SCORE`].
        min: i32,
        /// The highest score, at most [`Method::HIGHEST_SCORE`].
        max: i32,
    },
    /// Lay points on options.
    Allocate {
        /// The options.
        options: Vec<O>,
        /// How many points a vote lays at most, 1 to [`Method::LARGEST_BUDGET`].
        budget: u32,
    },
    /// Rank options. Of n options the first gets n points, the next n − 1, those not ranked 0.
    Rank {
        /// The options.
        options: Vec<O>,
        /// The fewest options that a vote ranks, at least 1.
        min: u8,
    },
    /// Rank options to fill seats by the single transferable vote.
    RankStv {
        /// The options.
        options: Vec<O>,
        /// How it is counted; as many seats as options at most.
        rules: StvRules,
    },
    /// Rank options to compare them in pairs, by Schulze's method. Some may stand alike.
    RankPairs {
        /// The options.
        options: Vec<O>,
    },
    /// Say of each date or time whether one can come.
    Schedule {
        /// The dates and times, 2 to 100, each once.
        options: Vec<Slot>,
    },
    /// Be in or out.
    Count {
        /// How many are to be in, at least 1.
        target: u32,
    },
    /// Answer in writing: the answer is the reason of the vote.
    Ask,
}

/// The bounds of parameters, and what they are if it is not said.
impl Method {
    /// The highest score that can be the highest.
    pub const HIGHEST_SCORE: i32 = 1_000;
    /// The lowest score that can be the lowest.
    pub const LOWEST_SCORE: i32 = -1_000;
    /// The largest budget of points.
    pub const LARGEST_BUDGET: u32 = 1_000;
    /// Scores from 0 on.
    pub const USUAL_MIN_SCORE: i32 = 0;
    /// Scores up to 5.
    pub const USUAL_MAX_SCORE: i32 = 5;
    /// Eight points.
    pub const USUAL_BUDGET: u32 = 8;
    /// Five people.
    pub const USUAL_TARGET: u32 = 5;
}

impl<O> Method<O> {
    /// The options that are texts, in the order of their numbers.
    #[must_use]
    pub fn options(&self) -> &[O] {
        match self {
            Self::Consent | Self::Schedule { .. } | Self::Count { .. } | Self::Ask => &[],
            Self::Choose { options, .. }
            | Self::Score { options, .. }
            | Self::Allocate { options, .. }
            | Self::Rank { options, .. }
            | Self::RankStv { options, .. }
            | Self::RankPairs { options } => options,
        }
    }

    /// How many options votes, and outcomes, can name.
    #[must_use]
    pub fn option_count(&self) -> usize {
        match self {
            Self::Schedule { options } => options.len(),
            _ => self.options().len(),
        }
    }

    /// The method's name, as it is stored.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Consent => "CONSENT",
            Self::Choose { .. } => "CHOOSE",
            Self::Score { .. } => "SCORE",
            Self::Allocate { .. } => "ALLOCATE",
            Self::Rank { .. } => "RANK",
            Self::RankStv { .. } => "RANK_STV",
            Self::RankPairs { .. } => "RANK_PAIRS",
            Self::Schedule { .. } => "SCHEDULE",
            Self::Count { .. } => "COUNT",
            Self::Ask => "ASK",
        }
    }

    /// Whether a close can be judged by this rule: by all of them in `CONSENT`, by a threshold for
    /// the leading option in `CHOOSE`, and elsewhere by none. A quorum goes with every method.
    #[must_use]
    pub const fn takes_rule(&self, rule: Rule) -> bool {
        match self {
            Self::Consent => true,
            Self::Choose { .. } => matches!(rule, Rule::Threshold { .. }),
            Self::Score { .. }
            | Self::Allocate { .. }
            | Self::Rank { .. }
            | Self::RankStv { .. }
            | Self::RankPairs { .. }
            | Self::Schedule { .. }
            | Self::Count { .. }
            | Self::Ask => false,
        }
    }

    /// Whether votes can come with reasons in this way. Only stances disagree; in `ASK` the reason
    /// is all there is.
    #[must_use]
    pub const fn takes_reasons(&self, policy: ReasonPolicy) -> bool {
        match policy {
            ReasonPolicy::Required => true,
            ReasonPolicy::RequiredToDisagree => matches!(self, Self::Consent),
            ReasonPolicy::None | ReasonPolicy::Optional => !matches!(self, Self::Ask),
        }
    }

    /// Whether a delegate's vote counts for others in it.
    #[must_use]
    pub const fn takes_delegation(&self) -> bool {
        match self {
            Self::Consent
            | Self::Choose { .. }
            | Self::Score { .. }
            | Self::Rank { .. }
            | Self::RankStv { .. }
            | Self::RankPairs { .. } => true,
            Self::Allocate { .. } | Self::Schedule { .. } | Self::Count { .. } | Self::Ask => false,
        }
    }

    /// How votes come with reasons if it is not said.
    #[must_use]
    pub const fn usual_reasons(&self) -> ReasonPolicy {
        match self {
            Self::Ask => ReasonPolicy::Required,
            _ => ReasonPolicy::Optional,
        }
    }

    /// The same method with other options.
    ///
    /// # Errors
    /// What `with` fails with, at the first option.
    pub fn try_map<P, E>(self, with: impl FnMut(O) -> Result<P, E>) -> Result<Method<P>, E> {
        let each = |options: Vec<O>| options.into_iter().map(with).collect::<Result<_, _>>();
        Ok(match self {
            Self::Consent => Method::Consent,
            Self::Choose { options, min, max, none_of_these } => {
                Method::Choose { options: each(options)?, min, max, none_of_these }
            }
            Self::Score { options, min, max } => {
                Method::Score { options: each(options)?, min, max }
            }
            Self::Allocate { options, budget } => {
                Method::Allocate { options: each(options)?, budget }
            }
            Self::Rank { options, min } => Method::Rank { options: each(options)?, min },
            Self::RankStv { options, rules } => Method::RankStv { options: each(options)?, rules },
            Self::RankPairs { options } => Method::RankPairs { options: each(options)? },
            Self::Schedule { options } => Method::Schedule { options },
            Self::Count { target } => Method::Count { target },
            Self::Ask => Method::Ask,
        })
    }

    /// The same method with other options.
    #[must_use]
    pub fn map<P>(self, mut with: impl FnMut(O) -> P) -> Method<P> {
        let Ok(method) = self.try_map(|option| Ok::<P, std::convert::Infallible>(with(option)));
        method
    }
}
