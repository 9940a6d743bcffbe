//! `althing token`.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Subcommand;
use eventlog::Clock;
use serde_json::json;

use super::output::Output;
use super::place::Place;

/// Give access to operators.
#[derive(Debug, Subcommand)]
pub(super) enum Token {
    /// Make an operator's token: it sees health, positions and settings; no names and no text.
    ///
    /// The token is shown once. People make their own tokens through the API.
    Create {
        /// What the token is for, 1 to 100 characters.
        #[arg(long)]
        name: String,
        /// After how many days it expires, 1 to 365.
        #[arg(long, value_name = "N", default_value_t = 90, value_parser = clap::value_parser!(u16).range(1..=365))]
        days: u16,
        #[command(flatten)]
        place: Place,
    },
}

impl Token {
    pub(super) async fn run(self, output: &Output) -> Result<ExitCode> {
        let Self::Create { name, days, place } = self;
        let services = place.services().await?;
        let lifetime = Duration::from_secs(u64::from(days) * 24 * 60 * 60);
        let expires_at = services.clock.now().checked_add(lifetime).context("days")?;
        let (_, token) = services.vault.create_operator_token(&name, expires_at).await?;
        services.close().await;
        let token = token.expose();
        output.say(token, &json!({ "token": token, "expiresAt": expires_at.to_string() }))?;
        Ok(ExitCode::SUCCESS)
    }
}
