//! Bringing in what was decided elsewhere, by the ordinary commands.

pub mod blt;
mod carrier;
mod ground;
pub mod polis;

pub use carrier::{Counts, ImportError, Progress};

use std::time::Duration;

use domain::Timestamp;

/// When proposals that are imported now close.
fn closing(now: Timestamp, closes_in: Duration) -> Timestamp {
    let millis = i64::try_from(closes_in.as_millis()).unwrap_or(i64::MAX);
    let at = now.as_millisecond().saturating_add(millis);
    Timestamp::from_millisecond(at).unwrap_or(Timestamp::MAX)
}
