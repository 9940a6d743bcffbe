//! `althing import`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, bail};
use clap::Subcommand;
use domain::{PersonId, ProposalId};
use eventlog::{Clock, EventLog};
use serde_json::json;

use super::ballots::{self, By, Quota};
use super::ids;
use super::output::{Output, Steps};
use super::place::Place;
use crate::import::{Counts, Progress, blt, polis};
use crate::projected;
use crate::wiring::Services;

/// Bring in what was decided elsewhere.
#[derive(Debug, Subcommand)]
pub(super) enum Import {
    /// A conversation of the Polis software, from the folder of its export.
    ///
    /// It becomes an open group with one discussion, a proposal for each statement and a vote for
    /// each vote (agree, disagree, and pass as abstain). Voters are people without address or
    /// sign-in. All files are read and checked before anything is written. The import can be
    /// stopped anywhere and run again: what is there already stays as it is. If votes are not taken,
    /// because voting has ended meanwhile, it says how many, and exits with 1.
    Polis {
        /// The folder with summary.csv, comments.csv and votes.csv.
        folder: PathBuf,
        /// How long after the import the proposals close: 7d, 12h, 30m or 45s.
        #[arg(long, value_name = "TIME", default_value = "7d", value_parser = duration)]
        closes_in: Duration,
        /// The id of a person who becomes an admin of the imported group.
        #[arg(long, value_name = "PERSON", value_parser = ids::person)]
        admin: Option<PersonId>,
        #[command(flatten)]
        place: Place,
    },
    /// An election, from a ballot file (.blt).
    ///
    /// It becomes an open group with one discussion and a RANK_STV proposal in it: an option for
    /// each candidate who stands, and a vote for each ballot that ranks one of them, by people
    /// without address or sign-in. The file is read and checked before anything is written. The
    /// import can be stopped anywhere and run again: what is there already stays as it is. If votes
    /// are not taken, it says how many, and exits with 1.
    Blt {
        /// The ballot file, with at most 100,000 ballots.
        file: PathBuf,
        /// Which rules transfer votes.
        #[arg(long, value_enum, default_value = "scottish")]
        by: By,
        /// How many votes elect.
        #[arg(long, value_enum, default_value = "droop")]
        quota: Quota,
        /// How long after the import the proposal closes: 7d, 12h, 30m or 45s.
        #[arg(long, value_name = "TIME", default_value = "7d", value_parser = duration)]
        closes_in: Duration,
        /// The id of a person who becomes an admin of the imported group.
        #[arg(long, value_name = "PERSON", value_parser = ids::person)]
        admin: Option<PersonId>,
        #[command(flatten)]
        place: Place,
    },
}

impl Import {
    pub(super) async fn run(self, output: &Output) -> Result<ExitCode> {
        match self {
            Self::Polis { folder, closes_in, admin, place } => {
                let options = polis::Options { closes_in, admin };
                conversation(&folder, options, &place, output).await
            }
            Self::Blt { file, by, quota, closes_in, admin, place } => {
                let (variant, quota) = (by.into(), quota.into());
                let options = blt::Options { variant, quota, closes_in, admin };
                election(&file, options, &place, output).await
            }
        }
    }
}

async fn conversation(
    folder: &Path,
    options: polis::Options,
    place: &Place,
    output: &Output,
) -> Result<ExitCode> {
    let conversation = polis::read(folder)?;
    let services = place.services().await?;
    let mut steps = output.progress();
    let clock = Arc::clone(&services.clock) as Arc<dyn Clock>;
    let import = polis::Import::new(services.executor.clone(), services.vault.clone(), clock);
    let mut report = |progress: Progress| {
        steps.show(progress.what, progress.done as u64, progress.total as u64);
    };
    let counts = import.run(&conversation, options, &mut report).await?;
    finish(services, counts, None, steps, output).await
}

async fn election(
    file: &Path,
    options: blt::Options,
    place: &Place,
    output: &Output,
) -> Result<ExitCode> {
    let (text, election) = ballots::read(file)?;
    let services = place.services().await?;
    let mut steps = output.progress();
    let clock = Arc::clone(&services.clock) as Arc<dyn Clock>;
    let election = blt::Election::new(&election, &text, clock.now())?;
    let import = blt::Import::new(services.executor.clone(), services.vault.clone(), clock);
    let mut report = |progress: Progress| {
        steps.show(progress.what, progress.done as u64, progress.total as u64);
    };
    let counts = import.run(&election, options, &mut report).await?;
    finish(services, counts, Some(election.proposal), steps, output).await
}

/// Waits until the read models have it, and says what was brought in.
async fn finish(
    services: Services,
    counts: Counts,
    proposal: Option<ProposalId>,
    mut steps: Steps,
    output: &Output,
) -> Result<ExitCode> {
    let log: &dyn EventLog = &*services.log;
    let mut report = |done, total| steps.show("projected", done, total);
    let projected = projected::wait(&services.database, log, counts.position, &mut report).await?;
    steps.finish();
    services.close().await;
    let Counts { people, proposals, votes, written, ref refused, .. } = counts;
    let mut text = format!(
        "{people} people, {proposals} proposals, {votes} votes; {written} commands wrote \
         something"
    );
    for (why, count) in refused {
        text.push_str(&format!("\n{count} votes were not taken: {why}"));
    }
    if let Some(proposal) = proposal {
        text.push_str(&format!("\nproposal-{proposal}"));
    }
    if !projected {
        text.push_str("\nnot projected yet: no program serves this database");
    }
    output.say(
        &text,
        &json!({
            "people": people,
            "proposals": proposals,
            "votes": votes,
            "written": written,
            "refused": refused,
            "projected": projected,
            "proposal": proposal.map(|proposal| format!("proposal-{proposal}")),
        }),
    )?;
    Ok(if counts.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A whole number of days, hours, minutes or seconds.
fn duration(text: &str) -> Result<Duration> {
    const MOST: u64 = 2 * 366 * 24 * 60 * 60;
    let Some(unit) = text.chars().last() else { bail!("a time like 7d, 12h, 30m or 45s") };
    let seconds = match unit {
        'd' => 24 * 60 * 60,
        'h' => 60 * 60,
        'm' => 60,
        's' => 1,
        _ => bail!("a time like 7d, 12h, 30m or 45s"),
    };
    let count: u64 = text[..text.len() - 1].parse()?;
    match count.checked_mul(seconds) {
        Some(seconds @ 1..=MOST) => Ok(Duration::from_secs(seconds)),
        _ => bail!("between 1s and two years"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_a_unit_and_bounds() {
        assert_eq!(duration("7d").ok(), Some(Duration::from_secs(604_800)));
        assert_eq!(duration("90s").ok(), Some(Duration::from_secs(90)));
        for wrong in ["", "d", "7", "7w", "-7d", "0s", "1000d", "99999999999999999999d", "７d", "é"]
        {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
