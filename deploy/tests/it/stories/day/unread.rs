//! What somebody has not read, and that they mark it read.

use serde_json::{Value, json};

use super::{community, raise_with, text};
use crate::service::{Service, Somebody, service};

/// The discussions in which something is new to them, and how much.
async fn unread(service: &Service, who: &Somebody) -> Vec<(String, u64)> {
    let look = "{ viewer { unread { nodes { id unreadCount } } } }";
    let found = service.ask(who, look, json!({})).await;
    let nodes = found["viewer"]["unread"]["nodes"].as_array().unwrap();
    nodes.iter().map(|node| (text(&node["id"]), node["unreadCount"].as_u64().unwrap())).collect()
}

async fn comment(service: &Service, who: &Somebody, discussion: &str) -> String {
    let input = json!({ "discussionId": discussion, "body": "Rye." });
    let added = service.done(who, "addComment", "projected comment { id }", input).await;
    text(&added["comment"]["id"])
}

/// How much is unread after they marked it read up to there.
async fn mark(service: &Service, who: &Somebody, input: Value) -> Value {
    let marked = service.done(who, "markRead", "discussion { unreadCount }", input).await;
    marked["discussion"]["unreadCount"].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_marker_moves_on_and_never_back() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (_, discussion) = community(&service, &ann, &[&ben]).await;
    assert_eq!(unread(&service, &ben).await, [], "what was before they joined is not new");
    let first = comment(&service, &ann, &discussion).await;
    let second = comment(&service, &ann, &discussion).await;
    let proposal = raise_with(&service, &ann, &discussion, json!({})).await;
    assert_eq!(unread(&service, &ben).await, [(discussion.clone(), 3)]);
    assert_eq!(unread(&service, &ann).await, [], "one's own is not new");
    let look = "query($id: ID!) { discussion(id: $id) { unreadCount firstUnread { kind
        comment { id } proposal { id } } } }";
    let first_unread = async |who| {
        let id = json!({ "id": discussion });
        service.ask(who, look, id).await["discussion"]["firstUnread"].take()
    };
    assert_eq!(first_unread(&ben).await["comment"]["id"], first.as_str());

    let item = |item: &str| json!({ "discussionId": discussion, "itemId": item });
    assert_eq!(mark(&service, &ben, item(&second)).await, 1);
    assert_eq!(mark(&service, &ben, item(&first)).await, 1, "it never becomes less read");
    assert_eq!(first_unread(&ben).await["proposal"]["id"], proposal.as_str());
    let seen = service.answer(&ben, look, json!({ "id": discussion })).await;
    let up_to = json!({ "discussionId": discussion, "upTo": seen["extensions"]["position"] });
    assert_eq!(mark(&service, &ben, up_to.clone()).await, 0);
    assert_eq!(mark(&service, &ben, up_to).await, 0);
    assert_eq!(unread(&service, &ben).await, []);
    assert_eq!(first_unread(&ben).await, Value::Null);

    // What came after the answer is new, until it is taken back.
    let third = comment(&service, &ann, &discussion).await;
    assert_eq!(unread(&service, &ben).await, [(discussion.clone(), 1)]);
    let discard = json!({ "discussionId": discussion, "commentId": third });
    service.done(&ann, "discardComment", "projected", discard).await;
    assert_eq!(unread(&service, &ben).await, []);
    // Who is not signed in has read nothing, and nothing is new to them.
    let nobody = service.ask(&Somebody::default(), look, json!({ "id": discussion })).await;
    assert_eq!(nobody["discussion"], json!({ "unreadCount": 0, "firstUnread": null }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_marker_is_ones_own_and_no_event_and_outlives_the_read_models() {
    let service = service().await;
    let [ann, ben, cleo] = [
        service.somebody("ann").await,
        service.somebody("ben").await,
        service.somebody("cleo").await,
    ];
    let (_, discussion) = community(&service, &ann, &[&ben, &cleo]).await;
    comment(&service, &ann, &discussion).await;
    let read = comment(&service, &ann, &discussion).await;
    comment(&service, &ann, &discussion).await;
    let log = std::sync::Arc::clone(&service.server.services().log);
    let before = eventlog::EventLog::head(&*log).await.unwrap();
    let input = json!({ "discussionId": discussion, "itemId": read });
    assert_eq!(mark(&service, &ben, input).await, 1);
    assert_eq!(eventlog::EventLog::head(&*log).await.unwrap(), before);
    assert_eq!(unread(&service, &cleo).await, [(discussion.clone(), 3)]);
    drop(log);

    let service = service.with_read_models_built_again().await;
    assert_eq!(unread(&service, &ben).await, [(discussion.clone(), 1)]);
    assert_eq!(unread(&service, &cleo).await, [(discussion, 3)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_hidden_is_counted() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (group, discussion) = community(&service, &ann, &[&ben]).await;
    let hidden = json!({ "resultVisibility": "AFTER_CLOSE" });
    let proposal = raise_with(&service, &ann, &discussion, hidden).await;
    let before = unread(&service, &ben).await;
    let vote = json!({ "proposalId": proposal, "ballot": { "stance": "AGREE" } });
    service.done(&ann, "castVote", "projected", vote).await;
    service.done(&ann, "withdrawVote", "projected", json!({ "proposalId": proposal })).await;
    assert_eq!(unread(&service, &ben).await, before, "votes are not in it");

    service.done(&ben, "leaveGroup", "projected", json!({ "groupId": group })).await;
    assert_eq!(unread(&service, &ben).await, []);
    service.done(&ben, "joinGroup", "projected", json!({ "groupId": group })).await;
    assert_eq!(unread(&service, &ben).await, [], "news begin again where they came back");
    comment(&service, &ann, &discussion).await;
    assert_eq!(unread(&service, &ben).await.len(), 1);
    let input = json!({ "discussionId": discussion });
    service.done(&ann, "discardDiscussion", "projected", input).await;
    assert_eq!(unread(&service, &ben).await, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_marked_is_refused_by_name() {
    let service = service().await;
    let (ann, eve) = (service.somebody("ann").await, service.somebody("eve").await);
    let (group, discussion) = community(&service, &ann, &[]).await;
    let start = async |title: &str, privacy: &str| {
        let input = json!({ "groupId": group, "title": title, "privacy": privacy });
        let started = service.done(&ann, "startDiscussion", "projected discussion { id }", input);
        text(&started.await["discussion"]["id"])
    };
    let (private, other) = (start("Wages", "PRIVATE").await, start("Salt", "PUBLIC").await);
    let elsewhere = comment(&service, &ann, &other).await;
    let absent = format!("discussion-{}", "0".repeat(26));
    let position = service.done(&ann, "joinGroup", "", json!({ "groupId": group })).await;
    let position = &position["position"];
    for (id, item, named) in [
        (&private, elsewhere.as_str(), "discussionId"),
        (&absent, &elsewhere, "discussionId"),
        (&discussion, &elsewhere, "itemId"),
        (&discussion, &format!("comment-{}", "0".repeat(26)), "itemId"),
        (&discussion, &format!("outcome-{}", "0".repeat(26)), "itemId"),
    ] {
        let input = json!({ "discussionId": id, "itemId": item });
        let refused = service.mutate(&eve, "markRead", "discussion { id }", input).await;
        let said = json!([{
            "code": "NOT_FOUND", "message": "there is no such thing", "path": [named],
        }]);
        assert_eq!(refused, json!({ "discussion": null, "position": null, "errors": said }));
    }
    let mutation = "mutation($input: MarkReadInput!) { it: markRead(input: $input) { position } }";
    for (input, code, named) in [
        (json!({ "discussionId": discussion }), "BAD_USER_INPUT", "upTo"),
        (
            json!({ "discussionId": discussion, "upTo": position, "itemId": elsewhere }),
            "BAD_USER_INPUT",
            "itemId",
        ),
        (json!({ "discussionId": discussion, "upTo": "yesterday" }), "BAD_USER_INPUT", "position"),
        (json!({ "discussionId": discussion, "itemId": ann.id }), "BAD_USER_INPUT", "itemId"),
        (json!({ "discussionId": discussion, "itemId": "comment-7" }), "BAD_USER_INPUT", "itemId"),
        (json!({ "discussionId": group, "itemId": elsewhere }), "BAD_USER_INPUT", "discussionId"),
    ] {
        let answer = service.answer(&eve, mutation, json!({ "input": input })).await;
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], code, "{input}: {answer}");
        assert!(error["message"].as_str().unwrap().contains(named), "{input}: {error}");
    }
    let input = json!({ "discussionId": discussion, "itemId": elsewhere });
    let nobody = service.answer(&Somebody::default(), mutation, json!({ "input": input })).await;
    assert_eq!(nobody["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
}
