//! Why somebody is told what, and what they have seen of it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{community, in_seconds, raise_with, reasons, text};
use crate::service::{Service, Somebody, service};

/// The newest thing that somebody is told: why, and of whose doing.
async fn newest(service: &Service, who: &Somebody) -> (String, Value) {
    let look = "{ viewer { inbox(first: 1) { nodes { reason actor { id } } } } }";
    let found = service.ask(who, look, json!({})).await;
    let item = &found["viewer"]["inbox"]["nodes"][0];
    (item["reason"].as_str().unwrap_or_default().to_owned(), item["actor"]["id"].clone())
}

/// Of which proposals somebody is told for this reason, the newest first.
async fn proposals(service: &Service, who: &Somebody, reason: &str) -> Vec<String> {
    let look = "{ viewer { inbox(first: 100) { nodes { reason proposal { id } } } } }";
    let found = service.ask(who, look, json!({})).await;
    let nodes = found["viewer"]["inbox"]["nodes"].as_array().unwrap().clone();
    let told = nodes.iter().filter(|node| node["reason"] == reason);
    told.map(|node| text(&node["proposal"]["id"])).collect()
}

async fn comment(service: &Service, who: &Somebody, input: Value) -> String {
    let added = service.done(who, "addComment", "projected comment { id }", input).await;
    text(&added["comment"]["id"])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_are_told_who_writes_to_them() {
    let service = service().await;
    let [ann, ben, cleo] = [
        service.somebody("ann").await,
        service.somebody("ben").await,
        service.somebody("cleo").await,
    ];
    let (group, discussion) = community(&service, &ann, &[&ben, &cleo]).await;
    let of = |who: &Somebody| Value::from(who.id.clone());
    let input =
        json!({ "discussionId": discussion, "body": "Ben?", "mentionIds": [ben.id, ann.id] });
    let mention = comment(&service, &ann, input).await;
    assert_eq!(newest(&service, &ben).await, ("MENTIONED".to_owned(), of(&ann)));
    assert_eq!(reasons(&service, &ann).await, [""; 0], "nobody tells themselves");
    let answer =
        |parent: &str| json!({ "discussionId": discussion, "parentId": parent, "body": "Yes." });
    comment(&service, &ben, answer(&mention)).await;
    assert_eq!(newest(&service, &ann).await, ("REPLIED".to_owned(), of(&ben)));
    assert_eq!(reasons(&service, &cleo).await, [""; 0]);

    // What they can no longer see vanishes.
    let discard = json!({ "discussionId": discussion, "commentId": mention });
    service.done(&ann, "discardComment", "projected", discard.clone()).await;
    assert_eq!(reasons(&service, &ben).await, [""; 0]);
    service.done(&ann, "restoreComment", "projected", discard).await;
    assert_eq!(reasons(&service, &ben).await, ["MENTIONED"]);
    let private = json!({ "discussionId": discussion, "privacy": "PRIVATE" });
    service.done(&ann, "changeDiscussionPrivacy", "projected", private).await;
    assert_eq!(reasons(&service, &ben).await, ["MENTIONED"]);
    service.done(&ben, "leaveGroup", "projected", json!({ "groupId": group })).await;
    assert_eq!(reasons(&service, &ben).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_are_told_of_requests_and_of_their_place() {
    let service = service().await;
    let [ann, ben, cleo] = [
        service.somebody("ann").await,
        service.somebody("ben").await,
        service.somebody("cleo").await,
    ];
    let input = json!({ "name": "Bakery", "privacy": "CLOSED" });
    let group = service.done(&ann, "createGroup", "group { id }", input).await;
    let group = text(&group["group"]["id"]);
    let of = |who: &Somebody| Value::from(who.id.clone());
    for (who, answer, reason) in [
        (&ben, "declineMembershipRequest", "REQUEST_DECLINED"),
        (&cleo, "approveMembershipRequest", "REQUEST_APPROVED"),
    ] {
        let ask = json!({ "groupId": group });
        service.done(who, "requestMembership", "projected", ask).await;
        assert_eq!(newest(&service, &ann).await, ("MEMBERSHIP_REQUESTED".to_owned(), of(who)));
        let input = json!({ "groupId": group, "personId": who.id });
        service.done(&ann, answer, "projected", input).await;
        assert_eq!(newest(&service, who).await, (reason.to_owned(), of(&ann)));
    }
    let role = json!({ "groupId": group, "personId": cleo.id, "role": "ADMIN" });
    service.done(&ann, "setRole", "projected", role).await;
    assert_eq!(newest(&service, &cleo).await, ("ROLE_CHANGED".to_owned(), of(&ann)));
    assert_eq!(reasons(&service, &cleo).await.len(), 2, "what was asked before is not theirs");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_electorate_is_told_of_openings_closes_and_outcomes() {
    let service = service().await;
    let [ann, ben, cleo] = [
        service.somebody("ann").await,
        service.somebody("ben").await,
        service.somebody("cleo").await,
    ];
    let (_, discussion) = community(&service, &ann, &[&ben, &cleo]).await;
    let named = json!({ "namedElectorate": [ann.id, ben.id] });
    let proposal = raise_with(&service, &ann, &discussion, named).await;
    let close = json!({ "proposalId": proposal, "reason": "It is settled." });
    service.done(&ann, "closeProposalEarly", "projected", close).await;
    let review = in_seconds(&service, 3).to_string();
    let outcome = json!({ "proposalId": proposal, "statement": "Rye.", "reviewAt": review });
    let written = service.done(&ann, "writeOutcome", "projected outcome { id }", outcome).await;
    let told = ["OUTCOME_WRITTEN", "PROPOSAL_CLOSED", "PROPOSAL_OPENED"];
    assert_eq!(reasons(&service, &ben).await, told);
    assert_eq!(reasons(&service, &cleo).await, [""; 0], "who may not vote is not told");
    let look = "{ viewer { inbox(first: 1) { nodes { outcome { id } discussion { id } } } } }";
    let item = &service.ask(&ben, look, json!({})).await["viewer"]["inbox"]["nodes"][0];
    assert_eq!(item["outcome"]["id"], written["outcome"]["id"]);
    assert_eq!(item["discussion"]["id"], discussion.as_str());

    // The review comes due while nothing may be running, and is told once, to whom it concerns.
    let service = service.with_read_models_built_again().await;
    while reasons(&service, &ann).await != ["OUTCOME_REVIEW_DUE"] {
        tokio::task::yield_now().await;
    }
    let service = service.with_read_models_built_again().await;
    assert_eq!(reasons(&service, &ann).await, ["OUTCOME_REVIEW_DUE"]);
    assert_eq!(reasons(&service, &ben).await, told);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_whom_the_terms_name_are_reminded() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (_, discussion) = community(&service, &ann, &[&ben]).await;
    let raise = async |reminder: &str| {
        let closes_at = in_seconds(&service, 24 * 3_600 + 5).to_string();
        let terms = json!({ "reminder": reminder, "closesAt": closes_at });
        raise_with(&service, &ann, &discussion, terms).await
    };
    let _nobody = raise("NOBODY").await;
    let author = raise("AUTHOR").await;
    let not_voted = raise("NOT_VOTED").await;
    let vote = json!({ "proposalId": not_voted, "ballot": { "stance": "AGREE" } });
    service.done(&ben, "castVote", "projected", vote).await;
    let all = raise("ALL").await;
    while !proposals(&service, &ben, "CLOSING_SOON").await.contains(&all) {
        tokio::task::yield_now().await;
    }
    let told = |who| proposals(&service, who, "CLOSING_SOON");
    assert_eq!(told(&ben).await, std::slice::from_ref(&all), "who has voted is let be");
    assert_eq!(BTreeSet::from_iter(told(&ann).await), BTreeSet::from([author, not_voted, all]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_seen_stays_seen() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (_, discussion) = community(&service, &ann, &[&ben]).await;
    let mention = || json!({ "discussionId": discussion, "body": "Ben?", "mentionIds": [ben.id] });
    for _ in 0..3 {
        comment(&service, &ann, mention()).await;
    }
    let look = "{ viewer { inboxUnseen inbox { nodes { seen position } } } }";
    let seen = async || {
        let found = service.ask(&ben, look, json!({})).await;
        let nodes = found["viewer"]["inbox"]["nodes"].as_array().unwrap().clone();
        let seen: Vec<bool> = nodes.iter().map(|node| node["seen"].as_bool().unwrap()).collect();
        (found["viewer"]["inboxUnseen"].as_u64().unwrap(), seen, nodes)
    };
    let (unseen, all, items) = seen().await;
    assert_eq!((unseen, all), (3, vec![false, false, false]));
    for (item, left) in [(1, 1), (2, 1), (0, 0)] {
        let input = json!({ "upTo": items[item]["position"] });
        let marked = service.done(&ben, "markInboxSeen", "viewer { inboxUnseen }", input).await;
        assert_eq!(marked["viewer"]["inboxUnseen"], left, "item {item}");
    }
    comment(&service, &ann, mention()).await;
    let (unseen, all, _) = seen().await;
    assert_eq!((unseen, all), (1, vec![false, true, true, true]));
    let mark =
        "mutation($input: MarkInboxSeenInput!) { markInboxSeen(input: $input) { position } }";
    for (who, up_to, code) in [
        (&ben, json!("yesterday"), "BAD_USER_INPUT"),
        (&Somebody::default(), items[0]["position"].clone(), "UNAUTHENTICATED"),
    ] {
        let answer = service.answer(who, mark, json!({ "input": { "upTo": up_to } })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{answer}");
    }
}
