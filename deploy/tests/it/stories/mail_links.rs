//! Where links in mail lead, when somebody follows them with nothing but a browser.

use data_encoding::BASE64;
use reqwest::Response;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::decision::{code_in, mail_to};
use super::text;
use crate::service::{Service, Somebody, service, service_set};

/// The link in a mail, below the address of the service.
fn link_in(service: &Service, mail: &str, path: &str) -> String {
    let base = format!("http://{}{path}", service.server.address());
    let at = mail.find(&base).expect("the mail has the link");
    mail[at..].split(['\r', '\n', '>']).next().unwrap().to_owned()
}

/// A page that is whole in itself.
async fn page(answer: Response) -> String {
    assert_eq!(answer.status(), 200);
    whole(answer).await
}

async fn whole(answer: Response) -> String {
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert!(header("content-type").starts_with("text/html"));
    assert_eq!(
        (header("referrer-policy"), header("cache-control")),
        ("no-referrer".into(), "no-store".into())
    );
    let policy = header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'sha256-"), "{policy}");
    let html = answer.text().await.unwrap();
    assert!(!html.contains("http") && !html.contains("src="), "nothing is loaded: {html}");
    if let Some((_, script)) = html.split_once("<script>") {
        let script = script.split("</script>").next().unwrap();
        let hash = BASE64.encode(&Sha256::digest(script));
        assert!(policy.contains(&format!("'sha256-{hash}'")), "it may run");
    }
    html
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_link_of_a_sign_in_mail_leads_to_a_page_that_says_what_to_do_and_uses_nothing_up() {
    let service = service().await;
    let nobody = Somebody::default();
    let ask =
        "mutation { it: requestSignInCode(input: {address: \"ann@example.org\"}) { browser } }";
    let asked = service.ask(&nobody, ask, json!({})).await;
    let mail = mail_to(&service, "ann@example.org").await;
    let link = link_in(&service, &mail, "/sign-in#");
    // A browser keeps what comes after the # to itself.
    let (url, token) = link.split_once('#').unwrap();
    let html = page(reqwest::get(url).await.unwrap()).await;
    assert!(html.contains("six digits") && html.contains("id=token"), "{html}");
    assert!(html.contains("history.replaceState"), "what it shows does not stay in the history");
    let sign_in = "mutation($input: SignInInput!) { it: signIn(input: $input) { token } }";
    let browser = &asked["it"]["browser"];
    let input = json!({ "browser": browser, "link": token, "displayName": "Ann" });
    let signed_in = service.ask(&nobody, sign_in, json!({ "input": input })).await;
    assert!(text(&signed_in["it"]["token"]).starts_with("als_"));
    assert_eq!(code_in(&mail).len(), 6);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitations_links_lead_to_pages_and_only_a_post_refuses() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let input = json!({ "name": "Cellar", "privacy": "SECRET" });
    let group = service.done(&ann, "createGroup", "group { id }", input).await;
    let invite = json!({ "groupId": group["group"]["id"], "addresses": ["zoe@example.org"] });
    service.done(&ann, "inviteToGroup", "", invite).await;
    let mail = mail_to(&service, "zoe@example.org").await;
    let link = link_in(&service, &mail, "/invitation#");
    let html = page(reqwest::get(link.split('#').next().unwrap()).await.unwrap()).await;
    assert!(html.contains("Sign in with the address") && html.contains("id=token"), "{html}");

    let way_out = link_in(&service, &mail, "/refuse-invitations/");
    let refused = async || {
        let client = service.database().pool.get().await.unwrap();
        let count = "SELECT count(*) FROM vault.refused_addresses";
        client.query_one(count, &[]).await.unwrap().get::<_, i64>(0)
    };
    let asks = page(reqwest::get(&way_out).await.unwrap()).await;
    assert!(asks.contains("<form method=post>"), "{asks}");
    assert_eq!(refused().await, 0, "looking refuses nothing");
    let client = reqwest::Client::new();
    let one_click = client.post(&way_out).body("List-Unsubscribe=One-Click").send().await.unwrap();
    let told = page(one_click).await;
    assert_eq!(refused().await, 1);
    let made_up = format!("http://{}/refuse-invitations/alr_nothing", service.server.address());
    let same = page(client.post(made_up).send().await.unwrap()).await;
    assert_eq!(same, told, "every link is answered alike");

    service.cut_off().await;
    let later = client.post(&way_out).send().await.unwrap();
    assert_eq!(later.status(), 503);
    let html = whole(later).await;
    assert!(html.contains("Try again in a moment"), "{html}");
    service.server.kill();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_a_client_has_a_site_links_lead_there() {
    let site = "https://client.example/app/".to_owned();
    let service = service_set(|settings| settings.site_url = Some(site)).await;
    let nobody = Somebody::default();
    let ask = "mutation { requestSignInCode(input: {address: \"ann@example.org\"}) { browser } }";
    service.ask(&nobody, ask, json!({})).await;
    let mail = mail_to(&service, "ann@example.org").await;
    assert!(mail.contains("https://client.example/app/sign-in#all_"), "{mail}");
}
