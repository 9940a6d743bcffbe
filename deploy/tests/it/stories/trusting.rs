//! Documents that the operator trusts, by every way in.

use std::path::PathBuf;

use graphql::documents::trusted::DocumentId;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::subscribing::socket::{Socket, until};
use crate::harness::folder;
use crate::service::{Service, Somebody, service_set, start_set};

const GROUPS: &str = "query Groups { groups { nodes { name } } }";
const OUT: &str = "mutation Out { signOut }";
const INBOX: &str = "subscription Inbox { inbox { position } }";

fn documents() -> (TempDir, PathBuf) {
    let folder = folder();
    for (name, text) in [("groups", GROUPS), ("out", OUT), ("inbox", INBOX)] {
        std::fs::write(folder.path().join(name).with_extension("graphql"), text).unwrap();
    }
    let place = folder.path().to_owned();
    (folder, place)
}

async fn trusting(only: bool) -> (Service, TempDir) {
    let (folder, place) = documents();
    let set = |settings: &mut deploy::config::Settings| {
        settings.trusted_documents = Some(place);
        settings.only_trusted_documents = only;
    };
    (service_set(set).await, folder)
}

fn id(text: &str) -> String {
    DocumentId::of(text).to_string()
}

async fn answer(service: &Service, body: Value) -> (u16, Value) {
    let answer = service.post(body.to_string()).await;
    (answer.status().as_u16(), serde_json::from_str(&answer.text().await.unwrap()).unwrap())
}

#[track_caller]
fn untrusted(answer: &Value) {
    let error = &answer["errors"][0];
    assert_eq!(error["extensions"]["code"], "DOCUMENT_NOT_TRUSTED", "{answer}");
    assert!(error["message"].as_str().unwrap().contains("documentId"), "{answer}");
    assert!(answer.get("data").is_none(), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trusted_document_is_asked_by_its_id() {
    let (service, _documents) = trusting(false).await;
    let none = json!({ "groups": { "nodes": [] } });
    let (status, found) = answer(&service, json!({ "documentId": id(GROUPS) })).await;
    assert_eq!((status, &found["data"]), (200, &none));
    let address = |text| format!("{}?documentId={}", service.url(), id(text));
    let found = reqwest::get(address(GROUPS)).await.unwrap().text().await.unwrap();
    assert_eq!(serde_json::from_str::<Value>(&found).unwrap()["data"], none);
    assert_eq!(reqwest::get(address(OUT)).await.unwrap().status(), 405, "not by GET");
    let (status, other) = answer(&service, json!({ "documentId": id("{ __typename }") })).await;
    assert_eq!(status, 400);
    untrusted(&other);
    let (_, other) = answer(&service, json!({ "query": "{ __typename }" })).await;
    assert_eq!(other["data"], json!({ "__typename": "Query" }), "others are taken");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_only_some_are_trusted_no_way_leads_around() {
    let (service, _documents) = trusting(true).await;
    let ann = service.somebody("ann").await;
    let other = "subscription { inbox { position at } }";
    untrusted(&answer(&service, json!({ "query": "{ __typename }" })).await.1);
    untrusted(&answer(&service, json!({ "query": "{ __schema { types { name } } }" })).await.1);
    untrusted(&answer(&service, json!({ "documentId": id(other) })).await.1);
    let by_address = format!("{}?query=%7B__typename%7D", service.url());
    let by_address = reqwest::get(by_address).await.unwrap().text().await.unwrap();
    untrusted(&serde_json::from_str(&by_address).unwrap());
    for parameters in [json!({ "query": GROUPS }), json!({ "documentId": id(GROUPS) })] {
        let (status, found) = answer(&service, parameters).await;
        assert_eq!((status, found.get("errors")), (200, None));
    }
    by_events(&service, &ann, other).await;
    by_socket(&service, &ann, other).await;
}

async fn by_events(service: &Service, who: &Somebody, other: &str) {
    let refused = service.events_of(who, &json!({ "query": other })).await;
    assert_eq!(refused.status(), 400);
    untrusted(&serde_json::from_str(&refused.text().await.unwrap()).unwrap());
    let taken = service.events_of(who, &json!({ "documentId": id(INBOX) })).await;
    assert_eq!(taken.status(), 200);
    let mut found = service.events_of(who, &json!({ "documentId": id(GROUPS) })).await;
    assert!(until(&mut found, "event: complete").await.contains("groups"));
}

async fn by_socket(service: &Service, who: &Somebody, other: &str) {
    let mut socket = Socket::of(service, who).await;
    socket.begin("1", json!({ "query": other })).await;
    let refused = socket.next().await;
    assert_eq!(refused["type"], "error", "{refused}");
    untrusted(&json!({ "errors": refused["payload"] }));
    socket.begin("2", json!({ "documentId": id(INBOX) })).await;
    socket.begin("3", json!({ "documentId": id(GROUPS) })).await;
    let found = socket.next().await;
    assert_eq!((&found["type"], &found["id"]), (&json!("next"), &json!("3")), "{found}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_does_not_start_with_a_document_that_nobody_could_ask() {
    let (folder, place) = documents();
    std::fs::write(folder.path().join("broken.graphql"), "{ groups {\n no } }").unwrap();
    let started = start_set(|settings| settings.trusted_documents = Some(place)).await;
    let error = started.err().expect("it does not start").to_string();
    assert!(error.starts_with("ALTHING_TRUSTED_DOCUMENTS: "), "{error}");
    assert!(error.contains("broken.graphql:2: ") && error.contains("no"), "{error}");
}
