//! Methods that compare options.

use serde_json::{Value, json};

use super::{Story, breads, numbered_breads};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_score_options() {
    let scores = |scores: [i32; 3]| {
        let each =
            (1..).zip(scores).map(|(number, score)| json!({ "number": number, "score": score }));
        each.collect::<Value>()
    };
    let vote = |given: [i32; 3]| json!({ "scores": scores(given) });
    Story {
        method: json!({ "score": { "options": breads() } }),
        parameters: (
            "... on ScoreMethod { options { number text } minScore maxScore }",
            json!({ "options": numbered_breads(), "minScore": 0, "maxScore": 5 }),
        ),
        ballots: [vote([5, 0, 2]), vote([4, 1, 0])],
        reason: None,
        own: (
            "... on ScoreBallot { scores { number score } }",
            [[5, 0, 2], [4, 1, 0]].map(|given| json!({ "scores": scores(given) })),
        ),
        running: None,
        tally: (
            "... on ScoreTally { votes options { number sum mean } }",
            json!({ "votes": 2, "options": [
                { "number": 1, "sum": 9, "mean": 4.5 },
                { "number": 2, "sum": 1, "mean": 0.5 },
                { "number": 3, "sum": 2, "mean": 1.0 },
            ] }),
        ),
        refused: vec![
            (vote([6, 0, 0]), "SCORE_OUT_OF_BOUNDS"),
            (vote([i32::MAX, 0, 0]), "SCORE_OUT_OF_BOUNDS"),
            (vote([0, -1, 0]), "SCORE_OUT_OF_BOUNDS"),
            (json!({ "scores": [{ "number": 2, "score": 5 }] }), "OPTION_LEFT_OUT"),
            (json!({ "scores": [{ "number": 4, "score": 5 }] }), "NO_SUCH_OPTION"),
            (json!({ "ranking": [1, 2, 3] }), "OTHER_METHOD"),
        ],
        verdict: "NONE",
    }
    .tell()
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_lay_points_on_options() {
    let points = |number: u8, points: u32| json!({ "number": number, "points": points });
    Story {
        method: json!({ "allocate": { "options": breads() } }),
        parameters: (
            "... on AllocateMethod { options { number text } budget }",
            json!({ "options": numbered_breads(), "budget": 8 }),
        ),
        ballots: [json!({ "points": [points(3, 5), points(1, 3)] }), json!({ "points": [] })],
        reason: None,
        own: (
            "... on AllocateBallot { points { number points } }",
            [json!({ "points": [points(1, 3), points(3, 5)] }), json!({ "points": [] })],
        ),
        running: None,
        tally: (
            "... on AllocateTally { abstain options { number points } }",
            json!({ "abstain": 1, "options": [points(1, 3), points(2, 0), points(3, 5)] }),
        ),
        refused: vec![
            (json!({ "points": [points(1, 5), points(2, 4)] }), "OVER_BUDGET"),
            (json!({ "points": [points(1, 1), points(1, 1)] }), "CHOSEN_TWICE"),
            (json!({ "points": [points(9, 1)] }), "NO_SUCH_OPTION"),
            (json!({ "options": [1] }), "OTHER_METHOD"),
        ],
        verdict: "NONE",
    }
    .tell()
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_rank_options() {
    let ranks = |number: u8, points: u32, firsts: u32| json!({ "number": number, "points": points, "firsts": firsts });
    Story {
        method: json!({ "rank": { "options": breads(), "minRanked": 2 } }),
        parameters: (
            "... on RankMethod { options { number text } minRanked }",
            json!({ "options": numbered_breads(), "minRanked": 2 }),
        ),
        ballots: [json!({ "ranking": [2, 1, 3] }), json!({ "ranking": [2, 3] })],
        reason: None,
        own: (
            "... on RankBallot { ranking }",
            [json!({ "ranking": [2, 1, 3] }), json!({ "ranking": [2, 3] })],
        ),
        running: None,
        tally: (
            "... on RankTally { options { number points firsts } }",
            json!({ "options": [ranks(1, 2, 0), ranks(2, 6, 2), ranks(3, 3, 0)] }),
        ),
        refused: vec![
            (json!({ "ranking": [1] }), "TOO_FEW_CHOICES"),
            (json!({ "ranking": [1, 2, 1] }), "CHOSEN_TWICE"),
            (json!({ "ranking": [1, 0] }), "NO_SUCH_OPTION"),
            (json!({ "stance": "AGREE" }), "OTHER_METHOD"),
        ],
        verdict: "NONE",
    }
    .tell()
    .await;
}
