//! A real conversation comes in by the ordinary commands, and every tally is right.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use deploy::import::Counts;
use deploy::import::polis::{Conversation, Import, Options, read};
use deploy::wiring::Services;
use domain::proposal::{Tally, tally};
use domain::{PersonId, ProposalId, State};
use eventlog::executor::{Executor, Limits};
use eventlog::memory::MemoryLog;
use eventlog::{Clock, EventLog, ManualClock};
use tempfile::TempDir;
use vault::{MasterKey, Vault};

use crate::harness::{TestDatabase, database, folder};

/// Public conversations, which are not part of the project.
pub fn data(name: &str) -> Option<PathBuf> {
    let folder =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/polis").join(name);
    if !folder.is_dir() {
        println!("{} is absent: nothing is imported", folder.display());
        return None;
    }
    Some(folder)
}

pub async fn services(database: &TestDatabase) -> Services {
    let key = MasterKey::from_value(&"ab".repeat(32)).unwrap();
    Services::connect(database.config.clone(), key, "test").await.unwrap()
}

async fn import(services: &Services, conversation: &Conversation) -> Counts {
    let clock = Arc::clone(&services.clock) as Arc<dyn Clock>;
    let import = Import::new(services.executor.clone(), services.vault.clone(), clock);
    let options = Options { closes_in: Duration::from_secs(7 * 24 * 60 * 60), admin: None };
    import.run(conversation, options, &mut |_| {}).await.unwrap()
}

fn proposal(conversation: &Conversation, statement: u32) -> ProposalId {
    ProposalId::derive(&[b"polis", conversation.key.as_bytes(), &statement.to_be_bytes()])
}

/// How many agree, abstain and disagree with each statement: the newest vote of each voter, of
/// equally new ones the first, counted from the file alone.
pub fn naive(folder: &Path) -> HashMap<u32, [u32; 3]> {
    let mut newest: HashMap<(u32, u32), (u64, usize)> = HashMap::new();
    for line in std::fs::read_to_string(folder.join("votes.csv")).unwrap().lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [at, _, statement, voter, vote] = fields[..] else { panic!("{line}") };
        let key = (statement.parse().unwrap(), voter.parse().unwrap());
        let column = ["1", "0", "-1"].iter().position(|it| *it == vote).unwrap();
        let at = at.parse().unwrap();
        if newest.get(&key).is_none_or(|(known, _)| at > *known) {
            newest.insert(key, (at, column));
        }
    }
    let mut tallies: HashMap<u32, [u32; 3]> = HashMap::new();
    for ((statement, _), (_, column)) in newest {
        tallies.entry(statement).or_default()[column] += 1;
    }
    tallies
}

async fn every_tally_is_right(name: &str) {
    let Some(folder) = data(name) else { return };
    let conversation = read(&folder).unwrap();
    let database = database().await;
    let services = services(&database).await;
    let first = import(&services, &conversation).await;
    assert!(first.refused.is_empty(), "{:?}", first.refused);
    let head = services.log.head().await.unwrap();
    let naive = naive(&folder);
    for statement in &conversation.statements {
        let id = proposal(&conversation, statement.number);
        let state = services.executor.state(id.into()).await.unwrap();
        let State::Proposal(state) = &*state else { panic!("not a proposal") };
        let ballots = state.votes().map(|(_, cast)| &cast.ballot);
        let [agree, abstain, disagree] = naive.get(&statement.number).copied().unwrap_or_default();
        assert_eq!(
            tally(&state.terms().unwrap().method, ballots),
            Tally::Consent { agree, abstain, disagree, block: 0 },
            "statement {}",
            statement.number
        );
    }
    let again = import(&services, &conversation).await;
    assert_eq!(again.written, 0, "importing again changes nothing");
    assert_eq!(services.log.head().await.unwrap(), head);
    services.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_conversation_has_every_tally_right() {
    every_tally_is_right("15-per-hour-seattle").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_conversation_has_every_tally_right() {
    every_tally_is_right("vtaiwan.uberx").await;
}

/// A conversation of two statements, with a vote that was changed and two of one time.
fn conversation() -> TempDir {
    let folder = folder();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("summary.csv", "topic,Bikes\nurl,https://example.org/bikes\n");
    write(
        "comments.csv",
        "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n\
         1000,x,0,7,1,0,1,More lanes\n2000,x,1,8,0,0,1,Fewer cars\n",
    );
    write(
        "votes.csv",
        "timestamp,datetime,comment-id,voter-id,vote\n\
         3000,x,0,7,1\n4000,x,0,7,-1\n3500,x,1,7,0\n3500,x,1,7,1\n3600,x,1,9,-1\n",
    );
    folder
}

#[tokio::test]
async fn importing_again_a_day_or_a_week_later_changes_nothing() {
    let (folder, database) = (conversation(), database().await);
    let clock = Arc::new(ManualClock::new("2030-01-01T00:00:00Z".parse().unwrap()));
    let time = || Arc::clone(&clock) as Arc<dyn Clock>;
    let log = Arc::new(MemoryLog::new(time()));
    let key = MasterKey::from_value(&"ab".repeat(32)).unwrap();
    let vault = Vault::connect(database.pool.clone(), key, time()).await.unwrap();
    let events = Arc::clone(&log) as Arc<dyn EventLog>;
    let executor = Executor::new(events, Arc::new(vault.clone()), time(), Limits::default());
    let import = Import::new(executor.clone(), vault, time());
    let options = Options { closes_in: Duration::from_secs(7 * 24 * 60 * 60), admin: None };
    let conversation = read(folder.path()).unwrap();
    let first = import.run(&conversation, options, &mut |_| {}).await.unwrap();
    assert!(first.written > 0 && first.refused.is_empty(), "{first:?}");
    let head = log.head().await.unwrap();
    for hours in [25, 24, 7 * 24] {
        clock.advance(Duration::from_secs(hours * 60 * 60));
        let again = import.run(&conversation, options, &mut |_| {}).await.unwrap();
        assert_eq!(again.written, 0, "{hours} hours later");
        assert_eq!(log.head().await.unwrap(), head);
    }
    let id = proposal(&conversation, 1);
    let State::Proposal(state) = &*executor.state(id.into()).await.unwrap() else { panic!() };
    let ballots = state.votes().map(|(_, cast)| &cast.ballot);
    let tally = tally(&state.terms().unwrap().method, ballots);
    assert_eq!(tally, Tally::Consent { agree: 0, abstain: 1, disagree: 1, block: 0 });
}

#[tokio::test]
async fn nothing_is_written_for_an_admin_who_is_nobody() {
    let (folder, database) = (conversation(), database().await);
    let services = services(&database).await;
    let clock = Arc::clone(&services.clock) as Arc<dyn Clock>;
    let import = Import::new(services.executor.clone(), services.vault.clone(), clock);
    let admin = Some(PersonId::from_u128(77));
    let options = Options { closes_in: Duration::from_secs(60), admin };
    let error = import.run(&read(folder.path()).unwrap(), options, &mut |_| {}).await.unwrap_err();
    assert!(error.to_string().contains("there is no person"), "{error}");
    assert_eq!(services.log.head().await.unwrap(), eventlog::Position::START);
    services.close().await;
}
