//! How a count went, so that it can be followed by hand.

use serde::{Deserialize, Serialize};

/// A whole STV count. Votes in it are in units of the last decimal kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StvCount {
    /// How many ballots name an option.
    pub ballots: u32,
    /// How many decimals are kept: a vote is ten to the power of this many units.
    pub decimals: u8,
    /// The rounds, in order. None if there was no ballot.
    pub rounds: Vec<StvRound>,
    /// The numbers of those elected, in the order of their election.
    pub elected: Vec<u8>,
}

/// One round: what was done, and how the votes stand after it. In every round the votes of all
/// options, `non_transferable` and `rounding` add up to the ballots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StvRound {
    /// What was done.
    pub step: StvStep,
    /// How the one that this was done with was chosen among several with equal votes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tie: Option<StvTie>,
    /// The votes that elect. In `MEEK` it falls as ballots run out of options.
    pub quota: u64,
    /// Each option's votes, in the order of the options' numbers.
    pub votes: Vec<u64>,
    /// What those elected in earlier rounds keep of each vote that comes to them, in units, in
    /// the order of their election. Everybody else keeps all. In `MEEK` only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keep: Vec<u64>,
    /// Votes that went on from an option, on ballots that name no further one.
    pub non_transferable: u64,
    /// What was cut off from transfer values. In `SCOTTISH` only.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub rounding: u64,
    /// The numbers of those elected at the end of this round: with the quota, or because no more
    /// continue than seats are left.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elected: Vec<u8>,
}

/// What is done in a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", deny_unknown_fields)]
pub enum StvStep {
    /// Every ballot goes to the option that it names first.
    FirstPreferences,
    /// What these have beyond the quota goes on: one of them in `SCOTTISH`, in `MEEK` all that
    /// are elected by then.
    Surplus {
        /// The numbers of the options.
        of: Vec<u8>,
    },
    /// An option is excluded, and all its votes go on.
    Exclusion {
        /// The number of the option.
        of: u8,
    },
}

/// How one of several with equal votes was chosen. In `MEEK` votes are equal that differ by no
/// more than the surplus that is still to go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StvTie {
    /// The numbers of the options, ascending.
    pub between: Vec<u8>,
    /// The one that was chosen.
    pub chosen: u8,
    /// What decided.
    pub by: TieBreak,
}

/// What decides between equal votes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", deny_unknown_fields)]
pub enum TieBreak {
    /// The votes at the end of the most recent round in which they were not equal. Where that
    /// leaves several, the next earlier one decides between these, and so on.
    EarlierRound {
        /// The number of the round that left one, from 1.
        round: u16,
    },
    /// They were equal in every round. Elections draw lots then; here the option that comes later
    /// in the proposal loses, which anybody can repeat: of those to be excluded it is the last, of
    /// those whose surplus goes on it is the first.
    OptionOrder,
}

impl StvCount {
    /// What each option gained in a round, numbered from 1, by what the step took from others:
    /// pairs of an option's number and its gain, without those that gained nothing.
    pub fn gains(&self, round: usize) -> impl Iterator<Item = (u8, u64)> {
        let votes = |number: usize| self.rounds.get(number.checked_sub(1)?).map(|it| &it.votes);
        let (before, after) = (votes(round.saturating_sub(1)), votes(round));
        let after = after.into_iter().flatten();
        (1..=u8::MAX).zip(after).enumerate().filter_map(move |(index, (number, after))| {
            let before = before.and_then(|votes| votes.get(index)).copied().unwrap_or(0);
            Some((number, after.checked_sub(before).filter(|gain| *gain > 0)?))
        })
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes what it looks at by reference")]
const fn is_zero(votes: &u64) -> bool {
    *votes == 0
}
