//! How a decision is made.

use async_graphql::{SimpleObject, Union};
use domain::proposal::Slot;
use projections::Words;
use projections::proposals::MethodRow;

use crate::schema::enums::{Stance, StvQuota, StvVariant};
use crate::schema::scalars::DateOrTime;

/// How a decision is made, with its parameters.
#[derive(Union)]
pub enum Method {
    /// Agree, abstain, disagree or block.
    Consent(ConsentMethod),
    /// Choose among options.
    Choose(ChooseMethod),
    /// Give each option a score.
    Score(ScoreMethod),
    /// Lay points on options.
    Allocate(AllocateMethod),
    /// Rank options.
    Rank(RankMethod),
    /// Rank options to fill seats by the single transferable vote.
    RankStv(RankStvMethod),
    /// Rank options to compare them in pairs, by Schulze's method.
    RankPairs(RankPairsMethod),
    /// Say of each date or time whether it suits.
    Schedule(ScheduleMethod),
    /// Be in or out.
    Count(CountMethod),
    /// Answer in writing.
    Ask(AskMethod),
}

/// Votes agree, abstain, disagree or block.
#[derive(SimpleObject)]
pub struct ConsentMethod {
    /// What may be voted.
    stances: Vec<Stance>,
}

/// Votes choose among options.
#[derive(SimpleObject)]
pub struct ChooseMethod {
    /// The options.
    options: Vec<ProposalOption>,
    /// The fewest options that a vote names.
    min_choices: u8,
    /// The most options that a vote names.
    max_choices: u8,
    /// Whether "none of these" may be voted instead. It counts as abstaining.
    none_of_these: bool,
}

/// Votes give each option a score, a whole number.
#[derive(SimpleObject)]
pub struct ScoreMethod {
    /// The options.
    options: Vec<ProposalOption>,
    /// The lowest score.
    min_score: i32,
    /// The highest score.
    max_score: i32,
}

/// Votes lay points on options. One that lays none abstains.
#[derive(SimpleObject)]
pub struct AllocateMethod {
    /// The options.
    options: Vec<ProposalOption>,
    /// How many points a vote lays at most.
    budget: u32,
}

/// Votes rank options. Of n options the first gets n points, the next n − 1, those not ranked 0.
#[derive(SimpleObject)]
pub struct RankMethod {
    /// The options.
    options: Vec<ProposalOption>,
    /// The fewest options that a vote ranks.
    min_ranked: u8,
}

/// Votes rank options, at least one, and seats are filled by the single transferable vote.
#[derive(SimpleObject)]
pub struct RankStvMethod {
    /// The options.
    options: Vec<ProposalOption>,
    /// How many seats there are to fill.
    seats: u8,
    /// Which rules transfer votes.
    variant: StvVariant,
    /// How many votes elect.
    quota: StvQuota,
}

/// Votes rank options, at least one; some may stand alike. They are compared in pairs, by Schulze's
/// method with winning votes.
#[derive(SimpleObject)]
pub struct RankPairsMethod {
    /// The options.
    options: Vec<ProposalOption>,
}

/// Votes say of each date or time whether it suits.
#[derive(SimpleObject)]
pub struct ScheduleMethod {
    /// The dates and times.
    options: Vec<ScheduleOption>,
}

/// One of the dates and times of a proposal.
#[derive(SimpleObject)]
pub struct ScheduleOption {
    /// Its number, from 1, by which votes name it.
    number: u8,
    /// When it is; null if that was removed.
    slot: Option<DateOrTime>,
}

/// Votes are in or out.
#[derive(SimpleObject)]
pub struct CountMethod {
    /// How many are to be in.
    target: u32,
}

/// Votes are answers in writing.
#[derive(SimpleObject)]
pub struct AskMethod {
    /// What a vote is.
    description: &'static str,
}

/// One of the options of a proposal.
#[derive(SimpleObject)]
pub struct ProposalOption {
    /// Its number, from 1, by which votes name it.
    number: u8,
    /// What it says; null if it was removed.
    text: Option<String>,
}

impl From<&MethodRow> for Method {
    fn from(row: &MethodRow) -> Self {
        use Stance::{Abstain, Agree, Block, Disagree};
        let options = || (1..).zip(row.options()).map(option).collect();
        match row {
            MethodRow::Consent => {
                Self::Consent(ConsentMethod { stances: vec![Agree, Abstain, Disagree, Block] })
            }
            MethodRow::Choose { min, max, none_of_these, .. } => Self::Choose(ChooseMethod {
                options: options(),
                min_choices: *min,
                max_choices: *max,
                none_of_these: *none_of_these,
            }),
            MethodRow::Score { min, max, .. } => {
                Self::Score(ScoreMethod { options: options(), min_score: *min, max_score: *max })
            }
            MethodRow::Allocate { budget, .. } => {
                Self::Allocate(AllocateMethod { options: options(), budget: *budget })
            }
            MethodRow::Rank { min, .. } => {
                Self::Rank(RankMethod { options: options(), min_ranked: *min })
            }
            MethodRow::RankStv { rules, .. } => Self::RankStv(RankStvMethod {
                options: options(),
                seats: rules.seats,
                variant: rules.variant.into(),
                quota: rules.quota.into(),
            }),
            MethodRow::RankPairs { .. } => Self::RankPairs(RankPairsMethod { options: options() }),
            MethodRow::Schedule { options } => {
                let slot = |(number, slot): (u8, &Slot)| ScheduleOption {
                    number,
                    slot: Some(DateOrTime(*slot)),
                };
                Self::Schedule(ScheduleMethod { options: (1..).zip(options).map(slot).collect() })
            }
            MethodRow::Count { target } => Self::Count(CountMethod { target: *target }),
            MethodRow::Ask => Self::Ask(AskMethod {
                description: "An answer in writing, the reason of the vote.",
            }),
        }
    }
}

impl Method {
    /// The method of what was discarded: dates and times are removed with the words.
    pub(crate) fn removed(mut self) -> Self {
        if let Self::Schedule(ScheduleMethod { options }) = &mut self {
            options.iter_mut().for_each(|option| option.slot = None);
        }
        self
    }
}

fn option((number, text): (u8, &Words)) -> ProposalOption {
    ProposalOption { number, text: text.as_deref().map(str::to_owned) }
}
