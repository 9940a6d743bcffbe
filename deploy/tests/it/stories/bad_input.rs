//! Whatever comes in: an answer that names the problem, never a 5xx and never a panic.

mod every_mutation;

use serde_json::{Value, json};

use super::{group_with_discussion, raise};
use crate::service::{Service, Somebody, service};

async fn fault(
    service: &Service,
    who: &Somebody,
    query: &str,
    variables: Value,
) -> (String, String) {
    let answer = service.answer(who, query, variables).await;
    let error = &answer["errors"][0];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (text(&error["extensions"]["code"]), text(&error["message"]))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_that_are_not_requests_are_refused() {
    let service = service().await;
    let nested = {
        // Each fragment spreads the next one twice: doubled thirty times if it were unfolded.
        let fragments: String = (0..30)
            .map(|n| format!("fragment f{n} on Query {{ ...f{m} ...f{m} }} ", m = n + 1))
            .collect();
        format!("{{ ...f0 }} {fragments} fragment f30 on Query {{ __typename }}")
    };
    for (body, status) in [
        (b"".to_vec(), 400),
        (b"{".to_vec(), 400),
        (b"[]".to_vec(), 400),
        (b"[{\"query\":\"{ __typename }\"}]".to_vec(), 400),
        (b"{\"query\":7}".to_vec(), 400),
        (b"{\"query\":\"\xff\"}".to_vec(), 400),
        (br#"{"query":"{ viewer { address } }","variables":[]}"#.to_vec(), 400),
        (br#"{"query":"{ \ud800 }"}"#.to_vec(), 400),
        (vec![b' '; 10 << 20], 413),
        (json!({ "query": "{ nothing }" }).to_string().into_bytes(), 200),
        (json!({ "query": "{".repeat(5_000) }).to_string().into_bytes(), 200),
        (json!({ "query": nested }).to_string().into_bytes(), 200),
    ] {
        let start = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        let answer = service.post(body).await;
        assert_eq!(answer.status(), status, "{start}");
        let answer: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        assert!(answer["errors"][0]["extensions"]["code"].is_string(), "{start}: {answer}");
    }
    assert_eq!(service.post(r#"{"query":"{ __typename }"}"#).await.status(), 200, "it goes on");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn inputs_are_refused_by_name_with_the_bound() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (group, discussion) = group_with_discussion(&service, &ann).await;
    let proposal = raise(&service, &ann, &discussion).await;
    let bad = "BAD_USER_INPUT";
    for (query, variables, code, word) in [
        ("query($n: Int) { groups(first: $n) { nodes { id } } }", json!({ "n": -1 }), bad, "first"),
        ("query($n: Int) { groups(last: $n) { nodes { id } } }", json!({ "n": 101 }), bad, "100"),
        ("{ groups(first: 1, last: 1) { nodes { id } } }", json!({}), bad, "both"),
        (
            "query($c: String) { groups(after: $c) { nodes { id } } }",
            json!({ "c": "x" }),
            bad,
            "after",
        ),
        ("query($i: ID!) { group(id: $i) { id } }", json!({ "i": discussion }), bad, "group"),
        (
            "query($i: ID!) { discussion(id: $i) { id } }",
            json!({ "i": "\u{0}" }),
            bad,
            "discussion",
        ),
        ("query($i: ID!) { node(id: $i) { id } }", json!({ "i": "?" }), bad, "id"),
    ] {
        let (found, message) = fault(&service, &ann, query, variables).await;
        assert_eq!(found, code, "{query}: {message}");
        assert!(message.contains(word), "{query}: {message}");
    }
    let time = "mutation($t: DateTime!) { moveClosing(input: {proposalId: \"x\", closesAt: $t}) { position } }";
    for wrong in
        [json!("soon"), json!(0), json!("2026-13-01T00:00:00Z"), json!("99999-01-01T00:00:00Z")]
    {
        let (code, message) = fault(&service, &ann, time, json!({ "t": wrong })).await;
        assert_eq!(code, bad);
        assert!(message.contains("at the latest 9999-12-30T22:00:00Z"), "{message}");
    }
    let raise = |field: &str, value: Value| {
        let consent = json!({ "consent": true });
        let mut input = json!({ "discussionId": discussion, "title": "Rye", "method": consent });
        input[field] = value;
        json!({ "input": input })
    };
    let count = |target: i64| json!({ "count": { "target": target } });
    let chosen = |number: i64| json!({ "input": { "proposalId": proposal, "ballot": { "options": [1, number] } } });
    for (mutation, variables, says) in [
        (
            "raiseProposal",
            raise("quorum", json!(-1)),
            "$input.quorum: expected a whole number from 1 to 100",
        ),
        (
            "raiseProposal",
            raise("quorum", json!(256)),
            "$input.quorum: expected a whole number from 1 to 100",
        ),
        (
            "raiseProposal",
            raise("quorum", json!(1_u64 << 40)),
            "$input.quorum: expected a whole number from -2147483648 to 2147483647",
        ),
        (
            "raiseProposal",
            raise("method", count(-5)),
            "$input.method.count.target: expected a whole number from 1",
        ),
        (
            "castVote",
            chosen(-1),
            "$input.ballot.options.1: expected a whole number that is an option's",
        ),
    ] {
        let name = mutation[..1].to_uppercase() + &mutation[1..];
        let query = format!(
            "mutation($input: {name}Input!) {{ {mutation}(input: $input) {{ position }} }}"
        );
        let (code, message) = fault(&service, &ann, &query, variables).await;
        assert_eq!(code, bad);
        assert!(message.contains(says), "{message}");
    }
    let people: Vec<String> = (0..1_500).map(|n| format!("person-{n:026}")).collect();
    let named = json!({ "discussionId": discussion, "body": "Hi", "mentionIds": people });
    assert_eq!(service.refused(&ann, "addComment", named).await, "TOO_MANY_MENTIONS");
    let closing = |time: &str| json!({ "proposalId": proposal, "closesAt": time });
    for (time, code) in
        [("9999-06-01T00:00:00Z", "CLOSES_TOO_LATE"), ("1999-12-31T23:59:59Z", "SHORT_NOTICE")]
    {
        let refused = service.refused(&ann, "moveClosing", closing(time)).await;
        assert!(["CLOSES_TOO_EARLY", code].contains(&refused.as_str()), "{time}: {refused}");
    }
    let comment = |body: String| json!({ "discussionId": discussion, "body": body });
    assert_eq!(service.refused(&ann, "addComment", comment(" ".into())).await, "TEXT_LENGTH");
    assert_eq!(
        service.refused(&ann, "addComment", comment("a".repeat(10_001))).await,
        "TEXT_LENGTH"
    );
    let add = "mutation($input: AddCommentInput!) { addComment(input: $input) { position } }";
    let nul = json!({ "input": comment("a\u{0}b".into()) });
    let (code, message) = fault(&service, &ann, add, nul).await;
    assert_eq!(code, bad);
    assert!(message.contains("NUL"), "{message}");
    let put = "mutation($input: RaiseProposalInput!) { raiseProposal(input: $input) { position } }";
    for (title, says) in [
        ("Rye\u{7}", "title has a control character"),
        ("Rye\u{202E}", "at character 4"),
        ("\u{200B}", "title shows nothing"),
    ] {
        let (code, message) = fault(&service, &ann, put, raise("title", json!(title))).await;
        assert_eq!(code, bad);
        assert!(message.contains(says), "{message}");
    }
    let ballots = [
        (json!({ "options": [1] }), "OTHER_METHOD"),
        (json!({ "noneOfThese": true }), "OTHER_METHOD"),
    ];
    for (ballot, code) in ballots {
        let vote = json!({ "proposalId": proposal, "ballot": ballot });
        assert_eq!(service.refused(&ann, "castVote", vote).await, code);
    }
    let two = json!({ "proposalId": proposal, "ballot": { "stance": "AGREE", "options": [1] } });
    let cast = "mutation($input: CastVoteInput!) { castVote(input: $input) { position } }";
    assert_eq!(fault(&service, &ann, cast, json!({ "input": two })).await.0, bad);
    let odd = ["nobody", "\"a b\"@example.org"];
    for address in odd {
        let invite = json!({ "groupId": group, "addresses": [address] });
        assert_eq!(service.refused(&ann, "inviteToGroup", invite).await, "ADDRESS_MALFORMED");
    }
    let many: Vec<String> = (0..1_001).map(|n| format!("a{n}@example.org")).collect();
    let invite = json!({ "groupId": group, "addresses": many });
    assert_eq!(service.refused(&ann, "inviteToGroup", invite).await, "LIST_LENGTH");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn variables_that_are_no_text_and_no_number_are_refused() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (_, discussion) = group_with_discussion(&service, &ann).await;
    let by_id = r"query($id: ID!) { node(id: $id) { id } }";
    for (variables, status) in [
        (r#"{"id":"\ud800"}"#, 400),
        (r#"{"id":"\udc00\ud800"}"#, 400),
        (r#"{"id":"\u0000"}"#, 200),
        (r#"{"id":NaN}"#, 400),
        (r#"{"id":1e999}"#, 400),
        (r#"{"id":[["group"]]}"#, 200),
    ] {
        let body = format!(r#"{{"query":"{by_id}","variables":{variables}}}"#);
        let answer = service.post(body).await;
        assert_eq!(answer.status(), status, "{variables}");
        let answer: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        let code = answer["errors"][0]["extensions"]["code"].as_str().unwrap();
        assert!(["BAD_REQUEST", "BAD_USER_INPUT"].contains(&code), "{variables}: {answer}");
    }
    let input = json!({
        "discussionId": discussion,
        "title": "Bread",
        "method": { "score": { "options": ["Rye", "Spelt"] } },
    });
    let raised = service.done(&ann, "raiseProposal", "proposal { id }", input).await;
    let cast = "mutation($input: CastVoteInput!) { castVote(input: $input) { position } }";
    for score in [json!(1_u64 << 63), json!(i64::MIN), json!(2.5), json!("5"), Value::Null] {
        let scores = json!([{ "number": 1, "score": score }, { "number": 2, "score": 0 }]);
        let vote =
            json!({ "proposalId": raised["proposal"]["id"], "ballot": { "scores": scores } });
        let (code, message) = fault(&service, &ann, cast, json!({ "input": vote })).await;
        assert_eq!(code, "BAD_USER_INPUT", "{score}: {message}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cursor_of_one_list_leads_nowhere_in_another() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    group_with_discussion(&service, &ann).await;
    let read = service.ask(&ann, "{ groups { edges { cursor } } }", json!({})).await;
    let cursor = json!({ "c": read["groups"]["edges"][0]["cursor"] });
    let after = "query($c: String) { discussions(after: $c) { nodes { id } } }";
    let (code, message) = fault(&service, &ann, after, cursor).await;
    assert_eq!(code, "BAD_USER_INPUT");
    assert!(message.contains("after"), "{message}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn positions_and_cursors_from_elsewhere_are_told_apart() {
    // Both have one master key, as a database that was made anew would.
    let (one, other) = (service().await, service().await);
    let ann = one.somebody("ann").await;
    group_with_discussion(&one, &ann).await;
    let groups = "{ groups { edges { cursor } } }";
    let read = one.answer(&ann, groups, json!({})).await;
    let position = read["extensions"]["position"].clone();
    let ask = |position: &Value| {
        json!({ "query": "{ __typename }", "extensions": { "waitFor": position } }).to_string()
    };
    assert_eq!(one.post(ask(&position)).await.status(), 200);
    for (position, status, code) in
        [(position, 409, "RESYNC_REQUIRED"), (json!("garbage"), 200, "BAD_USER_INPUT")]
    {
        let answer = other.post(ask(&position)).await;
        assert_eq!(answer.status(), status);
        let answer: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        assert_eq!(answer["errors"][0]["extensions"]["code"], code);
    }
    let after = "query($c: String) { groups(after: $c) { nodes { id } } }";
    let cursor = json!({ "c": read["data"]["groups"]["edges"][0]["cursor"] });
    let nobody = Somebody::default();
    assert_eq!(fault(&other, &nobody, after, cursor).await.0, "BAD_USER_INPUT");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_position_that_the_log_has_lost_asks_to_start_again() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (_, discussion) = group_with_discussion(&service, &ann).await;
    let input = json!({ "discussionId": discussion, "body": "Lost." });
    let lost = service.done(&ann, "addComment", "projected", input).await["position"].clone();
    let service = service.without_its_last_event().await;
    let wait = json!({ "query": "{ __typename }", "extensions": { "waitFor": lost } });
    let answer = service.post(wait.to_string()).await;
    assert_eq!(answer.status(), 409);
    let answer: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    assert_eq!(answer["errors"][0]["extensions"]["code"], "RESYNC_REQUIRED");
    let subscribe = "subscription($d: ID!, $a: Position) {
        discussionActivity(discussionId: $d, after: $a) { kind } }";
    let from = json!({ "d": discussion, "a": lost });
    let mut events = service.events(&ann, subscribe, from).await;
    let answer = String::from_utf8(events.chunk().await.unwrap().unwrap().to_vec()).unwrap();
    assert!(answer.contains("RESYNC_REQUIRED"), "{answer}");
}
