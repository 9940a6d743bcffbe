//! What the README shows can be pasted.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::harness::folder;

/// A request of the README: its body, whether it has a token, and whether it asks for events.
struct Example {
    body: String,
    signed: bool,
    events: bool,
}

fn examples() -> Vec<Example> {
    let readme = include_str!("../../../../README.md");
    let blocks = readme.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let example = |block: &str| Example {
        body: block.split("-d '").nth(1).unwrap().split('\'').next().unwrap().to_owned(),
        signed: block.contains("authorization: Bearer $TOKEN"),
        events: block.contains("accept: text/event-stream"),
    };
    blocks.map(example).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn its_query_mutation_and_subscription_work_on_the_demo() {
    let examples = examples();
    let [query, mutation, subscription] = &examples[..] else { panic!("three examples") };
    let parent = folder();
    let mut server = Command::new(env!("CARGO_BIN_EXE_althing"))
        .args(["up", "--demo", "--listen", "127.0.0.1:0", "--data"])
        .arg(parent.path().join("data"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let lines: Vec<String> = lines.map(Result::unwrap).take(5).collect();
    let word = |start: &str| {
        lines.iter().find_map(|line| line.strip_prefix(start)).unwrap_or_default().to_owned()
    };
    let (url, token) = (word("ready "), word("demo-token Dev "));
    let ask = |example: &Example| {
        let mut request = reqwest::Client::new().post(&url).body(example.body.clone());
        request = request.header("content-type", "application/json");
        if example.signed {
            request = request.bearer_auth(&token);
        }
        if example.events {
            request = request.header("accept", "text/event-stream");
        }
        request.send()
    };
    let answer = ask(query).await.unwrap().text().await.unwrap();
    assert!(answer.contains("Repair the roof this autumn"), "{answer}");
    let mut events = ask(subscription).await.unwrap();
    assert_eq!(events.status(), 200);
    let answer = ask(mutation).await.unwrap().text().await.unwrap();
    let answer: Value = serde_json::from_str(&answer).unwrap();
    let payload = &answer["data"]["castVote"];
    assert_eq!(payload["errors"], serde_json::json!([]), "{answer}");
    assert_eq!(payload["proposal"]["voters"], 3, "{answer}");
    let mut seen = String::new();
    while !(seen.contains("event: next") && seen.ends_with("\n\n")) {
        let chunk = events.chunk().await.unwrap().expect("more to come");
        seen.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    assert!(seen.contains("\"voted\":true") && seen.contains("\"voters\":3"), "{seen}");
    server.kill().unwrap();
    server.wait().unwrap();
}
