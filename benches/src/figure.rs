//! What was measured, and the ratio to its floor.

use std::time::{Duration, Instant};

/// How often something was done in how much time.
#[derive(Debug, Clone)]
pub struct Figure {
    name: &'static str,
    count: usize,
    took: Duration,
}

impl Figure {
    /// Measures `work`, which does something `count` times.
    pub async fn measure(name: &'static str, count: usize, work: impl Future<Output = ()>) -> Self {
        let started = Instant::now();
        work.await;
        let figure = Self { name, count, took: started.elapsed() };
        println!("  {name:<52} {:>10.0} a second", figure.per_second());
        figure
    }

    /// How often a second.
    pub fn per_second(&self) -> f64 {
        self.count as f64 / self.took.as_secs_f64()
    }

    /// Prints the ratio to the floor beside the target.
    pub fn against(&self, floor: &Self, target: f64) {
        let ratio = self.per_second() / floor.per_second();
        let what = format!("{} / {}", self.name, floor.name);
        judge(&what, &format!("{ratio:.2}"), ratio >= target, &format!("at least {target:.2}"));
    }
}

/// The middle one of several measures of the same thing, so that one disturbance decides nothing.
pub fn median(mut figures: Vec<Figure>) -> Figure {
    figures.sort_by(|a, b| a.per_second().total_cmp(&b.per_second()));
    let middle = figures.len() / 2;
    figures.swap_remove(middle)
}

/// The value below which `share` (0 to 1) of the sorted values are.
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted.get((last as f64 * share).round() as usize).copied().unwrap_or_default()
}

/// Prints what came out beside its target.
pub fn judge(what: &str, value: &str, met: bool, target: &str) {
    let met = if met { "met" } else { "missed" };
    println!("= {what}: {value}, target {target}: {met}");
}
