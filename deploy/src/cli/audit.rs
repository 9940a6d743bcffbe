//! `althing audit`.

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;
use domain::{DiscussionId, ProposalId};
use eventlog::EventLog;

use super::ids;
use super::output::Output;
use super::place::Place;
use crate::audit::{AsOf, History, Line, replay};

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
}

fn as_of(text: &str) -> Result<AsOf, String> {
    text.parse()
}

impl Audit {
    pub(super) async fn run(self, output: &Output) -> Result<ExitCode> {
        let Self::Replay { discussion, proposal, as_of, place } = self;
        let history = match (discussion, proposal) {
            (Some(id), _) => History::Discussion(id),
            (None, Some(id)) => History::Proposal(id),
            (None, None) => History::Everything,
        };
        let services = place.services().await?;
        let log: &dyn EventLog = &*services.log;
        let mut take = |line: Line| output.say(&line.to_string(), &line);
        let result = replay(log, history, as_of.unwrap_or(AsOf::Now), &mut take).await;
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
}
