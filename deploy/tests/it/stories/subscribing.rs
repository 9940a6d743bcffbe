//! Following over `graphql-transport-ws`, coming back, and what the protocol says of mistakes.

mod enduring;
pub mod socket;

use std::time::Duration;

use eventlog::Clock as _;
use serde_json::{Value, json};

use self::socket::{ACTIVITY, Socket, until};
use super::{group_with_discussion, raise, text};
use crate::service::{Service, Somebody, service};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_comes_back_loses_nothing_and_sees_nothing_twice() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (_, discussion) = group_with_discussion(&service, &ann).await;
    let say = |body: &'static str| {
        let input = json!({ "discussionId": discussion, "body": body });
        let (service, ann) = (&service, &ann);
        async move { service.done(ann, "addComment", "projected", input).await }
    };
    let before = say("one").await;
    let mut socket = Socket::of(&service, &ann).await;
    let from = json!({ "d": discussion, "a": before["position"] });
    socket.subscribe("s", ACTIVITY, from).await;
    say("two").await;
    let seen = socket.next().await;
    assert_eq!(seen["payload"]["data"]["it"]["comment"]["body"], "two");
    let position = seen["payload"]["data"]["it"]["position"].clone();
    drop(socket);
    say("three").await;
    say("four").await;
    let mut socket = Socket::of(&service, &ann).await;
    socket.subscribe("s", ACTIVITY, json!({ "d": discussion, "a": position })).await;
    for body in ["three", "four"] {
        let seen = socket.next().await;
        assert_eq!(seen["payload"]["data"]["it"]["comment"]["body"], body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn progress_shows_votes_only_where_results_are_seen() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (_, discussion) = group_with_discussion(&service, &ann).await;
    let proposal = raise(&service, &ann, &discussion).await;
    let mut socket = Socket::of(&service, &Somebody::default()).await;
    let raised =
        service.answer(&ann, "{ viewer { person { id } } groups { edges { cursor } } }", json!({}));
    let raised = raised.await["extensions"]["position"].clone();
    let query = "subscription($p: ID!, $a: Position) {
        it: proposalProgress(proposalId: $p, after: $a) {
        event { voted } proposal { voters } } }";
    socket.subscribe("p", query, json!({ "p": proposal, "a": raised })).await;
    let vote = json!({ "proposalId": proposal, "ballot": { "stance": "AGREE" } });
    service.done(&ann, "castVote", "projected", vote).await;
    let seen = socket.next().await;
    let it = json!({ "event": { "voted": true }, "proposal": { "voters": 1 } });
    assert_eq!(seen["payload"]["data"]["it"], it);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn progress_shows_no_vote_before_the_close_where_results_are_seen_after_it() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (group, discussion) = group_with_discussion(&service, &ann).await;
    service.done(&ben, "joinGroup", "", json!({ "groupId": group })).await;
    let input = json!({
        "discussionId": discussion,
        "title": "Rye",
        "method": { "consent": true },
        "resultVisibility": "AFTER_CLOSE",
    });
    let raised = service.done(&ann, "raiseProposal", "proposal { id }", input).await;
    let proposal = text(&raised["proposal"]["id"]);
    let query = "subscription($p: ID!, $a: Position) {
        it: proposalProgress(proposalId: $p, after: $a) { event { voted voteWithdrawn activity }
        proposal { voters tally { ... on ConsentTally { agree block } } } } }";
    let from = json!({ "p": proposal, "a": raised["position"] });
    let mut sockets = Vec::new();
    // Its author, who has not voted, somebody who has, and one who may not.
    for who in [&ann, &ben, &Somebody::default()] {
        let mut socket = Socket::of(&service, who).await;
        socket.subscribe("p", query, from.clone()).await;
        sockets.push(socket);
    }
    let vote = |stance: &str| json!({ "proposalId": proposal, "ballot": { "stance": stance } });
    service.done(&ben, "castVote", "projected", vote("AGREE")).await;
    service.done(&ben, "castVote", "projected", vote("BLOCK")).await;
    let mine = json!({ "proposalId": proposal });
    service.done(&ben, "withdrawVote", "projected", mine).await;
    service.done(&ben, "castVote", "projected", vote("AGREE")).await;
    // What is told next is what everybody may see.
    let soon = service.server.services().clock.now() + Duration::from_secs(9 * 24 * 3_600);
    let moved = json!({ "proposalId": proposal, "closesAt": soon.to_string() });
    service.done(&ann, "moveClosing", "projected", moved).await;
    let hidden = json!({ "voters": null, "tally": null });
    for socket in &mut sockets {
        let told = socket.next().await["payload"]["data"]["it"].take();
        assert_eq!(
            (&told["event"]["activity"], &told["proposal"]),
            (&json!("CLOSING_MOVED"), &hidden)
        );
    }
    let close = json!({ "proposalId": proposal, "reason": "Ben has voted." });
    service.done(&ann, "closeProposalEarly", "projected", close).await;
    let counted = json!({ "voters": 1, "tally": { "agree": 1, "block": 0 } });
    for socket in &mut sockets {
        let told = socket.next().await["payload"]["data"]["it"].take();
        assert_eq!(
            (&told["event"]["activity"], &told["proposal"]),
            (&json!("PROPOSAL_CLOSED"), &counted)
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mention_reaches_the_inbox() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (group, discussion) = group_with_discussion(&service, &ann).await;
    let joined = service.done(&ben, "joinGroup", "", json!({ "groupId": group })).await;
    let mut socket = Socket::of(&service, &ben).await;
    let query = "subscription($a: Position) { it: inbox(after: $a) { reason comment { body } } }";
    socket.subscribe("i", query, json!({ "a": joined["position"] })).await;
    let input = json!({ "discussionId": discussion, "body": "@ben?", "mentionIds": [ben.id] });
    service.done(&ann, "addComment", "", input).await;
    let seen = socket.next().await;
    let it = json!({ "reason": "MENTIONED", "comment": { "body": "@ben?" } });
    assert_eq!(seen["payload"]["data"]["it"], it);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mistakes_end_as_the_protocol_says() {
    let service = service().await;
    let mut early = Socket::open(&service).await;
    early.subscribe("s", "{ __typename }", json!({})).await;
    assert_eq!(early.next().await, json!(4401));
    let mut unknown = Socket::open(&service).await;
    unknown.send(json!({ "type": "hello" })).await;
    assert_eq!(unknown.next().await, json!(4400));
    let mut stranger = Socket::open(&service).await;
    let payload = json!({ "authorization": "Bearer als_nobody" });
    stranger.send(json!({ "type": "connection_init", "payload": payload })).await;
    assert_eq!(stranger.next().await, json!(4401));
    let nobody = Somebody::default();
    let mut twice = Socket::of(&service, &nobody).await;
    twice.send(json!({ "type": "connection_init" })).await;
    assert_eq!(twice.next().await, json!(4429));
    let mut asks = Socket::of(&service, &nobody).await;
    asks.send(json!({ "type": "ping" })).await;
    assert_eq!(asks.next().await["type"], "pong");
    asks.subscribe("a", "{ nothing }", json!({})).await;
    let error = asks.next().await;
    assert_eq!((text(&error["type"]), text(&error["id"])), ("error".into(), "a".into()));
    let hidden = format!("discussion-{}", "0".repeat(26));
    asks.subscribe("b", ACTIVITY, json!({ "d": hidden })).await;
    let gone = asks.next().await;
    assert_eq!(gone["payload"]["errors"][0]["extensions"]["code"], "NOT_FOUND", "{gone}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_come_over_http_too_and_end_with_the_service() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (_, discussion) = group_with_discussion(&service, &ann).await;
    let input = json!({ "discussionId": discussion, "body": "one" });
    let before = service.done(&ann, "addComment", "projected", input).await;
    let from = json!({ "d": discussion, "a": before["position"] });
    let mut events = service.events(&ann, ACTIVITY, from).await;
    assert_eq!(events.headers()["content-type"], "text/event-stream");
    let input = json!({ "discussionId": discussion, "body": "two" });
    service.done(&ann, "addComment", "", input).await;
    let seen = until(&mut events, "\n\n").await;
    let data = seen.strip_prefix("event: next\ndata: ").unwrap();
    let data: Value = serde_json::from_str(data.trim()).unwrap();
    assert_eq!(data["data"]["it"]["comment"]["body"], "two");
    let mut query = service.events(&ann, "{ __typename }", json!({})).await;
    let all = until(&mut query, "event: complete\n\n").await;
    assert!(
        all.starts_with("event: next\ndata: {\"data\":{\"__typename\":\"Query\"}}\n\n"),
        "{all}"
    );
    let refused = service.events(&ann, "{ nothing }", json!({})).await;
    assert_eq!(refused.status(), 400);
    let Service { server, .. } = service;
    let (end, ()) = tokio::join!(until(&mut events, "event: complete"), server.stop());
    assert!(!end.contains("event: next"), "{end}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sockets_are_told_when_the_service_stops() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let mut socket = Socket::of(&service, &ann).await;
    let Service { server, .. } = service;
    let (close, ()) = tokio::join!(socket.next(), server.stop());
    assert_eq!(close, json!(1012));
}
