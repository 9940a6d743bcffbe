//! Ballot files and how they are counted, on the command line.

use std::path::Path;

use anyhow::{Context, Result};
use clap::ValueEnum;
use domain::proposal::{StvQuota, StvVariant};

use crate::blt::{self, Blt};
use crate::files::read_text;

/// Which rules transfer votes.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum By {
    /// Weighted inclusive Gregory, as in Scottish council elections, in five decimals.
    Scottish,
    /// Meek's method, in nine decimals.
    Meek,
}

/// How many votes elect.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Quota {
    /// More than the votes divided by one more than the seats.
    Droop,
    /// The votes divided by the seats.
    Hare,
}

impl From<By> for StvVariant {
    fn from(by: By) -> Self {
        match by {
            By::Scottish => Self::Scottish,
            By::Meek => Self::Meek,
        }
    }
}

impl From<Quota> for StvQuota {
    fn from(quota: Quota) -> Self {
        match quota {
            Quota::Droop => Self::Droop,
            Quota::Hare => Self::Hare,
        }
    }
}

/// A file that is longer is not read, in bytes.
const LONGEST_FILE: u64 = 64 << 20;

/// The text of a ballot file, and what it says.
pub(super) fn read(file: &Path) -> Result<(String, Blt)> {
    let text = read_text(file, LONGEST_FILE)?;
    let election = blt::parse(&text).with_context(|| file.display().to_string())?;
    Ok((text, election))
}
