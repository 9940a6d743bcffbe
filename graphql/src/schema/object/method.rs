//! How a decision is made.

use async_graphql::{SimpleObject, Union};
use projections::Words;
use projections::proposals::MethodRow;

use crate::schema::enums::ThresholdBase;

/// How a decision is made, with its parameters.
#[derive(Union)]
pub enum Method {
    /// Agree, abstain, disagree or block.
    Consent(ConsentMethod),
    /// Choose among options.
    Choose(ChooseMethod),
}

/// Votes agree, abstain, disagree or block.
#[derive(SimpleObject)]
pub struct ConsentMethod {
    /// What may be voted.
    stances: Vec<crate::schema::enums::Stance>,
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
        use crate::schema::enums::Stance as S;
        match row {
            MethodRow::Consent => Self::Consent(ConsentMethod {
                stances: vec![S::Agree, S::Abstain, S::Disagree, S::Block],
            }),
            MethodRow::Choose { options, min, max, none_of_these } => Self::Choose(ChooseMethod {
                options: (1..).zip(options).map(option).collect(),
                min_choices: *min,
                max_choices: *max,
                none_of_these: *none_of_these,
            }),
        }
    }
}

fn option((number, text): (u8, &Words)) -> ProposalOption {
    ProposalOption { number, text: text.as_deref().map(str::to_owned) }
}

/// What makes a proposal pass.
#[derive(Union)]
pub enum DecisionRule {
    /// Nobody blocks.
    Consent(ConsentRule),
    /// Nobody disagrees or blocks.
    Consensus(ConsensusRule),
    /// Strictly more agree than disagree.
    Majority(MajorityRule),
    /// At least a share agrees, or chose the leading option.
    Threshold(ThresholdRule),
}

/// It passes if nobody blocks.
#[derive(SimpleObject)]
pub struct ConsentRule {
    /// What the rule says.
    description: &'static str,
}

/// It passes if nobody disagrees or blocks.
#[derive(SimpleObject)]
pub struct ConsensusRule {
    /// What the rule says.
    description: &'static str,
}

/// It passes if strictly more agree than disagree; a block disagrees.
#[derive(SimpleObject)]
pub struct MajorityRule {
    /// What the rule says.
    description: &'static str,
}

/// It passes if at least a share agrees, or chose the leading option.
#[derive(SimpleObject)]
pub struct ThresholdRule {
    /// The share in percent.
    percent: u8,
    /// Of whom.
    of: ThresholdBase,
}

impl From<domain::proposal::Rule> for DecisionRule {
    fn from(rule: domain::proposal::Rule) -> Self {
        use domain::proposal::Rule;
        match rule {
            Rule::Consent => Self::Consent(ConsentRule { description: "Nobody blocks." }),
            Rule::Consensus => {
                Self::Consensus(ConsensusRule { description: "Nobody disagrees or blocks." })
            }
            Rule::Majority => Self::Majority(MajorityRule {
                description: "Strictly more agree than disagree; a block disagrees.",
            }),
            Rule::Threshold { percent, of } => {
                Self::Threshold(ThresholdRule { percent, of: of.into() })
            }
        }
    }
}
