//! An imported conversation, read page by page: every tally is that of the file.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use deploy::import::polis::{Import, Options, read};
use eventlog::Clock;
use serde_json::{Value, json};

use crate::import::{data, naive};
use crate::service::service;

async fn tallies_over_graphql(name: &str) {
    let Some(folder) = data(name) else { return };
    let conversation = read(&folder).unwrap();
    let service = service().await;
    let services = service.server.services();
    let clock = Arc::clone(&services.clock) as Arc<dyn Clock>;
    let import = Import::new(services.executor.clone(), services.vault.clone(), clock);
    let options = Options { closes_in: Duration::from_secs(604_800), admin: None };
    let counts = import.run(&conversation, options, &mut |_| {}).await.unwrap();
    assert!(service.server.wait_for(counts.position).await);
    tallies_are_those_of_the_file(&service.url(), &folder).await;
    service.server.stop().await;
}

/// Asks for every tally of the one conversation there, and counts it again from the file.
pub async fn tallies_are_those_of_the_file(url: &str, folder: &Path) {
    let conversation = read(folder).unwrap();
    let query = "query($after: String) { discussions(first: 1) { nodes { proposals(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { title details voters imported tally { ... on ConsentTally { agree abstain disagree block } } } } } } }";
    let mut found: HashMap<String, Value> = HashMap::new();
    let mut after = Value::Null;
    loop {
        let body = json!({ "query": query, "variables": { "after": after } }).to_string();
        let request = reqwest::Client::new().post(url).header("content-type", "application/json");
        let answer = request.body(body).send().await.unwrap().text().await.unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let page = &answer["data"]["discussions"]["nodes"][0]["proposals"];
        for node in page["nodes"].as_array().unwrap() {
            let details = node["details"].as_str().unwrap().to_owned();
            assert_eq!(node["title"], details.chars().take(150).collect::<String>().trim());
            found.insert(details, node.clone());
        }
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    let naive = naive(folder);
    assert_eq!(found.len(), conversation.statements.len());
    for statement in &conversation.statements {
        let [agree, abstain, disagree] = naive.get(&statement.number).copied().unwrap_or_default();
        let node = &found[&statement.body];
        let tally = json!({ "agree": agree, "abstain": abstain, "disagree": disagree, "block": 0 });
        assert_eq!(node["tally"], tally, "statement {}", statement.number);
        assert_eq!(node["voters"], agree + abstain + disagree);
        assert_eq!(node["imported"], true);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_conversation_reads_as_its_file_counts() {
    tallies_over_graphql("15-per-hour-seattle").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_conversation_reads_as_its_file_counts() {
    tallies_over_graphql("vtaiwan.uberx").await;
}
