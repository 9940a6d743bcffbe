//! `/readyz` says whether requests may be sent here, and why not.

use std::time::Duration;

use crate::harness::{database, execute, folder};
use crate::service::{Service, node, service};
use crate::stories::{group_with_discussion, raise, text};
use deadpool_postgres::Transaction;
use eventlog::EventLog;
use projections::SetState;
use projections::set::Set;
use serde_json::{Value, json};

/// What it says, when it says something else than `ready`.
async fn why_not(url: &str) -> String {
    loop {
        let answer = reqwest::get(format!("{url}/readyz")).await.unwrap();
        match answer.status().as_u16() {
            200 => tokio::task::yield_now().await,
            503 => return answer.text().await.unwrap(),
            other => panic!("{other}"),
        }
    }
}

fn root(service: &Service) -> String {
    format!("http://{}", service.server.address())
}

/// Puts the last comment into the log once more, so many positions later, with this payload.
async fn append(service: &Service, payload: &str, later: u64) {
    let repeat = format!(
        "INSERT INTO log.events SELECT position + {later}, gen_random_uuid(), stream, version + 1, \
         type, schema, recorded_at, occurred_at, imported, actor, NULL, NULL, correlation, \
         causation, guards, {payload} FROM log.events WHERE type = 'CommentAdded'"
    );
    execute(&service.database().config, &repeat).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_whose_set_has_stopped_is_not_ready_and_answers_from_what_is_there() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (_, discussion) = group_with_discussion(&service, &ann).await;
    let input = json!({ "discussionId": discussion, "body": "Rye." });
    service.done(&ann, "addComment", "projected", input).await;
    let poison = service.server.services().log.head().await.unwrap().0 + 1;
    append(&service, r"'{}'::bytea", 1).await;
    assert_eq!(why_not(&root(&service)).await, "the read models stopped\n");
    let SetState::Stopped(found) = service.server.progress().state() else { panic!("stopped") };
    assert_eq!((found.position.0, found.event_type.as_str()), (poison, "CommentAdded"));

    let edit = json!({ "groupId": group_of(&service, &ann, &discussion).await,
                       "expectedRevision": 1, "name": "Oven" });
    let edited = service.done(&ann, "editGroup", "projected group { name }", edit).await;
    assert_eq!((&edited["projected"], &edited["group"]), (&json!(false), &Value::Null));
    assert!(edited["position"].is_string(), "it is written all the same");
    let late = json!({ "query": "{ groups { nodes { name } } }",
                       "extensions": { "waitFor": edited["position"] } });
    let answer = service.post(late.to_string()).await.text().await.unwrap();
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAVAILABLE", "not what was before");
}

async fn group_of(service: &Service, who: &crate::service::Somebody, discussion: &str) -> String {
    let look = "query($id: ID!) { discussion(id: $id) { group { id } } }";
    let found = service.ask(who, look, json!({ "id": discussion })).await;
    text(&found["discussion"]["group"]["id"])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vote_is_known_before_the_read_models_have_it() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (_, discussion) = group_with_discussion(&service, &ann).await;
    let proposal = raise(&service, &ann, &discussion).await;
    let mut holder = service.database().pool.get().await.unwrap();
    let held = hold_projector(&mut holder).await;
    let vote = json!({ "proposalId": proposal, "ballot": { "stance": "AGREE" } });
    let read = "vote { ballot { ... on ConsentBallot { stance } } } projected proposal { id }";
    let cast = service.done(&ann, "castVote", read, vote).await;
    assert_eq!((&cast["projected"], &cast["proposal"]), (&json!(false), &Value::Null));
    assert_eq!(cast["vote"]["ballot"]["stance"], "AGREE");
    held.rollback().await.unwrap();
}

/// As long as this transaction lasts whoever projects waits for it.
async fn hold_projector(client: &mut deadpool_postgres::Client) -> Transaction<'_> {
    let held = client.transaction().await.unwrap();
    let hold = format!("SELECT 1 FROM {}.checkpoint FOR UPDATE", Set::current().schema());
    held.query(&hold, &[]).await.unwrap();
    held
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_is_far_behind_is_not_ready() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (_, discussion) = group_with_discussion(&service, &ann).await;
    let input = json!({ "discussionId": discussion, "body": "Rye." });
    service.done(&ann, "addComment", "projected", input).await;
    let mut holder = service.database().pool.get().await.unwrap();
    let held = hold_projector(&mut holder).await;
    append(&service, "payload", 30_000).await;
    assert_eq!(why_not(&root(&service)).await, "the read models are far behind the log\n");
    held.rollback().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_whose_clock_is_off_is_not_ready() {
    let (database, mail) = (database().await, folder());
    let name = database.pool.get().await.unwrap();
    let name: String = name.query_one("SELECT current_database()", &[]).await.unwrap().get(0);
    let shift = format!(
        "CREATE SCHEMA elsewhere; CREATE FUNCTION elsewhere.clock_timestamp() \
         RETURNS timestamptz LANGUAGE sql AS \
         'SELECT pg_catalog.clock_timestamp() + interval ''1 second'''; \
         ALTER DATABASE {name} SET search_path = elsewhere, pg_catalog, public"
    );
    execute(&database.config, &shift).await.unwrap();
    let server = node(&database, &mail).await;
    let url = format!("http://{}", server.address());
    assert_eq!(why_not(&url).await, "the clock does not agree with the database's\n");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_without_its_database_is_not_ready() {
    let service = service().await;
    service.cut_off().await;
    assert_eq!(why_not(&root(&service)).await, "the database does not answer\n");
    let alive = reqwest::get(format!("{}/livez", root(&service))).await.unwrap();
    assert_eq!(alive.status(), 200, "it need not be started again");
    service.server.kill();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_connection_notices_that_the_database_is_gone() {
    let service = service().await;
    // All connections of the service are made of this.
    let config = &service.server.services().database;
    assert!(config.get_keepalives());
    assert_eq!(config.get_keepalives_idle(), Duration::from_secs(5));
    assert_eq!(config.get_tcp_user_timeout(), Some(&Duration::from_secs(10)));
}
