//! Counting: from ballots to a result that shows its work, and from a result to a verdict.

use serde::{Deserialize, Serialize};

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
