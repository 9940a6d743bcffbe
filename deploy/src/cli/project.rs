//! `althing project`.

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;
use projections::admin::{self, Difference, SetStatus};
use serde_json::json;

use super::output::Output;
use super::place::Place;

/// Look after the read models, which are derived from the log and can be built again.
#[derive(Debug, Subcommand)]
pub(super) enum Project {
    /// Show the sets of read models: where they are, who projects them, why they stopped.
    Status {
        #[command(flatten)]
        place: Place,
    },
    /// Build this program's set again from the log, beside the live one, and then switch to it.
    /// Serving goes on meanwhile.
    Rebuild {
        #[command(flatten)]
        place: Place,
    },
    /// Build a copy from the log and compare it with the live set, row by row. Fails if they
    /// differ.
    Verify {
        #[command(flatten)]
        place: Place,
    },
    /// Drop the sets of other builds that no program has used for a day.
    Prune {
        /// Drop all that nobody projects now, however lately they were used.
        #[arg(long)]
        unused: bool,
        #[command(flatten)]
        place: Place,
    },
}

impl Project {
    pub(super) async fn run(self, output: &Output) -> Result<ExitCode> {
        match self {
            Self::Status { place } => {
                let services = place.services().await?;
                let sets = admin::status(&services.database, &*services.log).await?;
                services.close().await;
                for set in &sets {
                    output.say(&line(set), set)?;
                }
            }
            Self::Rebuild { place } => {
                let services = place.services().await?;
                let mut steps = output.progress();
                let mut report = |done, total| steps.show("rebuilt", done, total);
                let position = admin::rebuild(&services.building(), &mut report).await?;
                steps.finish();
                services.close().await;
                output
                    .say(&format!("rebuilt up to {position}"), &json!({ "position": position }))?;
            }
            Self::Verify { place } => return verify(&place, output).await,
            Self::Prune { unused, place } => {
                let services = place.services().await?;
                let dropped = admin::prune(&services.database, unused).await?;
                services.close().await;
                let text = format!("dropped {}: {}", dropped.len(), dropped.join(", "));
                output.say(text.trim_end_matches(": "), &json!({ "dropped": dropped }))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

async fn verify(place: &Place, output: &Output) -> Result<ExitCode> {
    let services = place.services().await?;
    let mut steps = output.progress();
    let mut report = |done, total| steps.show("checked", done, total);
    let (position, differences) = admin::verify(&services.building(), &mut report).await?;
    steps.finish();
    services.close().await;
    let mut text = format!("compared all rows at position {position}: ");
    text.push_str(if differences.is_empty() { "they are the same" } else { "they differ" });
    for Difference { table, too_many, missing } in &differences {
        text.push_str(&format!("\n{table}: {too_many} rows too many, {missing} missing"));
    }
    let value = json!({ "position": position, "differences": differences });
    output.say(&text, &value)?;
    Ok(if differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn line(set: &SetStatus) -> String {
    let SetStatus { schema, position, head, .. } = set;
    let what = match (&set.stopped, set.built, &set.projected_by) {
        (Some((at, event_type, problem)), ..) => {
            format!("stopped at {at}, a {event_type}: {problem}")
        }
        (None, false, _) => "being built".to_owned(),
        (None, true, Some(node)) => format!("live, projected by {node}"),
        (None, true, None) => "built, projected by nobody".to_owned(),
    };
    let current = if set.current { " (this build's)" } else { "" };
    format!("{schema}{current}: {what}; at {position} of {head}; used {}", set.used_at)
}
