//! What the system owes because of something that happened elsewhere.

use projections::due::{Obligation, Part};
use projections::{Reader, ReaderOptions};
use serde_json::json;

use super::{group_with_discussion, text};
use crate::service::service;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_vote_of_a_guest_who_comes_back_as_a_member_stays_and_is_not_owed() {
    let service = service().await;
    let (ann, eve) = (service.somebody("ann").await, service.somebody("eve").await);
    let (group, discussion) = group_with_discussion(&service, &ann).await;
    let group = json!({ "groupId": group });
    service.done(&eve, "joinGroup", "", group.clone()).await;
    service.done(&eve, "leaveGroup", "", group.clone()).await;
    let link = json!({ "discussionId": discussion });
    let link = service.done(&ann, "makeGuestLink", "token", link).await;
    service.done(&eve, "acceptGuestLink", "", json!({ "token": link["token"] })).await;
    let input = json!({
        "discussionId": discussion,
        "title": "Red or white",
        "method": { "consent": true },
        "guestsVote": true,
        "roll": "WHILE_OPEN",
    });
    let raised = service.done(&ann, "raiseProposal", "proposal { id }", input).await;
    let proposal = text(&raised["proposal"]["id"]);
    let vote = json!({ "proposalId": proposal, "ballot": { "stance": "AGREE" } });
    service.done(&eve, "castVote", "", vote).await;
    service.done(&eve, "joinGroup", "projected", group).await;

    let progress = service.server.progress().clone();
    let database = service.server.services().database.clone();
    let reader = Reader::new(database, progress, ReaderOptions::default()).unwrap();
    let snapshot = reader.snapshot(None).await.unwrap();
    let part = Part { skip: 0, limit: 100 };
    assert_eq!(Obligation::VotesOfLeavers.owed(&snapshot, part).await.unwrap(), []);
    drop(snapshot);
    let look = "query($id: ID!) { proposal(id: $id) { voters } }";
    let seen = service.ask(&ann, look, json!({ "id": proposal })).await;
    assert_eq!(seen["proposal"]["voters"], 1);
}
