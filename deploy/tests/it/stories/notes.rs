//! What can no longer be edited is clarified by notes.

use serde_json::{Value, json};

use super::{group_with_discussion, raise, text};
use crate::service::{Service, Somebody, service};

/// Why somebody is told of the proposal, the newest first.
async fn told(service: &Service, who: &Somebody, proposal: &str) -> Vec<String> {
    let query = "{ viewer { inbox { nodes { reason proposal { id } } } } }";
    let found = service.ask(who, query, json!({})).await;
    let items = found["viewer"]["inbox"]["nodes"].as_array().unwrap().iter();
    let of_it = items.filter(|item| item["proposal"]["id"] == *proposal);
    of_it.map(|item| text(&item["reason"])).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_note_tells_those_who_voted() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let eve = service.somebody("eve").await;
    let (group, discussion) = group_with_discussion(&service, &ann).await;
    for who in [&ben, &eve] {
        service.done(who, "joinGroup", "projected", json!({ "groupId": group })).await;
    }
    let proposal = raise(&service, &ann, &discussion).await;
    let note = |body: &str| json!({ "proposalId": proposal, "body": body });
    assert_eq!(service.refused(&ann, "addNote", note("Rye flour.")).await, "NOT_FROZEN");
    let vote = json!({ "proposalId": proposal, "ballot": { "stance": "AGREE" } });
    service.done(&ben, "castVote", "projected", vote.clone()).await;
    assert_eq!(service.refused(&ben, "addNote", note("Hm.")).await, "AUTHOR_OR_ADMIN_ONLY");
    let read = "note { body writtenBy { id } proposal { id } }";
    let added = service.done(&ann, "addNote", read, note("Rye flour, not grain.")).await;
    let expected = json!({
        "body": "Rye flour, not grain.",
        "writtenBy": { "id": ann.id },
        "proposal": { "id": proposal },
    });
    assert_eq!(added["note"], expected);
    service.done(&eve, "castVote", "projected", vote).await;
    assert_eq!(told(&service, &ben, &proposal).await[0], "NOTE_ADDED");
    let later = told(&service, &eve, &proposal).await;
    assert!(!later.contains(&"NOTE_ADDED".to_owned()), "she voted on what the note says");
    let own = told(&service, &ann, &proposal).await;
    assert!(!own.contains(&"NOTE_ADDED".to_owned()), "nobody is told what they did");
    service.done(&ann, "addNote", "projected", note("From the mill.")).await;
    let look =
        "query($id: ID!, $after: String) { proposal(id: $id) { notes(first: 1, after: $after) {
        nodes { body } pageInfo { endCursor hasNextPage } }
        discussion { timeline(last: 1) { nodes { kind actor { id } proposal { id } } } } } }";
    let stranger = Somebody::default();
    let ask = async |after: Value| {
        service.ask(&stranger, look, json!({ "id": proposal, "after": after })).await["proposal"]
            .take()
    };
    let first = ask(Value::Null).await;
    assert_eq!(first["notes"]["nodes"], json!([{ "body": "Rye flour, not grain." }]));
    let last = first["discussion"]["timeline"]["nodes"][0].clone();
    let happened =
        json!({ "kind": "NOTE_ADDED", "actor": { "id": ann.id }, "proposal": { "id": proposal } });
    assert_eq!(last, happened);
    let second = ask(first["notes"]["pageInfo"]["endCursor"].clone()).await;
    assert_eq!(second["notes"]["nodes"], json!([{ "body": "From the mill." }]));
    assert_eq!(second["notes"]["pageInfo"]["hasNextPage"], false);
    let close = json!({ "proposalId": proposal, "reason": "Clear." });
    service.done(&ann, "closeProposalEarly", "projected", close).await;
    assert_eq!(service.refused(&ann, "addNote", note("Late.")).await, "VOTING_CLOSED");
}
