//! What was edited can be read as it was.

use serde_json::{Value, json};

use super::{group_with_discussion, text};
use crate::service::{Service, Somebody, service};

/// The versions of a thing: these fields of each.
async fn versions(service: &Service, who: &Somebody, id: &str, on: &str, fields: &str) -> Value {
    let query = format!(
        "query($id: ID!) {{ node(id: $id) {{ ... on {on} {{ versions {{ nodes {{ {fields} }} }} }} }} }}"
    );
    let mut found = service.ask(who, &query, json!({ "id": id })).await;
    found["node"]["versions"]["nodes"].take()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_version_names_its_words_and_who_wrote_them() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (group, discussion) = group_with_discussion(&service, &ann).await;
    service.done(&ben, "joinGroup", "projected", json!({ "groupId": group })).await;
    let body = json!({ "discussionId": discussion, "expectedRevision": 1, "body": "Which grain?" });
    service.done(&ann, "editDiscussion", "projected", body).await;
    let title = json!({ "discussionId": discussion, "expectedRevision": 2, "title": "Loaves" });
    service.done(&ann, "editDiscussion", "projected", title).await;
    let stranger = Somebody::default();
    let fields = "revision title body by { id }";
    let said = |revision, title: &str, body: &str| json!({ "revision": revision, "title": title, "body": body, "by": { "id": ann.id } });
    assert_eq!(
        versions(&service, &stranger, &discussion, "Discussion", fields).await,
        json!([
            said(1, "Bread", "Which?"),
            said(2, "Bread", "Which grain?"),
            said(3, "Loaves", "Which grain?"),
        ]),
        "what a revision did not change reads as it was"
    );
    let comment = json!({ "discussionId": discussion, "body": "Rye." });
    let comment = service.done(&ben, "addComment", "comment { id }", comment).await;
    let comment = text(&comment["comment"]["id"]);
    let edit = json!({ "discussionId": discussion, "commentId": comment, "expectedRevision": 1, "body": "Spelt." });
    service.done(&ben, "editComment", "projected", edit).await;
    let of_comment =
        async |who| versions(&service, who, &comment, "Comment", "revision body").await;
    assert_eq!(
        of_comment(&stranger).await,
        json!([{ "revision": 1, "body": "Rye." }, { "revision": 2, "body": "Spelt." }])
    );
    let this = json!({ "discussionId": discussion, "commentId": comment });
    service.done(&ben, "discardComment", "projected", this).await;
    assert_eq!(
        of_comment(&ben).await,
        json!([{ "revision": 1, "body": null }, { "revision": 2, "body": null }]),
        "what is discarded reads as removed in every version"
    );
    service
        .done(&ann, "discardDiscussion", "projected", json!({ "discussionId": discussion }))
        .await;
    let gone = versions(&service, &ann, &discussion, "Discussion", "title body").await;
    assert_eq!(gone, json!(vec![json!({ "title": null, "body": null }); 3]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_s_versions_are_for_its_members() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (group, _) = group_with_discussion(&service, &ann).await;
    let edit =
        json!({ "groupId": group, "expectedRevision": 1, "name": "Mill", "description": "Flour." });
    service.done(&ann, "editGroup", "projected", edit).await;
    let fields = "revision name description by { id }";
    let by = json!({ "id": ann.id });
    assert_eq!(
        versions(&service, &ann, &group, "Group", fields).await,
        json!([
            { "revision": 1, "name": "Bakery", "description": null, "by": by },
            { "revision": 2, "name": "Mill", "description": "Flour.", "by": by },
        ])
    );
    assert_eq!(
        versions(&service, &Somebody::default(), &group, "Group", fields).await,
        json!([]),
        "who looks after a group is not for people outside"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_put_to_the_vote_before_is_read_page_by_page() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (_, discussion) = group_with_discussion(&service, &ann).await;
    let choose = |options: [&str; 2]| json!({ "choose": { "options": options } });
    let input =
        json!({ "discussionId": discussion, "title": "Bread", "method": choose(["Rye", "Oat"]) });
    let raised = service.done(&ann, "raiseProposal", "proposal { id }", input).await;
    let proposal = text(&raised["proposal"]["id"]);
    let edit = json!({ "proposalId": proposal, "expectedRevision": 1, "details": "For Fridays.", "method": choose(["Rye", "Spelt"]) });
    service.done(&ann, "editProposal", "projected", edit).await;
    let query =
        "query($id: ID!, $after: String) { proposal(id: $id) { versions(first: 1, after: $after) {
        nodes { revision title details options } pageInfo { hasNextPage endCursor } } } }";
    let ask = async |after: Value| {
        let page = service.ask(&ann, query, json!({ "id": proposal, "after": after })).await;
        page["proposal"]["versions"].clone()
    };
    let first = ask(Value::Null).await;
    let words =
        json!({ "revision": 1, "title": "Bread", "details": null, "options": ["Rye", "Oat"] });
    assert_eq!(first["nodes"], json!([words]));
    assert_eq!(first["pageInfo"]["hasNextPage"], true);
    let second = ask(first["pageInfo"]["endCursor"].clone()).await;
    let words = json!({ "revision": 2, "title": "Bread", "details": "For Fridays.", "options": ["Rye", "Spelt"] });
    assert_eq!(second["nodes"], json!([words]));
    assert_eq!(second["pageInfo"]["hasNextPage"], false);
    let close = json!({ "proposalId": proposal, "reason": "Clear." });
    service.done(&ann, "closeProposalEarly", "projected", close).await;
    let outcome = json!({ "proposalId": proposal, "statement": "Rye.", "option": 1 });
    let outcome = service.done(&ann, "writeOutcome", "outcome { id }", outcome).await;
    let outcome = text(&outcome["outcome"]["id"]);
    let revise = json!({ "proposalId": proposal, "outcomeId": outcome, "expectedRevision": 1, "statement": "Spelt.", "option": 2 });
    service.done(&ann, "reviseOutcome", "projected", revise).await;
    assert_eq!(
        versions(&service, &ann, &outcome, "Outcome", "revision statement option by { id }").await,
        json!([
            { "revision": 1, "statement": "Rye.", "option": 1, "by": { "id": ann.id } },
            { "revision": 2, "statement": "Spelt.", "option": 2, "by": { "id": ann.id } },
        ])
    );
}
