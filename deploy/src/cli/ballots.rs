//! Ballot files and how they are counted, on the command line.

use std::path::Path;

use anyhow::{Context, Result, anyhow, ensure};
use clap::ValueEnum;
use domain::proposal::{StvQuota, StvVariant};

use crate::blt::{self, Blt};

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

/// A file that is longer is not read.
const LONGEST_FILE: u64 = 64 << 20;

/// The text of a ballot file, and what it says.
pub(super) fn read(file: &Path) -> Result<(String, Blt)> {
    let named = || file.display().to_string();
    let bytes = std::fs::metadata(file).with_context(named)?.len();
    ensure!(bytes <= LONGEST_FILE, "{}: at most 64 MiB are read, it has {bytes} bytes", named());
    let text = String::from_utf8(std::fs::read(file).with_context(named)?);
    let text = text.map_err(|_| anyhow!("{}: it is not UTF-8", named()))?;
    let election = blt::parse(&text).with_context(named)?;
    Ok((text, election))
}
