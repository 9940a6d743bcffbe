//! Methods that elect: seats, and pairs. Their count is made when voting ends.

use serde_json::{Value, json};

use super::{Story, breads, numbered_breads};

fn firsts(votes: [u32; 3]) -> Value {
    let each = (1..).zip(votes).map(|(number, votes)| json!({ "number": number, "votes": votes }));
    json!({ "options": each.collect::<Value>() })
}

const FIRSTS: &str = "... on FirstPreferencesTally { options { number votes } }";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_fill_seats() {
    let stands = |number: u8, votes: &str, gained: &str| json!({ "number": number, "votes": votes, "gained": gained });
    let round = |number: u16, action: &str, of: Value, options: Value, elected: Value| {
        json!({
            "number": number, "action": action, "of": of, "quota": "2.00000", "options": options,
            "keep": [], "nonTransferable": "0.00000", "rounding": "0.00000", "elected": elected,
            "tie": null,
        })
    };
    Story {
        method: json!({ "rankStv": { "options": breads(), "seats": 1 } }),
        parameters: (
            "... on RankStvMethod { options { number text } seats variant quota }",
            json!({
                "options": numbered_breads(), "seats": 1, "variant": "SCOTTISH", "quota": "DROOP",
            }),
        ),
        ballots: [json!({ "preferences": [2, 1] }), json!({ "preferences": [2, 3, 1] })],
        reason: None,
        own: (
            "... on RankStvBallot { preferences }",
            [json!({ "preferences": [2, 1] }), json!({ "preferences": [2, 3, 1] })],
        ),
        running: Some((FIRSTS, firsts([0, 2, 0]))),
        tally: (
            "... on RankStvTally { ballots elected rounds { number action of quota keep { share } \
             nonTransferable rounding elected options { number votes gained } \
             tie { between chosen by round } } }",
            json!({ "ballots": 2, "elected": [2], "rounds": [round(
                1,
                "FIRST_PREFERENCES",
                json!([]),
                json!([
                    stands(1, "0.00000", "0.00000"),
                    stands(2, "2.00000", "2.00000"),
                    stands(3, "0.00000", "0.00000"),
                ]),
                json!([2]),
            )] }),
        ),
        refused: vec![
            (json!({ "preferences": [] }), "TOO_FEW_CHOICES"),
            (json!({ "preferences": [1, 1] }), "CHOSEN_TWICE"),
            (json!({ "preferences": [4] }), "NO_SUCH_OPTION"),
            (json!({ "ranking": [1, 2, 3] }), "OTHER_METHOD"),
        ],
        verdict: "NONE",
    }
    .tell()
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_compare_options_in_pairs() {
    let over = |number: u8, preferring: u32, path: u32| json!({ "number": number, "preferring": preferring, "strongestPath": path });
    let against =
        |number: u8, one: Value, other: Value| json!({ "number": number, "against": [one, other] });
    Story {
        method: json!({ "rankPairs": { "options": breads() } }),
        parameters: (
            "... on RankPairsMethod { options { number text } }",
            json!({ "options": numbered_breads() }),
        ),
        ballots: [json!({ "tiers": [[3, 1], [2]] }), json!({ "tiers": [[3]] })],
        reason: None,
        own: (
            "... on RankPairsBallot { tiers }",
            [json!({ "tiers": [[1, 3], [2]] }), json!({ "tiers": [[3]] })],
        ),
        running: Some((FIRSTS, firsts([1, 0, 2]))),
        tally: (
            "... on RankPairsTally { ballots order options { number against { number preferring \
             strongestPath } } }",
            json!({ "ballots": 2, "order": [[3], [1], [2]], "options": [
                against(1, over(2, 1, 1), over(3, 0, 0)),
                against(2, over(1, 0, 0), over(3, 0, 0)),
                against(3, over(1, 1, 1), over(2, 2, 2)),
            ] }),
        ),
        refused: vec![
            (json!({ "tiers": [[]] }), "TOO_FEW_CHOICES"),
            (json!({ "tiers": [[1], [2, 1]] }), "CHOSEN_TWICE"),
            (json!({ "tiers": [[1, 4]] }), "NO_SUCH_OPTION"),
            (json!({ "preferences": [1] }), "OTHER_METHOD"),
        ],
        verdict: "NONE",
    }
    .tell()
    .await;
}
