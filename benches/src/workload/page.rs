//! The first page of a large discussion, beside one query by primary key on the same database.

use std::path::Path;
use std::time::Instant;

use deploy::server::Server;
use serde_json::json;
use tokio_postgres::NoTls;
use vault::Browser;

use crate::client::{Connection, post};
use crate::community::{Closing, Community};
use crate::database::Database;
use crate::figure::{judge, quantile};
use crate::service;

const PEOPLE: usize = 1_000;
const PROPOSALS: usize = 50;
const COMMENTS: usize = 10_000;
const READS: usize = 500;

const PAGE: &str = "query($id: ID!) { node(id: $id) { ... on Discussion { title commentCount \
    comments(first: 20) { nodes { body author { displayName } writtenAt } } \
    proposals(first: 50) { nodes { title closesAt voters myVote { castAt } \
    tally { ... on ConsentTally { agree abstain disagree block } } } } } } }";

/// Measures it.
pub async fn run(dir: &Path) {
    let database = Database::start(dir).await;
    let config = database.named("page").await;
    let (server, _mail) = service::server(config.clone()).await;
    let services = server.services();
    let mut community = Community::found(services, PEOPLE, PROPOSALS, Closing::Later).await;
    community.vote(services).await;
    community.comment(services, COMMENTS).await;
    assert!(server.wait_for(community.position).await, "the read models follow");
    let floor = by_primary_key(&config).await;
    let page = pages(&server, &community).await;
    let (floor, p50) = (quantile(&floor, 0.5), quantile(&page, 0.5));
    println!("  one row by its primary key: p50 {floor:.3} ms");
    println!("  the page over HTTP: p50 {p50:.3} ms, p99 {:.3} ms", quantile(&page, 0.99));
    let times = p50 / floor;
    judge("page / row", &format!("{times:.1} times"), times <= 10.0, "at most 10 times");
    server.stop().await;
    database.stop().await;
}

/// How many milliseconds each query of one event takes, sorted.
async fn by_primary_key(config: &tokio_postgres::Config) -> Vec<f64> {
    let (client, connection) = config.connect(NoTls).await.expect("a connection");
    let driven = tokio::spawn(connection);
    let query = "SELECT * FROM log.events WHERE position = $1";
    let statement = client.prepare(query).await.expect("a statement");
    let mut took = Vec::with_capacity(READS);
    for position in 1..=READS as i64 {
        let begun = Instant::now();
        client.query_one(&statement, &[&position]).await.expect("a row");
        took.push(begun.elapsed().as_secs_f64() * 1_000.0);
    }
    drop(client);
    let _ = driven.await;
    took.sort_by(f64::total_cmp);
    took
}

/// How many milliseconds each page takes, sorted. Each is asked for by somebody else.
async fn pages(server: &Server, community: &Community) -> Vec<f64> {
    let mut connection = Connection::open(server.address()).await;
    let mut took = Vec::with_capacity(READS);
    for person in community.people.iter().cycle().take(READS) {
        let session = server.services().vault.begin_session(*person, Browser::Other).await;
        let token = session.expect("a session").1.expose().to_owned();
        let id = format!("discussion-{}", community.discussion);
        let body = json!({ "query": PAGE, "variables": { "id": id } }).to_string();
        let request = post("/graphql", Some(&token), &body);
        let begun = Instant::now();
        let answer = connection.ask(&request).await;
        took.push(begun.elapsed().as_secs_f64() * 1_000.0);
        assert!(is_whole(answer), "wrong answer: {}", String::from_utf8_lossy(answer));
    }
    took.sort_by(f64::total_cmp);
    took
}

fn is_whole(answer: &[u8]) -> bool {
    let answer: serde_json::Value = serde_json::from_slice(answer).expect("JSON");
    let discussion = &answer["data"]["node"];
    let nodes = |list: &str| discussion[list]["nodes"].as_array().cloned().unwrap_or_default();
    let proposals = nodes("proposals");
    let is_counted = |it: &serde_json::Value| it["voters"] == PEOPLE && !it["myVote"].is_null();
    discussion["commentCount"] == COMMENTS
        && nodes("comments").len() == 20
        && proposals.len() == PROPOSALS
        && proposals.iter().all(is_counted)
}
