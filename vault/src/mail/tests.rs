use eventlog::ManualClock;

use super::*;
use crate::token::TokenKind;

fn settings(folder: &Path) -> MailSettings {
    MailSettings {
        transport: MailTransport::Folder(folder.join("mail")),
        from: "Althing <althing@example.org>".into(),
        public_url: "https://althing.example.org/".into(),
        site_url: None,
    }
}

fn clock() -> Arc<dyn Clock> {
    Arc::new(ManualClock::new("2030-01-01T12:00:00Z".parse().unwrap()))
}

/// The one mail in the folder.
fn written(folder: &Path) -> String {
    let files: Vec<_> = std::fs::read_dir(folder.join("mail")).unwrap().collect();
    assert_eq!(files.len(), 1);
    let file = files[0].as_ref().unwrap().path();
    assert_eq!(file.extension().unwrap(), "eml");
    std::fs::read_to_string(file).unwrap()
}

#[tokio::test]
async fn a_sign_in_mail_holds_code_and_link_and_no_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let mailer = Mailer::new(&settings(folder.path()), clock()).unwrap();
    let to = Address::parse("anna@example.org").unwrap();
    let link = Token::of(TokenKind::Link, &[7; 32]);
    mailer.sign_in_code(&to, "012345", &link).await.unwrap();
    let mail = written(folder.path());
    assert!(mail.contains("\r\n012345\r\n"), "{mail}");
    assert!(mail.contains(&format!("https://althing.example.org/sign-in#{}", link.expose())));
    assert!(mail.contains("To: anna@example.org"));
    assert!(mail.contains("Date: Tue, 01 Jan 2030 12:00:00 +0000"), "{mail}");
    assert!(!mail.contains("List-Unsubscribe"));
}

#[tokio::test]
async fn promise_10_an_invitation_has_a_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let mailer = Mailer::new(&settings(folder.path()), clock()).unwrap();
    let invitation = DueInvitation {
        id: domain::InvitationId::from_u128(1),
        group: domain::GroupId::from_u128(2),
        address: Address::parse("bo@example.org").unwrap(),
        link: Token::of(TokenKind::Invitation, &[7; 32]),
        way_out: Token::of(TokenKind::Refusal, &[8; 48]),
    };
    mailer.invitation(&invitation, Some("Harbour\r\nBcc: x@y.z")).await.unwrap();
    let mail = written(folder.path());
    let way_out = invitation.way_out.expose();
    let url = format!("https://althing.example.org/refuse-invitations/{way_out}");
    assert_eq!(mail.matches(&url).count(), 2, "{mail}");
    assert!(mail.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{mail}");
    assert!(mail.contains("the group \"Harbour  Bcc: x@y.z\""), "{mail}");
    assert!(!mail.contains("\nBcc:"), "{mail}");
}

#[test]
fn settings_that_make_no_sense_are_refused_without_their_value() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |change: &dyn Fn(&mut MailSettings)| {
        let mut settings = settings(folder.path());
        change(&mut settings);
        Mailer::new(&settings, clock()).unwrap_err().to_string()
    };
    assert!(refused(&|s| s.from = "nobody".into()).starts_with("the sender"));
    for url in ["", "althing.example.org", "https://", "https://a b", "https://a?x", "ftp://a"] {
        assert!(refused(&|s| s.public_url = url.into()).starts_with("the public address"));
        assert!(refused(&|s| s.site_url = Some(url.into())).starts_with("the address of the site"));
    }
    let secret = "gopher://user:hunter2@host";
    let said = refused(&|s| s.transport = MailTransport::Smtp(secret.into()));
    assert!(said.starts_with("the mail relay") && !said.contains("hunter2"), "{said}");
}

#[test]
fn a_relay_is_not_contacted_before_there_is_mail() {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = settings(folder.path());
    settings.transport = MailTransport::Smtp("smtps://user:hunter2@mail.invalid:465".into());
    let mailer = Mailer::new(&settings, clock()).unwrap();
    assert_eq!(format!("{mailer:?}"), "Mailer(..)");
}
