//! A person's day: what waits for them, and what they have seen.

mod announcing;
mod guests;
mod inbox;
mod needs_my_vote;
mod unread;
mod volumes;

use domain::Timestamp;
use serde_json::{Value, json};

use super::{group_with_discussion, text};
use crate::service::{Service, Somebody};

/// The time so many minutes from now, by the service's clock.
fn in_minutes(service: &Service, minutes: i64) -> Timestamp {
    in_seconds(service, 60 * minutes)
}

/// The time so many seconds from now, by the service's clock.
fn in_seconds(service: &Service, seconds: i64) -> Timestamp {
    use eventlog::Clock;
    let now = service.server.services().clock.now();
    Timestamp::from_second(now.as_second() + seconds).unwrap()
}

/// A consent proposal with these terms besides: its id.
async fn raise_with(service: &Service, who: &Somebody, discussion: &str, terms: Value) -> String {
    let mut input = json!({
        "discussionId": discussion,
        "title": "Rye on Fridays",
        "method": { "consent": true },
    });
    input.as_object_mut().unwrap().extend(terms.as_object().unwrap().clone());
    let raised = service.done(who, "raiseProposal", "projected proposal { id }", input).await;
    text(&raised["proposal"]["id"])
}

/// Why somebody is told what, the newest first.
async fn reasons(service: &Service, who: &Somebody) -> Vec<String> {
    let found = service.ask(who, "{ viewer { inbox { nodes { reason } } } }", json!({})).await;
    let nodes = found["viewer"]["inbox"]["nodes"].as_array().unwrap();
    nodes.iter().map(|node| text(&node["reason"])).collect()
}

/// An open group of `admin` that `members` are in, with a discussion: their ids.
async fn community(service: &Service, admin: &Somebody, members: &[&Somebody]) -> (String, String) {
    let (group, discussion) = group_with_discussion(service, admin).await;
    for member in members {
        service.done(member, "joinGroup", "projected", json!({ "groupId": group })).await;
    }
    (group, discussion)
}
