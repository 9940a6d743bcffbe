//! Many people are invited at once.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::text;
use crate::service::service;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_addresses_are_invited_at_once_and_answered_alike() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let input = json!({ "name": "Bakery", "privacy": "CLOSED" });
    let group = service.done(&ann, "createGroup", "group { id }", input).await;
    let group = text(&group["group"]["id"]);
    let vault = &service.server.services().vault;
    let ben_id = ben.id.strip_prefix("person-").unwrap().parse().unwrap();
    vault.set_gets_invitations(ben_id, false).await.unwrap();

    // A member's address, that of somebody who refuses invitations, and one of nobody.
    let mut answers = Vec::new();
    for address in ["ann@example.org", "ben@example.org", "zoe@example.org"] {
        let input = json!({ "groupId": group, "addresses": [address] });
        let mut answer = service.mutate(&ann, "inviteToGroup", "projected", input).await;
        assert!(answer["position"].take().is_string());
        answers.push(answer);
    }
    let alike = json!({ "projected": true, "position": null, "errors": [] });
    assert_eq!(answers, [&alike; 3].map(Value::clone));

    let mut addresses: Vec<String> = (0..998).map(|n| format!("new{n}@example.org")).collect();
    addresses.extend(["NEW7@Example.org".to_owned(), "zoe@example.org".to_owned()]);
    let input = json!({ "groupId": group, "addresses": addresses, "idempotencyKey": "all" });
    let head = async || eventlog::EventLog::head(&*service.server.services().log).await.unwrap().0;
    let before = head().await;
    service.done(&ann, "inviteToGroup", "projected", input.clone()).await;
    assert_eq!(head().await - before, 999, "who is named twice is invited once");
    service.done(&ann, "inviteToGroup", "projected", input).await;
    assert_eq!(head().await - before, 999, "sent again, it does nothing more");

    let look = "query($id: ID!, $after: String) { group(id: $id) {
        invitations(first: 100, after: $after) {
            nodes { address } pageInfo { hasNextPage endCursor } } } }";
    let (mut pending, mut after) = (Vec::new(), Value::Null);
    loop {
        let found = service.ask(&ann, look, json!({ "id": group, "after": after })).await;
        let page = &found["group"]["invitations"];
        pending.extend(page["nodes"].as_array().unwrap().iter().map(|it| text(&it["address"])));
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(pending.len(), 1_002);
    let different: BTreeSet<&str> = pending.iter().map(String::as_str).collect();
    assert_eq!(different.len(), 1_001, "zoe was invited twice");
    let mine = "{ viewer { invitations { nodes { group { name } } } } }";
    let invited = service.ask(&ben, mine, json!({})).await;
    assert_eq!(invited["viewer"]["invitations"]["nodes"], json!([]), "who refuses them sees none");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_address_that_is_malformed_stops_all() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let input = json!({ "name": "Bakery", "privacy": "CLOSED" });
    let group = service.done(&ann, "createGroup", "group { id }", input).await;
    let group = text(&group["group"]["id"]);
    for (addresses, code) in
        [(json!(["zoe@example.org", "nobody"]), "ADDRESS_MALFORMED"), (json!([]), "LIST_LENGTH")]
    {
        let input = json!({ "groupId": group, "addresses": addresses });
        assert_eq!(service.refused(&ann, "inviteToGroup", input).await, code);
    }
    let look = "query($id: ID!) { group(id: $id) { invitations { nodes { address } } } }";
    let found = service.ask(&ann, look, json!({ "id": group })).await;
    assert_eq!(found["group"]["invitations"]["nodes"], json!([]));
}
