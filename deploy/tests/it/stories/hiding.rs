//! What is hidden answers exactly as what is absent.

use std::time::Duration;

use eventlog::Clock;
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_outside_see_a_closed_groups_face_and_nothing_behind_it() {
    let service = service().await;
    let (ann, eve) = (service.somebody("ann").await, service.somebody("eve").await);
    let input = json!({ "name": "Guild", "description": "Bakers.", "privacy": "CLOSED" });
    let made = service.done(&ann, "createGroup", "group { id }", input).await;
    let id = json!({ "id": made["group"]["id"] });
    let look = "query($id: ID!) { group(id: $id) { name description privacy joinPolicy
        parentMembersRead switches { addMembers } revision createdAt memberCount } }";
    for who in [&eve, &Somebody::default()] {
        let seen = service.ask(who, look, id.clone()).await;
        assert_eq!(
            seen["group"],
            json!({ "name": "Guild", "description": "Bakers.", "privacy": "CLOSED",
                    "joinPolicy": "BY_APPROVAL", "parentMembersRead": null, "switches": null,
                    "revision": null, "createdAt": null, "memberCount": null })
        );
    }
    let seen = service.ask(&ann, look, id).await;
    assert_eq!(seen["group"]["memberCount"], 1);
    assert_eq!(seen["group"]["switches"], json!({ "addMembers": false }));
    assert!(seen["group"]["createdAt"].is_string() && seen["group"]["revision"].is_number());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_outside_learn_of_no_member_by_a_mention_or_an_electorate() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (group, discussion) = group_with_discussion(&service, &ann).await;
    service.done(&ben, "joinGroup", "projected", json!({ "groupId": group })).await;
    let both = json!([ann.id, ben.id]);
    let input = json!({ "discussionId": discussion, "body": "You two?", "mentionIds": both });
    let comment = service.done(&ann, "addComment", "comment { id }", input).await;
    let input = json!({
        "discussionId": discussion,
        "title": "Who bakes?",
        "method": { "consent": true },
        "namedElectorate": both,
    });
    let raised = service.done(&ann, "raiseProposal", "projected proposal { id }", input).await;
    let look = "query($c: ID!, $p: ID!) {
        comment: node(id: $c) { ... on Comment { mentions { displayName } } }
        proposal(id: $p) { namedElectorate { nodes { displayName } } } }";
    let ids = json!({ "c": comment["comment"]["id"], "p": raised["proposal"]["id"] });
    let names = |names: &[&str]| {
        let names = names.iter().map(|name| json!({ "displayName": name }));
        Value::Array(names.collect())
    };
    let outside = service.ask(&Somebody::default(), look, ids.clone()).await;
    assert_eq!(outside["comment"]["mentions"], names(&["ann"]), "she wrote what they can read");
    assert_eq!(outside["proposal"]["namedElectorate"], Value::Null);
    let inside = service.ask(&ben, look, ids).await;
    assert_eq!(inside["comment"]["mentions"], names(&["ann", "ben"]));
    // In the order of their ids.
    let mut electorate = [&ann, &ben].map(|person| (&person.id, person));
    electorate.sort_by_key(|(id, _)| *id);
    let electorate = electorate.map(|(_, person)| if person.id == ann.id { "ann" } else { "ben" });
    assert_eq!(inside["proposal"]["namedElectorate"]["nodes"], names(&electorate));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn results_after_the_close_are_hidden_until_then_and_again_when_it_is_reopened() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (group, discussion) = group_with_discussion(&service, &ann).await;
    service.done(&ben, "joinGroup", "", json!({ "groupId": group })).await;
    let inbox = "{ viewer { inbox { nodes { reason } } } }";
    let input = json!({
        "discussionId": discussion,
        "title": "Rye",
        "method": { "consent": true },
        "resultVisibility": "AFTER_CLOSE",
    });
    let raised = service.done(&ann, "raiseProposal", "projected proposal { id }", input).await;
    let proposal = text(&raised["proposal"]["id"]);
    let told = service.ask(&ann, inbox, json!({})).await;
    for (who, stance) in [(&ann, "AGREE"), (&ben, "BLOCK")] {
        let vote = json!({ "proposalId": proposal, "ballot": { "stance": stance } });
        service.done(who, "castVote", "projected", vote).await;
    }
    let look = "query($id: ID!) { proposal(id: $id) { voters tally { __typename }
        votes { nodes { castAt } } notVoted { nodes { person { id } } } closes { nodes {
        tally { __typename } voters verdict } } myVote { ballot { ... on ConsentBallot { stance } } } } }";
    let id = json!({ "id": proposal });
    let hidden = |closes: Value| {
        let nobody = json!({ "nodes": [] });
        json!({ "voters": null, "tally": null, "votes": nobody, "notVoted": nobody,
                "closes": { "nodes": closes }, "myVote": { "ballot": { "stance": "BLOCK" } } })
    };
    let seen = service.ask(&ben, look, id.clone()).await;
    assert_eq!(seen["proposal"], hidden(json!([])), "one's own vote is always seen");
    assert_eq!(service.ask(&ann, inbox, json!({})).await, told, "a vote causes nothing");
    let close = json!({ "proposalId": proposal, "reason": "All have voted." });
    service.done(&ann, "closeProposalEarly", "projected", close).await;
    let seen = service.ask(&ben, look, id.clone()).await;
    assert_eq!(seen["proposal"]["voters"], 2);
    assert_eq!(seen["proposal"]["closes"]["nodes"][0]["voters"], 2);
    let soon = service.server.services().clock.now() + Duration::from_secs(7 * 24 * 3_600);
    let reopen = json!({ "proposalId": proposal, "closesAt": soon.to_string() });
    service.done(&ann, "reopenProposal", "projected", reopen).await;
    let seen = service.ask(&ben, look, id).await;
    let closes = json!([{ "tally": null, "voters": null, "verdict": null }]);
    assert_eq!(seen["proposal"], hidden(closes), "votes stay, and are hidden as before");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_only_reads_writes_nothing() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (_, discussion) = group_with_discussion(&service, &ann).await;
    let create = "mutation($until: DateTime!) { createApiToken(input: {
        name: \"reader\", read: true, expiresAt: $until }) { secret } }";
    let until = service.server.services().clock.now() + Duration::from_secs(3_600);
    let made = service.ask(&ann, create, json!({ "until": until.to_string() })).await;
    let token = Some(text(&made["createApiToken"]["secret"]));
    let reader = Somebody { token, ..ann.clone() };
    let me = "{ viewer { address } }";
    assert_eq!(service.ask(&reader, me, json!({})).await["viewer"]["address"], "ann@example.org");
    let add = "mutation($input: AddCommentInput!) { addComment(input: $input) { position } }";
    let input = json!({ "input": { "discussionId": discussion, "body": "Hi" } });
    let refused = service.answer(&reader, add, input).await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "{refused}");
    let count = "query($id: ID!) { discussion(id: $id) { commentCount } }";
    let count = service.ask(&reader, count, json!({ "id": discussion })).await;
    assert_eq!(count["discussion"]["commentCount"], 0);
}
