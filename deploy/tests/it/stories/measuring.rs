//! What operators measure, and what is not in it.

use std::collections::BTreeSet;

use eventlog::EventLog as _;
use serde_json::json;

use super::group_with_discussion;
use crate::service::{Service, Somebody, service_set};

/// The value of the line that begins so.
fn value(text: &str, line: &str) -> f64 {
    let found = text.lines().find_map(|it| it.strip_prefix(line)?.strip_prefix(' '));
    found.unwrap_or_else(|| panic!("{line} is not in {text}")).parse().unwrap()
}

/// Sends what is not executed, whatever it asks.
async fn refused_at_the_door(service: &Service) {
    let client = reqwest::Client::new();
    let url = format!("http://{}/graphql", service.server.address());
    let query = r#"{ "query": "{ __typename }" }"#;
    let json = |body: &'static str| {
        client.post(&url).header("content-type", "application/json").body(body)
    };
    let too_large = vec![b' '; (1 << 20) + 1];
    for (status, request) in [
        (401, json(query).bearer_auth("als_nobody")),
        (400, json("{}")),
        (413, json("").body(too_large)),
        (405, client.put(&url)),
        (406, json(query).header("accept", "image/png")),
        (415, client.post(&url).header("content-type", "text/plain").body(query)),
        (403, client.get(format!("{url}?query=%7Ba%7D")).header("cookie", "a=b")),
        (401, json(query).bearer_auth("als_nobody").header("accept", "text/event-stream")),
    ] {
        assert_eq!(request.send().await.unwrap().status(), status);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn operators_are_told_of_requests_commands_and_positions_and_of_nobody() {
    let nowhere = "127.0.0.1:0".parse().unwrap();
    let service = service_set(|settings| settings.metrics_listen = Some(nowhere)).await;
    let ann = service.somebody("ann").await;
    let (group, discussion) = group_with_discussion(&service, &ann).await;
    let ben = service.somebody("ben").await;
    let edit = json!({ "groupId": group, "expectedRevision": 1, "name": "Oven" });
    service.refused(&ben, "editGroup", edit).await;
    service.answer(&ann, "{ nothing }", json!({})).await;
    refused_at_the_door(&service).await;
    service.answer(&ann, "{ nothing(", json!({})).await;
    let look = "query($id: ID!) { discussion(id: $id) { title } }";
    service.ask(&ann, look, json!({ "id": discussion })).await;
    let head = service.server.services().log.head().await.unwrap();
    assert!(service.server.wait_for(head).await);

    let address = service.server.metrics_address().unwrap();
    let answer = reqwest::get(format!("http://{address}/metrics")).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/plain"));
    let text = answer.text().await.unwrap();
    // Other services of this process are counted too.
    for line in [
        "althing_requests_total{operation=\"MUTATION\",outcome=\"OK\"}",
        "althing_requests_total{operation=\"QUERY\",outcome=\"OK\"}",
        "althing_requests_total{operation=\"NONE\",outcome=\"GRAPHQL_VALIDATION_FAILED\"}",
        "althing_requests_total{operation=\"NONE\",outcome=\"GRAPHQL_PARSE_FAILED\"}",
        "althing_requests_total{operation=\"NONE\",outcome=\"UNAUTHENTICATED\"}",
        "althing_requests_total{operation=\"NONE\",outcome=\"BAD_REQUEST\"}",
        "althing_requests_total{operation=\"NONE\",outcome=\"PAYLOAD_TOO_LARGE\"}",
        "althing_requests_total{operation=\"NONE\",outcome=\"METHOD_NOT_ALLOWED\"}",
        "althing_requests_total{operation=\"NONE\",outcome=\"NOT_ACCEPTABLE\"}",
        "althing_requests_total{operation=\"NONE\",outcome=\"UNSUPPORTED_MEDIA_TYPE\"}",
        "althing_requests_total{operation=\"NONE\",outcome=\"CROSS_SITE_REQUEST\"}",
        "althing_request_duration_seconds_count{operation=\"QUERY\"}",
        "althing_command_duration_seconds_count{outcome=\"WRITTEN\"}",
        "althing_command_duration_seconds_count{outcome=\"REFUSED\"}",
        "althing_http_connections",
        "althing_log_reachable",
    ] {
        assert!(value(&text, line) >= 1.0, "{line}");
    }
    assert!(value(&text, "althing_log_head_position") >= head.0 as f64);
    let lag = value(&text, "althing_log_head_position") - value(&text, "althing_set_position");
    assert_eq!(value(&text, "althing_set_lag_events"), lag);

    let samples = text.lines().filter(|line| !line.starts_with('#'));
    let labels = samples.filter_map(|line| line.split_once('{')?.1.split_once('}'));
    let labels = labels.flat_map(|(labels, _)| labels.split(','));
    let labels: Vec<(&str, &str)> = labels.filter_map(|label| label.split_once('=')).collect();
    let names: BTreeSet<&str> = labels.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, BTreeSet::from(["le", "operation", "outcome"]));
    let is_word = |value: &str| value.bytes().all(|it| it.is_ascii_uppercase() || it == b'_');
    let words = labels.iter().filter(|(name, _)| *name != "le");
    for (name, value) in words {
        assert!(is_word(value.trim_matches('"')), "{name} is {value}");
    }
    let public = format!("http://{}/metrics", service.server.address());
    assert_eq!(reqwest::get(public).await.unwrap().status(), 404, "on an address of its own only");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_measured_is_told_while_the_database_is_away() {
    let nowhere = "127.0.0.1:0".parse().unwrap();
    let service = service_set(|settings| settings.metrics_listen = Some(nowhere)).await;
    service.answer(&Somebody::default(), "{ __typename }", json!({})).await;
    service.cut_off().await;
    let address = service.server.metrics_address().unwrap();
    let text = loop {
        let answer = reqwest::get(format!("http://{address}/metrics")).await.unwrap();
        assert_eq!(answer.status(), 200);
        let text = answer.text().await.unwrap();
        if value(&text, "althing_log_reachable") == 0.0 {
            break text;
        }
        tokio::task::yield_now().await;
    };
    assert!(!text.contains("althing_log_head_position"), "it is not known");
    assert!(!text.contains("althing_set_lag_events"));
    assert!(value(&text, "althing_set_position") >= 0.0);
    assert!(
        value(&text, "althing_requests_total{operation=\"QUERY\",outcome=\"OK\"}") >= 1.0,
        "{text}"
    );
    service.server.kill();
}
