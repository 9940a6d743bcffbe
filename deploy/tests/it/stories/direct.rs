//! Direct discussions: among named people, in no group.

use serde_json::json;

use super::{raise, text};
use crate::service::service;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn named_people_talk_and_vote_and_nobody_else_knows() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (eve, gil) = (service.somebody("eve").await, service.somebody("gil").await);
    let input = json!({ "personIds": [ben.id], "title": "Surprise" });
    let stranger = service.refused(&ann, "startDirectDiscussion", input.clone()).await;
    assert_eq!(stranger, "PERSON_ABSENT");
    let group = json!({ "name": "Bakery", "privacy": "OPEN" });
    let group = service.done(&ann, "createGroup", "group { id }", group).await;
    for who in [&ben, &eve, &gil] {
        let join = json!({ "groupId": group["group"]["id"] });
        service.done(who, "joinGroup", "projected", join).await;
    }
    let selection = "discussion { id direct privacy group { id } }";
    let started = service.done(&ann, "startDirectDiscussion", selection, input).await;
    let discussion = text(&started["discussion"]["id"]);
    assert_eq!(
        started["discussion"],
        json!({ "id": discussion, "direct": true, "privacy": "PRIVATE", "group": null })
    );
    let comment = json!({ "discussionId": discussion, "body": "A cake" });
    service.done(&ben, "addComment", "projected", comment.clone()).await;
    assert_eq!(service.refused(&eve, "addComment", comment).await, "NOT_FOUND");

    let proposal = raise(&service, &ben, &discussion).await;
    let vote = json!({ "proposalId": proposal, "ballot": { "stance": "AGREE" } });
    service.done(&ben, "castVote", "projected", vote.clone()).await;
    let look = "query($d: ID!, $p: ID!) {
        discussion(id: $d) { title comments { nodes { body } }
            guests { nodes { person { displayName } } } }
        proposal(id: $p) { electorateSize mayVote notVoted { nodes { person { id } } }
            votes { nodes { voter { id } } } }
        discussions { nodes { title } } }";
    let ids = json!({ "d": discussion, "p": proposal });
    let seen = service.ask(&ann, look, ids.clone()).await;
    let people = json!([
        { "person": { "displayName": "ann" } },
        { "person": { "displayName": "ben" } },
    ]);
    assert_eq!(
        seen,
        json!({
            "discussion": {
                "title": "Surprise",
                "comments": { "nodes": [{ "body": "A cake" }] },
                "guests": { "nodes": people },
            },
            "proposal": {
                "electorateSize": 2,
                "mayVote": true,
                "notVoted": { "nodes": [{ "person": { "id": ann.id } }] },
                "votes": { "nodes": [{ "voter": { "id": ben.id } }] },
            },
            "discussions": { "nodes": [{ "title": "Surprise" }] },
        })
    );
    let nothing = json!({ "discussion": null, "proposal": null, "discussions": { "nodes": [] } });
    assert_eq!(service.ask(&eve, look, ids.clone()).await, nothing);

    let add = json!({ "discussionId": discussion, "personIds": [gil.id] });
    let refusal = service.refused(&ben, "addGuests", add.clone()).await;
    assert_eq!(refusal, "AUTHOR_OR_ADMIN_ONLY");
    service.done(&ann, "addGuests", "projected", add).await;
    service.done(&gil, "castVote", "projected", vote).await;
    let leave = json!({ "discussionId": discussion });
    service.done(&gil, "leaveDiscussion", "projected", leave).await;
    assert_eq!(service.ask(&gil, look, ids).await, nothing);
}
