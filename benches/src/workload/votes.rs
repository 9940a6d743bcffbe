//! `castVote` over HTTP by 64 connections while the read models follow, beside a handler written
//! straight on axum, async-graphql and a pool that does one `INSERT ... RETURNING` for each vote.

mod naive;

use std::path::Path;
use std::sync::Arc;

use deploy::server::Server;
use domain::{PersonId, ProposalId};
use futures::StreamExt;
use serde_json::json;
use vault::Browser;

use crate::client::{drive, post};
use crate::community::{Closing, Community};
use crate::database::Database;
use crate::figure::{Figure, median};
use crate::service;

const CONNECTIONS: usize = 64;
const PROPOSALS: usize = 100;
/// How many people vote on each proposal in a round. Each round has voters of its own.
const VOTERS: usize = 300;
const ROUNDS: usize = 3;

const POSITION: &str = "mutation($input: CastVoteInput!) { castVote(input: $input) { position } }";
const READ_BACK: &str = "mutation($input: CastVoteInput!) { castVote(input: $input) { position \
    errors { ... on Refusal { code } } vote { at ballot { ... on ConsentBallot { stance } } } } }";
/// What a client shows that looks at the proposal as others see it: it waits for the read models.
const SHOWN: &str = "mutation($input: CastVoteInput!) { castVote(input: $input) { position \
    errors { ... on Refusal { code } } proposal { id myVote { castAt } } } }";

/// What is asked for with a vote, and how many times the floor it has to be.
const DOCUMENTS: [(&str, &str, f64); 3] = [
    ("castVote, position only", POSITION, 1.5),
    ("castVote, vote read back", READ_BACK, 1.0),
    ("castVote, proposal shown", SHOWN, 1.0),
];

/// Measures it.
pub async fn run(dir: &Path) {
    let database = Database::start(dir).await;
    let (server, _mail) = service::server(database.named("votes").await).await;
    let people = VOTERS * ROUNDS * DOCUMENTS.len();
    let community = Community::found(server.services(), people, PROPOSALS, Closing::Later).await;
    assert!(server.wait_for(community.position).await, "the read models follow");
    let tokens = tokens(&server, &community.people).await;
    let naive = naive::serve(database.named("naive").await).await;
    let mut floors = Vec::new();
    let mut ours = DOCUMENTS.map(|_| Vec::new());
    for round in 0..ROUNDS {
        let floor = send(naive, naive::requests(round, PROPOSALS, VOTERS));
        floors.push(Figure::measure("naive castVote", votes(), floor).await);
        let voters = tokens[round * VOTERS * DOCUMENTS.len()..].chunks(VOTERS);
        for (((name, document, _), figures), tokens) in DOCUMENTS.iter().zip(&mut ours).zip(voters)
        {
            let requests = requests(document, &community.proposals, tokens);
            let votes = Figure::measure(name, votes(), send(server.address(), requests));
            figures.push(votes.await);
        }
    }
    let floor = median(floors);
    for ((_, _, target), figures) in DOCUMENTS.iter().zip(ours) {
        median(figures).against(&floor, *target);
    }
    server.stop().await;
    database.stop().await;
}

const fn votes() -> usize {
    PROPOSALS * VOTERS
}

async fn send(address: std::net::SocketAddr, requests: Vec<Vec<u8>>) {
    drive(address, CONNECTIONS, Arc::new(requests), was_taken).await;
}

fn was_taken(answer: &[u8]) -> bool {
    let has = |what: &[u8]| answer.windows(what.len()).any(|window| window == what);
    has(b"\"position\":\"")
        && ["\"errors\":[{", "\"vote\":null", "\"myVote\":null"]
            .iter()
            .all(|it| !has(it.as_bytes()))
}

async fn tokens(server: &Server, people: &[PersonId]) -> Vec<String> {
    let begin = |person: PersonId| async move {
        let session = server.services().vault.begin_session(person, Browser::Other).await;
        session.expect("a session").1.expose().to_owned()
    };
    futures::stream::iter(people.iter().map(|person| begin(*person))).buffered(4).collect().await
}

/// A vote of each person on each proposal; who follows whom votes on another proposal.
fn requests(query: &str, proposals: &[ProposalId], tokens: &[String]) -> Vec<Vec<u8>> {
    let mut requests = Vec::with_capacity(proposals.len() * tokens.len());
    for token in tokens {
        for proposal in proposals {
            let input = json!({
                "proposalId": format!("proposal-{proposal}"),
                "ballot": { "stance": "AGREE" },
            });
            let body = json!({ "query": query, "variables": { "input": input } }).to_string();
            requests.push(post("/graphql", Some(token), &body));
        }
    }
    requests
}
