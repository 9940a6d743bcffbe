//! A count of a ballot file, for people and for programs.

use std::fmt;

use domain::proposal::{StvCount, StvRound, StvRules, StvStep, StvTie, TieBreak};
use serde::Serialize;

use super::Blt;

/// A count, with the names of those who were counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// What is elected.
    pub title: String,
    /// How many are elected.
    pub seats: u8,
    /// Who stands, in the order of the numbers in the count.
    pub candidates: Vec<String>,
    /// Who is elected, in the order of their election.
    pub elected: Vec<String>,
    /// How the count went.
    pub count: StvCount,
}

impl Counted {
    /// Counts an election.
    #[must_use]
    pub fn new(election: &Blt, rules: StvRules) -> Self {
        let name = |number: u8| election.candidates[usize::from(number) - 1].clone();
        let candidates: Vec<String> = election.standing().map(name).collect();
        let count = election.count(rules);
        let elected = count.elected.iter().map(|number| named(&candidates, *number)).collect();
        let (title, seats) = (election.title.clone(), rules.seats);
        Self { title, seats, candidates, elected, count }
    }

    fn name(&self, number: u8) -> String {
        named(&self.candidates, number)
    }

    /// Votes with their decimals.
    fn votes(&self, votes: u64) -> String {
        let decimals = usize::from(self.count.decimals);
        let unit = 10_u64.pow(self.count.decimals.into());
        format!("{}.{:0decimals$}", votes / unit, votes % unit)
    }

    fn step(&self, step: &StvStep) -> String {
        match step {
            StvStep::FirstPreferences => "first preferences".to_owned(),
            StvStep::Surplus { of } => {
                let names: Vec<String> = of.iter().map(|number| self.name(*number)).collect();
                format!("surplus of {}", names.join(", "))
            }
            StvStep::Exclusion { of } => format!("{} is excluded", self.name(*of)),
        }
    }

    fn tie(&self, tie: &StvTie) -> String {
        let between: Vec<String> = tie.between.iter().map(|number| self.name(*number)).collect();
        let by = match tie.by {
            TieBreak::EarlierRound { round } => format!("by the votes in round {round}"),
            TieBreak::OptionOrder => "by the order in the file".to_owned(),
        };
        format!("{} have equal votes: {} {by}", between.join(", "), self.name(tie.chosen))
    }

    fn write_round(&self, round: &StvRound, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, quota {}", self.step(&round.step), self.votes(round.quota))?;
        if let Some(tie) = &round.tie {
            write!(f, "\n  {}", self.tie(tie))?;
        }
        for (number, votes) in (1..).zip(&round.votes) {
            let elected = if round.elected.contains(&number) { "  elected" } else { "" };
            write!(f, "\n  {:>20}  {}{elected}", self.votes(*votes), self.name(number))?;
        }
        for (votes, what) in
            [(round.non_transferable, "not transferable"), (round.rounding, "cut off in rounding")]
        {
            if votes > 0 {
                write!(f, "\n  {:>20}  ({what})", self.votes(votes))?;
            }
        }
        Ok(())
    }
}

fn named(candidates: &[String], number: u8) -> String {
    candidates.get(usize::from(number) - 1).cloned().unwrap_or_default()
}

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { title, seats, candidates, count, .. } = self;
        let ballots = count.ballots;
        let candidates = candidates.len();
        write!(f, "{title}: {ballots} ballots, {candidates} candidates, {seats} seats")?;
        for (number, round) in (1..).zip(&count.rounds) {
            write!(f, "\nround {number}: ")?;
            self.write_round(round, f)?;
        }
        write!(f, "\nelected: {}", self.elected.join(", "))
    }
}
