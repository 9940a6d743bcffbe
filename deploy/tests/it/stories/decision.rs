//! From an invitation to a decision that is made, closed and recorded.

mod repeating;

use serde_json::{Value, json};

use super::{group_with_discussion, in_days, raise, text};
use crate::service::{Service, Somebody, service};

/// The mail to this address, when it has come.
pub(super) async fn mail_to(service: &Service, address: &str) -> String {
    loop {
        let files = std::fs::read_dir(service.mail.path()).unwrap();
        let mails = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
        let to = format!("To: {address}");
        if let Some(mail) = mails.into_iter().find(|mail| mail.contains(&to)) {
            return mail;
        }
        tokio::task::yield_now().await;
    }
}

/// The code, below the headers: there are other digits in these.
pub(super) fn code_in(mail: &str) -> String {
    let (_, body) = mail.split_once("\r\n\r\n").unwrap();
    body.split(|c: char| !c.is_ascii_digit()).find(|word| word.len() == 6).unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_signs_in_by_mail_and_out_again() {
    let service = service().await;
    let nobody = Somebody::default();
    let ask =
        "mutation { it: requestSignInCode(input: {address: \"Ann@Example.org\"}) { browser } }";
    let browser = text(&service.ask(&nobody, ask, json!({})).await["it"]["browser"]);
    let code = code_in(&mail_to(&service, "Ann@example.org").await);
    let sign_in = "mutation($input: SignInInput!) { it: signIn(input: $input) {
        token viewer { person { displayName } address } errors { ... on Refusal { code } } } }";
    let with = |code: &str, name: Option<&str>| json!({ "input": { "browser": browser, "code": code, "displayName": name } });
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let refused = service.ask(&nobody, sign_in, with(wrong, Some("Ann"))).await;
    assert_eq!(refused["it"]["errors"][0]["code"], "WRONG_CODE");
    let refused = service.ask(&nobody, sign_in, with(&code, None)).await;
    assert_eq!(refused["it"]["errors"][0]["code"], "NAME_NEEDED");
    let signed_in = service.ask(&nobody, sign_in, with(&code, Some("Ann"))).await;
    let ann = Somebody { id: String::new(), token: Some(text(&signed_in["it"]["token"])) };
    let me = "{ viewer { person { displayName } address sessions { nodes { browser } } } }";
    let viewer = service.ask(&ann, me, json!({})).await;
    assert_eq!(viewer["viewer"]["person"]["displayName"], "Ann");
    assert_eq!(viewer["viewer"]["address"], "Ann@example.org", "the case that it was written in");
    let again = service.ask(&nobody, sign_in, with(&code, Some("Ann"))).await;
    assert_eq!(again["it"]["errors"][0]["code"], "WRONG_CODE", "a code works once");
    assert_eq!(service.ask(&ann, "mutation { signOut }", json!({})).await["signOut"], true);
    let out = service.answer(&ann, me, json!({})).await;
    assert_eq!(out["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_decides() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let (group, discussion) = group_with_discussion(&service, &ann).await;
    service.done(&ben, "joinGroup", "group { myRole }", json!({ "groupId": group })).await;
    let comment = json!({ "discussionId": discussion, "body": "Rye, please." });
    let said = service.done(&ben, "addComment", "comment { id body }", comment).await;
    assert_eq!(said["comment"]["body"], "Rye, please.");
    let proposal = raise(&service, &ann, &discussion).await;
    for (who, stance) in [(&ann, "AGREE"), (&ben, "DISAGREE"), (&ben, "ABSTAIN")] {
        let vote =
            json!({ "proposalId": proposal, "ballot": { "stance": stance }, "reason": "Well." });
        let read =
            "projected proposal { myVote { reason ballot { ... on ConsentBallot { stance } } } }";
        let cast = service.done(who, "castVote", read, vote).await;
        assert_eq!(cast["projected"], true);
        assert_eq!(cast["proposal"]["myVote"]["ballot"]["stance"], stance);
        assert_eq!(cast["proposal"]["myVote"]["reason"], "Well.");
    }
    let outcome = json!({ "proposalId": proposal, "statement": "Rye on Fridays it is." });
    assert_eq!(service.refused(&ann, "writeOutcome", outcome.clone()).await, "VOTING_NOT_CLOSED");
    let close = json!({ "proposalId": proposal, "reason": "All have voted." });
    assert_eq!(
        service.refused(&ben, "closeProposalEarly", close.clone()).await,
        "AUTHOR_OR_ADMIN_ONLY"
    );
    let closed = service
        .done(
            &ann,
            "closeProposalEarly",
            "proposal { stage close { electorate verdict cause \
               reason tally { ... on ConsentTally { agree abstain disagree } } } }",
            close,
        )
        .await;
    assert_eq!(
        closed["proposal"]["close"],
        json!({ "electorate": 2, "verdict": "NONE", "cause": "PERSON", "reason": "All have voted.",
                "tally": { "agree": 1, "abstain": 1, "disagree": 0 } })
    );
    let late = json!({ "proposalId": proposal, "ballot": { "stance": "BLOCK" } });
    assert_eq!(service.refused(&ben, "castVote", late).await, "VOTING_CLOSED");
    let written =
        service.done(&ann, "writeOutcome", "outcome { statement revision }", outcome).await;
    assert_eq!(written["outcome"]["statement"], "Rye on Fridays it is.");
    service.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vote_is_answered_as_it_was_recorded() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (_, discussion) = group_with_discussion(&service, &ann).await;
    let proposal = raise(&service, &ann, &discussion).await;
    let vote = |stance: &str, key: &str| {
        json!({ "proposalId": proposal, "ballot": { "stance": stance }, "reason": "Well.",
                "idempotencyKey": key })
    };
    let change = "at reason ballot { ... on ConsentBallot { stance } }";
    let read = format!(
        "vote {{ {change} }} proposal {{ myVoteHistory(last: 1) {{ nodes {{ {change} }} }} }}"
    );
    let first = service.done(&ann, "castVote", &read, vote("AGREE", "first")).await;
    assert_eq!(first["vote"]["ballot"]["stance"], "AGREE");
    assert_eq!(first["vote"]["reason"], "Well.");
    assert_eq!(first["vote"], first["proposal"]["myVoteHistory"]["nodes"][0], "as it stays");
    for key in ["first", "another"] {
        let again = service.done(&ann, "castVote", &read, vote("AGREE", key)).await;
        assert_eq!(again["vote"], first["vote"], "nothing changed: the vote that stands");
    }
    let second = service.done(&ann, "castVote", &read, vote("BLOCK", "second")).await;
    let late = service.done(&ann, "castVote", &read, vote("AGREE", "first")).await;
    assert_eq!(late["vote"], second["vote"], "what stands by now");

    let refused = "mutation($input: CastVoteInput!) {
        castVote(input: $input) { vote { at } errors { ... on Refusal { code } } } }";
    let input = json!({ "proposalId": proposal, "ballot": { "options": [1] } });
    let refused = service.ask(&ann, refused, json!({ "input": input })).await;
    assert_eq!(refused["castVote"]["vote"], Value::Null);
    assert_eq!(refused["castVote"]["errors"].as_array().unwrap().len(), 1);

    let create = "mutation($until: DateTime!) { createApiToken(input: {
        name: \"ballots\", write: true, expiresAt: $until }) { secret } }";
    let made = service.ask(&ann, create, json!({ "until": in_days(&service, 30) })).await;
    let token = Some(text(&made["createApiToken"]["secret"]));
    let writer = Somebody { token, ..ann.clone() };
    let unread = service.done(&writer, "castVote", "vote { at }", vote("AGREE", "third")).await;
    assert_eq!(unread["vote"], Value::Null, "it does not read");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_leads_into_a_secret_group_once() {
    let service = service().await;
    let (ann, ben) = (service.somebody("ann").await, service.somebody("ben").await);
    let input = json!({ "name": "Cellar", "privacy": "SECRET" });
    let group = service.done(&ann, "createGroup", "group { id }", input).await;
    let group = text(&group["group"]["id"]);
    let see = "query($id: ID!) { group(id: $id) { name } }";
    let id = json!({ "id": group });
    assert_eq!(service.ask(&ben, see, id.clone()).await["group"], json!(null));
    assert_eq!(service.refused(&ben, "joinGroup", json!({ "groupId": group })).await, "NOT_FOUND");
    let invite = json!({ "groupId": group, "addresses": ["ben@example.org", "zoe@example.org"] });
    service.done(&ann, "inviteToGroup", "projected", invite).await;
    let mine = "{ viewer { invitations { nodes { id group { name } } } } }";
    let invited = service.ask(&ben, mine, json!({})).await;
    assert_eq!(invited["viewer"]["invitations"]["nodes"][0]["group"]["name"], "Cellar");
    let accept = json!({ "invitationId": invited["viewer"]["invitations"]["nodes"][0]["id"] });
    service.done(&ben, "acceptInvitation", "group { myRole }", accept.clone()).await;
    assert_eq!(service.ask(&ben, see, id).await["group"]["name"], "Cellar");
    service.done(&ben, "acceptInvitation", "group { myRole }", accept.clone()).await;
    let zoe = service.somebody("zoe").await;
    let stolen = service.refused(&zoe, "acceptInvitation", accept.clone()).await;
    assert_eq!(stolen, "NOT_FOUND", "an invitation works once, and for others was never there");
    let declined = service.refused(&zoe, "declineInvitation", accept).await;
    assert_eq!(declined, "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_key_does_a_thing_once() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (_, discussion) = group_with_discussion(&service, &ann).await;
    let comment =
        |body: &str| json!({ "discussionId": discussion, "body": body, "idempotencyKey": "k" });
    let first = service.done(&ann, "addComment", "comment { id }", comment("Once")).await;
    let second = service.done(&ann, "addComment", "comment { id }", comment("Once")).await;
    assert_eq!(first["comment"], second["comment"]);
    let other = service.refused(&ann, "addComment", comment("Other")).await;
    assert_eq!(other, "IDEMPOTENCY_KEY_REUSED");
    let count = "query($id: ID!) { discussion(id: $id) { commentCount } }";
    let count = service.ask(&ann, count, json!({ "id": discussion })).await;
    assert_eq!(count["discussion"]["commentCount"], 1);
}
