//! What is hidden answers exactly as what is absent.

use serde_json::{Value, json};

use super::{group_with_discussion, raise, text};
use crate::service::{Somebody, service};

/// The same answer, but for the name of the request.
fn without_correlation(mut answer: Value) -> Value {
    if let Some(errors) = answer.get_mut("errors").and_then(Value::as_array_mut) {
        errors.iter_mut().for_each(|error| error["extensions"]["correlationId"] = Value::Null);
    }
    if let Some(extensions) = answer.get_mut("extensions") {
        extensions["position"] = Value::Null;
    }
    answer
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_hidden_and_the_absent_answer_alike() {
    let service = service().await;
    let (ann, eve) = (service.somebody("ann").await, service.somebody("eve").await);
    let input = json!({ "name": "Cellar", "privacy": "SECRET" });
    let group = service.done(&ann, "createGroup", "group { id }", input).await;
    let group = text(&group["group"]["id"]);
    let input = json!({ "groupId": group, "title": "Wine" });
    let started = service.done(&ann, "startDiscussion", "discussion { id }", input).await;
    let discussion = text(&started["discussion"]["id"]);
    let proposal = raise(&service, &ann, &discussion).await;
    let absent = |id: &str| format!("{}-{}", id.split_once('-').unwrap().0, "0".repeat(26));
    for (query, id) in [
        ("query($id: ID!) { it: group(id: $id) { id name members { nodes { role } } } }", &group),
        ("query($id: ID!) { it: discussion(id: $id) { title } }", &discussion),
        ("query($id: ID!) { it: proposal(id: $id) { title tally { __typename } } }", &proposal),
        ("query($id: ID!) { it: node(id: $id) { id } }", &proposal),
        ("query($id: ID!) { it: person(id: $id) { displayName } }", &ann.id),
    ] {
        for who in [&eve, &Somebody::default()] {
            let hidden = service.answer(who, query, json!({ "id": id })).await;
            let gone = service.answer(who, query, json!({ "id": absent(id) })).await;
            assert_eq!(without_correlation(hidden), without_correlation(gone), "{query}");
        }
    }
    for (mutation, field, id, more) in [
        ("castVote", "proposalId", &proposal, json!({ "ballot": { "stance": "AGREE" } })),
        ("addComment", "discussionId", &discussion, json!({ "body": "Hello?" })),
        ("joinGroup", "groupId", &group, json!({})),
        ("closeDiscussion", "discussionId", &discussion, json!({})),
    ] {
        let with = |id: &str| {
            let mut input = more.clone();
            input[field] = json!(id);
            input
        };
        let hidden = service.mutate(&eve, mutation, "", with(id)).await;
        let gone = service.mutate(&eve, mutation, "", with(&absent(id))).await;
        assert_eq!(hidden, gone, "{mutation}");
        assert_eq!(hidden["errors"][0]["code"], "NOT_FOUND");
    }
    let lists = "{ groups { nodes { id } } discussions { nodes { id } } }";
    let empty = json!({ "groups": { "nodes": [] }, "discussions": { "nodes": [] } });
    assert_eq!(service.ask(&eve, lists, json!({})).await, empty);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn results_show_only_when_they_may() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (group, discussion) = group_with_discussion(&service, &ann).await;
    service.done(&ben, "joinGroup", "", json!({ "groupId": group })).await;
    let input = json!({
        "discussionId": discussion,
        "title": "Rye",
        "method": { "choose": { "options": ["Rye", "Spelt"] } },
        "resultVisibility": "AFTER_VOTING",
    });
    let raised = service.done(&ann, "raiseProposal", "proposal { id }", input).await;
    let proposal = text(&raised["proposal"]["id"]);
    let vote = json!({ "proposalId": proposal, "ballot": { "options": [2] } });
    service.done(&ann, "castVote", "projected", vote).await;
    let look = "query($id: ID!) { proposal(id: $id) { voters votes { nodes { voter { id } } }
        tally { ... on ChooseTally { options { votes } noneOfThese } } } }";
    let id = json!({ "id": proposal });
    let hidden = service.ask(&ben, look, id.clone()).await;
    assert_eq!(
        hidden["proposal"],
        json!({ "voters": null, "tally": null, "votes": { "nodes": [] } })
    );
    let seen = service.ask(&ann, look, id.clone()).await;
    assert_eq!(seen["proposal"]["tally"]["options"], json!([{ "votes": 0 }, { "votes": 1 }]));
    let outside = service.ask(&Somebody::default(), look, id).await;
    assert_eq!(outside["proposal"], hidden["proposal"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_outside_see_no_members_and_no_votes_of_an_open_group() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (group, discussion) = group_with_discussion(&service, &ann).await;
    let proposal = raise(&service, &ann, &discussion).await;
    let vote = json!({ "proposalId": proposal, "ballot": { "stance": "AGREE" } });
    service.done(&ann, "castVote", "projected", vote).await;
    let look = "query($g: ID!, $p: ID!) { group(id: $g) { memberCount members { nodes { role } }
        invitations { nodes { address } } } proposal(id: $p) { voters votes { nodes { castAt } }
        author { displayName } } viewer { address } }";
    let seen = service.ask(&Somebody::default(), look, json!({ "g": group, "p": proposal })).await;
    let nobody = json!({ "nodes": [] });
    assert_eq!(
        seen,
        json!({
            "group": { "memberCount": 1, "members": nobody, "invitations": nobody },
            "proposal": { "voters": 1, "votes": nobody, "author": { "displayName": "ann" } },
            "viewer": null,
        })
    );
}
