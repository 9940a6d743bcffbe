//! Groups that are deleted, and those that nobody restores.

use std::time::Duration;

use deploy::destruction::{Destruction, Gone};
use domain::{Actor, Command, GroupId, Origin, PersonId, Timestamp, group};
use eventlog::Clock;
use eventlog::executor::Submission;
use eventlog::sealing::Drafts;
use projections::{Reader, ReaderOptions, admin};
use serde_json::{Value, json};
use tokio::runtime::Handle;
use tokio::task::block_in_place;
use tokio::time::Instant;

use super::{group_with_discussion, raise, text};
use crate::harness::submission;
use crate::service::{Service, Somebody, service};

async fn subgroup(service: &Service, who: &Somebody, parent: &str, privacy: &str) -> String {
    let input = json!({ "name": "Oven", "privacy": privacy, "parentId": parent });
    let made = service.done(who, "createGroup", "group { id }", input).await;
    text(&made["group"]["id"])
}

const GROUP: &str = "query($id: ID!) { group(id: $id) {
    name archivedAt restorableUntil parent { id } } }";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deleted_group_is_frozen_and_its_members_are_told_until_an_admin_restores_it() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (group, discussion) = group_with_discussion(&service, &ann).await;
    let join = json!({ "groupId": group });
    service.done(&ben, "joinGroup", "", join.clone()).await;
    let admin = json!({ "groupId": group, "personId": ben.id, "role": "ADMIN" });
    service.done(&ann, "setRole", "", admin).await;
    let below = subgroup(&service, &ann, &group, "OPEN").await;
    let secret = subgroup(&service, &ann, &group, "SECRET").await;
    let proposal = raise(&service, &ann, &discussion).await;
    service.done(&ann, "deleteGroup", "", join.clone()).await;
    let inbox = "{ viewer { inbox { nodes { reason group { id } } } } }";
    let told = json!({ "reason": "GROUP_DELETED", "group": { "id": group } });
    let so =
        |answer: &Value| answer["viewer"]["inbox"]["nodes"].as_array().unwrap().contains(&told);
    service.until(&ben, inbox, json!({}), so).await;
    let stage = "query($id: ID!) { proposal(id: $id) { stage } }";
    let so = |answer: &Value| answer["proposal"]["stage"] == "WITHDRAWN";
    service.until(&ben, stage, json!({ "id": proposal }), so).await;
    for group in [&group, &below] {
        let start = json!({ "groupId": group, "title": "More" });
        assert_eq!(service.refused(&ann, "startDiscussion", start).await, "GROUP_ARCHIVED");
        let seen = service.ask(&ann, GROUP, json!({ "id": group })).await;
        assert!(seen["group"]["archivedAt"].is_string() && seen["group"]["name"].is_string());
        assert!(seen["group"]["restorableUntil"].is_string());
    }
    // What is secret is not deleted with its parent.
    let alone = json!({
        "name": "Oven", "archivedAt": null, "restorableUntil": null, "parent": null,
    });
    let so = |answer: &Value| answer["group"] == alone;
    service.until(&ann, GROUP, json!({ "id": secret }), so).await;
    let start = json!({ "groupId": secret, "title": "More" });
    service.done(&ann, "startDiscussion", "", start).await;
    service.done(&ben, "restoreGroup", "projected", join).await;
    let start = json!({ "groupId": below, "title": "Again" });
    service.done(&ann, "startDiscussion", "", start).await;
    let seen = service.ask(&ann, GROUP, json!({ "id": group })).await;
    assert_eq!(seen["group"]["archivedAt"], Value::Null);
    let seen = service.ask(&ann, GROUP, json!({ "id": secret })).await;
    assert_eq!(seen["group"], alone, "what stands alone goes on to");
}

