//! Schulze's method, with winning votes: M. Schulze, "A new monotonic, clone-independent, reversal
//! symmetric, and Condorcet-consistent single-winner election method", Social Choice and Welfare 36
//! (2011).

use serde::{Deserialize, Serialize};

/// More numbers than an option can have.
const NUMBERS: usize = 1 << u8::BITS;

/// A whole count by Schulze's method. Rows and columns are in the order of the options' numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchulzeCount {
    /// How many ballots name an option.
    pub ballots: u32,
    /// How many ballots prefer the option of the row to that of the column.
    pub pairs: Vec<Vec<u32>>,
    /// How strong the strongest path from the option of the row to that of the column is. A path
    /// leads from option to option, each preferred to the next by more ballots than the other way
    /// round, and is as strong as its weakest link, which is as strong as it has ballots for it.
    /// 0 where there is none.
    pub paths: Vec<Vec<u32>>,
    /// The options' numbers, the winners first. One beats another if the strongest path to the
    /// other is stronger than that back. Those stand together who are beaten by nobody but those
    /// before them.
    pub order: Vec<Vec<u8>>,
}

/// Counts ballots over `options` options, numbered from 1. A ballot is groups of these numbers, the
/// most wanted first; those of a group are wanted alike, and those not named are wanted least.
///
/// What is no number of an option, and a number that was named before, is passed over; a ballot
/// that then names nothing is left out. The order of the ballots does not matter.
#[must_use]
pub fn count<'a>(options: u8, ballots: impl IntoIterator<Item = &'a [Vec<u8>]>) -> SchulzeCount {
    let (ballots, pairs) = compare(usize::from(options), ballots);
    let paths = strongest_paths(&pairs);
    let order = order(&paths);
    SchulzeCount { ballots, pairs, paths, order }
}

/// How many ballots there are, and how many prefer which option to which.
fn compare<'a>(
    options: usize,
    ballots: impl IntoIterator<Item = &'a [Vec<u8>]>,
) -> (u32, Vec<Vec<u32>>) {
    let mut pairs = vec![vec![0_u32; options]; options];
    // A cell of a byte counts as many ballots as it can hold, because so many more of them fit
    // into a register. The sums are kept in `pairs`.
    let mut batch = vec![0_u8; options * options];
    let mut ballots = ballots.into_iter().filter_map(|ballot| ranks(options, ballot)).peekable();
    let mut counted = 0_u32;
    while ballots.peek().is_some() {
        for ranks in ballots.by_ref().take(usize::from(u8::MAX)) {
            counted = counted.saturating_add(1);
            let ranks = &ranks[..options];
            for (row, rank) in batch.chunks_exact_mut(options).zip(ranks) {
                for (cell, other) in row.iter_mut().zip(ranks) {
                    *cell += u8::from(rank < other);
                }
            }
        }
        for (sum, cell) in pairs.iter_mut().flatten().zip(&mut batch) {
            *sum = sum.saturating_add(u32::from(std::mem::take(cell)));
        }
    }
    (counted, pairs)
}

/// Each option's rank, 0 the most wanted; nothing if the ballot names no option.
fn ranks(options: usize, ballot: &[Vec<u8>]) -> Option<[u8; NUMBERS]> {
    let mut ranks = [u8::MAX; NUMBERS];
    let mut next = 0;
    for group in ballot {
        let mut named = false;
        for number in group {
            let Some(place) = usize::from(*number).checked_sub(1) else { continue };
            if place < options && ranks[place] == u8::MAX {
                ranks[place] = next;
                named = true;
            }
        }
        // At most 255 groups name an option that none before them does.
        next += u8::from(named);
    }
    (next > 0).then_some(ranks)
}

/// The widest paths between all pairs, after Floyd and Warshall.
fn strongest_paths(pairs: &[Vec<u32>]) -> Vec<Vec<u32>> {
    let options = pairs.len();
    let link = |a: usize, b: usize| if pairs[a][b] > pairs[b][a] { pairs[a][b] } else { 0 };
    let mut paths: Vec<Vec<u32>> =
        (0..options).map(|a| (0..options).map(|b| link(a, b)).collect()).collect();
    for via in 0..options {
        let onward = paths[via].clone();
        for (from, row) in paths.iter_mut().enumerate() {
            let first = row[via];
            for (to, path) in row.iter_mut().enumerate() {
                if to != from {
                    *path = (*path).max(first.min(onward[to]));
                }
            }
        }
    }
    paths
}

/// Takes away again and again those whom nobody beats who is left. Beating is transitive (section
/// 4.1 of the paper), so there always is somebody.
fn order(paths: &[Vec<u32>]) -> Vec<Vec<u8>> {
    let mut left: Vec<usize> = (0..paths.len()).collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let is_beaten = |a: usize| left.iter().any(|b| paths[*b][a] > paths[a][*b]);
        let (beaten, best): (Vec<usize>, Vec<usize>) =
            left.iter().partition(|place| is_beaten(**place));
        if best.is_empty() {
            break;
        }
        order.push(best.into_iter().map(number).collect());
        left = beaten;
    }
    order
}

/// The number of the option at this place.
fn number(place: usize) -> u8 {
    u8::try_from(place).map_or(u8::MAX, |place| place.saturating_add(1))
}
