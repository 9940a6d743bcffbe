//! Invitations and the addresses that refuse them.

use domain::{GroupId, InvitationId};
use vault::{NewInvitation, Refusal, VaultError};

use super::*;

const GROUP: GroupId = GroupId::from_u128(9);

fn invitation(n: u128, address: &str) -> NewInvitation {
    NewInvitation { id: InvitationId::from_u128(n), address: Address::parse(address).unwrap() }
}

impl World {
    async fn invite(&self, invitations: &[NewInvitation]) {
        self.vault.store_invitations(GROUP, invitations).await.unwrap();
    }

    /// Mails the one invitation that is due.
    async fn mail_invitation(&self) -> String {
        let due = self.vault.claim_invitation_mails(10).await.unwrap();
        assert_eq!(due.len(), 1);
        self.mailer.invitation(&due[0], None).await.unwrap();
        self.vault.invitations_mailed(&[due[0].id]).await.unwrap();
        self.take_mail()
    }

    async fn pending(&self) -> Vec<u128> {
        let pending = self.vault.pending_invitations(GROUP, None).await.unwrap();
        pending.iter().map(|invitation| invitation.id.to_u128()).collect()
    }

    async fn seen_by(&self, person: PersonId) -> Vec<u128> {
        let seen = self.vault.invitations_for(person).await.unwrap();
        seen.iter().map(|invitation| invitation.id.to_u128()).collect()
    }
}

#[tokio::test]
async fn an_invitation_is_seen_by_the_admins_by_its_address_and_by_its_link() {
    let world = World::new().await;
    let anna = world.person("anna@example.org").await;
    let bo = world.person("bo@example.org").await;
    world.invite(&[invitation(1, "Anna@Example.org")]).await;
    world.invite(&[invitation(1, "other@example.org")]).await;

    let id = InvitationId::from_u128(1);
    let addresses = world.vault.invitation_addresses(&[id]).await.unwrap();
    assert_eq!(addresses[&id].expose(), "Anna@example.org", "what is there stays");
    assert_eq!(world.pending().await, [1]);
    assert_eq!(world.seen_by(anna).await, [1]);
    assert_eq!(world.seen_by(bo).await, []);

    let mail = world.mail_invitation().await;
    assert!(mail.contains("join a group at althing.example.org"), "{mail}");
    let token = link(&mail, "/invitation");
    let by_token = world.vault.invitation_by_token(&token).await.unwrap().unwrap();
    assert_eq!((by_token.id, by_token.group), (id, GROUP));
    for wrong in ["", "ali_", &token[..46], &format!("{}A", &token[..46])] {
        if wrong != token {
            assert_eq!(world.vault.invitation_by_token(wrong).await.unwrap(), None);
        }
    }

    world.vault.delete_invitations(&[id]).await.unwrap();
    assert_eq!(world.pending().await, []);
    assert_eq!(world.seen_by(anna).await, []);
    assert_eq!(world.vault.invitation_by_token(&token).await.unwrap(), None);
    assert_eq!(world.count("SELECT count(*) FROM vault.invitations").await, 0);
}

#[tokio::test]
async fn an_invitation_lapses_after_30_days_and_its_address_is_deleted() {
    let world = World::new().await;
    let anna = world.person("anna@example.org").await;
    world.invite(&[invitation(1, "anna@example.org")]).await;
    world.clock.advance(30 * DAY);
    assert_eq!(world.pending().await, []);
    assert_eq!(world.seen_by(anna).await, []);
    assert!(world.vault.claim_invitation_mails(10).await.unwrap().is_empty());
    assert_eq!(world.vault.sweep_expired().await.unwrap().0, 1);
}

