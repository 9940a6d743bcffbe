//! Counts of the single transferable vote, so that they can be followed by hand.

use async_graphql::{Enum, SimpleObject};
use domain::proposal::{StvCount, StvRound as Round, StvStep, TieBreak};

use crate::schema::scalars::Decimal;

/// Whom the single transferable vote elects, and every round of the count. In each round the votes
/// of all options, those that go to nobody and what is cut off add up to the votes cast.
#[derive(SimpleObject)]
pub struct RankStvTally {
    /// How many votes there are.
    ballots: u32,
    /// The numbers of those elected, in the order of their election.
    elected: Vec<u8>,
    /// The rounds, in order; none if nobody voted.
    rounds: Vec<StvRound>,
}

/// One round of a count: what was done, and how the votes stand after it.
#[derive(SimpleObject)]
pub struct StvRound {
    /// Which round it is, from 1.
    number: u16,
    /// What was done.
    action: StvAction,
    /// The numbers of the options that it was done with: those whose surplus went on, or the one
    /// that was excluded.
    of: Vec<u8>,
    /// How one was chosen among several with equal votes, if one had to be.
    tie: Option<StvTie>,
    /// How many votes elect.
    quota: Decimal,
    /// How the votes stand, in the order of the options' numbers.
    options: Vec<StvVotes>,
    /// What those elected in earlier rounds keep of each vote, in the order of their election; in
    /// `MEEK` only.
    keep: Vec<StvKeep>,
    /// Votes that went on from an option and name no further one.
    non_transferable: Decimal,
    /// What was cut off from transfer values; in `SCOTTISH` only.
    rounding: Decimal,
    /// The numbers of those elected in this round.
    elected: Vec<u8>,
}

/// What is done in a round of a count.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum StvAction {
    /// Every vote goes to the option that it ranks first.
    FirstPreferences,
    /// What options have beyond the quota goes on.
    Surplus,
    /// An option is excluded, and all its votes go on.
    Exclusion,
}

/// The votes of an option after a round.
#[derive(SimpleObject)]
pub struct StvVotes {
    /// The option's number, from 1.
    number: u8,
    /// Its votes.
    votes: Decimal,
    /// How many of them came to it in this round.
    gained: Decimal,
}

/// What an elected option keeps of each vote that comes to it.
#[derive(SimpleObject)]
pub struct StvKeep {
    /// The option's number, from 1.
    number: u8,
    /// The share of each vote.
    share: Decimal,
}

/// How one of several with equal votes was chosen.
#[derive(SimpleObject)]
pub struct StvTie {
    /// The numbers of the options.
    between: Vec<u8>,
    /// The one that was chosen.
    chosen: u8,
    /// What decided.
    by: StvTieBreak,
    /// The number of the earlier round that decided, from 1.
    round: Option<u16>,
}

/// What decides between equal votes.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum StvTieBreak {
    /// The votes in the most recent round in which they were not equal.
    EarlierRound,
    /// They were equal in every round. Where elections draw lots, here the option that comes later
    /// in the proposal loses, which anybody can repeat.
    OptionOrder,
}

impl From<&StvCount> for RankStvTally {
    fn from(count: &StvCount) -> Self {
        let rounds = (1..).zip(&count.rounds);
        Self {
            ballots: count.ballots,
            elected: count.elected.clone(),
            rounds: rounds.map(|(number, round)| show(count, number, round)).collect(),
        }
    }
}

fn show(count: &StvCount, number: u16, round: &Round) -> StvRound {
    let decimal = |units| Decimal { units, decimals: count.decimals };
    let (action, of) = match &round.step {
        StvStep::FirstPreferences => (StvAction::FirstPreferences, Vec::new()),
        StvStep::Surplus { of } => (StvAction::Surplus, of.clone()),
        StvStep::Exclusion { of } => (StvAction::Exclusion, vec![*of]),
    };
    let gained: std::collections::HashMap<u8, u64> = count.gains(number.into()).collect();
    let votes = |(number, votes): (u8, &u64)| StvVotes {
        number,
        votes: decimal(*votes),
        gained: decimal(gained.get(&number).copied().unwrap_or(0)),
    };
    // In the order of their election, as `keep` is.
    let keep = count.elected.iter().zip(&round.keep);
    StvRound {
        number,
        action,
        of,
        tie: round.tie.as_ref().map(tie),
        quota: decimal(round.quota),
        options: (1..).zip(&round.votes).map(votes).collect(),
        keep: keep
            .map(|(number, share)| StvKeep { number: *number, share: decimal(*share) })
            .collect(),
        non_transferable: decimal(round.non_transferable),
        rounding: decimal(round.rounding),
        elected: round.elected.clone(),
    }
}

fn tie(tie: &domain::proposal::StvTie) -> StvTie {
    let (by, round) = match tie.by {
        TieBreak::EarlierRound { round } => (StvTieBreak::EarlierRound, Some(round)),
        TieBreak::OptionOrder => (StvTieBreak::OptionOrder, None),
    };
    StvTie { between: tie.between.clone(), chosen: tie.chosen, by, round }
}
