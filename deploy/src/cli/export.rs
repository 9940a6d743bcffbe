//! `althing export`.

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;
use domain::ProposalId;
use eventlog::EventLog;
use serde_json::json;

use super::ids;
use super::output::Output;
use super::place::Place;
use crate::blt;

/// Write down what was decided, for other programs.
#[derive(Debug, Subcommand)]
pub(super) enum Export {
    /// A closed RANK_STV proposal as a ballot file (.blt).
    ///
    /// It holds title, options and the ballots that were counted, equal ones together, and not who
    /// cast them. The words are opened with the service's master key, so whoever runs the service
    /// can write it, and nobody else; whom they may give it to is for the group to say.
    Blt {
        /// The proposal.
        #[arg(long, value_name = "ID", value_parser = ids::proposal)]
        proposal: ProposalId,
        #[command(flatten)]
        place: Place,
    },
}

impl Export {
    pub(super) async fn run(self, output: &Output) -> Result<ExitCode> {
        let Self::Blt { proposal, place } = self;
        let services = place.services().await?;
        let log: &dyn EventLog = &*services.log;
        let result = blt::export(log, &services.vault, proposal).await;
        services.close().await;
        let file = result?.to_string();
        output.say(file.trim_end(), &json!({ "blt": file }))?;
        Ok(ExitCode::SUCCESS)
    }
}
