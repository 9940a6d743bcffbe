//! Sign-in by code and by link.

use vault::{Browser, Proof, Redeem, Refusal, Registration, SignedIn, Token, VaultError};

use super::*;

/// What came by mail for one request.
struct Mailed {
    browser: Token,
    code: String,
    link: String,
}

impl World {
    async fn ask(&self, address: &str) -> Mailed {
        let browser = self.vault.request_code(&self.mailer, address).await.unwrap();
        let mail = self.take_mail();
        let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit());
        let code = mail.lines().find(is_code).expect("the mail has a code").to_owned();
        Mailed { browser, code, link: link(&mail, "/sign-in") }
    }

    async fn present(&self, browser: &str, proof: Proof<'_>) -> Result<SignedIn, Refusal> {
        self.redeem(Redeem { new_person: Some(anna()), ..redeem(browser, proof) }).await
    }

    async fn redeem(&self, redeem: Redeem<'_>) -> Result<SignedIn, Refusal> {
        self.vault.redeem(&redeem).await.map_err(|error| match error {
            VaultError::Refused(refusal) => refusal,
            other => panic!("{other}"),
        })
    }
}

fn anna() -> NewPerson {
    NewPerson::new("Anna", None, None).unwrap()
}

fn redeem<'a>(browser: &'a str, proof: Proof<'a>) -> Redeem<'a> {
    let (registration, family) = (Registration::Open, Browser::Firefox);
    Redeem { browser, proof, new_person: None, invitation: None, registration, family }
}

