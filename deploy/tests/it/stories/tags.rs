//! Discussions and proposals are found by their tags; what is pinned stands first.

use serde_json::{Value, json};

use super::{group_with_discussion, text};
use crate::service::{Service, Somebody, service};

async fn define(service: &Service, who: &Somebody, group: &str, name: &str) -> String {
    let input = json!({ "groupId": group, "name": name });
    let defined = service.done(who, "defineTag", "tag { id name }", input).await;
    assert_eq!(defined["tag"]["name"], name);
    text(&defined["tag"]["id"])
}

async fn start(service: &Service, who: &Somebody, group: &str, title: &str) -> String {
    let input = json!({ "groupId": group, "title": title });
    let started = service.done(who, "startDiscussion", "discussion { id }", input).await;
    text(&started["discussion"]["id"])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn members_tag_and_everybody_finds() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (group, bread) = group_with_discussion(&service, &ann).await;
    let oven = define(&service, &ann, &group, "Oven").await;
    let flour = define(&service, &ann, &group, "Flour").await;
    let tagging = json!({ "discussionId": bread, "tagIds": [flour, oven] });
    assert_eq!(service.refused(&ben, "tagDiscussion", tagging.clone()).await, "MEMBERS_ONLY");
    service.done(&ben, "joinGroup", "projected", json!({ "groupId": group })).await;
    let tagged = service.done(&ben, "tagDiscussion", "discussion { tags { name } }", tagging).await;
    assert_eq!(tagged["discussion"]["tags"], json!([{ "name": "Oven" }, { "name": "Flour" }]));
    let rolls = start(&service, &ann, &group, "Rolls").await;
    let tagging = json!({ "discussionId": rolls, "tagIds": [flour] });
    service.done(&ben, "tagDiscussion", "projected", tagging).await;
    let find = "query($g: ID!, $t: ID) { group(id: $g) { tags { nodes { name } }
        discussions(tagId: $t) { nodes { title } } } }";
    let found = async |who: &Somebody, tag: &str| {
        service.ask(who, find, json!({ "g": group, "t": tag })).await["group"].take()
    };
    let titles = |names: &[&str]| json!({ "nodes": names.iter().map(|title| json!({ "title": title })).collect::<Vec<_>>() });
    let nobody = Somebody::default();
    assert_eq!(found(&nobody, &oven).await["discussions"], titles(&["Bread"]));
    assert_eq!(found(&nobody, &flour).await["discussions"], titles(&["Rolls", "Bread"]));
    let rename = json!({ "groupId": group, "tagId": oven, "name": "Kiln" });
    assert_eq!(service.refused(&ben, "renameTag", rename.clone()).await, "ADMINS_ONLY");
    service.done(&ann, "renameTag", "projected", rename).await;
    let before = "query($id: ID!) { node(id: $id) { ... on Tag { versions { nodes {
        revision name by { displayName } } } } } }";
    let called = service.ask(&ben, before, json!({ "id": oven })).await;
    let by = json!({ "displayName": "ann" });
    let names = json!([
        { "revision": 1, "name": "Oven", "by": by }, { "revision": 2, "name": "Kiln", "by": by },
    ]);
    assert_eq!(called["node"]["versions"]["nodes"], names);
    let called = service.ask(&nobody, before, json!({ "id": oven })).await;
    assert_eq!(called["node"]["versions"]["nodes"], json!([]), "names before are for members");
    let delete = json!({ "groupId": group, "tagId": flour });
    service.done(&ann, "deleteTag", "tag { deletedAt }", delete).await;
    assert_eq!(
        found(&ben, &oven).await["tags"],
        json!({ "nodes": [{ "name": "Kiln" }] }),
        "a deleted tag is not offered"
    );
    let look = "query($id: ID!) { discussion(id: $id) { tags { name } } }";
    let left = service.ask(&ben, look, json!({ "id": bread })).await;
    assert_eq!(left["discussion"]["tags"], json!([{ "name": "Kiln" }]));
    let gone = json!({ "discussionId": rolls, "tagIds": [oven, "tag-00000000000000000000000001"] });
    assert_eq!(service.refused(&ben, "tagDiscussion", gone).await, "TAG_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proposal_s_tags_stay_from_the_first_vote_on() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (group, discussion) = group_with_discussion(&service, &ann).await;
    let oven = define(&service, &ann, &group, "Oven").await;
    let flour = define(&service, &ann, &group, "Flour").await;
    let input = json!({
        "discussionId": discussion, "title": "Rye", "method": { "consent": true }, "tagIds": [oven],
    });
    let raised = service.done(&ann, "raiseProposal", "proposal { id tags { id } }", input).await;
    assert_eq!(raised["proposal"]["tags"], json!([{ "id": oven }]));
    let proposal = text(&raised["proposal"]["id"]);
    let edit = |revision, tags: Value| json!({ "proposalId": proposal, "expectedRevision": revision, "tagIds": tags });
    let edited = service
        .done(&ann, "editProposal", "proposal { tags { id } }", edit(1, json!([flour])))
        .await;
    assert_eq!(edited["proposal"]["tags"], json!([{ "id": flour }]));
    let vote = json!({ "proposalId": proposal, "ballot": { "stance": "AGREE" } });
    service.done(&ann, "castVote", "projected", vote).await;
    assert_eq!(service.refused(&ann, "editProposal", edit(2, json!([]))).await, "FROZEN");
    let delete = json!({ "groupId": group, "tagId": flour });
    service.done(&ann, "deleteTag", "projected", delete).await;
    let look = "query($id: ID!) { proposal(id: $id) { tags { name } } }";
    let kept = service.ask(&ann, look, json!({ "id": proposal })).await;
    assert_eq!(kept["proposal"]["tags"], json!([{ "name": "Flour" }]), "it was voted on so");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pinned_discussions_stand_first_on_every_page() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (group, _) = group_with_discussion(&service, &ann).await;
    service.done(&ben, "joinGroup", "projected", json!({ "groupId": group })).await;
    let old = start(&service, &ann, &group, "Old").await;
    for title in ["Newer", "Newest"] {
        start(&service, &ann, &group, title).await;
    }
    let pin = json!({ "discussionId": old });
    let pinned = "discussion { pinnedAt pinnedBy { id } }";
    let done = service.done(&ben, "pinDiscussion", pinned, pin.clone()).await;
    assert_eq!(done["discussion"]["pinnedBy"]["id"], *ben.id);
    assert!(done["discussion"]["pinnedAt"].is_string());
    let page =
        "query($g: ID!, $first: Int, $after: String, $last: Int, $before: String) { group(id: $g) {
        discussions(first: $first, after: $after, last: $last, before: $before) {
            nodes { title } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } } }";
    let ask = async |mut of: Value| {
        of["g"] = json!(group);
        service.ask(&ann, page, of).await["group"]["discussions"].take()
    };
    let titles = |page: &Value| -> Vec<String> {
        page["nodes"].as_array().unwrap().iter().map(|node| text(&node["title"])).collect()
    };
    let (mut seen, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = ask(json!({ "first": 1, "after": after })).await;
        seen.extend(titles(&page));
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(seen, ["Old", "Newest", "Newer", "Bread"], "forward, one by one");
    let end = ask(json!({ "last": 2 })).await;
    assert_eq!(titles(&end), ["Newer", "Bread"]);
    let start = ask(json!({ "last": 3, "before": end["pageInfo"]["startCursor"] })).await;
    assert_eq!(titles(&start), ["Old", "Newest"], "backward, past the pin");
    service.done(&ben, "unpinDiscussion", "projected", pin).await;
    let all = ask(json!({ "first": 9 })).await;
    assert_eq!(titles(&all), ["Newest", "Newer", "Old", "Bread"]);
    let recent =
        service.ask(&ann, "{ discussions(first: 1) { nodes { title } } }", json!({})).await;
    assert_eq!(recent["discussions"]["nodes"][0]["title"], "Newest");
}
