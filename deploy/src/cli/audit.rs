//! `althing audit`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;
use domain::proposal::StvRules;
use domain::{DiscussionId, ProposalId};
use eventlog::EventLog;
use serde_json::json;

use super::ballots::{self, By, Quota};
use super::ids;
use super::output::Output;
use super::place::Place;
use crate::audit::{AsOf, History, Line, replay, verify};
use crate::blt::Counted;

/// Look at the decision history.
#[derive(Debug, Subcommand)]
pub(super) enum Audit {
    /// Show what happened, in order, one event a line.
    ///
    /// Words stay sealed: of a text only its length is shown. With --json each line is an object
    /// with the whole envelope.
    Replay {
        /// Only what happened in this discussion and to the proposals raised in it.
        #[arg(long, value_name = "ID", conflicts_with = "proposal", value_parser = ids::discussion)]
        discussion: Option<DiscussionId>,
        /// Only what happened to this proposal.
        #[arg(long, value_name = "ID", value_parser = ids::proposal)]
        proposal: Option<ProposalId>,
        /// Up to this position of the log, or this time (RFC 3339), it included.
        #[arg(long, value_name = "POSITION|TIME", value_parser = as_of)]
        as_of: Option<AsOf>,
        #[command(flatten)]
        place: Place,
    },
    /// Count the closes of a proposal again, from the history before each of them.
    ///
    /// For each close it says what it compared, a line for each: what the votes add up to, how many
    /// people voted and could have, and the verdict. Ends with exit code 1 if something differs.
    Verify {
        /// The proposal.
        #[arg(long, value_name = "ID", value_parser = ids::proposal)]
        proposal: ProposalId,
        #[command(flatten)]
        place: Place,
    },
    /// Count a ballot file (.blt) by the single transferable vote, and show every round.
    ///
    /// It needs no service: anybody can repeat a count with it. A file that is broken is refused
    /// with the line and what is wrong.
    Count {
        /// The ballot file.
        file: PathBuf,
        /// Which rules transfer votes.
        #[arg(long, value_enum, default_value = "scottish")]
        by: By,
        /// How many votes elect.
        #[arg(long, value_enum, default_value = "droop")]
        quota: Quota,
    },
}

fn as_of(text: &str) -> Result<AsOf, String> {
    text.parse()
}

impl Audit {
    pub(super) async fn run(self, output: &Output) -> Result<ExitCode> {
        match self {
            Self::Replay { discussion, proposal, as_of, place } => {
                let history = match (discussion, proposal) {
                    (Some(id), _) => History::Discussion(id),
                    (None, Some(id)) => History::Proposal(id),
                    (None, None) => History::Everything,
                };
                show(history, as_of.unwrap_or(AsOf::Now), &place, output).await
            }
            Self::Verify { proposal, place } => count_again(proposal, &place, output).await,
            Self::Count { file, by, quota } => count(&file, by, quota, output),
        }
    }
}

async fn show(history: History, as_of: AsOf, place: &Place, output: &Output) -> Result<ExitCode> {
    let services = place.services().await?;
    let log: &dyn EventLog = &*services.log;
    let mut take = |line: Line| output.say(&line.to_string(), &line);
    let result = replay(log, history, as_of, &mut take).await;
    services.close().await;
    match result {
        Ok(_) => Ok(ExitCode::SUCCESS),
        // Whoever reads has seen enough, as in `| head`.
        Err(crate::audit::ReplayError::Write(error))
            if error.kind() == std::io::ErrorKind::BrokenPipe =>
        {
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => Err(error.into()),
    }
}

async fn count_again(proposal: ProposalId, place: &Place, output: &Output) -> Result<ExitCode> {
    let services = place.services().await?;
    let log: &dyn EventLog = &*services.log;
    let result = verify(log, proposal).await;
    services.close().await;
    let closes = result?;
    for close in &closes {
        output.say(&close.to_string(), close)?;
    }
    if closes.is_empty() {
        output.say("it has not closed yet: nothing to compare", &json!({ "closes": 0 }))?;
    }
    let same = closes.iter().all(|close| close.same);
    Ok(if same { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn count(file: &Path, by: By, quota: Quota, output: &Output) -> Result<ExitCode> {
    let (_, election) = ballots::read(file)?;
    let rules = StvRules { seats: election.seats, variant: by.into(), quota: quota.into() };
    let counted = Counted::new(&election, rules);
    output.say(&counted.to_string(), &counted)?;
    Ok(ExitCode::SUCCESS)
}
