//! Methods that find a time, find people, or ask what they think.

use serde_json::{Value, json};

use super::Story;
use crate::service::service;
use crate::stories::{group_with_discussion, text};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_find_a_time() {
    let said = |said: [&str; 3]| {
        let show = |(number, it)| json!({ "number": number, "availability": it });
        json!({ "availabilities": (1..).zip(said).map(show).collect::<Value>() })
    };
    let suits = |number: u8, yes: u32, if_needed: u32, no: u32| json!({ "number": number, "yes": yes, "ifNeeded": if_needed, "no": no });
    let (ann, ben) = (["YES", "NO", "IF_NEEDED"], ["YES", "IF_NEEDED", "NO"]);
    Story {
        method: json!({ "schedule": {
            "options": ["2026-12-01", "2026-12-02T18:00:00Z", "2026-12-02T21:00:00+02:00"],
        } }),
        parameters: (
            "... on ScheduleMethod { options { number slot } }",
            json!({ "options": [
                { "number": 1, "slot": "2026-12-01" },
                { "number": 2, "slot": "2026-12-02T18:00:00Z" },
                { "number": 3, "slot": "2026-12-02T19:00:00Z" },
            ] }),
        ),
        ballots: [said(ann), said(ben)],
        reason: Some("Work."),
        own: (
            "... on ScheduleBallot { availabilities { number availability } }",
            [said(ann), said(ben)],
        ),
        running: None,
        tally: (
            "... on ScheduleTally { options { number yes ifNeeded no } }",
            json!({ "options": [suits(1, 2, 0, 0), suits(2, 0, 1, 1), suits(3, 0, 1, 1)] }),
        ),
        refused: vec![
            (
                json!({ "availabilities": [{ "number": 1, "availability": "YES" }] }),
                "OPTION_LEFT_OUT",
            ),
            (
                json!({ "availabilities": [{ "number": 4, "availability": "NO" }] }),
                "NO_SUCH_OPTION",
            ),
            (json!({ "options": [1] }), "OTHER_METHOD"),
        ],
        verdict: "NONE",
    }
    .tell()
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_are_in_or_out() {
    let is = |what| json!({ "participation": what });
    Story {
        method: json!({ "count": {} }),
        parameters: ("... on CountMethod { target }", json!({ "target": 5 })),
        ballots: [is("IN"), is("OUT")],
        reason: None,
        own: ("... on CountBallot { participation }", [is("IN"), is("OUT")]),
        running: None,
        tally: (
            "... on CountTally { ins outs target reached }",
            json!({ "ins": 1, "outs": 1, "target": 5, "reached": false }),
        ),
        refused: vec![
            (json!({ "answer": true }), "OTHER_METHOD"),
            (json!({ "stance": "AGREE" }), "OTHER_METHOD"),
        ],
        verdict: "NONE",
    }
    .tell()
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_answer_in_writing() {
    let answer = json!({ "answer": "Rye, for it keeps." });
    Story {
        method: json!({ "ask": true }),
        parameters: ("... on AskMethod { __typename }", json!({ "__typename": "AskMethod" })),
        ballots: [json!({ "answer": true }), json!({ "answer": true })],
        reason: Some("Rye, for it keeps."),
        own: ("... on AskBallot { answer }", [answer.clone(), answer]),
        running: None,
        tally: ("... on AskTally { answers }", json!({ "answers": 2 })),
        refused: vec![
            (json!({ "answer": true }), "REASON_REQUIRED"),
            (json!({ "participation": "IN" }), "OTHER_METHOD"),
        ],
        verdict: "NONE",
    }
    .tell()
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_dates_of_what_was_discarded_are_removed_with_its_words() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (_, discussion) = group_with_discussion(&service, &ann).await;
    let input = json!({
        "discussionId": discussion, "title": "When?",
        "method": { "schedule": { "options": ["2026-12-01", "2026-12-02T18:00:00Z"] } },
    });
    let raised = service.done(&ann, "raiseProposal", "proposal { id }", input).await;
    let id = json!({ "id": text(&raised["proposal"]["id"]) });
    let look = "query($id: ID!) { proposal(id: $id) { title
        method { ... on ScheduleMethod { options { number slot } } } } }";
    let found = service.ask(&ann, look, id.clone()).await;
    assert_eq!(found["proposal"]["method"]["options"][0]["slot"], "2026-12-01");
    let discard = json!({ "discussionId": discussion });
    service.done(&ann, "discardDiscussion", "projected", discard).await;
    let found = service.ask(&ann, look, id).await;
    let options = json!([{ "number": 1, "slot": null }, { "number": 2, "slot": null }]);
    assert_eq!(found["proposal"], json!({ "title": null, "method": { "options": options } }));
}
