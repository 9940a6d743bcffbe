//! STV counts of 100,000 ballots over 20 options, beside reading every number of every ballot once.

use std::hint::black_box;

use domain::proposal::{StvQuota, StvRules, StvVariant, stv};

use super::orders;
use crate::figure::{Figure, judge, median};

const BALLOTS: usize = 100_000;
const OPTIONS: u8 = 20;
const ROUNDS: usize = 5;

/// Measures it.
pub async fn run() {
    let ballots = orders(BALLOTS, OPTIONS);
    let read = || async {
        black_box(ballots.iter().flatten().map(|number| usize::from(*number)).sum::<usize>());
    };
    Figure::measure("floor: ballots read once", BALLOTS, read()).await;
    for (name, variant) in [
        ("ballots counted by Scottish rules, 5 seats", StvVariant::Scottish),
        ("ballots counted by Meek, 5 seats", StvVariant::Meek),
    ] {
        let rules = StvRules { seats: 5, variant, quota: StvQuota::Droop };
        let count = || async {
            let count = stv::count(rules, OPTIONS, ballots.iter().map(Vec::as_slice));
            assert_eq!(black_box(count).elected.len(), 5);
        };
        let mut figures = Vec::new();
        for _ in 0..ROUNDS {
            figures.push(Figure::measure(name, BALLOTS, count()).await);
        }
        let took = BALLOTS as f64 / median(figures).per_second();
        judge(name, &format!("{took:.3} s"), took < 1.0, "under 1 s");
    }
}
