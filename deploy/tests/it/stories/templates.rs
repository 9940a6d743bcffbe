//! Groups keep templates, and discussions and proposals begin from them.

use serde_json::{Value, json};

use super::{group_with_discussion, text};
use crate::service::{Service, Somebody, service};

const LIST: &str = "query($g: ID!) { group(id: $g) { templates { nodes {
    id name title body revision
    method { __typename ... on RankStvMethod { seats variant options { text } } }
    reasonPolicy shortReasons resultVisibility quorum reminder votingDays
    rule { __typename } } } } }";

async fn templates(service: &Service, who: &Somebody, group: &str) -> Value {
    service.ask(who, LIST, json!({ "g": group })).await["group"]["templates"]["nodes"].take()
}

async fn define(service: &Service, who: &Somebody, mut says: Value, group: &str) -> String {
    says["groupId"] = json!(group);
    let defined = service.done(who, "defineTemplate", "template { id revision }", says).await;
    assert_eq!(defined["template"]["revision"], 1);
    text(&defined["template"]["id"])
}

/// Whoever is elected, it is in this way.
fn election() -> Value {
    json!({
        "name": "Board election", "title": "Board of", "body": "Three seats.",
        "method": { "rankStv": { "options": [], "seats": 3 } },
        "resultVisibility": "AFTER_CLOSE", "quorum": 50, "reminder": "ALL", "votingDays": 14,
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn members_begin_from_what_admins_keep() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (group, discussion) = group_with_discussion(&service, &ann).await;
    let meeting = json!({ "name": "Meeting", "body": "## Agenda" });
    let meeting = define(&service, &ann, meeting, &group).await;
    let election = define(&service, &ann, election(), &group).await;
    assert_eq!(templates(&service, &ben, &group).await, json!([]), "they are for members");
    service.done(&ben, "joinGroup", "projected", json!({ "groupId": group })).await;
    let listed = templates(&service, &ben, &group).await;
    let expected = json!([
        {
            "id": meeting, "name": "Meeting", "title": null, "body": "## Agenda", "revision": 1,
            "method": null, "reasonPolicy": null, "shortReasons": null, "resultVisibility": null,
            "quorum": null, "reminder": null, "votingDays": null, "rule": null,
        },
        {
            "id": election, "name": "Board election", "title": "Board of", "body": "Three seats.",
            "revision": 1, "reasonPolicy": "OPTIONAL", "shortReasons": false,
            "method": {
                "__typename": "RankStvMethod", "seats": 3, "variant": "SCOTTISH", "options": [],
            },
            "resultVisibility": "AFTER_CLOSE", "quorum": 50, "reminder": "ALL", "votingDays": 14,
            "rule": null,
        },
    ]);
    assert_eq!(listed, expected);
    // What it says, with what it leaves open, is what raising takes.
    let preset = &listed[1];
    let raised = json!({
        "discussionId": discussion, "title": "Board of 2027", "details": preset["body"],
        "method": { "rankStv": {
            "options": ["Ann", "Ben", "Cleo", "Dan"],
            "seats": preset["method"]["seats"], "variant": preset["method"]["variant"],
        } },
        "reasonPolicy": preset["reasonPolicy"], "shortReasons": preset["shortReasons"],
        "resultVisibility": preset["resultVisibility"], "quorum": preset["quorum"],
        "reminder": preset["reminder"],
    });
    service.done(&ben, "raiseProposal", "projected", raised).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn templates_are_edited_whole_from_their_newest_revision_and_deleted() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (group, _) = group_with_discussion(&service, &ann).await;
    service.done(&ben, "joinGroup", "projected", json!({ "groupId": group })).await;
    let id = define(&service, &ann, election(), &group).await;
    let edit = |revision| {
        json!({
            "groupId": group, "templateId": id, "expectedRevision": revision, "name": "Decision",
            "method": { "consent": true }, "rule": { "consensus": true },
        })
    };
    assert_eq!(service.refused(&ben, "editTemplate", edit(1)).await, "ADMINS_ONLY");
    assert_eq!(service.refused(&ann, "editTemplate", edit(2)).await, "STALE_REVISION");
    service.done(&ann, "editTemplate", "projected", edit(1)).await;
    let found = templates(&service, &ben, &group).await;
    let says = json!({
        "id": id, "name": "Decision", "title": null, "body": null, "revision": 2,
        "method": { "__typename": "ConsentMethod" }, "reasonPolicy": "OPTIONAL",
        "shortReasons": false, "resultVisibility": "ALWAYS", "quorum": null,
        "reminder": "NOT_VOTED", "votingDays": null, "rule": { "__typename": "ConsensusRule" },
    });
    assert_eq!(found, json!([says]), "what is left out is taken away");
    let before = "query($id: ID!) { node(id: $id) { ... on Template { versions { nodes {
        revision name title body options by { displayName } } } } } }";
    let versions = service.ask(&ben, before, json!({ "id": id })).await;
    let by = json!({ "displayName": "ann" });
    let said = json!([
        {
            "revision": 1, "name": "Board election", "title": "Board of", "body": "Three seats.",
            "options": [], "by": by,
        },
        {
            "revision": 2, "name": "Decision", "title": null, "body": null, "options": [],
            "by": by,
        },
    ]);
    assert_eq!(versions["node"]["versions"]["nodes"], said);
    let which = json!({ "groupId": group, "templateId": id });
    assert_eq!(service.refused(&ben, "deleteTemplate", which.clone()).await, "ADMINS_ONLY");
    let deleted =
        service.done(&ann, "deleteTemplate", "template { name deletedAt }", which.clone()).await;
    assert_eq!(deleted["template"]["name"], "Decision");
    assert!(deleted["template"]["deletedAt"].is_string());
    service.done(&ann, "deleteTemplate", "projected", which).await;
    assert_eq!(templates(&service, &ben, &group).await, json!([]));
    assert_eq!(service.refused(&ann, "editTemplate", edit(2)).await, "TEMPLATE_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_template_that_could_not_be_put_to_the_vote_is_refused_with_its_field() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (group, _) = group_with_discussion(&service, &ann).await;
    let mutation = "mutation($i: DefineTemplateInput!) { defineTemplate(input: $i) {
        errors { ... on Refusal { code path } } position } }";
    let cases = [
        (json!({ "votingDays": 0 }), "VOTING_DAYS_OUT_OF_BOUNDS", "votingDays"),
        (json!({ "quorum": 101 }), "QUORUM_OUT_OF_BOUNDS", "quorum"),
        (json!({ "rule": { "majority": true } }), "RULE_NOT_FOR_METHOD", "rule"),
        (
            json!({ "reasonPolicy": "REQUIRED_TO_DISAGREE" }),
            "REASONS_NOT_FOR_METHOD",
            "reasonPolicy",
        ),
        (json!({ "method": { "rank": { "options": [] } } }), "RANK_BOUNDS", "method"),
        (
            json!({ "method": { "rankPairs": { "options": ["Rye", " Rye"] } } }),
            "OPTIONS_ALIKE",
            "method",
        ),
        (json!({ "title": "x".repeat(151) }), "TEXT_LENGTH", "title"),
    ];
    for (change, code, path) in cases {
        let mut input = election();
        input["groupId"] = json!(group);
        for (field, value) in change.as_object().unwrap() {
            input[field] = value.clone();
        }
        let answer = service.ask(&ann, mutation, json!({ "i": input })).await;
        let refused = json!({ "errors": [{ "code": code, "path": [path] }], "position": null });
        assert_eq!(answer["defineTemplate"], refused, "{change}");
    }
    let days = json!({ "groupId": group, "name": "Meeting", "votingDays": 3 });
    let answer = service.answer(&ann, mutation, json!({ "i": days })).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{answer}");
    assert_eq!(templates(&service, &ann, &group).await, json!([]));
}
