//! Ballot files, `.blt`: the usual exchange format of preferential elections, which OpenSTV and
//! other programs that count write and read.
//!
//! ```text
//! 4 2                    # four candidates, two seats
//! -2                     # the second has withdrawn
//! 3 1 3 4 0              # three ballots: first 1, then 3, then 4
//! 4 3 0
//! 2 0                    # two blank ballots
//! 0                      # the end of the ballots
//! "Alice"
//! "Bob"
//! "Carol"
//! "Dave"
//! "Which of them"        # the title
//! ```
//!
//! A ballot is one line. What stands behind a `#` outside of quotes is a comment. Candidates that
//! are ranked alike (`=`) and ranks that are skipped (`-`), which some programs write, are refused.

mod count;
mod export;
mod read;
mod words;
mod write;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use domain::proposal::{StvCount, StvRules, stv};

pub use count::Counted;
pub use export::{ExportError, export};
pub use read::{BltError, parse};

/// The most candidates in a file.
pub const MOST_CANDIDATES: u8 = 100;
/// The most ballots that the papers of a file stand for.
pub const MOST_BALLOTS: u64 = 1_000_000;
/// The most characters of a candidate's name.
pub const LONGEST_NAME: usize = 200;
/// The most characters of a title.
pub const LONGEST_TITLE: usize = 150;

/// A preferential election with its ballots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blt {
    /// What is elected.
    pub title: String,
    /// How many candidates are elected: not more than stand.
    pub seats: u8,
    /// The candidates' names, no two alike.
    pub candidates: Vec<String>,
    /// The numbers of those who have withdrawn, from 1.
    pub withdrawn: BTreeSet<u8>,
    /// The ballots.
    pub papers: Vec<Paper>,
}

/// Ballots that say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// How many there are, at least one.
    pub ballots: u32,
    /// The candidates' numbers, the most wanted first. Blank if there are none.
    pub order: Vec<u8>,
}

impl Blt {
    /// The numbers of the candidates who have not withdrawn.
    pub fn standing(&self) -> impl Iterator<Item = u8> {
        let numbers = (1..).zip(&self.candidates).map(|(number, _)| number);
        numbers.filter(|number| !self.withdrawn.contains(number))
    }

    /// Counts the ballots among those who stand, numbered from 1 in the order of the file.
    #[must_use]
    pub fn count(&self, rules: StvRules) -> StvCount {
        let standing: Vec<u8> = self.standing().collect();
        let place = |number: &u8| standing.iter().position(|other| other == number);
        let renumbered = |number: &u8| u8::try_from(place(number)? + 1).ok();
        let papers: Vec<(u32, Vec<u8>)> = self
            .papers
            .iter()
            .map(|paper| (paper.ballots, paper.order.iter().filter_map(renumbered).collect()))
            .collect();
        let ballots = papers
            .iter()
            .flat_map(|(ballots, order)| std::iter::repeat_n(order.as_slice(), *ballots as usize));
        stv::count(rules, u8::try_from(standing.len()).unwrap_or(u8::MAX), ballots)
    }
}
