//! What belongs to a thing comes in pages, however much of it there is.

use std::time::Duration;

use eventlog::Clock as _;
use serde_json::{Value, json};

use super::{group_with_discussion, text};
use crate::service::{Service, Somebody, service};

/// All items of a list of a field of the query, one by one, from its start and from its end.
async fn walked(
    service: &Service,
    who: &Somebody,
    (field, list, selection): (&str, &str, &str),
) -> [Vec<Value>; 2] {
    let mut ways = [Vec::new(), Vec::new()];
    for (way, (take, from, more, end)) in ways.iter_mut().zip([
        ("first", "after", "hasNextPage", "endCursor"),
        ("last", "before", "hasPreviousPage", "startCursor"),
    ]) {
        let query = format!(
            "query($at: String) {{ it: {field} {{ list: {list}({take}: 1, {from}: $at) {{ \
             nodes {{ {selection} }} pageInfo {{ {more} {end} }} }} }} }}"
        );
        let mut at = Value::Null;
        loop {
            let variables = json!({ "at": at });
            let mut seen = service.ask(who, &query, variables).await["it"]["list"].take();
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
        let of = format!("proposal(id: \"{proposal}\")");
        let [forward, mut backward] = walked(&service, &ann, (&of, list, selection)).await;
        assert_eq!(forward, expected, "{list}");
        backward.reverse();
        assert_eq!(backward, expected, "{list}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_only_the_viewer_sees_is_walked_from_either_end() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    for name in ["Bakery", "Cellar", "Garden"] {
        let input = json!({ "name": name, "privacy": "SECRET" });
        let made = service.done(&ann, "createGroup", "group { id }", input).await;
        let invite = json!({ "groupId": made["group"]["id"], "addresses": ["ben@example.org"] });
        service.done(&ann, "inviteToGroup", "projected", invite).await;
    }
    let vault = &service.server.services().vault;
    let person = ben.id.strip_prefix("person-").unwrap().parse().unwrap();
    vault.begin_session(person, vault::Browser::Firefox).await.unwrap();
    let expires = service.server.services().clock.now() + Duration::from_secs(86_400);
    for name in ["one", "two", "three"] {
        let make = "mutation($input: CreateApiTokenInput!) { it: createApiToken(input: $input) {
            token { id } } }";
        let input = json!({ "name": name, "read": true, "expiresAt": expires.to_string() });
        let made = service.ask(&ben, make, json!({ "input": input })).await;
        assert_ne!(made["it"]["token"], Value::Null);
    }
    for (list, selection, expected) in [
        (
            "invitations",
            "group { name }",
            json!([{ "group": { "name": "Bakery" } },
            { "group": { "name": "Cellar" } }, { "group": { "name": "Garden" } }]),
        ),
        ("sessions", "browser", json!([{ "browser": "Firefox" }, { "browser": "Other" }])),
        ("apiTokens", "name", json!([{ "name": "three" }, { "name": "two" }, { "name": "one" }])),
    ] {
        let [forward, mut backward] = walked(&service, &ben, ("viewer", list, selection)).await;
        assert_eq!(json!(forward), expected, "{list}");
        backward.reverse();
        assert_eq!(json!(backward), expected, "{list}");
    }
}
