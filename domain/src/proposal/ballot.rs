//! What a vote says.

use serde::{Deserialize, Serialize};

/// What a vote says, by the method of the proposal. Options are named by their numbers, from 1.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", deny_unknown_fields)]
pub enum Ballot {
    /// In `CONSENT`.
    Stance(Stance),
    /// In `CHOOSE`: the chosen options, ascending.
    Options(Vec<u8>),
    /// In `CHOOSE`: none of these. Abstains.
    NoneOfThese,
    /// In `SCORE`: every option with its score, ascending by option.
    Scores(Vec<(u8, i32)>),
    /// In `ALLOCATE`: the options that get points, with how many, ascending by option. Abstains if
    /// there are none.
    Points(Vec<(u8, u32)>),
    /// In `RANK`: the ranked options, the best first.
    Ranking(Vec<u8>),
    /// In `RANK_STV`: the ranked options, the most wanted first.
    Preferences(Vec<u8>),
    /// In `RANK_PAIRS`: the ranked options, the most wanted first; those that stand alike together,
    /// ascending.
    Tiers(Vec<Vec<u8>>),
    /// In `SCHEDULE`: every date or time with whether it suits, ascending by option.
    Availabilities(Vec<(u8, Availability)>),
    /// In `COUNT`.
    Participation(Participation),
    /// In `ASK`: the reason that comes with the vote is what it says.
    Answer,
}

impl Ballot {
    /// Whether the vote abstains: it counts for the quorum, and is left out of what decides.
    ///
    /// Only a vote that says nothing for or against anything abstains: the stance of that name,
    /// "none of these", and points laid on nothing. Equal scores for all options speak of each, and
    /// to be out, or never available, is an answer.
    #[must_use]
    pub fn abstains(&self) -> bool {
        match self {
            Self::Stance(stance) => *stance == Stance::Abstain,
            Self::NoneOfThese => true,
            Self::Points(points) => points.is_empty(),
            Self::Options(_)
            | Self::Scores(_)
            | Self::Ranking(_)
            | Self::Preferences(_)
            | Self::Tiers(_)
            | Self::Availabilities(_)
            | Self::Participation(_)
            | Self::Answer => false,
        }
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

/// What a vote in `SCHEDULE` says of a date or time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Availability {
    /// It suits.
    Yes,
    /// It can be made to suit.
    IfNeeded,
    /// It does not suit.
    No,
}

/// A vote in `COUNT`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Participation {
    /// Takes part.
    In,
    /// Does not.
    Out,
}
