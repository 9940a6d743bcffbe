//! How much somebody wants to be told.

use serde_json::{Value, json};

use super::{community, raise_with, reasons, text};
use crate::service::{Service, Somebody, service};

async fn set(service: &Service, who: &Somebody, scope: Value, volume: &str) {
    let mut input = scope;
    input["volume"] = if volume.is_empty() { Value::Null } else { json!(volume) };
    service.done(who, "setVolume", "", input).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_narrowest_scope_that_is_set_decides() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (group, discussion) = community(&service, &ann, &[]).await;
    let (everything, of_group, of_discussion) =
        (json!({}), json!({ "groupId": group }), json!({ "discussionId": discussion }));
    let look = "query($g: ID!, $d: ID!) { viewer { volume { set effective } }
        group(id: $g) { volume { set effective } } discussion(id: $d) { volume { set effective } } }";
    let ids = || json!({ "g": group, "d": discussion });
    let effective = async || {
        let found = service.ask(&ann, look, ids()).await;
        ["viewer", "group", "discussion"].map(|scope| text(&found[scope]["volume"]["effective"]))
    };
    assert_eq!(effective().await, ["NORMAL", "NORMAL", "NORMAL"]);
    set(&service, &ann, everything.clone(), "QUIET").await;
    assert_eq!(effective().await, ["QUIET", "QUIET", "QUIET"]);
    set(&service, &ann, of_discussion.clone(), "LOUD").await;
    assert_eq!(effective().await, ["QUIET", "QUIET", "LOUD"]);
    set(&service, &ann, of_group.clone(), "MUTE").await;
    set(&service, &ann, of_group.clone(), "NORMAL").await;
    assert_eq!(effective().await, ["QUIET", "NORMAL", "LOUD"]);
    let found = service.ask(&ann, look, ids()).await;
    assert_eq!(found["group"]["volume"]["set"], "NORMAL");
    for scope in [&of_discussion, &of_discussion, &everything, &of_group] {
        set(&service, &ann, scope.clone(), "").await;
    }
    let found = service.ask(&ann, look, ids()).await;
    assert_eq!(found["discussion"]["volume"], json!({ "set": null, "effective": "NORMAL" }));
    assert_eq!(effective().await, ["NORMAL", "NORMAL", "NORMAL"]);
    let nobody = service.ask(&Somebody::default(), look, ids()).await;
    let unset = json!({ "volume": null });
    assert_eq!(nobody, json!({ "viewer": null, "group": unset, "discussion": unset }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_muted_tells_only_what_asks_for_one_alone() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (group, discussion) = community(&service, &ann, &[&ben]).await;
    let mention = json!({ "discussionId": discussion, "body": "Ben?", "mentionIds": [ben.id] });
    service.done(&ann, "addComment", "projected", mention).await;
    let open = raise_with(&service, &ann, &discussion, json!({})).await;
    let news = ["PROPOSAL_OPENED", "MENTIONED"];
    assert_eq!(reasons(&service, &ben).await, news);
    for scope in [json!({}), json!({ "groupId": group }), json!({ "discussionId": discussion })] {
        set(&service, &ben, scope.clone(), "MUTE").await;
        assert_eq!(reasons(&service, &ben).await, [""; 0], "{scope}");
        let look = "{ viewer { unread { nodes { id } } needsMyVote { nodes { id } } } }";
        let found = service.ask(&ben, look, json!({})).await;
        assert_eq!(found["viewer"]["unread"]["nodes"], json!([]));
        assert_eq!(found["viewer"]["needsMyVote"]["nodes"], json!([{ "id": open }]));
        set(&service, &ben, scope, "QUIET").await;
        assert_eq!(reasons(&service, &ben).await, news);
    }
    set(&service, &ben, json!({ "discussionId": discussion }), "MUTE").await;
    raise_with(&service, &ann, &discussion, json!({ "namedElectorate": [ben.id] })).await;
    let role = json!({ "groupId": group, "personId": ben.id, "role": "ADMIN" });
    service.done(&ann, "setRole", "projected", role).await;
    assert_eq!(reasons(&service, &ben).await, ["ROLE_CHANGED", "PROPOSAL_OPENED"]);
    assert_eq!(reasons(&service, &ann).await, [""; 0], "it is muted for ben alone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_volume_is_set_only_for_what_one_sees() {
    let service = service().await;
    let (ann, eve) = (service.somebody("ann").await, service.somebody("eve").await);
    let input = json!({ "name": "Cellar", "privacy": "SECRET" });
    let group = service.done(&ann, "createGroup", "projected group { id }", input).await;
    let group = text(&group["group"]["id"]);
    let input = json!({ "groupId": group, "title": "Wine" });
    let started = service.done(&ann, "startDiscussion", "projected discussion { id }", input).await;
    let discussion = text(&started["discussion"]["id"]);
    for (field, id) in [("groupId", &group), ("discussionId", &discussion)] {
        let absent = format!("{}-{}", id.split_once('-').unwrap().0, "0".repeat(26));
        let set = async |id: &str| {
            let input = json!({ field: id, "volume": "LOUD" });
            service.mutate(&eve, "setVolume", "group { id } discussion { id }", input).await
        };
        let hidden = set(id).await;
        assert_eq!(hidden, set(&absent).await);
        assert_eq!(hidden["errors"][0]["path"], json!([field]));
    }
    let both = json!({ "groupId": group, "discussionId": discussion, "volume": "LOUD" });
    let mutation = "mutation($input: SetVolumeInput!) { setVolume(input: $input) { position } }";
    let answer = service.answer(&ann, mutation, json!({ "input": both })).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
}
