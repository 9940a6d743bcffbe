//! `althing serve` as a process of its own: its memory when it has nothing to do, and how soon it
//! answers on a log of a million events whose read models are current.

use std::fs::Permissions;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use domain::proposal::{Ballot, Stance};
use domain::{Actor, Command as Ask, Origin, PersonId, ProposalId, proposal};
use eventlog::executor::Submission;
use eventlog::{Clock, CommandId, EventLog, Position};
use futures::StreamExt;
use futures::stream::FuturesUnordered;

use crate::client::get;
use crate::community::{Closing, Community};
use crate::database::Database;
use crate::figure::judge;
use crate::service;

const PEOPLE: usize = 2_000;
const PROPOSALS: usize = 500;
const WINDOW: usize = 4_000;
/// How long the program is left alone before its memory is looked at.
const REST: Duration = Duration::from_secs(10);

/// Measures it.
pub async fn run(dir: &Path, program: Option<&Path>) {
    let beside = || std::env::current_exe().ok()?.with_file_name("althing").into();
    let Some(program) = program.map(Path::to_owned).or_else(beside).filter(|it| it.exists()) else {
        println!("  there is no program to start: make build, or name it with --program");
        return;
    };
    let database = Database::start(dir).await;
    database.named("serve").await;
    fill(&database).await;
    let files = tempfile::tempdir_in(dir).expect("a folder");
    let key = files.path().join("key");
    std::fs::write(&key, service::KEY).expect("a key file");
    std::fs::set_permissions(&key, Permissions::from_mode(0o600)).expect("its mode");
    let url = database.url("serve");
    for start in ["first", "second"] {
        let started = Instant::now();
        let (mut child, address) = start_program(&program, &url, files.path());
        while !get(&address, "/readyz").await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let ready = started.elapsed();
        tokio::time::sleep(REST).await;
        let megabytes = resident(child.id());
        child.kill().expect("killed");
        child.wait().expect("ended");
        println!("  {start} start: ready after {} ms, {megabytes:.1} MB", ready.as_millis());
        judge("ready", &format!("{ready:.0?}"), ready < Duration::from_secs(1), "under 1 s");
        judge("idle memory", &format!("{megabytes:.1} MB"), megabytes < 60.0, "under 60 MB");
    }
    database.stop().await;
}

fn start_program(program: &PathBuf, url: &str, files: &Path) -> (Child, String) {
    let mut child = Command::new(program)
        .args(["serve", "--listen", "127.0.0.1:0"])
        .env("DATABASE_URL", url)
        .env("ALTHING_MASTER_KEY_FILE", files.join("key"))
        .env("ALTHING_MAIL_FOLDER", files)
        .env("RUST_LOG", "error")
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let line = lines.next().expect("a line").expect("a line");
    let address = line.strip_prefix("ready http://").and_then(|it| it.strip_suffix("/graphql"));
    (child, address.expect("ready").to_owned())
}

/// What the process keeps in memory, in megabytes (10^6 bytes).
fn resident(process: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("its status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
    let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
    kibibytes * 1.024 / 1_000.0
}

/// Two thousand people who vote on five hundred proposals: a million votes.
async fn fill(database: &Database) {
    let (server, _mail) = service::server(database.named("serve").await).await;
    let services = server.services();
    let community = Community::found(services, PEOPLE, PROPOSALS, Closing::Later).await;
    let mut position = community.position;
    let mut answers = FuturesUnordered::new();
    for person in &community.people {
        for proposal in &community.proposals {
            if answers.len() >= WINDOW
                && let Some(answer) = answers.next().await
            {
                position = position.max(taken(answer));
            }
            let vote = vote(*person, *proposal, services.clock.now());
            answers.push(services.executor.submit(vote).expect("room"));
        }
    }
    while let Some(answer) = answers.next().await {
        position = position.max(taken(answer));
    }
    while !server.wait_for(position).await {}
    println!("  {} events", services.log.head().await.expect("the log"));
    server.stop().await;
}

fn taken(
    answer: Result<eventlog::executor::Receipt, eventlog::executor::ExecuteError>,
) -> Position {
    answer.expect("a vote").position
}

fn vote(person: PersonId, proposal: ProposalId, now: domain::Timestamp) -> Submission {
    let key = format!("{person}/{proposal}");
    let (actor, origin) = (Actor::Person(person), Origin::Import(now));
    let cast = proposal::Command::CastVote { ballot: Ballot::Stance(Stance::Agree), reason: None };
    let id = CommandId::derive(actor, "bench-vote", &key);
    let deadline = tokio::time::Instant::now() + Duration::from_secs(60);
    Submission { origin, ..Submission::new(Ask::Proposal(proposal, cast), actor, id, deadline) }
}