#[tokio::test]
async fn an_address_can_refuse_all_further_invitations() {
    let world = World::new().await;
    let anna = world.person("anna@example.org").await;
    world.invite(&[invitation(1, "anna@example.org")]).await;
    let mail = world.mail_invitation().await;
    assert!(mail.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
    let way_out = link(&mail, "/refuse-invitations");
    world.vault.refuse_invitations(&way_out).await.unwrap();
    world.vault.refuse_invitations(&way_out).await.unwrap();

    world.clock.advance(MINUTE);
    world.invite(&[invitation(2, "anna@example.org"), invitation(3, "bo@example.org")]).await;
    assert_eq!(world.pending().await, [1, 2, 3], "the admins are not told");
    assert_eq!(world.seen_by(anna).await, [1]);
    let due = world.vault.claim_invitation_mails(10).await.unwrap();
    assert_eq!(due.iter().map(|due| due.id.to_u128()).collect::<Vec<_>>(), [3]);

    assert!(!world.vault.gets_invitations(anna).await.unwrap());
    world.vault.set_gets_invitations(anna, true).await.unwrap();
    assert!(world.vault.gets_invitations(anna).await.unwrap());
    assert_eq!(world.seen_by(anna).await, [1, 2]);
    world.vault.set_gets_invitations(anna, false).await.unwrap();
    assert!(!world.vault.gets_invitations(anna).await.unwrap());
}

#[tokio::test]
async fn a_way_out_that_was_not_made_here_is_refused() {
    let world = World::new().await;
    world.invite(&[invitation(1, "anna@example.org")]).await;
    let way_out = link(&world.mail_invitation().await, "/refuse-invitations");
    let mut forged = way_out.clone().into_bytes();
    forged[10] = if forged[10] == b'A' { b'B' } else { b'A' };
    let forged = String::from_utf8(forged).unwrap();
    for wrong in ["", "alr_\0", &way_out[..40], &forged] {
        let refused = world.vault.refuse_invitations(wrong).await.unwrap_err();
        assert!(matches!(refused, VaultError::Refused(Refusal::RefusalLink)), "{refused}");
    }
    assert_eq!(world.count("SELECT count(*) FROM vault.refused_addresses").await, 0);
}

#[tokio::test]
async fn an_invitation_is_mailed_by_one_node_and_again_if_that_one_dies() {
    let world = World::new().await;
    let other = world.other_node().await;
    let invitations: Vec<_> =
        (1..=50).map(|n| invitation(n, &format!("person{n}@example.org"))).collect();
    world.invite(&invitations).await;
    let (here, there) =
        tokio::join!(world.vault.claim_invitation_mails(40), other.claim_invitation_mails(40));
    let (here, there) = (here.unwrap(), there.unwrap());
    let mut claimed: Vec<_> = here.iter().chain(&there).map(|due| due.id).collect();
    claimed.extend(world.vault.claim_invitation_mails(50).await.unwrap().iter().map(|due| due.id));
    claimed.sort();
    assert_eq!(claimed, invitations.iter().map(|new| new.id).collect::<Vec<_>>(), "once each");

    world.vault.invitations_mailed(&claimed[..20]).await.unwrap();
    world.clock.advance(10 * MINUTE);
    let mut again: Vec<_> =
        other.claim_invitation_mails(100).await.unwrap().iter().map(|due| due.id).collect();
    again.sort();
    assert_eq!(again, claimed[20..]);
}

#[tokio::test]
async fn between_1_and_1000_invitations_go_out_at_once() {
    let world = World::new().await;
    let thousand: Vec<_> =
        (1..=1_000).map(|n| invitation(n, &format!("person{n}@example.org"))).collect();
    world.invite(&thousand).await;
    let more: Vec<_> = thousand.iter().cloned().chain([invitation(1_001, "x@y.org")]).collect();
    for (invitations, count) in [(&more[..], 1_001), (&[], 0)] {
        let refused = world.vault.store_invitations(GROUP, invitations).await.unwrap_err();
        let refusal = Refusal::InvitationCount { count, at_most: 1_000 };
        assert!(matches!(refused, VaultError::Refused(is) if is == refusal));
    }
    world.clock.advance(MINUTE);
    world.invite(&more[1_000..]).await;
    let first = world.vault.pending_invitations(GROUP, None).await.unwrap();
    let last = first.last().unwrap();
    assert_eq!(first.len(), 1_000);
    let behind = Some((last.created_at, last.id));
    let rest = world.vault.pending_invitations(GROUP, behind).await.unwrap();
    assert_eq!(rest.iter().map(|one| one.id.to_u128()).collect::<Vec<_>>(), [1_001]);
}
