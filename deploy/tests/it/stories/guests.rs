//! Guests: people who are let into one discussion only.

use serde_json::json;

use super::{raise, text};
use crate::service::{Service, Somebody, service};

/// A secret group of `ann` with a discussion: their ids.
async fn secret(service: &Service, ann: &Somebody) -> (String, String) {
    let input = json!({ "name": "Cellar", "privacy": "SECRET" });
    let group = service.done(ann, "createGroup", "group { id }", input).await;
    let group = text(&group["group"]["id"]);
    let input = json!({ "groupId": group, "title": "Wine" });
    let started = service.done(ann, "startDiscussion", "discussion { id }", input).await;
    (group, text(&started["discussion"]["id"]))
}

async fn link(service: &Service, who: &Somebody, discussion: &str) -> String {
    let input = json!({ "discussionId": discussion, "idempotencyKey": "one" });
    let made = service.done(who, "makeGuestLink", "token", input.clone()).await;
    let again = service.done(who, "makeGuestLink", "token", input).await;
    assert_eq!(made["token"], again["token"], "asked again it is the same link");
    text(&made["token"])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_lets_the_first_who_takes_it_into_one_discussion() {
    let service = service().await;
    let (ann, gil) = (service.somebody("ann").await, service.somebody("gil").await);
    let eve = service.somebody("eve").await;
    let (group, discussion) = secret(&service, &ann).await;
    let token = link(&service, &ann, &discussion).await;
    let accept = json!({ "token": token });
    service.done(&gil, "acceptGuestLink", "projected", accept.clone()).await;
    assert_eq!(service.refused(&eve, "acceptGuestLink", accept.clone()).await, "NOT_FOUND");
    let made_up = json!({ "token": format!("{}A", &token[..token.len() - 1]) });
    assert_eq!(service.refused(&eve, "acceptGuestLink", made_up).await, "NOT_FOUND");
    service.done(&gil, "acceptGuestLink", "", accept).await;

    let comment = json!({ "discussionId": discussion, "body": "Red, please" });
    service.done(&gil, "addComment", "projected", comment.clone()).await;
    let look = "query($d: ID!, $g: ID!) { group(id: $g) { id } discussions { nodes { title } }
        discussion(id: $d) { title group { id } comments { nodes { body } }
        guests { nodes { person { id } addedBy { id } } } } }";
    let ids = json!({ "d": discussion, "g": group });
    let mut seen = service.ask(&gil, look, ids.clone()).await;
    let guests = seen["discussion"]["guests"].take();
    assert_eq!(guests, json!({ "nodes": [] }), "guests see no list of people");
    assert_eq!(
        seen,
        json!({
            "group": null,
            "discussions": { "nodes": [{ "title": "Wine" }] },
            "discussion": {
                "title": "Wine",
                "group": null,
                "comments": { "nodes": [{ "body": "Red, please" }] },
                "guests": null,
            },
        })
    );
    let seen = service.ask(&ann, look, ids).await;
    let guest = json!([{ "person": { "id": gil.id }, "addedBy": null }]);
    assert_eq!(seen["discussion"]["guests"]["nodes"], guest);

    let remove = json!({ "discussionId": discussion, "personId": gil.id });
    service.done(&ann, "removeGuest", "projected", remove).await;
    assert_eq!(service.refused(&gil, "addComment", comment).await, "NOT_FOUND");
    let lists = service.ask(&gil, "{ discussions { nodes { id } } }", json!({})).await;
    assert_eq!(lists, json!({ "discussions": { "nodes": [] } }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guests_see_who_voted_how_and_never_who_has_not() {
    let service = service().await;
    let (ann, gil) = (service.somebody("ann").await, service.somebody("gil").await);
    let (_, discussion) = secret(&service, &ann).await;
    let accept = json!({ "token": link(&service, &ann, &discussion).await });
    service.done(&gil, "acceptGuestLink", "", accept).await;
    let proposal = raise(&service, &ann, &discussion).await;
    let look = "query($id: ID!) { proposal(id: $id) { voters mayVote
        votes { nodes { voter { id } } } notVoted { nodes { person { id } } } } }";
    let before = service.ask(&ann, look, json!({ "id": proposal })).await;
    assert_eq!(before["proposal"]["notVoted"]["nodes"], json!([{ "person": { "id": ann.id } }]));
    let before = service.ask(&gil, look, json!({ "id": proposal })).await;
    assert_eq!(before["proposal"]["notVoted"]["nodes"], json!([]));
    let vote = json!({ "proposalId": proposal, "ballot": { "stance": "AGREE" } });
    assert_eq!(service.refused(&gil, "castVote", vote.clone()).await, "NOT_IN_ELECTORATE");
    service.done(&ann, "castVote", "projected", vote).await;
    let seen = service.ask(&gil, look, json!({ "id": proposal })).await;
    assert_eq!(
        seen["proposal"],
        json!({
            "voters": 1,
            "mayVote": false,
            "votes": { "nodes": [{ "voter": { "id": ann.id } }] },
            "notVoted": { "nodes": [] },
        })
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_are_let_in_by_id_only_by_those_who_may_know_them() {
    let service = service().await;
    let (ann, gil) = (service.somebody("ann").await, service.somebody("gil").await);
    let (_, discussion) = secret(&service, &ann).await;
    let add = json!({ "discussionId": discussion, "personIds": [gil.id] });
    assert_eq!(service.refused(&ann, "addGuests", add.clone()).await, "PERSON_ABSENT");
    let input = json!({ "name": "Bakery", "privacy": "OPEN" });
    let bakery = service.done(&ann, "createGroup", "group { id }", input).await;
    let bakery = json!({ "groupId": bakery["group"]["id"] });
    service.done(&gil, "joinGroup", "projected", bakery).await;
    service.done(&ann, "addGuests", "projected", add).await;
    let look = "query($d: ID!) { discussion(id: $d) { guests { nodes { addedBy { id } } } } }";
    let seen = service.ask(&ann, look, json!({ "d": discussion })).await;
    assert_eq!(seen["discussion"]["guests"]["nodes"], json!([{ "addedBy": { "id": ann.id } }]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_leaves_the_group_is_no_guest_in_it_either() {
    let service = service().await;
    let (ann, gil) = (service.somebody("ann").await, service.somebody("gil").await);
    let input = json!({ "name": "Bakery", "privacy": "OPEN" });
    let group = service.done(&ann, "createGroup", "group { id }", input).await;
    let group = json!({ "groupId": group["group"]["id"] });
    service.done(&gil, "joinGroup", "projected", group.clone()).await;
    service.done(&gil, "leaveGroup", "projected", group.clone()).await;
    let input = json!({ "groupId": group["groupId"], "title": "Wages", "privacy": "PRIVATE" });
    let started = service.done(&ann, "startDiscussion", "discussion { id }", input).await;
    let discussion = text(&started["discussion"]["id"]);
    let accept = json!({ "token": link(&service, &ann, &discussion).await });
    service.done(&gil, "acceptGuestLink", "projected", accept).await;
    let look = "query($d: ID!) { discussion(id: $d) { title } }";
    let seen = service.ask(&gil, look, json!({ "d": discussion })).await;
    assert_eq!(seen["discussion"], json!({ "title": "Wages" }), "an earlier end takes nothing");
    service.done(&gil, "joinGroup", "", group.clone()).await;
    service.done(&gil, "leaveGroup", "projected", group).await;
    let seen = service.ask(&gil, look, json!({ "d": discussion })).await;
    assert_eq!(seen["discussion"], json!(null));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_named_from_outside_vote_as_guests_and_lose_their_vote_with_their_place() {
    let service = service().await;
    let (ann, gil) = (service.somebody("ann").await, service.somebody("gil").await);
    let (_, discussion) = secret(&service, &ann).await;
    let input = json!({
        "discussionId": discussion,
        "title": "Red or white",
        "method": { "consent": true },
        "namedElectorate": [ann.id, gil.id],
    });
    assert_eq!(service.refused(&ann, "raiseProposal", input.clone()).await, "NAMED_NOT_MEMBER");
    let bakery = json!({ "name": "Bakery", "privacy": "OPEN" });
    let bakery = service.done(&ann, "createGroup", "group { id }", bakery).await;
    let bakery = json!({ "groupId": bakery["group"]["id"] });
    service.done(&gil, "joinGroup", "projected", bakery).await;
    let raised = service.done(&ann, "raiseProposal", "proposal { id }", input).await;
    let proposal = text(&raised["proposal"]["id"]);
    let vote = json!({ "proposalId": proposal, "ballot": { "stance": "AGREE" } });
    service.done(&gil, "castVote", "projected", vote).await;
    let look = "query($id: ID!) { proposal(id: $id) { electorateSize mayVote voters
        votes { nodes { voter { id } } } notVoted { nodes { person { id } } } } }";
    let id = json!({ "id": proposal });
    let seen = service.ask(&gil, look, id.clone()).await;
    assert_eq!(
        seen["proposal"],
        json!({
            "electorateSize": 2,
            "mayVote": true,
            "voters": 1,
            "votes": { "nodes": [{ "voter": { "id": gil.id } }] },
            "notVoted": { "nodes": [] },
        })
    );
    let seen = service.ask(&ann, look, id.clone()).await;
    assert_eq!(seen["proposal"]["notVoted"]["nodes"], json!([{ "person": { "id": ann.id } }]));

    let leave = json!({ "discussionId": discussion });
    service.done(&gil, "leaveDiscussion", "projected", leave).await;
    let withdrawn = async {
        loop {
            let seen = service.ask(&ann, look, id.clone()).await;
            if seen["proposal"]["voters"] == 0 {
                break seen;
            }
            tokio::task::yield_now().await;
        }
    };
    let patience = std::time::Duration::from_secs(30);
    let seen = tokio::time::timeout(patience, withdrawn).await.expect("the system withdraws it");
    assert_eq!(seen["proposal"]["electorateSize"], 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_guests_vote_where_an_admin_says_so() {
    let service = service().await;
    let (ann, gil) = (service.somebody("ann").await, service.somebody("gil").await);
    let (_, discussion) = secret(&service, &ann).await;
    let accept = json!({ "token": link(&service, &ann, &discussion).await });
    service.done(&gil, "acceptGuestLink", "", accept).await;
    let input = json!({
        "discussionId": discussion,
        "title": "Red or white",
        "method": { "consent": true },
        "guestsVote": true,
    });
    let raised = service.done(&ann, "raiseProposal", "proposal { id guestsVote }", input).await;
    assert_eq!(raised["proposal"]["guestsVote"], true);
    let proposal = text(&raised["proposal"]["id"]);
    let vote = json!({ "proposalId": proposal, "ballot": { "stance": "BLOCK" } });
    service.done(&gil, "castVote", "projected", vote).await;
    let close = json!({ "proposalId": proposal, "reason": "All are here" });
    let selection = "proposal { close { electorate voters } }";
    let closed = service.done(&ann, "closeProposalEarly", selection, close).await;
    assert_eq!(closed["proposal"]["close"], json!({ "electorate": 2, "voters": 1 }));
}
