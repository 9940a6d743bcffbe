//! Counts of pairs, by Schulze's method, so that they can be followed by hand.

use async_graphql::SimpleObject;
use domain::proposal::SchulzeCount;

/// How options compare in pairs, by Schulze's method with winning votes.
#[derive(SimpleObject)]
pub struct RankPairsTally {
    /// How many votes there are.
    ballots: u32,
    /// The numbers of the options, the winners first. One beats another if the strongest path to
    /// the other is stronger than that back; those of one list are beaten by nobody but those
    /// before them.
    order: Vec<Vec<u8>>,
    /// Each option with its comparisons, in the order of the options' numbers.
    options: Vec<OptionComparisons>,
}

/// How an option compares with every other.
#[derive(SimpleObject)]
pub struct OptionComparisons {
    /// The option's number, from 1.
    number: u8,
    /// Every other option, in the order of their numbers.
    against: Vec<Comparison>,
}

/// How an option compares with another.
#[derive(SimpleObject)]
pub struct Comparison {
    /// The other option's number, from 1.
    number: u8,
    /// How many votes rank the option above the other.
    preferring: u32,
    /// How strong the strongest path from the option to the other is; 0 where there is none. A path
    /// leads from option to option, each preferred to the next by more votes than the other way
    /// round, and is as strong as the fewest votes on it.
    strongest_path: u32,
}

impl From<&SchulzeCount> for RankPairsTally {
    fn from(count: &SchulzeCount) -> Self {
        let rows = (1..).zip(count.pairs.iter().zip(&count.paths));
        Self {
            ballots: count.ballots,
            order: count.order.clone(),
            options: rows
                .map(|(number, (pairs, paths))| OptionComparisons {
                    number,
                    against: comparisons(number, pairs, paths),
                })
                .collect(),
        }
    }
}

fn comparisons(own: u8, pairs: &[u32], paths: &[u32]) -> Vec<Comparison> {
    (1..)
        .zip(pairs.iter().zip(paths))
        .filter(|(number, _)| *number != own)
        .map(|(number, (preferring, path))| Comparison {
            number,
            preferring: *preferring,
            strongest_path: *path,
        })
        .collect()
}
