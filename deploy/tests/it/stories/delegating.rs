//! Delegates vote for those who do not vote themselves.

use serde_json::{Value, json};

use super::{group_with_discussion, raise, text};
use crate::service::{Service, Somebody, service};

/// The delegations that somebody sees: for whom, and whose vote.
async fn seen(service: &Service, who: &Somebody, group: &str) -> Vec<(String, String)> {
    let query = "query($id: ID!) { group(id: $id) { delegations { nodes { person { id }
        delegate { id } tag { name } since } } } }";
    let found = service.ask(who, query, json!({ "id": group })).await;
    let nodes = found["group"]["delegations"]["nodes"].as_array().unwrap().clone();
    nodes.iter().map(|node| (text(&node["person"]["id"]), text(&node["delegate"]["id"]))).collect()
}

async fn vote(service: &Service, who: &Somebody, proposal: &str, stance: &str) {
    let vote = json!({ "proposalId": proposal, "ballot": { "stance": stance } });
    service.done(who, "castVote", "projected", vote).await;
}

async fn close(service: &Service, who: &Somebody, proposal: &str) -> Value {
    let stances = "{ ... on ConsentTally { agree abstain disagree block } }";
    let read = format!(
        "proposal {{ close {{ voters electorate tally {stances} delegated {{ votes tally {stances} }} }} }}"
    );
    let close = json!({ "proposalId": proposal, "reason": "All who would have voted." });
    service.done(who, "closeProposalEarly", &read, close).await["proposal"]["close"].take()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_delegate_s_vote_counts_for_others_at_the_close() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let mut people = Vec::new();
    let (group, discussion) = group_with_discussion(&service, &ann).await;
    for name in ["ben", "cem", "dia"] {
        let who = service.somebody(name).await;
        service.done(&who, "joinGroup", "projected", json!({ "groupId": group })).await;
        people.push(who);
    }
    let [ben, cem, dia] = &people[..] else { panic!("three joined") };
    let to = |delegate: &Somebody| json!({ "groupId": group, "delegateId": delegate.id });
    assert_eq!(service.refused(ben, "nameDelegate", to(&ann)).await, "DELEGATION_OFF");
    let on = json!({ "groupId": group, "on": true });
    assert_eq!(service.refused(ben, "switchDelegation", on.clone()).await, "ADMINS_ONLY");
    let switched = service.done(&ann, "switchDelegation", "group { delegation }", on).await;
    assert_eq!(switched["group"]["delegation"], true);
    service.done(ben, "nameDelegate", "projected", to(cem)).await;
    service.done(cem, "nameDelegate", "projected", to(&ann)).await;
    assert_eq!(service.refused(dia, "nameDelegate", to(dia)).await, "OWN_DELEGATE");

    let ben_to_cem = (ben.id.clone(), cem.id.clone());
    let cem_to_ann = (cem.id.clone(), ann.id.clone());
    assert_eq!(seen(&service, ben, &group).await, std::slice::from_ref(&ben_to_cem));
    assert_eq!(seen(&service, cem, &group).await, [ben_to_cem, cem_to_ann.clone()]);
    assert_eq!(seen(&service, &ann, &group).await, [cem_to_ann]);
    for other in [dia, &Somebody::default()] {
        assert_eq!(seen(&service, other, &group).await, [], "only the two parties see it");
    }

    let proposal = raise(&service, &ann, &discussion).await;
    vote(&service, &ann, &proposal, "AGREE").await;
    vote(&service, dia, &proposal, "DISAGREE").await;
    let running =
        "query($id: ID!) { proposal(id: $id) { voters tally { ... on ConsentTally { agree } }
        votes { nodes { voter { id } others } } } }";
    let id = json!({ "id": proposal });
    let open = service.ask(&ann, running, id.clone()).await["proposal"].take();
    assert_eq!((&open["voters"], &open["tally"]["agree"]), (&json!(2), &json!(1)));
    let stances =
        |agree, disagree| json!({ "agree": agree, "abstain": 0, "disagree": disagree, "block": 0 });
    let closed = json!({
        "voters": 4, "electorate": 4, "tally": stances(3, 1),
        "delegated": { "votes": 2, "tally": stances(2, 0) },
    });
    assert_eq!(close(&service, &ann, &proposal).await, closed);
    let weights = service.ask(dia, running, id.clone()).await["proposal"]["votes"]["nodes"].take();
    let others = |who: &Somebody| {
        let of = weights.as_array().unwrap().iter().find(|vote| vote["voter"]["id"] == *who.id);
        of.unwrap()["others"].clone()
    };
    assert_eq!((others(&ann), others(dia)), (json!(2), json!(0)));
    let outside = service.ask(&Somebody::default(), running, id).await;
    assert_eq!(outside["proposal"]["votes"]["nodes"], json!([]), "who voted is for members");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vote_of_one_s_own_and_the_end_of_a_delegation_come_first() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (group, discussion) = group_with_discussion(&service, &ann).await;
    service.done(&ben, "joinGroup", "projected", json!({ "groupId": group })).await;
    service
        .done(&ann, "switchDelegation", "projected", json!({ "groupId": group, "on": true }))
        .await;
    let to_ann = json!({ "groupId": group, "delegateId": ann.id });
    service.done(&ben, "nameDelegate", "projected", to_ann).await;
    let stances =
        |agree, abstain| json!({ "agree": agree, "abstain": abstain, "disagree": 0, "block": 0 });
    let own = raise(&service, &ann, &discussion).await;
    vote(&service, &ann, &own, "AGREE").await;
    vote(&service, &ben, &own, "ABSTAIN").await;
    let closed = close(&service, &ann, &own).await;
    assert_eq!((&closed["tally"], &closed["delegated"]), (&stances(1, 1), &Value::Null));
    service.done(&ben, "endDelegation", "projected", json!({ "groupId": group })).await;
    assert_eq!(seen(&service, &ann, &group).await, []);
    let ended = raise(&service, &ann, &discussion).await;
    vote(&service, &ann, &ended, "AGREE").await;
    let closed = close(&service, &ann, &ended).await;
    assert_eq!((&closed["tally"], &closed["voters"]), (&stances(1, 0), &json!(1)));
}
