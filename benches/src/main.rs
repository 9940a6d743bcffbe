//! Measures the service. Every figure is a ratio to a floor that is measured in the same run, so
//! that it means the same on another machine.

#![expect(clippy::expect_used, reason = "a benchmark that cannot go on stops")]
#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

mod client;
mod community;
mod database;
mod figure;
mod service;
mod workload;

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

// The same as the program has.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Measure the service, each figure beside its floor.
///
/// A machine that is doing something else measures that too: look at the floors first.
#[derive(Debug, Parser)]
#[command(name = "benches")]
struct Arguments {
    /// What to measure; all of it if nothing is named.
    #[arg(value_enum)]
    workloads: Vec<Workload>,
    /// On which disk the databases are.
    #[arg(long, value_name = "DIR", default_value_os_t = std::env::temp_dir())]
    dir: PathBuf,
    /// The folder of a public conversation, for `import`.
    #[arg(long, value_name = "DIR", default_value = "../shared/data/polis/vtaiwan.uberx")]
    conversation: PathBuf,
    /// The program that `serve` starts [default: `althing` beside this one].
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Workload {
    /// Appends of 200 events, beside one `INSERT ... SELECT` of the same rows.
    Append,
    /// Votes over HTTP, beside a handler that does one `INSERT ... RETURNING` for each.
    Votes,
    /// A public conversation brought in and projected.
    Import,
    /// How late proposals close.
    Closing,
    /// The first page of a discussion with 10,000 comments and 50 proposals.
    Page,
    /// Votes decided and folded in memory, on one core.
    Deciding,
    /// STV counts of 100,000 ballots over 20 options.
    Stv,
    /// Schulze's method over 100 options and 100,000 ballots.
    Schulze,
    /// Idle memory of `althing serve`, and how soon it answers on a log of a million events.
    Serve,
}

#[tokio::main]
async fn main() {
    let arguments = Arguments::parse();
    let workloads = if arguments.workloads.is_empty() {
        Workload::value_variants()
    } else {
        &arguments.workloads
    };
    for workload in workloads {
        println!("\n{workload:?}");
        let dir = &arguments.dir;
        match workload {
            Workload::Append => workload::append::run(dir).await,
            Workload::Votes => workload::votes::run(dir).await,
            Workload::Import => workload::import::run(dir, &arguments.conversation).await,
            Workload::Closing => workload::closing::run(dir).await,
            Workload::Page => workload::page::run(dir).await,
            Workload::Deciding => workload::deciding::run().await,
            Workload::Stv => workload::stv::run().await,
            Workload::Schulze => workload::schulze::run().await,
            Workload::Serve => workload::serve::run(dir, arguments.program.as_deref()).await,
        }
    }
}
