//! Somebody deactivates their account and comes back; somebody is taken out by the operator.

use std::collections::HashSet;
use std::path::PathBuf;

use deploy::audit::verify;
use deploy::upkeep::Upkeep;
use domain::{Command, PersonId, PlatformId, ProposalId, platform};
use eventlog::EventLog;
use projections::due::{Obligation, Part};
use projections::{Reader, ReaderOptions};
use serde_json::{Value, json};

use super::decision::code_in;
use super::{group_with_discussion, raise, same_when_built_again, system, text};
use crate::harness::execute;
use crate::service::{Service, Somebody, service};

/// Signs in, one code after another.
struct Door<'a> {
    service: &'a Service,
    seen: HashSet<PathBuf>,
}

impl Door<'_> {
    /// The code in the mail to this address that was not looked at before, when it has come.
    async fn code(&mut self, address: &str) -> String {
        loop {
            for file in std::fs::read_dir(self.service.mail.path()).unwrap() {
                let path = file.unwrap().path();
                let mail = std::fs::read_to_string(&path).unwrap();
                let is_it = mail.contains(&format!("To: {address}"));
                if is_it && mail.contains("code for signing in") && self.seen.insert(path) {
                    return code_in(&mail);
                }
            }
            tokio::task::yield_now().await;
        }
    }

    /// What comes of signing in.
    async fn sign_in(&mut self, address: &str, reactivate: bool) -> Value {
        let nobody = Somebody::default();
        let ask = "mutation($input: RequestSignInCodeInput!) {
            it: requestSignInCode(input: $input) { browser } }";
        let asked = json!({ "input": { "address": address } });
        let asked = self.service.ask(&nobody, ask, asked).await;
        let code = self.code(address).await;
        let sign_in = "mutation($input: SignInInput!) { it: signIn(input: $input) {
            token errors { ... on Refusal { code path } } } }";
        let browser = &asked["it"]["browser"];
        let input = json!({ "browser": browser, "code": code, "reactivate": reactivate });
        self.service.ask(&nobody, sign_in, json!({ "input": input })).await["it"].take()
    }
}

async fn vote(service: &Service, who: &Somebody, proposal: &str) {
    let vote = json!({ "proposalId": proposal, "ballot": { "stance": "AGREE" } });
    service.done(who, "castVote", "projected", vote).await;
}

/// A proposal in which whoever comes back may vote.
async fn open_to_newcomers(service: &Service, who: &Somebody, discussion: &str) -> String {
    let input = json!({
        "discussionId": discussion,
        "title": "Spelt on Mondays",
        "method": { "consent": true },
        "roll": "WHILE_OPEN",
    });
    let raised = service.done(who, "raiseProposal", "proposal { id }", input).await;
    text(&raised["proposal"]["id"])
}

fn id_of(who: &Somebody) -> PersonId {
    who.id.strip_prefix("person-").unwrap().parse().unwrap()
}

const MEMBERS: &str = "query($id: ID!) { group(id: $id) { memberCount
    members { nodes { role person { id } } } } }";
const COUNTS: &str = "query($id: ID!) { proposal(id: $id) { voters electorateSize } }";

