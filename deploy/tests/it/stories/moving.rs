//! What a group that a discussion was moved out of is, stays with its members.

use serde_json::{Value, json};

use super::text;
use crate::service::{Service, Somebody, service};

async fn group(service: &Service, admin: &Somebody, name: &str, member: &Somebody) -> String {
    let input = json!({ "name": name, "privacy": "OPEN" });
    let made = service.done(admin, "createGroup", "group { id }", input).await;
    let group = text(&made["group"]["id"]);
    service.done(member, "joinGroup", "projected", json!({ "groupId": group })).await;
    group
}

/// A private discussion in the group, and in it a proposal to these people that has the tag: the
/// ids of both.
async fn proposed(
    service: &Service,
    ann: &Somebody,
    (group, tag): (&str, &Value),
    people: Value,
) -> (String, String) {
    let input = json!({ "groupId": group, "title": "Wages", "privacy": "PRIVATE" });
    let started = service.done(ann, "startDiscussion", "discussion { id }", input).await;
    let discussion = text(&started["discussion"]["id"]);
    let input = json!({
        "discussionId": discussion, "title": "More", "method": { "consent": true },
        "tagIds": [tag], "namedElectorate": people,
    });
    let raised = service.done(ann, "raiseProposal", "proposal { id }", input).await;
    let proposal = text(&raised["proposal"]["id"]);
    (discussion, proposal)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_in_the_other_group_only_learns_nothing_of_the_first() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let carl = service.somebody("carl").await;
    let from = group(&service, &ann, "Bakery", &ben).await;
    let to = group(&service, &ann, "Board", &carl).await;
    let tag = json!({ "groupId": from, "name": "Money" });
    let tag = service.done(&ann, "defineTag", "tag { id }", tag).await["tag"]["id"].take();
    let both = json!([ann.id, ben.id]);
    let (discussion, proposal) = proposed(&service, &ann, (&from, &tag), both).await;
    for who in [&ann, &ben] {
        let vote = json!({ "proposalId": proposal, "ballot": { "stance": "AGREE" } });
        service.done(who, "castVote", "", vote).await;
    }
    let close = json!({ "proposalId": proposal, "reason": "All are here" });
    service.done(&ann, "closeProposalEarly", "", close).await;
    let go = json!({ "discussionId": discussion, "groupId": to });
    service.done(&ann, "moveDiscussion", "projected", go).await;

    let inbox = "{ viewer { inbox { nodes { reason discussionId group { id } } } } }";
    let told = async || {
        let seen = service.ask(&ben, inbox, json!({})).await;
        let items = seen["viewer"]["inbox"]["nodes"].as_array().unwrap().clone();
        items.into_iter().find(|item| item["reason"] == "WIDENING_ANNOUNCED").unwrap()
    };
    let mut item = json!({
        "reason": "WIDENING_ANNOUNCED", "discussionId": discussion, "group": { "id": from },
    });
    assert_eq!(told().await, item);
    service.done(&ben, "leaveGroup", "projected", json!({ "groupId": from })).await;
    assert_eq!(told().await, item, "who has left is told where it is while it is there");
    service.done(&ben, "agreeToWidening", "projected", json!({ "discussionId": discussion })).await;
    item["group"] = Value::Null;
    assert_eq!(told().await, item, "and nothing of where it goes");

    // The first group has one member by now, and its tag another name.
    let rename = json!({ "groupId": from, "tagId": tag, "name": "Bonus" });
    service.done(&ann, "renameTag", "projected", rename).await;
    let look = "query($id: ID!) { proposal(id: $id) { electorateSize tags { name }
        namedElectorate { nodes { id } } } }";
    let seen = service.ask(&carl, look, json!({ "id": proposal })).await;
    let outside = json!({ "electorateSize": 2, "tags": [], "namedElectorate": null });
    assert_eq!(seen["proposal"], outside);
    let seen = service.ask(&ann, look, json!({ "id": proposal })).await;
    assert_eq!(seen["proposal"]["electorateSize"], 2);
    assert_eq!(seen["proposal"]["tags"], json!([{ "name": "Bonus" }]));
    let named = seen["proposal"]["namedElectorate"]["nodes"].as_array().unwrap();
    assert_eq!(named.len(), 2);
}
