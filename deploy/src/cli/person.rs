//! `althing person`.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, bail};
use clap::Subcommand;
use domain::{Actor, Command, PersonId, PlatformId, platform};
use eventlog::CommandId;
use eventlog::executor::{ExecuteError, Submission};
use serde_json::json;
use tokio::time::Instant;

use super::ids;
use super::output::Output;
use super::place::Place;
use crate::wiring::Services;

/// How long it may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Look after people's accounts.
#[derive(Debug, Subcommand)]
pub(super) enum Person {
    /// Take somebody out of all groups, discussions and open votes, and end their access.
    ///
    /// They cannot come back by themselves. What they wrote stays, and closed votes keep theirs.
    Deactivate {
        /// The person.
        #[arg(value_name = "ID", value_parser = ids::person)]
        person: PersonId,
        #[command(flatten)]
        place: Place,
    },
    /// Put somebody back where they were, as far as nobody took them out of it meanwhile.
    Reactivate {
        /// The person.
        #[arg(value_name = "ID", value_parser = ids::person)]
        person: PersonId,
        #[command(flatten)]
        place: Place,
    },
}

impl Person {
    pub(super) async fn run(self, output: &Output) -> Result<ExitCode> {
        let (person, place, command, said) = match self {
            Self::Deactivate { person, place } => {
                (person, place, platform::Command::Deactivate { person }, "is deactivated")
            }
            Self::Reactivate { person, place } => {
                (person, place, platform::Command::Reactivate { person }, "is active")
            }
        };
        let services = place.services().await?;
        let result = change(&services, person, command).await;
        services.close().await;
        let changed = result?;
        let before = if changed { "" } else { " already" };
        let id = format!("person-{person}");
        output
            .say(&format!("{id} {said}{before}"), &json!({ "person": id, "changed": changed }))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Answers whether anything was written. Access ends in any case where it is to: an earlier try may
/// have stopped before that.
async fn change(services: &Services, person: PersonId, command: platform::Command) -> Result<bool> {
    let ends = matches!(command, platform::Command::Deactivate { .. });
    let command = Command::Platform(PlatformId::ONE, command);
    let (id, deadline) = (CommandId::random()?, Instant::now() + PATIENCE);
    let submission = Submission::new(command, Actor::System, id, deadline);
    let receipt = match services.executor.execute(submission).await {
        Ok(receipt) => receipt,
        Err(ExecuteError::Refused(refusal)) => bail!("{refusal}"),
        Err(error) => return Err(error.into()),
    };
    if ends {
        services.vault.end_access(&[person]).await?;
    }
    Ok(receipt.wrote())
}
