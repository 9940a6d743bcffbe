//! Sessions and the tokens of programs.

use domain::{DiscussionId, InvitationId, Timestamp};
use vault::{ApiToken, Browser, NewApiToken, Refusal, Scopes, Token, VaultError, Via};

use super::*;

impl World {
    async fn holder(&self, token: &str) -> Option<PersonId> {
        self.vault.identify(token).await.unwrap().and_then(|identity| identity.person)
    }

    /// A token of a program, made by a new session.
    async fn make_token(
        &self,
        owner: PersonId,
        new: &NewApiToken,
    ) -> Result<(ApiToken, Token), VaultError> {
        let (session, _) = self.vault.begin_session(owner, Browser::Other).await?;
        let made = self.vault.create_api_token(owner, session, new).await?;
        self.vault.revoke_session(owner, session).await?;
        Ok(made.expect("the session lives"))
    }

    /// Waits until so many connections wait for a lock of another.
    async fn until_locked(&self, connections: i64) {
        let client = self.database.pool.get().await.unwrap();
        let locked = "SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while client.query_one(locked, &[]).await.unwrap().get::<_, i64>(0) < connections {
            tokio::task::yield_now().await;
        }
    }

    fn in_(&self, time: Duration) -> Timestamp {
        self.clock.now() + jiff::SignedDuration::try_from(time).unwrap()
    }
}

const READ: Scopes = Scopes { read: true, write: false, audit: false, operate: false };

#[tokio::test]
async fn a_session_is_its_persons_until_they_end_it() {
    let world = World::new().await;
    let anna = world.person("anna@example.org").await;
    let bo = world.person("bo@example.org").await;
    let (id, token) = world.vault.begin_session(anna, Browser::Safari).await.unwrap();
    let identity = world.vault.identify(token.expose()).await.unwrap().unwrap();
    assert_eq!(identity.person, Some(anna));
    assert_eq!((identity.scopes, identity.via), (Scopes::PERSON, Via::Session(id)));
    let [session] = &world.vault.sessions(anna).await.unwrap()[..] else { panic!("one session") };
    assert_eq!((session.id, session.browser), (id, Browser::Safari));
    assert_eq!(world.vault.sessions(bo).await.unwrap(), []);

    assert!(!world.vault.revoke_session(bo, id).await.unwrap(), "it is not Bo's");
    assert_eq!(world.holder(token.expose()).await, Some(anna));
    assert!(world.vault.revoke_session(anna, id).await.unwrap());
    assert_eq!(world.holder(token.expose()).await, None, "at once");
    assert!(!world.vault.revoke_session(anna, id).await.unwrap());
}

#[tokio::test]
async fn a_session_that_ends_on_another_node_ends_here_within_5_seconds() {
    let world = World::new().await;
    let other = world.other_node().await;
    let anna = world.person("anna@example.org").await;
    let (id, token) = world.vault.begin_session(anna, Browser::Other).await.unwrap();
    assert_eq!(world.holder(token.expose()).await, Some(anna));
    other.revoke_session(anna, id).await.unwrap();
    world.clock.advance(Duration::from_secs(5));
    assert_eq!(world.holder(token.expose()).await, None);
}

#[tokio::test]
async fn all_access_of_some_people_ends_at_once_and_nobody_else_s() {
    let world = World::new().await;
    let anna = world.person("anna@example.org").await;
    let bo = world.person("bo@example.org").await;
    let in_a_week = world.in_(7 * DAY);
    let new = NewApiToken { name: "Reader".to_owned(), scopes: READ, expires_at: in_a_week };
    let (_, session) = world.vault.begin_session(anna, Browser::Other).await.unwrap();
    let (_, program) = world.make_token(anna, &new).await.unwrap();
    let (_, others) = world.vault.begin_session(bo, Browser::Other).await.unwrap();
    for token in [&session, &program] {
        assert_eq!(world.holder(token.expose()).await, Some(anna));
    }
    assert_eq!(world.vault.end_access(&[anna]).await.unwrap(), 2);
    for token in [&session, &program] {
        assert_eq!(world.holder(token.expose()).await, None);
    }
    assert_eq!(world.holder(others.expose()).await, Some(bo));
    assert_eq!(world.vault.end_access(&[anna]).await.unwrap(), 0);
}

