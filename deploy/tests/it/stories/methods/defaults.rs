//! What a proposal is if no more is said than its method needs.

use domain::Timestamp;
use serde_json::{Value, json};

use crate::service::service;
use crate::stories::group_with_discussion;

const PARAMETERS: &str = "method { __typename
    ... on ChooseMethod { minChoices maxChoices noneOfThese }
    ... on ScoreMethod { minScore maxScore }
    ... on AllocateMethod { budget }
    ... on RankMethod { minRanked }
    ... on RankStvMethod { variant quota }
    ... on CountMethod { target } }
    electorate: namedElectorate { nodes { id } } guestsVote roll reasonPolicy shortReasons
    resultVisibility quorum rule { __typename } reminder opensAt closesAt";

/// The method, and its parameters if none are given.
fn table() -> Vec<(Value, Value)> {
    let options = || json!({ "options": ["Rye", "Oats", "Spelt"] });
    let dates = json!({ "options": ["2026-12-01", "2026-12-02"] });
    let seats = json!({ "options": ["Rye", "Oats", "Spelt"], "seats": 2 });
    vec![
        (json!({ "consent": true }), json!({ "__typename": "ConsentMethod" })),
        (
            json!({ "choose": options() }),
            json!({
                "__typename": "ChooseMethod", "minChoices": 1, "maxChoices": 1,
                "noneOfThese": false,
            }),
        ),
        (
            json!({ "score": options() }),
            json!({ "__typename": "ScoreMethod", "minScore": 0, "maxScore": 5 }),
        ),
        (json!({ "allocate": options() }), json!({ "__typename": "AllocateMethod", "budget": 8 })),
        (json!({ "rank": options() }), json!({ "__typename": "RankMethod", "minRanked": 3 })),
        (
            json!({ "rankStv": seats }),
            json!({ "__typename": "RankStvMethod", "variant": "SCOTTISH", "quota": "DROOP" }),
        ),
        (json!({ "rankPairs": options() }), json!({ "__typename": "RankPairsMethod" })),
        (json!({ "schedule": dates }), json!({ "__typename": "ScheduleMethod" })),
        (json!({ "count": {} }), json!({ "__typename": "CountMethod", "target": 5 })),
        (json!({ "ask": true }), json!({ "__typename": "AskMethod" })),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_said_is_as_the_table_of_methods_has_it() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (_, discussion) = group_with_discussion(&service, &ann).await;
    for (method, parameters) in table() {
        let reasons = if method["ask"] == true { "REQUIRED" } else { "OPTIONAL" };
        let input = json!({ "discussionId": discussion, "title": "Bread", "method": method });
        let selection = format!("proposal {{ {PARAMETERS} }}");
        let mut raised = service.done(&ann, "raiseProposal", &selection, input).await;
        let proposal = raised["proposal"].as_object_mut().unwrap();
        let time = |of: Option<Value>| of.unwrap().as_str().unwrap().parse::<Timestamp>().unwrap();
        let [opens, closes] = ["opensAt", "closesAt"].map(|of| time(proposal.remove(of)));
        assert_eq!(closes.as_second() - opens.as_second(), 7 * 24 * 3_600, "{method}");
        let expected = json!({
            "method": parameters, "electorate": null, "guestsVote": false, "roll": "AT_OPENING",
            "reasonPolicy": reasons, "shortReasons": false, "resultVisibility": "ALWAYS",
            "quorum": null, "rule": null, "reminder": "NOT_VOTED",
        });
        assert_eq!(raised["proposal"], expected, "{method}");
    }
}
