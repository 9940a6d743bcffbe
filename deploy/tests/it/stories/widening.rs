//! More readers: discussions that become public or move to another group.

use serde_json::{Value, json};

use super::{raise, same_when_built_again, text};
use crate::service::{Service, Somebody, service};

/// A private discussion of `ann` in her new `OPEN` group, in which `ben` comments: their ids.
async fn commented(service: &Service, ann: &Somebody, ben: &Somebody) -> (String, String) {
    let input = json!({ "name": "Bakery", "privacy": "OPEN" });
    let group = service.done(ann, "createGroup", "group { id }", input).await;
    let group = text(&group["group"]["id"]);
    service.done(ben, "joinGroup", "", json!({ "groupId": group })).await;
    let input = json!({
        "groupId": group, "title": "Wages", "body": "Ours", "privacy": "PRIVATE",
    });
    let started = service.done(ann, "startDiscussion", "discussion { id }", input).await;
    let discussion = text(&started["discussion"]["id"]);
    let comment = json!({ "discussionId": discussion, "body": "Too low" });
    service.done(ben, "addComment", "", comment).await;
    (group, discussion)
}

const LOOK: &str = "query($id: ID!) { discussion(id: $id) { privacy group { id } widening {
    privacy group { id } askedBy { id } told agreed viewerTold viewerAgreed } } }";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everyone_reads_what_others_wrote_only_once_they_agreed() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let eve = service.somebody("eve").await;
    let (group, discussion) = commented(&service, &ann, &ben).await;
    let publish = json!({ "discussionId": discussion, "privacy": "PUBLIC" });
    let it = json!({ "discussionId": discussion });
    let selection = "discussion { privacy widening { told } }";
    let asked = service.done(&ann, "changeDiscussionPrivacy", selection, publish.clone()).await;
    let pending = json!({ "privacy": "PRIVATE", "widening": { "told": 1 } });
    assert_eq!(asked["discussion"], pending);

    let id = json!({ "id": discussion });
    let seen = service.ask(&ben, LOOK, id.clone()).await;
    let pending = json!({
        "privacy": "PRIVATE",
        "group": { "id": group },
        "widening": {
            "privacy": "PUBLIC", "group": { "id": group }, "askedBy": { "id": ann.id },
            "told": 1, "agreed": 0, "viewerTold": true, "viewerAgreed": false,
        },
    });
    assert_eq!(seen["discussion"], pending);
    assert_eq!(service.ask(&eve, LOOK, id.clone()).await["discussion"], Value::Null);
    let inbox = "{ viewer { inbox { nodes { reason discussionId } } } }";
    let told = json!([{ "reason": "WIDENING_ANNOUNCED", "discussionId": discussion }]);
    let seen = service.ask(&ben, inbox, json!({})).await;
    assert_eq!(seen["viewer"]["inbox"]["nodes"], told);
    assert_eq!(service.refused(&ann, "agreeToWidening", it.clone()).await, "NOT_ASKED");
    assert_eq!(service.refused(&eve, "agreeToWidening", it.clone()).await, "NOT_FOUND");
    let elsewhere = json!({ "discussionId": discussion, "groupId": group, "privacy": "PUBLIC" });
    service.done(&ann, "moveDiscussion", "", elsewhere).await;

    // Called off, asked again, and agreed to by somebody who has left.
    service.done(&ann, "cancelWidening", "projected", it.clone()).await;
    let seen = service.ask(&ann, LOOK, id.clone()).await;
    assert_eq!(seen["discussion"]["widening"], Value::Null);
    service.done(&ann, "changeDiscussionPrivacy", "", publish).await;
    service.done(&ben, "leaveGroup", "projected", json!({ "groupId": group })).await;
    let seen = service.ask(&ben, inbox, json!({})).await;
    let items = seen["viewer"]["inbox"]["nodes"].as_array().unwrap();
    assert_eq!(items.len(), 1, "the newest, which is the one that stands");
    service.done(&ben, "agreeToWidening", "projected", it).await;
    let seen = service.ask(&eve, LOOK, id).await;
    assert_eq!(seen["discussion"]["privacy"], "PUBLIC");
    same_when_built_again(&service).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_wrote_takes_it_back_before_more_people_read_it() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (group, discussion) = commented(&service, &ann, &ben).await;
    let admin = json!({ "groupId": group, "personId": ben.id, "role": "ADMIN" });
    service.done(&ann, "setRole", "", admin).await;
    let edit = json!({ "discussionId": discussion, "expectedRevision": 1, "title": "Pay" });
    service.done(&ann, "editDiscussion", "", edit).await;
    let it = json!({ "discussionId": discussion });
    assert_eq!(service.refused(&ann, "withdrawWriting", it.clone()).await, "NOT_ASKED");
    let publish = json!({ "discussionId": discussion, "privacy": "PUBLIC" });
    service.done(&ben, "changeDiscussionPrivacy", "", publish).await;
    service.done(&ann, "withdrawWriting", "projected", it).await;
    let look = "query($id: ID!) { discussion(id: $id) { title body
        versions { nodes { title body } } timeline { nodes { kind } } } }";
    let seen = service.ask(&ben, look, json!({ "id": discussion })).await;
    assert_eq!(seen["discussion"]["title"], "Pay");
    assert_eq!(seen["discussion"]["body"], Value::Null);
    let pay = json!({ "title": "Pay", "body": null });
    let versions = json!([{ "title": "Wages", "body": null }, pay, pay]);
    assert_eq!(seen["discussion"]["versions"]["nodes"], versions);
    let kinds = seen["discussion"]["timeline"]["nodes"].as_array().unwrap();
    assert_eq!(kinds.last().unwrap()["kind"], "DISCUSSION_BODY_WITHDRAWN");
    same_when_built_again(&service).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_discussion_moves_with_all_that_is_in_it() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let carl = service.somebody("carl").await;
    let (from, discussion) = commented(&service, &ann, &ben).await;
    let input = json!({ "name": "Board", "privacy": "OPEN" });
    let to = service.done(&ann, "createGroup", "group { id }", input).await;
    let to = text(&to["group"]["id"]);
    service.done(&carl, "joinGroup", "", json!({ "groupId": to })).await;
    let tag = json!({ "groupId": from, "name": "Money" });
    let tag = service.done(&ann, "defineTag", "tag { id }", tag).await;
    let tag = json!({ "discussionId": discussion, "tagIds": [tag["tag"]["id"]] });
    service.done(&ann, "tagDiscussion", "", tag).await;
    let it = json!({ "discussionId": discussion });
    service.done(&ann, "pinDiscussion", "", it.clone()).await;

    let proposal = raise(&service, &ann, &discussion).await;
    let go = json!({ "discussionId": discussion, "groupId": to });
    assert_eq!(service.refused(&ann, "moveDiscussion", go.clone()).await, "PROPOSALS_OPEN");
    let vote = json!({ "proposalId": proposal, "ballot": { "stance": "AGREE" } });
    service.done(&ann, "castVote", "", vote).await;
    let close = json!({ "proposalId": proposal, "reason": "All are here" });
    service.done(&ann, "closeProposalEarly", "", close).await;
    service.done(&ann, "moveDiscussion", "projected", go).await;
    let id = json!({ "id": discussion });
    assert_eq!(service.ask(&carl, LOOK, id.clone()).await["discussion"], Value::Null);
    service.done(&ben, "agreeToWidening", "projected", it).await;

    // Who is in the other group reads it, and who is in the first alone does not any more.
    assert_eq!(service.ask(&ben, LOOK, id.clone()).await["discussion"], Value::Null);
    let look = "query($g: ID!) { group(id: $g) { discussions(first: 2) { nodes { id pinnedAt
        tags { name } proposals(first: 2) { nodes { id close { electorate } votes { nodes {
        voter { id } } } notVoted { nodes { person { id } } } } } } } } }";
    let seen = service.ask(&carl, look, json!({ "g": to })).await;
    let proposals = json!([{
        "id": proposal,
        "close": { "electorate": 2 },
        "votes": { "nodes": [{ "voter": { "id": ann.id } }] },
        "notVoted": { "nodes": [] },
    }]);
    let mut here = json!({
        "id": discussion, "pinnedAt": null, "tags": [], "proposals": { "nodes": proposals },
    });
    let told = seen["group"]["discussions"]["nodes"][0].clone();
    assert_eq!(told, here, "who is in the other group only is told of no member of the first");
    let gone = json!({ "discussions": { "nodes": [] } });
    assert_eq!(service.ask(&ann, look, json!({ "g": from })).await["group"], gone);
    let seen = service.ask(&ann, look, json!({ "g": to })).await;
    let missing = json!([{ "person": { "id": ben.id } }]);
    here["proposals"]["nodes"][0]["notVoted"]["nodes"] = missing;
    assert_eq!(seen["group"]["discussions"]["nodes"][0], here);

    // Its electorate is told of no outcome that it does not see, and does not vote again.
    let outcome = json!({ "proposalId": proposal, "statement": "Rye it is" });
    service.done(&ann, "writeOutcome", "projected", outcome).await;
    let inbox = "{ viewer { inbox { nodes { reason } } } }";
    let seen = service.ask(&ben, inbox, json!({})).await;
    let reasons = seen["viewer"]["inbox"]["nodes"].as_array().unwrap();
    assert_eq!(reasons.len(), 1);
    assert_eq!(reasons[0]["reason"], "WIDENING_ANNOUNCED");
    let again = json!({ "proposalId": proposal, "closesAt": "2027-01-01T00:00:00Z" });
    assert_eq!(service.refused(&ann, "reopenProposal", again).await, "RAISED_ELSEWHERE");
    same_when_built_again(&service).await;
}
