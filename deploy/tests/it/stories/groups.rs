//! What becomes of a group: archived, left, and looked after by somebody else.

use serde_json::{Value, json};

use super::{group_with_discussion, raise, text};
use crate::service::{Service, Somebody, service};

/// A group below `parent`: its id.
async fn subgroup(service: &Service, who: &Somebody, parent: &str, privacy: &str) -> String {
    let input = json!({ "name": "Oven", "privacy": privacy, "parentId": parent });
    let made = service.done(who, "createGroup", "group { id }", input).await;
    text(&made["group"]["id"])
}

async fn join(service: &Service, who: &Somebody, group: &str) {
    service.done(who, "joinGroup", "", json!({ "groupId": group })).await;
}

const MEMBERS: &str =
    "query($id: ID!) { group(id: $id) { members { nodes { role person { displayName } } } } }";

/// Names and roles.
fn members(answer: &Value) -> Vec<(String, String)> {
    let nodes = answer["group"]["members"]["nodes"].as_array().unwrap();
    nodes.iter().map(|node| (text(&node["person"]["displayName"]), text(&node["role"]))).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_archived_group_is_read_as_before_and_nothing_changes_in_it() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (group, discussion) = group_with_discussion(&service, &ann).await;
    let below = subgroup(&service, &ann, &group, "OPEN").await;
    let input = json!({ "groupId": below, "title": "Heat" });
    let started = service.done(&ann, "startDiscussion", "discussion { id }", input).await;
    let inner = text(&started["discussion"]["id"]);
    let proposals = [raise(&service, &ann, &discussion).await, raise(&service, &ann, &inner).await];
    let archived = service
        .done(&ann, "archiveGroup", "group { archivedAt }", json!({ "groupId": group }))
        .await;
    assert!(archived["group"]["archivedAt"].is_string());
    let stage = "query($id: ID!) { proposal(id: $id) { stage close { closedAt } } }";
    for proposal in &proposals {
        let withdrawn = |answer: &Value| answer["proposal"]["stage"] == "WITHDRAWN";
        let seen = service.until(&ann, stage, json!({ "id": proposal }), withdrawn).await;
        assert_eq!(seen["proposal"]["close"]["closedAt"], archived["group"]["archivedAt"]);
        let vote = json!({ "proposalId": proposal, "ballot": { "stance": "AGREE" } });
        assert_eq!(service.refused(&ann, "castVote", vote).await, "GROUP_ARCHIVED");
    }
    for discussion in [&discussion, &inner] {
        let comment = json!({ "discussionId": discussion, "body": "Hello?" });
        assert_eq!(service.refused(&ann, "addComment", comment).await, "GROUP_ARCHIVED");
    }
    for group in [&group, &below] {
        let start = json!({ "groupId": group, "title": "More" });
        assert_eq!(service.refused(&ann, "startDiscussion", start).await, "GROUP_ARCHIVED");
        let join = json!({ "groupId": group });
        let eve = service.somebody(&format!("eve{}", &group[group.len() - 4..])).await;
        assert_eq!(service.refused(&eve, "joinGroup", join).await, "GROUP_ARCHIVED");
    }
    let look = "query($id: ID!, $d: ID!) { discussion(id: $d) { title }
        group(id: $id) { name archivedAt subgroups { nodes { archivedAt } } } }";
    let ids = json!({ "id": group, "d": discussion });
    let seen = service.ask(&Somebody::default(), look, ids).await;
    let at = &archived["group"]["archivedAt"];
    assert_eq!(
        seen,
        json!({
            "discussion": { "title": "Bread" },
            "group": {
                "name": "Bakery",
                "archivedAt": at,
                "subgroups": { "nodes": [{ "archivedAt": at }] },
            },
        })
    );
    service.done(&ann, "unarchiveGroup", "", json!({ "groupId": group })).await;
    let comment = json!({ "discussionId": inner, "body": "Hello!" });
    service.done(&ann, "addComment", "", comment).await;
    let seen = service.ask(&ann, stage, json!({ "id": proposals[1] })).await;
    assert_eq!(seen["proposal"]["stage"], "WITHDRAWN", "what was ended stays ended");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_leaves_a_group_leaves_its_subgroups_with_their_open_votes() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (group, _) = group_with_discussion(&service, &ann).await;
    join(&service, &ben, &group).await;
    let below = subgroup(&service, &ann, &group, "OPEN").await;
    join(&service, &ben, &below).await;
    let input = json!({ "groupId": below, "title": "Heat" });
    let started = service.done(&ann, "startDiscussion", "discussion { id }", input).await;
    let proposal = raise(&service, &ann, &text(&started["discussion"]["id"])).await;
    let vote = json!({ "proposalId": proposal, "ballot": { "stance": "AGREE" } });
    service.done(&ben, "castVote", "", vote).await;
    service.done(&ben, "leaveGroup", "", json!({ "groupId": group })).await;
    let alone = |answer: &Value| members(answer) == [("ann".to_owned(), "ADMIN".to_owned())];
    service.until(&ann, MEMBERS, json!({ "id": below }), alone).await;
    let look = "query($id: ID!) { proposal(id: $id) { voters electorateSize } }";
    let out = json!({ "proposal": { "voters": 0, "electorateSize": 1 } });
    service.until(&ann, look, json!({ "id": proposal }), |answer| *answer == out).await;
    // Whoever is let in afterwards stays.
    join(&service, &ben, &below).await;
    let comment = json!({ "groupId": below, "title": "Still here" });
    service.done(&ben, "startDiscussion", "", comment).await;
    let both = service.ask(&ann, MEMBERS, json!({ "id": below })).await;
    assert_eq!(members(&both).len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_subgroup_that_loses_its_last_admin_gets_another() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (cat, dan) = (service.somebody("cat").await, service.somebody("dan").await);
    let (group, _) = group_with_discussion(&service, &ann).await;
    let switches = json!({ "groupId": group, "switches": { "createSubgroups": true } });
    service.done(&ann, "configureGroup", "", switches).await;
    for who in [&ben, &cat, &dan] {
        join(&service, who, &group).await;
    }
    let below = subgroup(&service, &ben, &group, "OPEN").await;
    let lonely = subgroup(&service, &ben, &group, "OPEN").await;
    let secret = subgroup(&service, &ben, &group, "SECRET").await;
    join(&service, &cat, &below).await;
    join(&service, &dan, &below).await;
    let gone = json!({ "groupId": group, "personId": ben.id });
    service.done(&ann, "removeMember", "", gone).await;
    let longest = [("cat", "ADMIN"), ("dan", "MEMBER")].map(|(it, role)| (it.into(), role.into()));
    let so = |answer: &Value| members(answer) == longest;
    service.until(&cat, MEMBERS, json!({ "id": below }), so).await;
    // Nobody else was there: an admin of the parent follows, and is told.
    let so = |answer: &Value| members(answer) == [("ann".into(), "ADMIN".into())];
    service.until(&ann, MEMBERS, json!({ "id": lonely }), so).await;
    let inbox = "{ viewer { inbox { nodes { reason group { id } } } } }";
    let told = json!({ "reason": "ROLE_CHANGED", "group": { "id": lonely } });
    let so =
        |answer: &Value| answer["viewer"]["inbox"]["nodes"].as_array().unwrap().contains(&told);
    service.until(&ann, inbox, json!({}), so).await;
    // Never into what is secret.
    let hidden = service.ask(&ann, MEMBERS, json!({ "id": secret })).await;
    assert_eq!(hidden["group"], Value::Null);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_is_claimed_only_for_a_group_that_may_have_it() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (group, _) = group_with_discussion(&service, &ann).await;
    let names = "SELECT count(*) FROM log.events WHERE type LIKE 'Handle%'";
    let written = async || -> i64 {
        let database = service.database().pool.get().await.unwrap();
        database.query_one(names, &[]).await.unwrap().get(0)
    };
    let secret = json!({ "name": "Cellar", "privacy": "SECRET", "handle": "rye" });
    assert_eq!(service.refused(&ben, "createGroup", secret).await, "HANDLE_NOT_ALLOWED");
    let inner = json!({ "name": "In", "privacy": "OPEN", "parentId": group, "handle": "rye" });
    assert_eq!(service.refused(&ben, "createGroup", inner).await, "MEMBERS_ONLY");
    let rename = json!({ "groupId": group, "handle": "rye" });
    assert_eq!(service.refused(&ben, "changeGroupHandle", rename.clone()).await, "MEMBERS_ONLY");
    assert_eq!(written().await, 0, "what is refused writes nothing");
    service.done(&ann, "changeGroupHandle", "", rename.clone()).await;
    service.done(&ann, "changeGroupHandle", "", rename).await;
    assert_eq!(written().await, 2, "claimed and confirmed once");
    let taken = json!({ "name": "Mill", "privacy": "OPEN", "handle": "rye" });
    assert_eq!(service.refused(&ben, "createGroup", taken.clone()).await, "HANDLE_TAKEN");
    assert_eq!(service.refused(&ann, "createGroup", taken).await, "HANDLE_TAKEN");
    assert_eq!(written().await, 2);
}
