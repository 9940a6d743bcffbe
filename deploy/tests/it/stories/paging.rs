//! What belongs to a proposal comes in pages, however much of it there is.

use std::time::Duration;

use eventlog::Clock as _;
use serde_json::{Value, json};

use super::{group_with_discussion, text};
use crate::service::{Service, Somebody, service};

/// All items of a list of the proposal, one by one, from its start and from its end.
async fn walked(
    service: &Service,
    who: &Somebody,
    (proposal, list, selection): (&str, &str, &str),
) -> [Vec<Value>; 2] {
    let mut ways = [Vec::new(), Vec::new()];
    for (way, (take, from, more, end)) in ways.iter_mut().zip([
        ("first", "after", "hasNextPage", "endCursor"),
        ("last", "before", "hasPreviousPage", "startCursor"),
    ]) {
        let query = format!(
            "query($id: ID!, $at: String) {{ proposal(id: $id) {{ list: {list}({take}: 1, {from}: $at) {{ \
             nodes {{ {selection} }} pageInfo {{ {more} {end} }} }} }} }}"
        );
        let mut at = Value::Null;
        loop {
            let variables = json!({ "id": proposal, "at": at });
            let mut seen = service.ask(who, &query, variables).await["proposal"]["list"].take();
            way.push(seen["nodes"][0].take());
            assert_eq!(seen["nodes"].as_array().unwrap().len(), 1, "{list}");
            if seen["pageInfo"][more] == false {
                break;
            }
            at = seen["pageInfo"][end].take();
        }
    }
    ways
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closes_changes_of_a_vote_and_named_people_are_walked_from_either_end() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (group, discussion) = group_with_discussion(&service, &ann).await;
    let mut people = vec![ann.id.clone()];
    for name in ["ben", "cat"] {
        let who = service.somebody(name).await;
        service.done(&who, "joinGroup", "projected", json!({ "groupId": group })).await;
        people.push(who.id);
    }
    let input = json!({
        "discussionId": discussion,
        "title": "Rye on Fridays",
        "method": { "consent": true },
        "namedElectorate": people,
    });
    let raised = service.done(&ann, "raiseProposal", "proposal { id }", input).await;
    let proposal = text(&raised["proposal"]["id"]);
    let stances = ["AGREE", "BLOCK", "ABSTAIN"];
    for stance in stances {
        let vote = json!({ "proposalId": proposal, "ballot": { "stance": stance } });
        service.done(&ann, "castVote", "", vote).await;
    }
    let closing = json!({ "proposalId": proposal, "reason": "Done." });
    service.done(&ann, "closeProposalEarly", "", closing.clone()).await;
    let soon = service.server.services().clock.now() + Duration::from_secs(7 * 24 * 3_600);
    let reopen = json!({ "proposalId": proposal, "closesAt": soon.to_string() });
    service.done(&ann, "reopenProposal", "", reopen).await;
    let open = |answer: &Value| answer["proposal"]["opening"] == 2;
    let look = "query($id: ID!) { proposal(id: $id) { opening } }";
    service.until(&ann, look, json!({ "id": proposal }), open).await;
    service.done(&ann, "closeProposalEarly", "", closing).await;

    people.sort_unstable();
    let stance = |it: &&str| json!({ "ballot": { "stance": it } });
    for (list, selection, expected) in [
        ("closes", "opening", vec![json!({ "opening": 1 }), json!({ "opening": 2 })]),
        (
            "myVoteHistory",
            "ballot { ... on ConsentBallot { stance } }",
            stances.iter().map(stance).collect(),
        ),
        ("namedElectorate", "id", people.iter().map(|id| json!({ "id": id })).collect()),
    ] {
        let [forward, mut backward] = walked(&service, &ann, (&proposal, list, selection)).await;
        assert_eq!(forward, expected, "{list}");
        backward.reverse();
        assert_eq!(backward, expected, "{list}");
    }
}
