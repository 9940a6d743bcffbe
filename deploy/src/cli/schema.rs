//! `althing schema`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::json;

use super::output::Output;

/// Print the GraphQL schema, or check that a file holds it.
#[derive(Debug, Args)]
pub(super) struct Schema {
    /// Fail unless this file is the schema.
    #[arg(long, value_name = "FILE")]
    check: Option<PathBuf>,
}

impl Schema {
    pub(super) fn run(self, output: &Output) -> Result<ExitCode> {
        let sdl = graphql::sdl();
        let Some(file) = self.check else {
            output.say(sdl.trim_end(), &json!({ "schema": sdl }))?;
            return Ok(ExitCode::SUCCESS);
        };
        let name = file.display();
        let there = std::fs::read_to_string(&file).with_context(|| format!("reading {name}"))?;
        if there.trim_end() != sdl.trim_end() {
            bail!("{name} is not the schema; write it with: cargo run -- schema > {name}");
        }
        output.say(&format!("{name} is the schema"), &json!({ "current": true }))?;
        Ok(ExitCode::SUCCESS)
    }
}
