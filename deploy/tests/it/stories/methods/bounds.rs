//! What is beyond a bound, or no input at all.

use serde_json::{Value, json};

use super::breads;
use crate::service::service;
use crate::stories::{group_with_discussion, text};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn methods_out_of_bounds_are_refused_with_the_bound() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (_, discussion) = group_with_discussion(&service, &ann).await;
    let raise = |method: Value, more: Value| {
        let mut input = json!({ "discussionId": discussion, "title": "Bread", "method": method });
        for (name, value) in more.as_object().expect("fields") {
            input[name] = value.clone();
        }
        input
    };
    let alike = json!(["Rye", "Spelt", " Rye"]);
    let quorum = json!({ "quorum": 50 });
    for (method, code) in [
        (json!({ "score": { "options": breads(), "minScore": 3, "maxScore": 2 } }), "SCORE_BOUNDS"),
        (json!({ "score": { "options": breads(), "maxScore": 1_001 } }), "SCORE_BOUNDS"),
        (json!({ "score": { "options": alike } }), "OPTIONS_ALIKE"),
        (json!({ "allocate": { "options": breads(), "budget": 0 } }), "BUDGET_OUT_OF_BOUNDS"),
        (json!({ "allocate": { "options": ["Rye"] } }), "OPTION_COUNT"),
        (json!({ "rank": { "options": breads(), "minRanked": 4 } }), "RANK_BOUNDS"),
        (json!({ "rank": { "options": alike } }), "OPTIONS_ALIKE"),
        (json!({ "schedule": { "options": ["2026-12-01"] } }), "OPTION_COUNT"),
        (json!({ "schedule": { "options": ["2026-12-01", "2026-12-01"] } }), "OPTIONS_ALIKE"),
        (json!({ "rankStv": { "options": breads(), "seats": 0 } }), "SEATS_OUT_OF_BOUNDS"),
        (json!({ "rankStv": { "options": breads(), "seats": 4 } }), "SEATS_OUT_OF_BOUNDS"),
        (json!({ "rankPairs": { "options": alike } }), "OPTIONS_ALIKE"),
        (json!({ "count": { "target": 0 } }), "TARGET_OUT_OF_BOUNDS"),
    ] {
        let refused = service.refused(&ann, "raiseProposal", raise(method.clone(), quorum.clone()));
        assert_eq!(refused.await, code, "{method}");
    }
    let rule = json!({ "rule": { "threshold": { "percent": 50, "of": "OF_VOTES" } } });
    let disagree = json!({ "reasonPolicy": "REQUIRED_TO_DISAGREE" });
    let named = ["score", "allocate", "rank", "rankPairs"]
        .map(|name| json!({ name: { "options": breads() } }));
    let times = json!({ "options": ["2026-12-01", "2026-12-02"] });
    let seats = json!({ "options": breads(), "seats": 1 });
    let others = [
        json!({ "rankStv": seats }),
        json!({ "schedule": times }),
        json!({ "count": {} }),
        json!({ "ask": true }),
    ];
    for method in named.into_iter().chain(others) {
        let refused = service.refused(&ann, "raiseProposal", raise(method.clone(), rule.clone()));
        assert_eq!(refused.await, "RULE_NOT_FOR_METHOD", "{method}");
        let refused =
            service.refused(&ann, "raiseProposal", raise(method.clone(), disagree.clone()));
        assert_eq!(refused.await, "REASONS_NOT_FOR_METHOD", "{method}");
    }
    let silent = raise(json!({ "ask": true }), json!({ "reasonPolicy": "OPTIONAL" }));
    let refused = service.refused(&ann, "raiseProposal", silent).await;
    assert_eq!(refused, "REASONS_NOT_FOR_METHOD", "an answer in writing is written");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_date_is_no_input() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (_, discussion) = group_with_discussion(&service, &ann).await;
    let raise =
        "mutation($input: RaiseProposalInput!) { raiseProposal(input: $input) { position } }";
    for wrong in [json!("soon"), json!("2026-13-01"), json!("2026-12-01T18:00"), json!(20_261_201)]
    {
        let method = json!({ "schedule": { "options": ["2026-12-01", wrong] } });
        let input = json!({ "discussionId": discussion, "title": "When?", "method": method });
        let answer = service.answer(&ann, raise, json!({ "input": input })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_that_no_ballot_can_hold_are_no_input() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (_, discussion) = group_with_discussion(&service, &ann).await;
    let input = json!({
        "discussionId": discussion, "title": "Bread", "method": { "score": { "options": breads() } },
    });
    let raised = service.done(&ann, "raiseProposal", "proposal { id }", input).await;
    let proposal = text(&raised["proposal"]["id"]);
    let cast = "mutation($input: CastVoteInput!) { castVote(input: $input) { position } }";
    let two_to_63 = 9_223_372_036_854_775_808_u64;
    for score in [json!(two_to_63), json!(1.5), json!("5"), json!(null)] {
        let ballot = json!({ "scores": [{ "number": 1, "score": score }] });
        let vote = json!({ "input": { "proposalId": proposal, "ballot": ballot } });
        let answer = service.answer(&ann, cast, vote).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{score}");
    }
}
