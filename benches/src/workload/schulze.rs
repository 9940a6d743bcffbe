//! Schulze's method over 100 options and 100,000 ballots, beside reading every number of every
//! ballot once.

use std::hint::black_box;

use domain::proposal::schulze;

use super::orders;
use crate::figure::{Figure, judge, median};

const BALLOTS: usize = 100_000;
const OPTIONS: u8 = 100;
const ROUNDS: usize = 5;

/// Measures it.
pub async fn run() {
    let alone = |order: Vec<u8>| order.into_iter().map(|number| vec![number]).collect();
    let ballots: Vec<Vec<Vec<u8>>> = orders(BALLOTS, OPTIONS).into_iter().map(alone).collect();
    let read = || async {
        let numbers = ballots.iter().flatten().flatten();
        black_box(numbers.map(|number| usize::from(*number)).sum::<usize>());
    };
    Figure::measure("floor: ballots read once", BALLOTS, read()).await;
    let name = "ballots counted by Schulze's method";
    let mut figures = Vec::new();
    for _ in 0..ROUNDS {
        let count = async {
            let count = schulze::count(OPTIONS, ballots.iter().map(Vec::as_slice));
            assert_eq!(black_box(count).ballots as usize, BALLOTS);
        };
        figures.push(Figure::measure(name, BALLOTS, count).await);
    }
    let took = BALLOTS as f64 / median(figures).per_second();
    judge(name, &format!("{took:.3} s"), took < 1.0, "under 1 s");
}
