//! `althing check`.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use eventlog::{Clock, EventLog};
use serde_json::json;

use super::output::Output;
use super::place::Place;
use crate::trusted::trusted;

/// A node whose clock is further from the database's than this is not ready.
const CLOCK_TOLERANCE_MS: u128 = 250;

/// Check that settings, trusted documents, database, master key and clock fit together.
#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    place: Place,
}

impl Check {
    pub(super) async fn run(self, output: &Output) -> Result<ExitCode> {
        let settings = self.place.settings()?;
        trusted(&settings).await?;
        let services = self.place.services().await?;
        let head = services.log.head().await?;
        let apart = services.clock.disagreement().as_millis();
        let now = services.clock.now();
        services.close().await;
        let clock = apart <= CLOCK_TOLERANCE_MS;
        let text = format!(
            "settings: fine\ndatabase and master key: fine, {head} events\nclock: {apart} ms from \
             the database's, at most {CLOCK_TOLERANCE_MS} ms are allowed\nmail: {}",
            if settings.smtp_url.is_some() { "by relay" } else { "to files" },
        );
        let value = json!({
            "ok": clock,
            "head": head,
            "databaseTime": now.to_string(),
            "clockApartMs": apart,
            "mail": if settings.smtp_url.is_some() { "RELAY" } else { "FILES" },
        });
        output.say(&text, &value)?;
        Ok(if clock { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
