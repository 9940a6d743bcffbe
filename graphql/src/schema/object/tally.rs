//! What votes add up to.

use async_graphql::{SimpleObject, Union};

/// What the votes add up to, by the method.
#[derive(Union)]
pub enum Tally {
    /// In `CONSENT`.
    Consent(ConsentTally),
    /// In `CHOOSE`.
    Choose(ChooseTally),
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

impl From<domain::proposal::Tally> for Tally {
    fn from(tally: domain::proposal::Tally) -> Self {
        match tally {
            domain::proposal::Tally::Consent { agree, abstain, disagree, block } => {
                Self::Consent(ConsentTally { agree, abstain, disagree, block })
            }
            domain::proposal::Tally::Choose { options, none_of_these } => {
                let count = |(number, votes)| OptionVotes { number, votes };
                let options = (1..).zip(options).map(count).collect();
                Self::Choose(ChooseTally { options, none_of_these })
            }
        }
    }
}
