//! What one would write first: a row for each vote, inserted by its own statement.

use std::net::SocketAddr;

use async_graphql::{Context, EmptySubscription, InputObject, Object, Schema, SimpleObject};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::post;
use deadpool_postgres::{Manager, Pool};
use serde_json::json;
use tokio_postgres::{Config, NoTls};
use uuid::Uuid;

/// As many as the service has for reading and writing together.
const POOL: usize = 16;

const TABLE: &str = "CREATE TABLE votes (
    id       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    proposal uuid        NOT NULL,
    voter    uuid        NOT NULL,
    stance   text        NOT NULL,
    cast_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (proposal, voter)
)";
const INSERT: &str = "INSERT INTO votes (proposal, voter, stance) VALUES ($1, $2, $3) RETURNING id";
const MUTATION: &str = "mutation($input: CastVoteInput!) { castVote(input: $input) { position } }";

type VoteSchema = Schema<Query, Mutation, EmptySubscription>;

#[derive(InputObject)]
struct CastVoteInput {
    proposal_id: String,
    voter_id: String,
    stance: String,
}

#[derive(SimpleObject)]
struct Payload {
    position: String,
}

struct Query;

#[Object]
impl Query {
    async fn is_up(&self) -> bool {
        true
    }
}

struct Mutation;

#[Object]
impl Mutation {
    async fn cast_vote(
        &self,
        context: &Context<'_>,
        input: CastVoteInput,
    ) -> async_graphql::Result<Payload> {
        let client = context.data::<Pool>()?.get().await?;
        let insert = client.prepare_cached(INSERT).await?;
        let (proposal, voter): (Uuid, Uuid) = (input.proposal_id.parse()?, input.voter_id.parse()?);
        let row = client.query_one(&insert, &[&proposal, &voter, &input.stance]).await?;
        Ok(Payload { position: row.get::<_, i64>(0).to_string() })
    }
}

/// Serves it over this database.
pub async fn serve(database: Config) -> SocketAddr {
    let pool = Pool::builder(Manager::new(database, NoTls)).max_size(POOL).build();
    let pool = pool.expect("a pool");
    pool.get().await.expect("a connection").batch_execute(TABLE).await.expect("a table");
    let schema = Schema::build(Query, Mutation, EmptySubscription).data(pool).finish();
    let router = Router::new().route("/graphql", post(answer)).with_state(schema);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

async fn answer(State(schema): State<VoteSchema>, body: Bytes) -> impl IntoResponse {
    let request: async_graphql::Request = serde_json::from_slice(&body).expect("a request");
    let response = schema.execute(request).await;
    let body = serde_json::to_vec(&response).expect("an answer");
    ([(CONTENT_TYPE, "application/json")], body)
}

/// A vote of each of `voters` people on each proposal.
pub fn requests(round: usize, proposals: usize, voters: usize) -> Vec<Vec<u8>> {
    let request = |voter: usize, proposal: usize| {
        let input = json!({
            "proposalId": Uuid::from_u128(proposal as u128).to_string(),
            "voterId": Uuid::from_u128((round * voters + voter) as u128).to_string(),
            "stance": "AGREE",
        });
        let body = json!({ "query": MUTATION, "variables": { "input": input } }).to_string();
        crate::client::post("/graphql", None, &body)
    };
    (0..voters).flat_map(|voter| (0..proposals).map(move |it| request(voter, it))).collect()
}