#[tokio::test]
async fn a_session_that_has_ended_makes_no_token_whichever_was_first() {
    let world = World::new().await;
    let anna = world.person("anna@example.org").await;
    let new = NewApiToken { name: "Reader".into(), scopes: READ, expires_at: world.in_(DAY) };
    let (session, _) = world.vault.begin_session(anna, Browser::Other).await.unwrap();
    world.vault.end_access(&[anna]).await.unwrap();
    assert!(world.vault.create_api_token(anna, session, &new).await.unwrap().is_none());

    // The session is being ended while it makes a token.
    let (session, _) = world.vault.begin_session(anna, Browser::Other).await.unwrap();
    let mut client = world.database.pool.get().await.unwrap();
    let ending = client.transaction().await.unwrap();
    ending.execute("DELETE FROM vault.sessions", &[]).await.unwrap();
    let vault = world.vault.clone();
    let wanted = new.clone();
    let made =
        tokio::spawn(async move { vault.create_api_token(anna, session, &wanted).await.unwrap() });
    world.until_locked(1).await;
    ending.commit().await.unwrap();
    assert!(made.await.unwrap().is_none());

    // It is making a token while it is ended.
    let (session, _) = world.vault.begin_session(anna, Browser::Other).await.unwrap();
    let making = client.transaction().await.unwrap();
    making.execute("SELECT FROM vault.sessions FOR SHARE", &[]).await.unwrap();
    let insert = "INSERT INTO vault.api_tokens
        (hash, id, owner, name, scopes, created_at, expires_at)
        SELECT sha256('token'), gen_random_uuid(), person, 'Reader', '{read}', created_at, expires_at
        FROM vault.sessions";
    making.execute(insert, &[]).await.unwrap();
    let vault = world.vault.clone();
    let ended = tokio::spawn(async move { vault.end_access(&[anna]).await.unwrap() });
    world.until_locked(1).await;
    making.commit().await.unwrap();
    assert_eq!(ended.await.unwrap(), 2, "the session and its token");
    assert!(world.vault.api_tokens(Some(anna)).await.unwrap().is_empty());
    assert!(world.vault.create_api_token(anna, session, &new).await.unwrap().is_none());
}

#[tokio::test]
async fn whoever_signs_in_right_now_keeps_what_began_with_it() {
    let world = World::new().await;
    let anna = world.person("anna@example.org").await;
    world.vault.begin_session(anna, Browser::Safari).await.unwrap();
    world.clock.advance(Duration::from_secs(60));
    let (new, token) = world.vault.begin_session(anna, Browser::Firefox).await.unwrap();
    let reader = NewApiToken { name: "Reader".into(), scopes: READ, expires_at: world.in_(DAY) };
    world.make_token(anna, &reader).await.unwrap();
    assert_eq!(world.vault.end_old_access(&[anna]).await.unwrap(), 2, "a session, and a token");
    let left: Vec<_> = world.vault.sessions(anna).await.unwrap().iter().map(|it| it.id).collect();
    assert_eq!(left, [new]);
    assert_eq!(world.holder(token.expose()).await, Some(anna));
    world.clock.advance(Duration::from_secs(60));
    assert_eq!(world.vault.end_old_access(&[anna]).await.unwrap(), 1);
}

#[tokio::test]
async fn a_session_lives_for_30_days_after_its_last_use() {
    let world = World::new().await;
    let anna = world.person("anna@example.org").await;
    let (_, token) = world.vault.begin_session(anna, Browser::Other).await.unwrap();
    let begun = world.clock.now();
    for _ in 0..3 {
        world.clock.advance(29 * DAY);
        assert_eq!(world.holder(token.expose()).await, Some(anna));
        // The next look-up comes after the use was written down.
        world.clock.advance(Duration::from_secs(6));
        assert_eq!(world.holder(token.expose()).await, Some(anna));
    }
    let session = world.vault.sessions(anna).await.unwrap().remove(0);
    assert_eq!(session.created_at, begun);
    assert_eq!(world.clock.now().duration_since(session.last_seen).as_secs(), 6);
    world.clock.advance(30 * DAY);
    assert_eq!(world.holder(token.expose()).await, None);
    assert_eq!(world.vault.sessions(anna).await.unwrap(), []);
    assert_eq!(world.vault.sweep_expired().await.unwrap().0, 1);
}

#[tokio::test]
async fn a_use_is_written_down_at_most_once_an_hour() {
    let world = World::new().await;
    let anna = world.person("anna@example.org").await;
    let (_, token) = world.vault.begin_session(anna, Browser::Other).await.unwrap();
    for _ in 0..59 {
        world.clock.advance(MINUTE);
        assert_eq!(world.holder(token.expose()).await, Some(anna));
    }
    let session = world.vault.sessions(anna).await.unwrap().remove(0);
    assert_eq!(session.last_seen, session.created_at);
}

#[tokio::test]
async fn what_is_no_token_is_nobodys() {
    let world = World::new().await;
    let huge = format!("als_{}", "A".repeat(1_000_000));
    for token in ["", "als_", "Bearer als_", "als_\0", &huge, &format!("als_{}", "A".repeat(43))] {
        assert_eq!(world.vault.identify(token).await.unwrap(), None);
    }
}

