//! A program that is stopped where it hurts most.

use eventlog::EventLog;
use eventlog::postgres::LOCK_PATIENCE;
use rustix::process::Signal;
use serde_json::{Value, json};
use tokio_postgres::Client;

use super::{group_with_discussion, text};
use crate::harness::{Program, execute};
use crate::service::service;

/// A clock of the database's at which that program waits, when it has the log's lock and reads what
/// it needs to write, for as long as somebody else holds lock 77. Its own patience with locks does
/// not count there.
const GATE: &str = "CREATE SCHEMA elsewhere; CREATE FUNCTION elsewhere.clock_timestamp() \
    RETURNS timestamptz LANGUAGE plpgsql AS $$ BEGIN \
    IF current_setting('application_name') = 'althing serve' AND EXISTS (SELECT FROM pg_locks \
      WHERE pid = pg_backend_pid() AND locktype = 'advisory' AND granted) THEN \
    PERFORM set_config('lock_timeout', '0', true); PERFORM pg_advisory_xact_lock(77); END IF; \
    RETURN pg_catalog.clock_timestamp(); END $$";

async fn until(client: &Client, is_so: &str) {
    while !client.query_one(is_so, &[]).await.unwrap().get::<_, bool>(0) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_is_stopped_under_the_logs_lock_does_not_stop_the_others() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (_, discussion) = group_with_discussion(&service, &ann).await;
    let holder = service.database().pool.get().await.unwrap();
    let watcher = service.database().pool.get().await.unwrap();
    let name: String = watcher.query_one("SELECT current_database()", &[]).await.unwrap().get(0);
    let path = format!("ALTER DATABASE {name} SET search_path = elsewhere, pg_catalog, public");
    execute(&service.database().config, &format!("{GATE}; {path}")).await.unwrap();
    let program = Program::serve(service.database(), service.mail.path());
    holder.execute("SELECT pg_advisory_lock(77)", &[]).await.unwrap();

    let say = |body: &str| json!({ "discussionId": discussion, "body": body });
    let query = "mutation($input: AddCommentInput!) { it: addComment(input: $input) {
        position errors { ... on Refusal { code } } } }";
    let body = json!({ "query": query, "variables": { "input": say("From the one that stops") } });
    let request = reqwest::Client::new().post(&program.url);
    let request = request.header("content-type", "application/json");
    let request = request.bearer_auth(ann.token.clone().unwrap()).body(body.to_string());
    let asked = tokio::spawn(request.send());
    until(
        &watcher,
        "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 77 \
         AND classid = 0 AND NOT granted)",
    )
    .await;
    program.signal(Signal::STOP);
    holder.execute("SELECT pg_advisory_unlock(77)", &[]).await.unwrap();
    // Nobody is left who ends that transaction, but PostgreSQL.
    service.done(&ann, "addComment", "projected", say("From another")).await;
    assert!(LOCK_PATIENCE.as_millis() <= 2_500, "3 s are promised");
    until(
        &watcher,
        "SELECT sessions_fatal > 0 FROM pg_stat_database WHERE datname = current_database()",
    )
    .await;

    program.signal(Signal::CONT);
    let answer = asked.await.unwrap().unwrap().text().await.unwrap();
    let answer: Value = serde_json::from_str(&answer).unwrap();
    let wrote = answer["data"]["it"]["position"].is_string();
    let code = &answer["errors"][0]["extensions"]["code"];
    assert!(wrote || code == "UNAVAILABLE", "{answer}");
    let look = "query($id: ID!) { discussion(id: $id) { comments { nodes { body } } } }";
    let head = service.server.services().log.head().await.unwrap();
    assert!(service.server.wait_for(head).await);
    let seen = service.ask(&ann, look, json!({ "id": discussion })).await;
    let comments = seen["discussion"]["comments"]["nodes"].as_array().unwrap();
    let mut bodies: Vec<String> = comments.iter().map(|it| text(&it["body"])).collect();
    bodies.sort_unstable();
    let expected =
        if wrote { &["From another", "From the one that stops"][..] } else { &["From another"] };
    assert_eq!(bodies, expected, "it knows what became of what it wrote");
}
