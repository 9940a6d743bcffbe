//! The day of people who are let into one discussion only: as guests of a group, or among themselves.

use serde_json::{Value, json};

use super::{community, raise_with, reasons, text};
use crate::service::{Service, Somebody, service};

/// What waits for somebody's vote, and where there is news for them: ids.
async fn waiting(service: &Service, who: &Somebody) -> (Value, Value) {
    let look = "{ viewer { needsMyVote { nodes { id } } unread { nodes { id } } } }";
    let mut found = service.ask(who, look, json!({})).await;
    let mut nodes = |of: &str| {
        let nodes = found["viewer"][of]["nodes"].take();
        nodes.as_array().unwrap().iter().map(|node| node["id"].clone()).collect::<Value>()
    };
    (nodes("needsMyVote"), nodes("unread"))
}

/// `guest` is let in by link into the discussion.
async fn let_in(service: &Service, by: &Somebody, guest: &Somebody, discussion: &str) {
    let made = json!({ "discussionId": discussion });
    let made = service.done(by, "makeGuestLink", "token", made).await;
    let accept = json!({ "token": made["token"] });
    service.done(guest, "acceptGuestLink", "projected", accept).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guests_who_vote_are_asked_and_told_like_members() {
    let service = service().await;
    let (ann, gil) = (service.somebody("ann").await, service.somebody("gil").await);
    let (_, discussion) = community(&service, &ann, &[]).await;
    let_in(&service, &ann, &gil, &discussion).await;
    assert_eq!(reasons(&service, &gil).await, [""; 0], "who came by a link knows");
    let members_only = raise_with(&service, &ann, &discussion, json!({})).await;
    assert_eq!(waiting(&service, &gil).await, (json!([]), json!([discussion])));
    let guests_vote = json!({ "guestsVote": true });
    let proposal = raise_with(&service, &ann, &discussion, guests_vote).await;
    assert_eq!(waiting(&service, &gil).await.0, json!([proposal]));
    let both = json!([members_only, proposal]);
    assert_eq!(waiting(&service, &ann).await.0, both, "members are asked once");
    assert_eq!(reasons(&service, &gil).await, ["PROPOSAL_OPENED"]);

    let vote = json!({ "proposalId": proposal, "ballot": { "stance": "AGREE" } });
    service.done(&gil, "castVote", "projected", vote).await;
    assert_eq!(waiting(&service, &gil).await.0, json!([]));
    let note = json!({ "proposalId": proposal, "body": "Of whole grain." });
    service.done(&ann, "addNote", "projected", note).await;
    let close = json!({ "proposalId": proposal, "reason": "All are here." });
    service.done(&ann, "closeProposalEarly", "projected", close).await;
    let outcome = json!({ "proposalId": proposal, "statement": "Rye." });
    service.done(&ann, "writeOutcome", "projected", outcome).await;
    let told = ["OUTCOME_WRITTEN", "PROPOSAL_CLOSED", "NOTE_ADDED", "PROPOSAL_OPENED"];
    assert_eq!(reasons(&service, &gil).await, told);

    let leave = json!({ "discussionId": discussion });
    service.done(&gil, "leaveDiscussion", "projected", leave).await;
    assert_eq!(reasons(&service, &gil).await, [""; 0]);
    assert_eq!(waiting(&service, &gil).await, (json!([]), json!([])));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guest_who_becomes_a_member_is_told_once() {
    let service = service().await;
    let (ann, gil) = (service.somebody("ann").await, service.somebody("gil").await);
    let (group, discussion) = community(&service, &ann, &[]).await;
    let_in(&service, &ann, &gil, &discussion).await;
    service.done(&gil, "joinGroup", "projected", json!({ "groupId": group })).await;
    let guests_vote = json!({ "guestsVote": true });
    let proposal = raise_with(&service, &ann, &discussion, guests_vote).await;
    assert_eq!(reasons(&service, &gil).await, ["PROPOSAL_OPENED"]);
    assert_eq!(waiting(&service, &gil).await, (json!([proposal]), json!([discussion])));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_in_a_direct_discussion_are_put_in_asked_and_told() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    community(&service, &ann, &[&ben]).await;
    let input = json!({ "personIds": [ben.id], "title": "Surprise" });
    let started = service.done(&ann, "startDirectDiscussion", "discussion { id }", input).await;
    let discussion = text(&started["discussion"]["id"]);
    let look = "{ viewer { inbox { nodes { reason actor { id } discussion { id } } } } }";
    let told = service.ask(&ben, look, json!({})).await;
    let item = json!({ "reason": "LET_IN", "actor": { "id": ann.id },
        "discussion": { "id": discussion } });
    assert_eq!(told["viewer"]["inbox"]["nodes"], json!([item]));
    let proposal = raise_with(&service, &ben, &discussion, json!({})).await;
    for (who, told, news) in
        [(&ann, &["PROPOSAL_OPENED"][..], json!([discussion])), (&ben, &["LET_IN"][..], json!([]))]
    {
        assert_eq!(reasons(&service, who).await, told);
        assert_eq!(waiting(&service, who).await, (json!([proposal]), news));
    }
    let close = json!({ "proposalId": proposal, "reason": "We know." });
    service.done(&ben, "closeProposalEarly", "projected", close).await;
    assert_eq!(reasons(&service, &ann).await, ["PROPOSAL_CLOSED", "PROPOSAL_OPENED"]);
}