fn wrong(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

#[tokio::test]
async fn a_code_makes_an_account_once_and_signs_in() {
    let world = World::new().await;
    let Mailed { browser, code, link } = world.ask("anna@example.org").await;
    let browser = browser.expose();
    let nameless = world.redeem(redeem(browser, Proof::Code(&code))).await;
    assert_eq!(nameless.unwrap_err(), Refusal::NameNeeded);
    let spaced = format!(" {} {}", &code[..3], &code[3..]);
    let signed_in = world.present(browser, Proof::Code(&spaced)).await.unwrap();
    assert!(signed_in.is_new);
    let token = signed_in.token.expose();
    assert_eq!(world.vault.identify(token).await.unwrap(), None, "the log does not know them yet");
    world.vault.activate(signed_in.person).await.unwrap();
    let identity = world.vault.identify(token).await.unwrap().unwrap();
    assert_eq!(identity.person, Some(signed_in.person));

    for proof in [Proof::Code(&code), Proof::Link(&link)] {
        let again = world.present(browser, proof).await;
        assert_eq!(again.unwrap_err(), Refusal::WrongCode, "it was used");
    }
    let Mailed { browser, code, .. } = world.ask("Anna@Example.ORG").await;
    let later = world.redeem(redeem(browser.expose(), Proof::Code(&code))).await.unwrap();
    assert_eq!((later.person, later.is_new), (signed_in.person, false));
}

#[tokio::test]
async fn a_link_works_in_the_browser_that_asked() {
    let world = World::new().await;
    world.person("anna@example.org").await;
    let Mailed { browser, link, .. } = world.ask("anna@example.org").await;
    let Mailed { browser: other, .. } = world.ask("bo@example.org").await;
    for elsewhere in [other.expose(), "", "alb_nonsense", link.as_str()] {
        let refused = world.present(elsewhere, Proof::Link(&link)).await.unwrap_err();
        assert_eq!(refused, Refusal::OtherBrowser);
    }
    let signed_in = world.present(browser.expose(), Proof::Link(&link)).await.unwrap();
    assert!(!signed_in.is_new);
    let again = world.present(browser.expose(), Proof::Link(&link)).await.unwrap_err();
    assert_eq!(again, Refusal::WrongCode);
}

#[tokio::test]
async fn a_code_belongs_to_its_browser_and_address() {
    let world = World::new().await;
    let anna = world.ask("anna@example.org").await;
    let bo = world.ask("bo@example.org").await;
    if anna.code != bo.code {
        let refused = world.present(bo.browser.expose(), Proof::Code(&anna.code)).await;
        assert_eq!(refused.unwrap_err(), Refusal::WrongCode);
    }
    for (browser, code) in [("", anna.code.as_str()), ("alb_\0", "\0"), (bo.browser.expose(), "")] {
        let refused = world.present(browser, Proof::Code(code)).await.unwrap_err();
        assert_eq!(refused, Refusal::WrongCode);
    }
    let refused = world.present(anna.browser.expose(), Proof::Link("all_\0")).await.unwrap_err();
    assert_eq!(refused, Refusal::WrongCode);
}

#[tokio::test]
async fn codes_and_links_end_after_15_minutes() {
    let world = World::new().await;
    let early = world.ask("anna@example.org").await;
    world.clock.advance(15 * MINUTE - Duration::from_secs(1));
    let late = world.ask("anna@example.org").await;
    world.present(early.browser.expose(), Proof::Code(&early.code)).await.unwrap();
    world.clock.advance(15 * MINUTE);
    for proof in [Proof::Code(&late.code), Proof::Link(&late.link)] {
        let refused = world.present(late.browser.expose(), proof).await.unwrap_err();
        assert_eq!(refused, Refusal::WrongCode);
    }
}

#[tokio::test]
async fn after_ten_wrong_codes_in_a_day_only_the_link_works() {
    let world = World::new().await;
    world.person("anna@example.org").await;
    let first = world.ask("anna@example.org").await;
    let second = world.ask("anna@example.org").await;
    let only_the_link = Refusal::OnlyTheLink { at_most: 10 };
    for attempt in 0..10 {
        let Mailed { browser, code, .. } = if attempt % 2 == 0 { &first } else { &second };
        let refused = world.present(browser.expose(), Proof::Code(wrong(code))).await;
        assert_eq!(refused.unwrap_err(), Refusal::WrongCode);
    }
    for Mailed { browser, code, .. } in [&first, &second] {
        let refused = world.present(browser.expose(), Proof::Code(code)).await;
        assert_eq!(refused.unwrap_err(), only_the_link);
    }
    let bo = world.ask("bo@example.org").await;
    world.present(bo.browser.expose(), Proof::Code(&bo.code)).await.unwrap();
    world.present(first.browser.expose(), Proof::Link(&first.link)).await.unwrap();

    world.clock.advance(HOUR);
    let tomorrow = world.ask("anna@example.org").await;
    world.present(tomorrow.browser.expose(), Proof::Code(&tomorrow.code)).await.unwrap();
}

#[tokio::test]
async fn guessing_in_parallel_gives_no_more_than_ten_guesses() {
    let world = World::new().await;
    let mut asked = Vec::new();
    for _ in 0..3 {
        asked.push(world.ask("anna@example.org").await);
    }
    let guesses = (0..30).map(|n| {
        let Mailed { browser, code, .. } = &asked[n % 3];
        world.present(browser.expose(), Proof::Code(wrong(code)))
    });
    let refused = futures::future::join_all(guesses).await.into_iter().map(Result::unwrap_err);
    assert_eq!(refused.filter(|refusal| *refusal == Refusal::WrongCode).count(), 10);
}

#[tokio::test]
async fn a_code_is_redeemed_once_however_often_it_is_presented_at_once() {
    let world = World::new().await;
    world.person("anna@example.org").await;
    let asked = world.ask("anna@example.org").await;
    let attempts = (0..8).map(|n| {
        let proof = if n % 2 == 0 { Proof::Code(&asked.code) } else { Proof::Link(&asked.link) };
        world.present(asked.browser.expose(), proof)
    });
    let signed_in = futures::future::join_all(attempts).await;
    assert_eq!(signed_in.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert_eq!(world.count("SELECT count(*) FROM vault.sessions").await, 1);
}

#[tokio::test]
async fn asking_says_nothing_about_who_has_an_account() {
    let world = World::new().await;
    world.person("anna@example.org").await;
    let mut letters = Vec::new();
    for address in ["anna@example.org", "nobody@example.org"] {
        let browser = world.vault.request_code(&world.mailer, address).await.unwrap();
        assert!(browser.expose().starts_with("alb_") && browser.expose().len() == 47);
        let mail = world.take_mail();
        let (_, letter) = mail.split_once("\r\n\r\n").unwrap();
        letters.push(letter.lines().map(str::len).collect::<Vec<_>>());
    }
    assert_eq!(letters[0], letters[1]);
    assert_eq!(world.count("SELECT count(*) FROM vault.people").await, 1);
    assert_eq!(world.count("SELECT count(*) FROM vault.sign_in_codes").await, 2);
}

#[tokio::test]
async fn an_address_gets_ten_mails_in_15_minutes_and_the_answer_stays_the_same() {
    let world = World::new().await;
    for _ in 0..12 {
        world.vault.request_code(&world.mailer, "anna@example.org").await.unwrap();
    }
    assert_eq!(world.mails().len(), 10);
    world.clock.advance(15 * MINUTE);
    world.vault.request_code(&world.mailer, "anna@example.org").await.unwrap();
    assert_eq!(world.mails().len(), 11);
}

#[tokio::test]
async fn where_people_come_by_invitation_others_get_no_account() {
    let world = World::new().await;
    let group = domain::GroupId::from_u128(1);
    let invitation = |n, address: &str| vault::NewInvitation {
        id: domain::InvitationId::from_u128(n),
        address: Address::parse(address).unwrap(),
    };
    let invitations = [invitation(1, "anna@example.org"), invitation(2, "work@example.org")];
    world.vault.store_invitations(group, &invitations[..1]).await.unwrap();
    let invited = |browser, proof, invitation| Redeem {
        new_person: Some(anna()),
        registration: Registration::Invited,
        invitation,
        ..redeem(browser, proof)
    };
    let Mailed { browser, code, .. } = world.ask("anna@example.org").await;
    world.redeem(invited(browser.expose(), Proof::Code(&code), None)).await.unwrap();

    world.vault.store_invitations(group, &invitations[1..]).await.unwrap();
    let due = world.vault.claim_invitation_mails(10).await.unwrap();
    let due = due.iter().find(|due| due.id == invitations[1].id).unwrap();
    world.mailer.invitation(due, None).await.unwrap();
    let token = link(&world.take_mail(), "/invitation");
    let Mailed { browser, code, .. } = world.ask("home@example.org").await;
    for shown in [None, Some("ali_nonsense")] {
        let refused = world.redeem(invited(browser.expose(), Proof::Code(&code), shown)).await;
        assert_eq!(refused.unwrap_err(), Refusal::NotInvited);
    }
    world.redeem(invited(browser.expose(), Proof::Code(&code), Some(&token))).await.unwrap();
}

#[tokio::test]
async fn a_person_whom_the_log_never_heard_of_is_still_new_at_the_next_sign_in() {
    let world = World::new().await;
    let first = world.ask("anna@example.org").await;
    let lost = world.present(first.browser.expose(), Proof::Code(&first.code)).await.unwrap();
    let second = world.ask("anna@example.org").await;
    let again = world.present(second.browser.expose(), Proof::Code(&second.code)).await.unwrap();
    assert_eq!((again.person, again.is_new), (lost.person, true));
}

#[tokio::test]
async fn what_is_over_is_swept() {
    let world = World::new().await;
    let Mailed { browser, code, .. } = world.ask("anna@example.org").await;
    let refused = world.present(browser.expose(), Proof::Code(wrong(&code))).await;
    assert_eq!(refused.unwrap_err(), Refusal::WrongCode);
    world.clock.advance(DAY);
    assert_eq!(world.vault.sweep_expired().await.unwrap().0, 1, "the code");
    world.clock.advance(2 * DAY);
    assert_eq!(world.vault.sweep_expired().await.unwrap().0, 1, "the count of wrong codes");
    assert_eq!(world.vault.sweep_expired().await.unwrap().0, 0);
}
