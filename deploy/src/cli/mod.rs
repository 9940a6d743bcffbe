//! The command line.

mod audit;
mod ballots;
mod check;
mod export;
mod ids;
mod import;
mod output;
mod person;
mod place;
mod project;
mod schema;
mod serve;
mod token;
mod up;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use output::Output;

/// Discussions, proposals, votes and outcomes, with a history that nobody can lose or falsify.
///
/// `althing up --demo` shows all of it on an empty machine. Every command explains itself with
/// `--help`, and answers in JSON with `--json`.
#[derive(Debug, Parser)]
#[command(name = "althing", version, propagate_version = true)]
struct Arguments {
    /// Answer in JSON, one object a line.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Up(up::Up),
    Serve(serve::Serve),
    #[command(subcommand)]
    Import(import::Import),
    #[command(subcommand)]
    Export(export::Export),
    #[command(subcommand)]
    Project(project::Project),
    #[command(subcommand)]
    Audit(audit::Audit),
    Schema(schema::Schema),
    Check(check::Check),
    #[command(subcommand)]
    Person(person::Person),
    #[command(subcommand)]
    Token(token::Token),
}

/// Runs the command that the process was started with.
#[must_use]
pub fn main() -> ExitCode {
    let Arguments { json, command } = Arguments::parse();
    let output = Output::new(json);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let result = match runtime {
        Ok(runtime) => runtime.block_on(run(command, &output)),
        Err(error) => Err(error.into()),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            output.error(&error);
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command, output: &Output) -> anyhow::Result<ExitCode> {
    match command {
        Command::Up(up) => up.run(output).await,
        Command::Serve(serve) => serve.run(output).await,
        Command::Import(import) => import.run(output).await,
        Command::Export(export) => export.run(output).await,
        Command::Project(project) => project.run(output).await,
        Command::Audit(audit) => audit.run(output).await,
        Command::Schema(schema) => schema.run(output),
        Command::Check(check) => check.run(output).await,
        Command::Person(person) => person.run(output).await,
        Command::Token(token) => token.run(output).await,
    }
}