#[tokio::test]
async fn many_tokens_at_once_each_find_their_person() {
    let world = World::new().await;
    let mut holders = Vec::new();
    for n in 0..100 {
        let person = world.person(&format!("person{n}@example.org")).await;
        let (_, token) = world.vault.begin_session(person, Browser::Other).await.unwrap();
        holders.push((person, token));
    }
    let looks = (0..1_000).map(|n| world.vault.identify(holders[n * 7 % 100].1.expose()));
    let found = futures::future::join_all(looks).await;
    for (n, found) in found.into_iter().enumerate() {
        assert_eq!(found.unwrap().unwrap().person, Some(holders[n * 7 % 100].0));
    }
}

#[tokio::test]
async fn a_programs_token_allows_what_its_scopes_say() {
    let world = World::new().await;
    let anna = world.person("anna@example.org").await;
    let new = NewApiToken { name: " Reader ".into(), scopes: READ, expires_at: world.in_(DAY) };
    let (shown, token) = world.make_token(anna, &new).await.unwrap();
    assert!(token.expose().starts_with("alt_"));
    let identity = world.vault.identify(token.expose()).await.unwrap().unwrap();
    assert_eq!((identity.person, identity.scopes), (Some(anna), READ));
    assert_eq!(identity.via, Via::ApiToken(shown.id));
    assert_eq!(world.vault.api_tokens(Some(anna)).await.unwrap(), std::slice::from_ref(&shown));
    assert_eq!((shown.name.as_str(), shown.expires_at), ("Reader", new.expires_at));

    assert!(!world.vault.revoke_api_token(None, shown.id).await.unwrap());
    assert!(world.vault.revoke_api_token(Some(anna), shown.id).await.unwrap());
    assert_eq!(world.holder(token.expose()).await, None);
    let (_, token) = world.make_token(anna, &new).await.unwrap();
    assert_eq!(world.holder(token.expose()).await, Some(anna));
    world.clock.advance(DAY);
    assert_eq!(world.holder(token.expose()).await, None);
}

#[tokio::test]
async fn an_operators_token_is_nobodys_and_sees_no_names() {
    let world = World::new().await;
    let until = world.in_(DAY);
    let (shown, token) = world.vault.create_operator_token("monitoring", until).await.unwrap();
    assert!(token.expose().starts_with("alo_"));
    let identity = world.vault.identify(token.expose()).await.unwrap().unwrap();
    assert_eq!((identity.person, identity.scopes), (None, Scopes::OPERATOR));
    assert_eq!(world.vault.api_tokens(None).await.unwrap(), [shown]);
}

#[tokio::test]
async fn tokens_out_of_bounds_are_refused() {
    let world = World::new().await;
    let anna = world.person("anna@example.org").await;
    let right =
        NewApiToken { name: "Reader".into(), scopes: READ, expires_at: world.in_(365 * DAY) };
    let refused = async |new: NewApiToken| match world.make_token(anna, &new).await {
        Err(VaultError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    };
    for scopes in [Scopes::default(), Scopes::OPERATOR, Scopes { operate: true, ..READ }] {
        assert_eq!(refused(NewApiToken { scopes, ..right.clone() }).await, Refusal::Scopes);
    }
    for late in [world.clock.now(), world.in_(366 * DAY), Timestamp::MAX, Timestamp::MIN] {
        let refusal = refused(NewApiToken { expires_at: late, ..right.clone() }).await;
        assert_eq!(refusal, Refusal::Expiry { days: 365 });
    }
    for name in [String::new(), "x".repeat(101), "two\nlines".into()] {
        refused(NewApiToken { name, ..right.clone() }).await;
    }
    for _ in 0..100 {
        world.make_token(anna, &right).await.unwrap();
    }
    assert_eq!(refused(right).await, Refusal::TooManyTokens { at_most: 100 });
}

#[tokio::test]
async fn a_guest_s_link_names_its_invitation_and_no_other_can_be_made_up() {
    let world = World::new().await;
    let (discussion, invitation) = (DiscussionId::from_u128(3), InvitationId::from_u128(4));
    let token = world.vault.guest_link(discussion, invitation);
    let link = token.expose();
    assert_eq!(world.vault.guest_link_of(link), Some((discussion, invitation)));
    assert_eq!(world.vault.guest_link(discussion, invitation).expose(), link, "it is shown again");
    let other = world.vault.guest_link(DiscussionId::from_u128(4), InvitationId::from_u128(3));
    let mixed = format!("{}{}", &other.expose()[..46], &link[46..]);
    for wrong in ["", "alg_", &link[..67], &format!("{link}A"), &mixed] {
        assert_eq!(world.vault.guest_link_of(wrong), None, "{wrong}");
    }
}