/// Deletes the group so many days ago.
async fn delete_before(service: &Service, who: &Somebody, group: &str, days: i64) {
    let services = service.server.services();
    let person: PersonId = who.id.trim_start_matches("person-").parse().unwrap();
    let id: GroupId = group.trim_start_matches("group-").parse().unwrap();
    let actor = Actor::Person(person);
    let now = services.clock.now().as_second();
    let delete = Submission {
        origin: Origin::Import(Timestamp::from_second(now - days * 24 * 3_600).unwrap()),
        ..submission(actor, group, Command::Group(id, group::Command::Delete), Drafts::none())
    };
    services.executor.execute(delete).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_30_days_the_texts_are_destroyed_in_the_log_and_in_everything_made_from_it() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (gone, discussion) = group_with_discussion(&service, &ann).await;
    let below = subgroup(&service, &ann, &gone, "OPEN").await;
    let comment = json!({ "discussionId": discussion, "body": "The last loaf." });
    service.done(&ann, "addComment", "", comment).await;
    let proposal = raise(&service, &ann, &discussion).await;
    let template = json!({ "groupId": gone, "name": "Loaves" });
    service.done(&ann, "defineTemplate", "", template).await;
    let (kept, _) = group_with_discussion(&service, &ann).await;
    delete_before(&service, &ann, &kept, 29).await;
    delete_before(&service, &ann, &gone, 31).await;
    let back = json!({ "groupId": gone });
    assert_eq!(service.refused(&ann, "restoreGroup", back).await, "RESTORE_TOO_LATE");

    let services = service.server.services();
    let progress = service.server.progress().clone();
    let reader =
        Reader::new(services.database.clone(), progress, ReaderOptions::default()).unwrap();
    let destruction = Destruction::of(services, reader);
    // The group with its name, the discussion with title and body, the comment, the proposal's
    // title, the template's name, and the subgroup with its name.
    let (mut keys, deadline) = (0, Instant::now() + Duration::from_secs(60));
    let mut while_another_builds = |_, _| {
        let destroyed = async {
            while keys < 7 {
                let gone = destruction.destroy(Default::default()).await.unwrap();
                assert!(!gone.rebuilt, "somebody else is at it");
                keys += gone.keys;
                assert!(Instant::now() < deadline, "{keys} keys are destroyed");
            }
        };
        block_in_place(|| Handle::current().block_on(destroyed));
    };
    admin::rebuild(&destruction.building, &mut while_another_builds).await.unwrap();
    // That one began before the keys were gone.
    let rebuilt = destruction.destroy(Default::default()).await.unwrap();
    assert_eq!(rebuilt, Gone { keys: 0, rebuilt: true });
    let look = "query($g: ID!, $b: ID!, $d: ID!, $p: ID!, $k: ID!) {
        group(id: $g) { name templates { nodes { name } } } below: group(id: $b) { name } kept: group(id: $k) { name }
        discussion(id: $d) { title body comments { nodes { body } } } proposal(id: $p) { title } }";
    let ids = json!({ "g": gone, "b": below, "d": discussion, "p": proposal, "k": kept });
    let nothing = json!({
        "group": { "name": null, "templates": { "nodes": [{ "name": null }] } },
        "below": { "name": null },
        "kept": { "name": "Bakery" },
        "discussion": { "title": null, "body": null, "comments": { "nodes": [{ "body": null }] } },
        "proposal": { "title": null },
    });
    service.until(&ann, look, ids, |answer| *answer == nothing).await;
    assert_eq!(destruction.destroy(Default::default()).await.unwrap(), Gone::default());
    let (_, differences) = admin::verify(&destruction.building, &mut |_, _| {}).await.unwrap();
    assert_eq!(differences, []);
    // A set may hold words of a group whose name it took in later, when the key was gone.
    let schema = projections::set::Set::current().schema().to_owned();
    let kinds =
        ["comments SET body", "proposals SET title", "discussions SET body", "templates SET body"];
    for words in kinds {
        let left = format!("UPDATE {schema}.{words} = 'Bread'");
        crate::harness::execute(&service.database().config, &left).await.unwrap();
        let rebuilt = destruction.destroy(Default::default()).await.unwrap();
        assert_eq!(rebuilt, Gone { keys: 0, rebuilt: true }, "{words}");
    }
    let (_, differences) = admin::verify(&destruction.building, &mut |_, _| {}).await.unwrap();
    assert_eq!(differences, []);
    // Words for what is gone find no key, and make none.
    let edit = json!({ "groupId": gone, "name": "Back", "expectedRevision": 1 });
    assert_eq!(service.refused(&ann, "editGroup", edit).await, "GROUP_ARCHIVED");
    assert_eq!(destruction.destroy(Default::default()).await.unwrap(), Gone::default());
}
