//! Dates and times that are put to the vote.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::times::whole_millis;

/// A date, or a date and time, that a `SCHEDULE` asks about; as text in the form of ISO 8601. A
/// time comes with its offset from UTC, and is kept in UTC to the millisecond.
///
/// Events hold it in the clear, as they hold all times: nobody can say anything in it, and whoever
/// counts again must be able to tell one from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Slot {
    /// A day, wherever one is.
    Day(Date),
    /// A moment.
    At(Timestamp),
}

/// It is neither a date nor a date and time with its offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("neither a date like 2026-12-01 nor a date and time like 2026-12-01T18:00:00Z")]
pub struct NoSlot;

impl FromStr for Slot {
    type Err = NoSlot;

    fn from_str(text: &str) -> Result<Self, NoSlot> {
        // The parser of dates also takes times, and drops them: a date is what is written as one.
        let day = text.parse().ok().filter(|day: &Date| day.to_string() == text);
        let time = || text.parse().map(|time| Self::At(whole_millis(time))).map_err(|_| NoSlot);
        day.map_or_else(time, |day| Ok(Self::Day(day)))
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::At(time) => time.fmt(f),
        }
    }
}

impl TryFrom<String> for Slot {
    type Error = NoSlot;

    fn try_from(text: String) -> Result<Self, NoSlot> {
        text.parse()
    }
}

impl From<Slot> for String {
    fn from(slot: Slot) -> Self {
        slot.to_string()
    }
}
