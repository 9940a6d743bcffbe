//! Proposals that wait for somebody's vote.

use serde_json::{Value, json};

use super::{community, in_minutes, raise_with, text};
use crate::service::{Service, Somebody, service};

const WAITING: &str = "{ viewer { needsMyVote { nodes { id } } } }";

/// The ids of what waits for their vote, in order.
async fn waiting(service: &Service, who: &Somebody) -> Vec<String> {
    let found = service.ask(who, WAITING, json!({})).await;
    found["viewer"]["needsMyVote"]["nodes"].as_array().unwrap().iter().map(id).collect()
}

fn id(node: &Value) -> String {
    text(&node["id"])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_closes_soonest_is_first_until_one_has_voted() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (_, discussion) = community(&service, &ann, &[&ben]).await;
    let closing = |minutes| json!({ "closesAt": in_minutes(&service, minutes).to_string() });
    let later = raise_with(&service, &ann, &discussion, closing(3_000)).await;
    let soon = raise_with(&service, &ann, &discussion, closing(1_500)).await;
    let latest = raise_with(&service, &ann, &discussion, closing(4_500)).await;
    assert_eq!(waiting(&service, &ben).await, [soon.clone(), later.clone(), latest.clone()]);

    // Page by page, from both ends.
    let pages = "query($first: Int, $after: String, $last: Int, $before: String) { viewer {
        needsMyVote(first: $first, after: $after, last: $last, before: $before) {
            nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }";
    let page =
        async |arguments| service.ask(&ben, pages, arguments).await["viewer"]["needsMyVote"].take();
    let first = page(json!({ "first": 1 })).await;
    assert_eq!(
        (id(&first["nodes"][0]), &first["pageInfo"]["hasNextPage"]),
        (soon.clone(), &json!(true))
    );
    let rest = page(json!({ "first": 2, "after": first["pageInfo"]["endCursor"] })).await;
    assert_eq!(rest["nodes"], json!([{ "id": later }, { "id": latest }]));
    assert_eq!(rest["pageInfo"]["hasNextPage"], false);
    let last = page(json!({ "last": 1 })).await;
    assert_eq!(last["nodes"], json!([{ "id": latest }]));
    let before = page(json!({ "last": 5, "before": last["pageInfo"]["startCursor"] })).await;
    assert_eq!(before["nodes"], json!([{ "id": soon }, { "id": later }]));

    let vote = json!({ "proposalId": soon, "ballot": { "stance": "AGREE" } });
    service.done(&ben, "castVote", "projected", vote).await;
    assert_eq!(waiting(&service, &ben).await, [later.clone(), latest.clone()]);
    service.done(&ben, "withdrawVote", "projected", json!({ "proposalId": soon })).await;
    assert_eq!(waiting(&service, &ben).await, [soon, later, latest]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_takes_no_vote_of_theirs_does_not_wait() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (group, discussion) = community(&service, &ann, &[&ben]).await;
    let scheduled = json!({ "opensAt": in_minutes(&service, 60).to_string() });
    raise_with(&service, &ann, &discussion, scheduled).await;
    let for_ann = json!({ "namedElectorate": [ann.id] });
    let for_ann = raise_with(&service, &ann, &discussion, for_ann).await;
    assert_eq!(waiting(&service, &ben).await, [""; 0]);
    assert_eq!(waiting(&service, &ann).await, [for_ann]);

    let withdrawn = raise_with(&service, &ann, &discussion, json!({})).await;
    assert_eq!(waiting(&service, &ben).await, [withdrawn.as_str()]);
    let early = json!({ "proposalId": withdrawn, "reason": "It is settled." });
    service.done(&ann, "closeProposalEarly", "projected", early).await;
    assert_eq!(waiting(&service, &ben).await, [""; 0]);

    let left = raise_with(&service, &ann, &discussion, json!({})).await;
    assert_eq!(waiting(&service, &ben).await, [left]);
    service.done(&ben, "leaveGroup", "projected", json!({ "groupId": group })).await;
    assert_eq!(waiting(&service, &ben).await, [""; 0]);

    let input = json!({ "discussionId": discussion });
    service.done(&ann, "discardDiscussion", "projected", input).await;
    assert_eq!(waiting(&service, &ann).await, [""; 0]);
    // Nobody who is not signed in has a day.
    let nobody = service.ask(&Somebody::default(), WAITING, json!({})).await;
    assert_eq!(nobody, json!({ "viewer": null }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_votes_of_others_change_nothing_in_it() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (_, discussion) = community(&service, &ann, &[&ben]).await;
    let hidden = json!({ "resultVisibility": "AFTER_CLOSE" });
    let proposal = raise_with(&service, &ann, &discussion, hidden).await;
    let look = "{ viewer { needsMyVote { nodes { id revision voters tally { __typename }
        votes { nodes { castAt } } } } } }";
    let before = service.ask(&ben, look, json!({})).await;
    let vote = json!({ "proposalId": proposal, "ballot": { "stance": "BLOCK" } });
    service.done(&ann, "castVote", "projected", vote).await;
    assert_eq!(service.ask(&ben, look, json!({})).await, before);
    assert_eq!(before["viewer"]["needsMyVote"]["nodes"][0]["voters"], Value::Null);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_cannot_be_is_refused_by_name() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (_, discussion) = community(&service, &ann, &[]).await;
    raise_with(&service, &ann, &discussion, json!({})).await;
    let inbox = "{ viewer { needsMyVote { edges { cursor } } memberships { edges { cursor } } } }";
    let found = service.ask(&ann, inbox, json!({})).await;
    let other = &found["viewer"]["memberships"]["edges"][0]["cursor"];
    assert!(other.is_string(), "{found}");
    let ask = "query($first: Int, $after: String) {
        viewer { needsMyVote(first: $first, after: $after) { nodes { id } } } }";
    for (arguments, named) in [
        (json!({ "after": other }), "after"),
        (json!({ "after": "" }), "after"),
        (json!({ "first": 0 }), "first"),
        (json!({ "first": 101 }), "first"),
        (json!({ "first": -1 }), "first"),
    ] {
        let answer = service.answer(&ann, ask, arguments.clone()).await;
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{arguments}: {answer}");
        assert!(error["message"].as_str().unwrap().contains(named), "{error}");
    }
}
