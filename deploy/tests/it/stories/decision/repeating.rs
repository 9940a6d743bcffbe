//! What is sent again with the same key is answered as before, and does nothing more.

use domain::{GroupId, InvitationId};
use serde_json::json;
use vault::{Address, NewInvitation};

use super::mail_to;
use crate::harness::{database, folder};
use crate::service::{Service, node, service};
use crate::stories::text;

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
    let server = node(&database, &mail).await;
    let address = Address::parse("ben@example.org").unwrap();
    let left = NewInvitation { id: InvitationId::from_u128(1), address };
    let vault = server.services().vault.clone();
    vault.store_invitations(GroupId::from_u128(1), &[left]).await.unwrap();
    server.stop().await;
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
