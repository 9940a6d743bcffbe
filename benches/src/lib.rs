//! What the benchmarks have in common: a private database, a community to vote in, a client that
//! costs little, and the table that is printed.
//!
//! Every figure is a ratio to a floor that is measured in the same run, so that it means the same
//! on another machine.

#![expect(clippy::expect_used, reason = "a benchmark that cannot go on stops")]
#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

pub mod client;
pub mod community;
pub mod database;

use std::time::{Duration, Instant};

/// One line of the table.
#[derive(Debug, Clone)]
pub struct Figure {
    /// What was measured.
    pub name: &'static str,
    /// How often it was done.
    pub count: usize,
    /// How long it took.
    pub took: Duration,
}

impl Figure {
    /// Measures `work`, which does something `count` times.
    pub async fn measure(name: &'static str, count: usize, work: impl Future<Output = ()>) -> Self {
        let started = Instant::now();
        work.await;
        let figure = Self { name, count, took: started.elapsed() };
        println!("{name:<44} {:>12.0} a second", figure.per_second());
        figure
    }

    /// How often a second.
    #[must_use]
    pub fn per_second(&self) -> f64 {
        self.count as f64 / self.took.as_secs_f64()
    }

    /// Prints the ratio to the floor beside the target.
    pub fn against(&self, floor: &Self, target: f64) {
        let ratio = self.per_second() / floor.per_second();
        let met = if ratio >= target { "met" } else { "missed" };
        println!("{} / {}: {ratio:.2}, target {target:.2}: {met}", self.name, floor.name);
    }
}

/// The middle one of several measures of the same thing, so that one disturbance decides nothing.
#[must_use]
pub fn median(mut figures: Vec<Figure>) -> Figure {
    figures.sort_by(|a, b| a.per_second().total_cmp(&b.per_second()));
    figures.swap_remove(figures.len() / 2)
}

/// The value below which `share` (0 to 1) of the sorted values are.
#[must_use]
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted.get((last as f64 * share).round() as usize).copied().unwrap_or_default()
}
