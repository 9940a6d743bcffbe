//! Who may know of a group and read in it, and the name by which everyone finds it.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{group_with_discussion, text};
use crate::service::{Service, Somebody, service};

async fn group(service: &Service, who: &Somebody, input: Value) -> String {
    let made = service.done(who, "createGroup", "group { id }", input).await;
    text(&made["group"]["id"])
}

async fn discussion(service: &Service, who: &Somebody, group: &str, privacy: &str) -> String {
    let input = json!({ "groupId": group, "title": privacy, "privacy": privacy });
    let started = service.done(who, "startDiscussion", "discussion { id }", input).await;
    text(&started["discussion"]["id"])
}

const BY_HANDLE: &str = "query($h: String!) { group(handle: $h) { id handle } }";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn narrowing_hides_everything_below_at_once_and_then_writes_it_down() {
    let service = service().await;
    let (ann, eve) = (service.somebody("ann").await, service.somebody("eve").await);
    let above =
        group(&service, &ann, json!({ "name": "Mill", "privacy": "OPEN", "handle": "the-mill" }))
            .await;
    let open = json!({ "name": "Stones", "privacy": "OPEN", "parentId": above });
    let open = group(&service, &ann, open).await;
    let closed = json!({ "name": "Sacks", "privacy": "CLOSED", "parentId": above });
    let closed = group(&service, &ann, closed).await;
    let public = [
        discussion(&service, &ann, &above, "PUBLIC").await,
        discussion(&service, &ann, &open, "PUBLIC").await,
        discussion(&service, &ann, &closed, "PUBLIC").await,
    ];
    discussion(&service, &ann, &above, "PRIVATE").await;
    let preview = "query($id: ID!, $p: GroupPrivacy!) {
        previewGroupPrivacy(groupId: $id, privacy: $p) { joinPolicy handleGivenUp
            discussions { nodes { id } } subgroups { nodes { group { id } privacy } } } }";
    let to = |privacy: &str| json!({ "id": above, "p": privacy });
    let said = service.ask(&ann, preview, to("CLOSED")).await;
    let expected = json!({
        "joinPolicy": "BY_APPROVAL",
        "handleGivenUp": null,
        "discussions": { "nodes": [] },
        "subgroups": { "nodes": [{ "group": { "id": open }, "privacy": "CLOSED" }] },
    });
    assert_eq!(said["previewGroupPrivacy"], expected);
    assert_eq!(
        service.ask(&ann, preview, to("PARENT_VISIBLE")).await["previewGroupPrivacy"],
        Value::Null
    );
    let said = service.ask(&ann, preview, to("SECRET")).await;
    let [first, second, third] = public.clone();
    let expected = json!({
        "joinPolicy": "BY_INVITATION",
        "handleGivenUp": "the-mill",
        "discussions": { "nodes": [{ "id": third }, { "id": second }, { "id": first }] },
        "subgroups": { "nodes": [
            { "group": { "id": open }, "privacy": "PARENT_VISIBLE" },
            { "group": { "id": closed }, "privacy": "PARENT_VISIBLE" },
        ] },
    });
    assert_eq!(said["previewGroupPrivacy"], expected);
    let lists = "{ groups { nodes { id } } discussions { nodes { id } } }";
    let before = service.ask(&eve, lists, json!({})).await;
    assert_eq!(before["groups"]["nodes"].as_array().unwrap().len(), 3);
    assert_eq!(before["discussions"]["nodes"].as_array().unwrap().len(), 3);

    let narrow = json!({ "groupId": above, "privacy": "SECRET" });
    service.done(&ann, "changeGroupPrivacy", "projected", narrow).await;
    let nothing = json!({ "groups": { "nodes": [] }, "discussions": { "nodes": [] } });
    assert_eq!(service.ask(&eve, lists, json!({})).await, nothing);
    let found = service.ask(&eve, BY_HANDLE, json!({ "h": "the-mill" })).await;
    assert_eq!(found["group"], Value::Null);
    let gone = service.ask(&eve, preview, to("SECRET")).await;
    assert_eq!(gone["previewGroupPrivacy"], Value::Null);
    let comment = json!({ "discussionId": first, "body": "Hello?" });
    assert_eq!(service.refused(&eve, "addComment", comment).await, "NOT_FOUND");

    let look = "query($id: ID!) { group(id: $id) { privacy handle
        subgroups { nodes { privacy joinPolicy } } } }";
    let written = json!({
        "privacy": "SECRET",
        "handle": null,
        "subgroups": { "nodes": [
            { "privacy": "PARENT_VISIBLE", "joinPolicy": "AT_ONCE" },
            { "privacy": "PARENT_VISIBLE", "joinPolicy": "BY_APPROVAL" },
        ] },
    });
    service.until(&ann, look, json!({ "id": above }), |answer| answer["group"] == written).await;
    let history = "query($id: ID!) { discussion(id: $id) { privacy
        timeline(last: 1) { nodes { kind actor { id } } } } }";
    let written = json!({
        "privacy": "PRIVATE",
        "timeline": { "nodes": [{ "kind": "DISCUSSION_PRIVACY_CHANGED", "actor": null }] },
    });
    for id in &public {
        let so = |answer: &Value| answer["discussion"] == written;
        service.until(&ann, history, json!({ "id": id }), so).await;
    }
    // The name is given up, and free for others once that is written down too.
    let deadline = Instant::now() + Duration::from_secs(60);
    let take = json!({ "name": "Windmill", "privacy": "OPEN", "handle": "the-mill" });
    loop {
        let made = service.mutate(&eve, "createGroup", "", take.clone()).await;
        if made["errors"] == json!([]) {
            break;
        }
        assert_eq!(made["errors"][0]["code"], "HANDLE_TAKEN");
        assert!(Instant::now() < deadline, "the name is never given up");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn widening_leaves_what_was_written_to_those_who_could_read_it() {
    let service = service().await;
    let (ann, eve) = (service.somebody("ann").await, service.somebody("eve").await);
    let group = group(&service, &ann, json!({ "name": "Cellar", "privacy": "SECRET" })).await;
    let old = discussion(&service, &ann, &group, "PRIVATE").await;
    let below = json!({ "groupId": group, "privacy": "PARENT_VISIBLE" });
    assert_eq!(service.refused(&ann, "changeGroupPrivacy", below).await, "PARENT_REQUIRED");
    let widen = json!({ "groupId": group, "privacy": "OPEN" });
    assert_eq!(service.refused(&eve, "changeGroupPrivacy", widen.clone()).await, "NOT_FOUND");
    let widened =
        service.done(&ann, "changeGroupPrivacy", "group { privacy joinPolicy }", widen).await;
    let now = json!({ "privacy": "OPEN", "joinPolicy": "BY_INVITATION" });
    assert_eq!(widened["group"], now);
    let new = discussion(&service, &ann, &group, "PUBLIC").await;
    let look = "query($old: ID!, $new: ID!) { old: discussion(id: $old) { title }
        new: discussion(id: $new) { title } }";
    let seen = service.ask(&eve, look, json!({ "old": old, "new": new })).await;
    assert_eq!(seen, json!({ "old": null, "new": { "title": "PUBLIC" } }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_is_found_by_every_name_that_it_had() {
    let service = service().await;
    let (ann, eve) = (service.somebody("ann").await, service.somebody("eve").await);
    let (group, _) = group_with_discussion(&service, &ann).await;
    let rename = |handle: &str| json!({ "groupId": group, "handle": handle });
    assert_eq!(service.refused(&eve, "changeGroupHandle", rename("bread")).await, "MEMBERS_ONLY");
    assert_eq!(service.refused(&ann, "changeGroupHandle", rename("b")).await, "HANDLE_MALFORMED");
    for handle in ["bakers", "bread", "bakery"] {
        let named =
            service.done(&ann, "changeGroupHandle", "group { handle }", rename(handle)).await;
        assert_eq!(named["group"]["handle"], handle);
    }
    for handle in ["bakers", "bread", "bakery"] {
        let found = service.ask(&Somebody::default(), BY_HANDLE, json!({ "h": handle })).await;
        assert_eq!(found["group"], json!({ "id": group, "handle": "bakery" }), "{handle}");
        let take = json!({ "name": "Other", "privacy": "OPEN", "handle": handle });
        assert_eq!(service.refused(&eve, "createGroup", take).await, "HANDLE_TAKEN");
    }
    // What is refused leaves the names as they were, also one that the group has already.
    assert_eq!(service.refused(&eve, "changeGroupHandle", rename("bread")).await, "MEMBERS_ONLY");
    let back = service.done(&ann, "changeGroupHandle", "group { handle }", rename("bread")).await;
    assert_eq!(back["group"]["handle"], "bread");
    let found = service.ask(&eve, BY_HANDLE, json!({ "h": "bakery" })).await;
    assert_eq!(found["group"], json!({ "id": group, "handle": "bread" }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_closed_group_everyone_sees_name_and_description_only() {
    let service = service().await;
    let (ann, eve) = (service.somebody("ann").await, service.somebody("eve").await);
    let input = json!({ "name": "Guild", "description": "Of bakers", "privacy": "CLOSED" });
    let group = group(&service, &ann, input).await;
    discussion(&service, &ann, &group, "PRIVATE").await;
    let look = "query($id: ID!) { group(id: $id) { name description memberCount createdAt
        switches { announce } members { nodes { role } } discussions { nodes { id } } } }";
    let nobody = json!({ "nodes": [] });
    let outside = json!({
        "name": "Guild", "description": "Of bakers", "memberCount": null, "createdAt": null,
        "switches": null, "members": nobody, "discussions": nobody,
    });
    assert_eq!(service.ask(&eve, look, json!({ "id": group })).await["group"], outside);
    let inside = service.ask(&ann, look, json!({ "id": group })).await;
    assert_eq!(inside["group"]["memberCount"], 1);
    assert_eq!(inside["group"]["switches"]["announce"], true);
}
