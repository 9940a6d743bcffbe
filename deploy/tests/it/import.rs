//! A real conversation comes in by the ordinary commands, and every tally is right.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use deploy::import::polis::{Conversation, Counts, Import, Options, read};
use deploy::wiring::Services;
use domain::proposal::{Stance, Tally, tally};
use domain::{ProposalId, State};
use eventlog::{Clock, EventLog};
use vault::MasterKey;

use crate::harness::{TestDatabase, database};

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

async fn services(database: &TestDatabase) -> Services {
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

/// The newest vote of each voter, counted from the file alone.
pub fn naive(conversation: &Conversation) -> HashMap<u32, [u32; 3]> {
    let mut newest = HashMap::new();
    for vote in &conversation.votes {
        newest.insert((vote.statement, vote.voter), vote.stance);
    }
    let mut tallies: HashMap<u32, [u32; 3]> = HashMap::new();
    for ((statement, _), stance) in newest {
        let column = match stance {
            Stance::Agree => 0,
            Stance::Abstain => 1,
            _ => 2,
        };
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
    let naive = naive(&conversation);
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
