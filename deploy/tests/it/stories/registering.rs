//! Where people come by invitation, one leads to an account; others get none.

use deploy::config::Registration;
use serde_json::{Value, json};

use super::decision::code_in;
use super::text;
use crate::service::{Service, Somebody, service_set};

/// The mail to this address that says `what`, when it has come.
async fn mail(service: &Service, address: &str, what: &str) -> String {
    let to = format!("To: {address}");
    loop {
        let files = std::fs::read_dir(service.mail.path()).unwrap();
        let mut mails = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
        if let Some(mail) = mails.find(|mail| mail.contains(&to) && mail.contains(what)) {
            return mail;
        }
        tokio::task::yield_now().await;
    }
}

/// What comes of signing in with the code that is mailed to this address.
async fn sign_in(service: &Service, address: &str, invitation: Option<&str>) -> Value {
    let nobody = Somebody::default();
    let ask = "mutation($input: RequestSignInCodeInput!) {
        it: requestSignInCode(input: $input) { browser } }";
    let asked = service.ask(&nobody, ask, json!({ "input": { "address": address } })).await;
    let code = code_in(&mail(service, address, "code for signing in").await);
    let sign_in = "mutation($input: SignInInput!) { it: signIn(input: $input) {
        token viewer { address } errors { ... on Refusal { code } } } }";
    let input = json!({
        "browser": asked["it"]["browser"],
        "code": code,
        "displayName": "Zoe",
        "invitation": invitation,
    });
    service.ask(&nobody, sign_in, json!({ "input": input })).await["it"].take()
}

/// Who signed in.
fn somebody(signed_in: &Value) -> Somebody {
    assert_eq!(signed_in["errors"], json!([]));
    Somebody { id: String::new(), token: Some(text(&signed_in["token"])) }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_by_mail_leads_to_an_account_and_into_the_group() {
    let service = service_set(|settings| settings.registration = Registration::Invited).await;
    let ann = service.somebody("ann").await;
    let input = json!({ "name": "Cellar", "privacy": "SECRET" });
    let group = service.done(&ann, "createGroup", "group { id }", input).await;
    let group = text(&group["group"]["id"]);
    let stranger = sign_in(&service, "yan@example.org", None).await;
    assert_eq!(stranger["errors"][0]["code"], "NOT_INVITED");
    assert_eq!(stranger["token"], Value::Null);
    let addresses = ["zoe@example.org", "work@example.org"];
    let invite = json!({ "groupId": group, "addresses": addresses });
    service.done(&ann, "inviteToGroup", "projected", invite).await;
    let see = "query($id: ID!) { group(id: $id) { name myRole } }";
    let id = json!({ "id": group });
    let inside = json!({ "name": "Cellar", "myRole": "MEMBER" });

    // By the address that was invited.
    let signed_in = sign_in(&service, "zoe@example.org", None).await;
    assert_eq!(signed_in["viewer"]["address"], "zoe@example.org");
    let zoe = somebody(&signed_in);
    let mine = "{ viewer { invitations { nodes { id group { name } } } } }";
    let invited =
        service.ask(&zoe, mine, json!({})).await["viewer"]["invitations"]["nodes"][0].take();
    assert_eq!(invited["group"]["name"], "Cellar");
    let accept = json!({ "invitationId": invited["id"] });
    service.done(&zoe, "acceptInvitation", "projected", accept).await;
    assert_eq!(service.ask(&zoe, see, id.clone()).await["group"], inside);

    // By another, with what the mail to the one that was invited brought.
    let letter = mail(&service, "work@example.org", "/invitation#").await;
    let (_, link) = letter.split_once("/invitation#").unwrap();
    let link = link.split_whitespace().next().unwrap();
    let made_up = sign_in(&service, "den@example.org", Some("ali_nonsense")).await;
    assert_eq!(made_up["errors"][0]["code"], "NOT_INVITED");
    let home = somebody(&sign_in(&service, "home@example.org", Some(link)).await);
    let outside = service.ask(&home, see, id.clone()).await;
    assert_eq!(outside["group"], Value::Null, "an account alone shows nothing");
    service.done(&home, "acceptInvitation", "projected", json!({ "token": link })).await;
    assert_eq!(service.ask(&home, see, id).await["group"], inside);
    let again = service.refused(&zoe, "acceptInvitation", json!({ "token": link })).await;
    assert_eq!(again, "NOT_FOUND", "it was taken");
}
