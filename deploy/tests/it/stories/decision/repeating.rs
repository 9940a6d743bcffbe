//! What is sent again with the same key is answered as before, and does nothing more.

use domain::{Actor, Command, GroupId, InvitationId, handle};
use eventlog::sealing::Drafts;
use serde_json::json;
use vault::{Address, NewInvitation};

use super::mail_to;
use crate::harness::{database, execute, folder, submission};
use crate::service::{Service, node, service, services};
use crate::stories::{group_with_discussion, in_days, text};

/// How many invitations there are addresses of.
async fn addresses_kept(service: &Service) -> i64 {
    let database = service.database().pool.get().await.unwrap();
    let count = "SELECT count(*) FROM vault.invitations";
    database.query_one(count, &[]).await.unwrap().get(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_sent_again_brings_no_address_back() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let input = json!({ "name": "Cellar", "privacy": "SECRET" });
    let group = service.done(&ann, "createGroup", "group { id }", input).await;
    let invite = json!({
        "groupId": group["group"]["id"],
        "addresses": ["ben@example.org", "zoe@example.org"],
        "idempotencyKey": "k",
    });
    service.done(&ann, "inviteToGroup", "projected", invite.clone()).await;
    let mine = "{ viewer { invitations { nodes { id } } } }";
    let invited = service.ask(&ben, mine, json!({})).await;
    let accept = json!({
        "invitationId": invited["viewer"]["invitations"]["nodes"][0]["id"],
        "idempotencyKey": "a",
    });
    service.done(&ben, "acceptInvitation", "", accept.clone()).await;
    service.done(&ben, "acceptInvitation", "group { myRole }", accept.clone()).await;
    assert_eq!(addresses_kept(&service).await, 1, "the one that waits");
    service.done(&ann, "inviteToGroup", "", invite).await;
    assert_eq!(addresses_kept(&service).await, 1, "the one that was accepted stays deleted");
    let eve = service.somebody("eve").await;
    assert_eq!(service.refused(&eve, "acceptInvitation", accept).await, "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_turned_down_twice_is_answered_alike() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let input = json!({ "name": "Cellar", "privacy": "SECRET" });
    let group = service.done(&ann, "createGroup", "group { id }", input).await;
    let invite = json!({ "groupId": group["group"]["id"], "addresses": ["ben@example.org"] });
    service.done(&ann, "inviteToGroup", "projected", invite).await;
    let mail = mail_to(&service, "ben@example.org").await.replace("=\r\n", "");
    let (_, link) = mail.split_once("/invitation#").unwrap();
    let token = link.split(|c: char| !c.is_ascii_alphanumeric() && !"_-".contains(c)).next();
    let decline = json!({ "token": token, "idempotencyKey": "d" });
    service.done(&ben, "declineInvitation", "", decline.clone()).await;
    service.done(&ben, "declineInvitation", "", decline.clone()).await;
    let eve = service.somebody("eve").await;
    assert_eq!(service.refused(&eve, "declineInvitation", decline).await, "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_that_a_crash_left_behind_goes_out_on_start() {
    let (database, mail) = (database().await, folder());
    let services = services(&database).await;
    let address = Address::parse("ben@example.org").unwrap();
    let left = NewInvitation { id: InvitationId::from_u128(1), address };
    services.vault.store_invitations(GroupId::from_u128(1), &[left]).await.unwrap();
    services.close().await;
    let server = node(&database, &mail).await;
    loop {
        let mut mails = std::fs::read_dir(mail.path()).unwrap();
        if mails.any(|file| {
            std::fs::read_to_string(file.unwrap().path()).unwrap().contains("ben@example.org")
        }) {
            break;
        }
        tokio::task::yield_now().await;
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_that_was_refused_is_refused_alike_when_it_is_sent_again() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let input = json!({ "name": "Secretive", "privacy": "OPEN" });
    let parent = service.done(&ann, "createGroup", "group { id }", input).await;
    let eve = service.somebody("eve").await;
    let create = json!({
        "name": "Below",
        "privacy": "OPEN",
        "parentId": parent["group"]["id"],
        "handle": "below",
        "idempotencyKey": "k",
    });
    let first = service.refused(&eve, "createGroup", create.clone()).await;
    assert_eq!(service.refused(&eve, "createGroup", create).await, first);
    let made = json!({ "name": "B", "privacy": "OPEN", "handle": "below", "idempotencyKey": "m" });
    let one = service.done(&ann, "createGroup", "group { id }", made.clone()).await;
    let other = service.done(&ann, "createGroup", "group { id }", made).await;
    assert_eq!(text(&one["group"]["id"]), text(&other["group"]["id"]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn raising_that_broke_off_is_finished_also_when_its_admission_has_lapsed() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (_, discussion) = group_with_discussion(&service, &ann).await;
    let opens = in_days(&service, 1);
    let raise = json!({
        "discussionId": discussion,
        "title": "Rye",
        "method": { "consent": true },
        "opensAt": opens,
        "idempotencyKey": "k",
    });
    let first = service.done(&ann, "raiseProposal", "proposal { id }", raise.clone()).await;
    let lapse = "UPDATE log.events SET payload = convert_to(regexp_replace( \
        convert_from(payload, 'UTF8'), '\"lapses_at\":\"[^\"]*\"', \
        '\"lapses_at\":\"2026-01-01T00:00:00Z\"'), 'UTF8') WHERE type = 'ProposalAdmitted'";
    execute(&service.database().config, lapse).await.unwrap();
    let service = service.without_its_last_event().await;
    let look = "query($id: ID!) { proposal(id: $id) { title } }";
    let id = json!({ "id": first["proposal"]["id"] });
    assert_eq!(service.ask(&ann, look, id).await, json!({ "proposal": null }), "it broke off");
    let again = service.done(&ann, "raiseProposal", "proposal { id }", raise).await;
    assert_eq!(again["proposal"], first["proposal"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_went_out_of_sight_since_is_no_reason_to_refuse_a_repeat() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (group, discussion) = group_with_discussion(&service, &ann).await;
    service.done(&ben, "joinGroup", "projected", json!({ "groupId": group })).await;
    let people = json!([ben.id]);
    let direct = json!({ "personIds": people, "title": "Us", "idempotencyKey": "k" });
    let raise = json!({
        "discussionId": discussion,
        "title": "Rye",
        "method": { "consent": true },
        "namedElectorate": people,
        "idempotencyKey": "k",
    });
    let started =
        service.done(&ann, "startDirectDiscussion", "discussion { id }", direct.clone()).await;
    let own = json!({ "discussionId": started["discussion"]["id"] });
    let cat = service.somebody("cat").await;
    service.done(&cat, "joinGroup", "projected", json!({ "groupId": group })).await;
    let mut add = own.clone();
    add["personIds"] = json!([cat.id]);
    add["idempotencyKey"] = json!("k");
    service.done(&ann, "addGuests", "projected", add.clone()).await;
    let raised = service.done(&ann, "raiseProposal", "proposal { id }", raise.clone()).await;
    for who in [&ben, &cat] {
        service.done(who, "leaveGroup", "projected", json!({ "groupId": group })).await;
        service.done(who, "leaveDiscussion", "projected", own.clone()).await;
    }
    let look = "query($id: ID!) { person(id: $id) { id } }";
    let out_of_sight = service.ask(&ann, look, json!({ "id": ben.id })).await;
    assert_eq!(out_of_sight, json!({ "person": null }));

    let again = service.done(&ann, "startDirectDiscussion", "discussion { id }", direct).await;
    assert_eq!(again["discussion"], started["discussion"]);
    service.done(&ann, "addGuests", "", add.clone()).await;
    let again = service.done(&ann, "raiseProposal", "proposal { id }", raise.clone()).await;
    assert_eq!(again["proposal"], raised["proposal"]);
    for (mutation, mut input, code) in
        [("addGuests", add, "PERSON_ABSENT"), ("raiseProposal", raise, "NAMED_NOT_MEMBER")]
    {
        input["idempotencyKey"] = json!("another");
        assert_eq!(service.refused(&ann, mutation, input).await, code, "it is no repeat");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_change_a_groups_handle_does_not_undo_its_claim() {
    let service = service().await;
    let (ann, eve) = (service.somebody("ann").await, service.somebody("eve").await);
    let (group, _) = group_with_discussion(&service, &ann).await;
    let services = service.server.services();
    let bits = |id: &str| id.split_once('-').unwrap().1.to_owned();
    let (person, of) = (bits(&ann.id).parse().unwrap(), bits(&group).parse().unwrap());
    let claim =
        Command::Handle(services.vault.handle_id("bakers"), handle::Command::Claim { group: of });
    let claim = submission(Actor::Person(person), "claim", claim, Drafts::none());
    services.executor.execute(claim).await.unwrap();
    let change = json!({ "groupId": group, "handle": "bakers" });
    assert_eq!(service.refused(&eve, "changeGroupHandle", change.clone()).await, "MEMBERS_ONLY");
    let database = service.database().pool.get().await.unwrap();
    let released = "SELECT count(*) FROM log.events WHERE type = 'HandleReleased'";
    let released: i64 = database.query_one(released, &[]).await.unwrap().get(0);
    assert_eq!(released, 0, "what an admin began goes on");
    let taken = service.done(&ann, "changeGroupHandle", "group { handle }", change).await;
    assert_eq!(taken["group"]["handle"], "bakers");
}
