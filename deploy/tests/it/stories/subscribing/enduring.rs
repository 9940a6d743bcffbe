//! Subscriptions that outlast slow clients and faults that pass, and operations over every way in.

use serde_json::{Value, json};
use tokio_postgres::Client;

use super::socket::{ACTIVITY, Socket, until};
use crate::service::{Service, Somebody, service};
use crate::stories::{group_with_discussion, text};

/// How many reads of the service's are under way, or keep a connection.
async fn reads_under_way(database: &Client) -> i64 {
    let count = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                 AND application_name = 'althing read' AND state <> 'idle'";
    database.query_one(count, &[]).await.unwrap().get(0)
}

/// The position that the service is at.
async fn position(service: &Service, who: &Somebody) -> Value {
    let answer = service.answer(who, "{ groups { edges { cursor } } }", json!({})).await;
    answer["extensions"]["position"].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_that_read_nothing_take_no_read_away() {
    const SOCKETS: usize = 18; // There are 16 connections to read with.
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (_, discussion) = group_with_discussion(&service, &ann).await;
    let start = position(&service, &ann).await;
    let mut last = Value::Null;
    for _ in 0..45 {
        let input = json!({ "discussionId": discussion, "body": "b".repeat(10_000) });
        last = service.done(&ann, "addComment", "", input).await["position"].take();
    }
    let waiting = json!({ "query": "{ __typename }", "extensions": { "waitFor": last } });
    service.post(waiting.to_string()).await;
    let mut sockets = Vec::new();
    for number in 0..SOCKETS {
        // Items of 100 to 300 kB: more than a connection takes that nobody reads from, and each
        // socket gets stuck at another one.
        let bodies: String =
            (0..10 + number % 20).map(|n| format!("b{n}: comment {{ body }} ")).collect();
        let query = format!(
            "subscription($d: ID!, $a: Position) {{ \
             it: discussionActivity(discussionId: $d, after: $a) {{ {bodies} }} }}"
        );
        let mut socket = Socket::narrow(&service, &ann).await;
        socket.subscribe("s", &query, json!({ "d": discussion, "a": start })).await;
        assert!(socket.next().await["payload"]["data"]["it"]["b0"]["body"].is_string());
        sockets.push(socket);
    }
    let database = service.database().pool.get().await.unwrap();
    let mut quiet = 0;
    while quiet < 10 {
        let read = "query($id: ID!) { discussion(id: $id) { title } }";
        let read = service.ask(&ann, read, json!({ "id": discussion })).await;
        assert_eq!(read["discussion"]["title"], "Bread");
        quiet = if reads_under_way(&database).await == 0 { quiet + 1 } else { 0 };
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fault_that_passes_ends_no_subscription() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (_, discussion) = group_with_discussion(&service, &ann).await;
    let mut socket = Socket::of(&service, &ann).await;
    let start = position(&service, &ann).await;
    socket.subscribe("s", ACTIVITY, json!({ "d": discussion, "a": start })).await;
    let input = json!({ "discussionId": discussion, "body": "one" });
    service.done(&ann, "addComment", "", input).await;
    assert_eq!(socket.next().await["payload"]["data"]["it"]["comment"]["body"], "one");

    let groups = format!("{}.groups", service.server.progress().schema());
    let mut holder = service.database().pool.get().await.unwrap();
    let watcher = service.database().pool.get().await.unwrap();
    let lock = holder.transaction().await.unwrap();
    lock.batch_execute(&format!("LOCK TABLE {groups} IN ACCESS EXCLUSIVE MODE")).await.unwrap();
    let input = json!({ "discussionId": discussion, "body": "two" });
    service.done(&ann, "addComment", "", input).await;
    let cancel = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity \
                  WHERE datname = current_database() AND application_name = 'althing read' \
                  AND wait_event_type = 'Lock'";
    for _ in 0..2 {
        while watcher.query(cancel, &[]).await.unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
    }
    lock.rollback().await.unwrap();
    assert_eq!(socket.next().await["payload"]["data"]["it"]["comment"]["body"], "two");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sockets_and_events_wait_for_positions_and_name_theirs() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (_, discussion) = group_with_discussion(&service, &ann).await;
    let mut socket = Socket::of(&service, &ann).await;
    let query = "query($id: ID!) { discussion(id: $id) { commentCount } }";
    for count in 1..5 {
        let input = json!({ "discussionId": discussion, "body": "More." });
        let said = service.done(&ann, "addComment", "", input).await;
        let parameters = json!({
            "query": query,
            "variables": { "id": discussion },
            "extensions": { "waitFor": said["position"] },
        });
        socket.begin("q", parameters.clone()).await;
        let over_socket = socket.next().await["payload"].clone();
        assert_eq!(socket.next().await["type"], "complete");
        let mut events = service.events_of(&ann, &parameters).await;
        let event = until(&mut events, "event: complete\n\n").await;
        let data = event.strip_prefix("event: next\ndata: ").unwrap().lines().next().unwrap();
        let over_events: Value = serde_json::from_str(data).unwrap();
        for answer in [over_socket, over_events] {
            assert_eq!(answer["data"]["discussion"]["commentCount"], count, "{answer}");
            assert!(!text(&answer["extensions"]["position"]).is_empty());
        }
    }
    let garbage = json!({ "query": "{ __typename }", "extensions": { "waitFor": "garbage" } });
    socket.begin("g", garbage).await;
    let error = socket.next().await;
    assert_eq!(error["payload"][0]["extensions"]["code"], "BAD_USER_INPUT", "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_socket_without_the_protocol_is_told_so() {
    let service = service().await;
    let mut socket = Socket::without_protocol(&service).await;
    assert_eq!(socket.next().await, json!(4406));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fault_of_the_vault_signs_nobody_out() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let database = service.database().pool.get().await.unwrap();
    database.batch_execute("ALTER TABLE vault.sessions RENAME TO away").await.unwrap();
    let mut socket = Socket::open(&service).await;
    let payload = json!({ "authorization": format!("Bearer {}", ann.token.clone().unwrap()) });
    socket.send(json!({ "type": "connection_init", "payload": payload })).await;
    let closed = socket.next().await;
    assert!(closed == json!(1013) || closed == json!(4500), "{closed}");
    database.batch_execute("ALTER TABLE vault.away RENAME TO sessions").await.unwrap();
    Socket::of(&service, &ann).await;
}
