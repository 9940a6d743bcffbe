//! People are told of a discussion, a proposal or an outcome, once each.

use serde_json::{Value, json};

use super::{community, raise_with, reasons, text};
use crate::service::{Service, Somebody, service};

/// What somebody was told of by announcements, the newest first.
async fn announced(service: &Service, who: &Somebody) -> Vec<Value> {
    let look = "{ viewer { inbox { nodes { reason discussion { title } proposal { id }
        outcome { id } actor { displayName } } } } }";
    let found = service.ask(who, look, json!({})).await;
    let nodes = found["viewer"]["inbox"]["nodes"].as_array().unwrap().clone();
    nodes.into_iter().filter(|node| node["reason"] == "ANNOUNCED").collect()
}

async fn head(service: &Service) -> eventlog::Position {
    eventlog::EventLog::head(&*service.server.services().log).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_discussion_is_announced_once_to_each() {
    let service = service().await;
    let mut people = Vec::new();
    for name in ["ann", "ben", "cleo", "dan", "eve"] {
        people.push(service.somebody(name).await);
    }
    let [ann, ben, cleo, dan, eve] = &people[..] else { unreachable!("there are five") };
    let (group, discussion) = community(&service, ann, &[ben, cleo]).await;
    let announce = async |who: &Somebody, to: Value| {
        let input = json!({ "discussionId": discussion, "to": to });
        service.done(who, "announceDiscussion", "projected discussion { id }", input).await
    };
    // Eve is not in the group, and the last is nobody at all.
    let nobody = format!("person-{}", "0".repeat(26));
    announce(ben, json!({ "people": [cleo.id, eve.id, nobody, ben.id] })).await;
    let item = json!({ "reason": "ANNOUNCED", "discussion": { "title": "Bread" },
        "proposal": null, "outcome": null, "actor": { "displayName": "ben" } });
    assert_eq!(announced(&service, cleo).await, [item]);
    assert_eq!(announced(&service, eve).await, [Value::Null; 0]);
    let before = head(&service).await;
    let alike = announce(ben, json!({ "people": [cleo.id] })).await;
    let passed_over = announce(ben, json!({ "people": [eve.id] })).await;
    for answer in [&alike, &passed_over] {
        assert_eq!(answer["discussion"]["id"], discussion.as_str());
        assert_eq!((&answer["projected"], &answer["errors"]), (&json!(true), &json!([])));
    }
    assert_eq!(head(&service).await, before, "nothing is written");

    announce(ann, json!({ "everybody": true })).await;
    assert_eq!(announced(&service, cleo).await.len(), 1, "by name before");
    assert_eq!(announced(&service, ben).await.len(), 1);
    assert_eq!(announced(&service, ann).await, [Value::Null; 0]);
    service.done(dan, "joinGroup", "projected", json!({ "groupId": group })).await;
    assert_eq!(announced(&service, dan).await, [Value::Null; 0], "they were not there");
    announce(ann, json!({ "everybody": true })).await;
    assert_eq!(announced(&service, dan).await.len(), 1, "they came since");
    assert_eq!(announced(&service, ben).await.len(), 1, "they were told as a member before");
    assert_eq!(announced(&service, cleo).await.len(), 1);
    assert_eq!(announced(&service, ann).await, [Value::Null; 0]);
    service.done(dan, "leaveGroup", "projected", json!({ "groupId": group })).await;
    let private = json!({ "discussionId": discussion, "privacy": "PRIVATE" });
    service.done(ann, "changeDiscussionPrivacy", "projected", private).await;
    assert_eq!(announced(&service, dan).await, [Value::Null; 0], "it vanishes");
    let mute = json!({ "discussionId": discussion, "volume": "MUTE" });
    service.done(ben, "setVolume", "", mute).await;
    assert_eq!(announced(&service, ben).await, [Value::Null; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proposal_and_its_outcome_are_announced() {
    let service = service().await;
    let [ann, ben] = [service.somebody("ann").await, service.somebody("ben").await];
    let (_, discussion) = community(&service, &ann, &[&ben]).await;
    let named = json!({ "namedElectorate": [ann.id], "reminder": "ALL" });
    let proposal = raise_with(&service, &ann, &discussion, named).await;
    let everybody = json!({ "proposalId": proposal, "to": { "everybody": true } });
    service.done(&ann, "announceProposal", "projected", everybody.clone()).await;
    service.done(&ann, "announceProposal", "projected", everybody).await;
    assert_eq!(reasons(&service, &ben).await, ["ANNOUNCED"]);
    let close = json!({ "proposalId": proposal, "reason": "It is settled." });
    service.done(&ann, "closeProposalEarly", "projected", close).await;
    let outcome = json!({ "proposalId": proposal, "statement": "Rye." });
    let written = service.done(&ann, "writeOutcome", "projected outcome { id }", outcome).await;
    let outcome = text(&written["outcome"]["id"]);
    let to = json!({ "people": [ben.id] });
    let input = json!({ "proposalId": proposal, "outcomeId": outcome, "to": to });
    service.done(&ann, "announceOutcome", "projected outcome { id }", input).await;
    let told = announced(&service, &ben).await;
    assert_eq!(told[0]["outcome"]["id"], outcome.as_str());
    assert_eq!((&told[1]["proposal"]["id"], &told[1]["outcome"]), (&json!(proposal), &Value::Null));
    assert_eq!(told.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_announced_is_refused() {
    let service = service().await;
    let [ann, eve] = [service.somebody("ann").await, service.somebody("eve").await];
    let (_, discussion) = community(&service, &ann, &[]).await;
    let with = |to: Value| json!({ "discussionId": discussion, "to": to });
    let many: Vec<String> = (0..1_001).map(|n| format!("person-{n:0>26}")).collect();
    for (who, input, code) in [
        (&ann, with(json!({ "people": [] })), "ANNOUNCED_COUNT"),
        (&ann, with(json!({ "people": many })), "ANNOUNCED_COUNT"),
        (&eve, with(json!({ "everybody": true })), "MEMBERS_ONLY"),
    ] {
        assert_eq!(service.refused(who, "announceDiscussion", input).await, code);
    }
    let announce = "mutation($input: AnnounceDiscussionInput!) {
        announceDiscussion(input: $input) { position } }";
    for (to, named) in [
        (json!({ "people": [discussion] }), "to.people"),
        (json!({ "everybody": false }), "to.everybody"),
        (json!({ "people": [ann.id], "everybody": true }), "to"),
    ] {
        let answer = service.answer(&ann, announce, json!({ "input": with(to) })).await;
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{answer}");
        assert!(error["message"].as_str().unwrap().contains(named), "{error}");
    }
}