/// The members that somebody sees, with their roles.
fn members(group: &Value) -> Vec<(String, String)> {
    let nodes = group["group"]["members"]["nodes"].as_array().unwrap();
    nodes.iter().map(|node| (text(&node["person"]["id"]), text(&node["role"]))).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_deactivates_their_account_is_out_of_everything_until_they_come_back() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let cem = service.somebody("cem").await;
    let (group, discussion) = group_with_discussion(&service, &ann).await;
    for who in [&ben, &cem] {
        service.done(who, "joinGroup", "projected", json!({ "groupId": group })).await;
    }
    let proposal = open_to_newcomers(&service, &ann, &discussion).await;
    for who in [&ann, &ben] {
        vote(&service, who, &proposal).await;
    }
    let gone = service.ask(&ann, "mutation { it: deactivateAccount }", json!({})).await;
    assert_eq!(gone["it"], true);
    let after = service.answer(&ann, "{ viewer { id } }", json!({})).await;
    assert_eq!(after["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{after}");

    let id = json!({ "id": group });
    let succeeded = |found: &Value| {
        members(found) == [(ben.id.clone(), "ADMIN".into()), (cem.id.clone(), "MEMBER".into())]
    };
    let found = service.until(&ben, MEMBERS, id.clone(), succeeded).await;
    assert_eq!(found["group"]["memberCount"], 2);
    let of = json!({ "id": proposal });
    let counts = |found: &Value| {
        let of = &found["proposal"];
        (of["voters"].as_u64().unwrap(), of["electorateSize"].as_u64().unwrap())
    };
    service.until(&ben, COUNTS, of.clone(), |found| counts(found) == (1, 2)).await;

    let mut door = Door { service: &service, seen: HashSet::new() };
    let refused = door.sign_in("ann@example.org", false).await;
    let error = json!({ "code": "ACCOUNT_DEACTIVATED", "path": ["reactivate"] });
    assert_eq!(refused, json!({ "token": null, "errors": [error] }));
    let back = door.sign_in("ann@example.org", true).await;
    assert_eq!(back["errors"], json!([]));
    let ann = Somebody { id: ann.id, token: Some(text(&back["token"])) };
    let all = |found: &Value| {
        let admin = |who: &Somebody| (who.id.clone(), "ADMIN".to_owned());
        members(found) == [admin(&ann), admin(&ben), (cem.id.clone(), "MEMBER".into())]
    };
    service.until(&ann, MEMBERS, id, all).await;
    service.until(&ann, COUNTS, of.clone(), |found| counts(found) == (1, 3)).await;
    vote(&service, &ann, &proposal).await;
    let close = json!({ "proposalId": proposal, "reason": "All are here." });
    let closed = service
        .done(&ann, "closeProposalEarly", "proposal { close { voters electorate } }", close)
        .await;
    assert_eq!(closed["proposal"]["close"], json!({ "voters": 2, "electorate": 3 }));

    same_when_built_again(&service).await;
    let id: ProposalId = proposal.strip_prefix("proposal-").unwrap().parse().unwrap();
    let log: &dyn EventLog = &*service.server.services().log;
    let closes = verify(log, id).await.unwrap();
    assert!(closes.len() == 1 && closes[0].same, "{closes:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whom_the_operator_takes_out_only_the_operator_puts_back() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (group, discussion) = group_with_discussion(&service, &ann).await;
    service.done(&ben, "joinGroup", "projected", json!({ "groupId": group })).await;
    let proposal = raise(&service, &ann, &discussion).await;
    let services = service.server.services();
    let person = id_of(&ben);
    let to_platform = |command| Command::Platform(PlatformId::ONE, command);
    system(services, to_platform(platform::Command::Deactivate { person })).await;
    // Their session has not ended: it is of no use all the same.
    let vote = "mutation($input: CastVoteInput!) { castVote(input: $input) { position } }";
    let input = json!({ "proposalId": proposal, "ballot": { "stance": "AGREE" } });
    let answer = service.answer(&ben, vote, json!({ "input": input })).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{answer}");

    let long_ago = "UPDATE vault.sessions SET created_at = created_at - interval '1 hour'";
    execute(&service.database().config, long_ago).await.unwrap();
    let settled = Upkeep::of(services).settle().await.unwrap();
    assert_eq!(settled.access, 1, "it ends, also if a program stopped before");

    let mut door = Door { service: &service, seen: HashSet::new() };
    for reactivate in [false, true] {
        let refused = door.sign_in("ben@example.org", reactivate).await;
        assert_eq!(refused["errors"][0]["code"], "DEACTIVATED_BY_OPERATOR");
        assert_eq!(refused["token"], Value::Null);
    }
    // What an admin ends meanwhile does not come back.
    let remove = json!({ "groupId": group, "personId": ben.id });
    service.done(&ann, "removeMember", "projected", remove).await;
    system(services, to_platform(platform::Command::Reactivate { person })).await;
    let back = door.sign_in("ben@example.org", false).await;
    let ben = Somebody { id: ben.id, token: Some(text(&back["token"])) };
    let role = "query($id: ID!) { group(id: $id) { myRole } }";
    let found = service.until(&ben, role, json!({ "id": group }), |_| true).await;
    assert_eq!(found["group"]["myRole"], Value::Null);
    same_when_built_again(&service).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_of_one_is_archived_once_and_theirs_again_when_they_are_back() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (group, _) = group_with_discussion(&service, &ann).await;
    service.ask(&ann, "mutation { it: deactivateAccount }", json!({})).await;
    let archived = "query($id: ID!) { group(id: $id) { archivedAt memberCount } }";
    let id = json!({ "id": group });
    let is_archived = |found: &Value| found["group"]["archivedAt"] != Value::Null;
    let found = service.until(&ben, archived, id.clone(), is_archived).await;
    assert_eq!(found["group"]["memberCount"], 0);
    let progress = service.server.progress().clone();
    let database = service.server.services().database.clone();
    let reader = Reader::new(database, progress, ReaderOptions::default()).unwrap();
    let snapshot = reader.snapshot(None).await.unwrap();
    let part = Part { skip: 0, limit: 100 };
    assert_eq!(Obligation::Unattended.owed(&snapshot, part).await.unwrap(), []);
    drop(snapshot);
    let mut door = Door { service: &service, seen: HashSet::new() };
    let back = door.sign_in("ann@example.org", true).await;
    let ann = Somebody { id: ann.id, token: Some(text(&back["token"])) };
    let mine = "query($id: ID!) { group(id: $id) { myRole } }";
    service.until(&ann, mine, id, |found| found["group"]["myRole"] == "ADMIN").await;
    service.done(&ann, "unarchiveGroup", "projected", json!({ "groupId": group })).await;
}
