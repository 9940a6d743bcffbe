//! What a vote says.

use serde::{Deserialize, Serialize};

/// What a vote says, by the method of the proposal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", deny_unknown_fields)]
pub enum Ballot {
    /// In `CONSENT`.
    Stance(Stance),
    /// In `CHOOSE`: the numbers of the options, from 1, ascending.
    Options(Vec<u8>),
    /// In `CHOOSE`: none of these. Abstains.
    NoneOfThese,
}

impl Ballot {
    /// Whether the vote abstains: it counts for the quorum, and is left out of what decides.
    #[must_use]
    pub const fn abstains(&self) -> bool {
        matches!(self, Self::Stance(Stance::Abstain) | Self::NoneOfThese)
    }
}

/// A vote in `CONSENT`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Stance {
    /// In favour.
    Agree,
    /// Neither.
    Abstain,
    /// Against.
    Disagree,
    /// Against, and it must not pass.
    Block,
}
