//! What makes a proposal pass.

use async_graphql::{SimpleObject, Union};

use crate::schema::enums::ThresholdBase;

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
