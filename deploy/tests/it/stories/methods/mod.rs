//! Every method from outside: it is put, voted in, hidden while it must be, closed and read.

mod bounds;
mod comparing;
mod defaults;
mod electing;
mod meeting;

use serde_json::{Value, json};

use super::{group_with_discussion, text};
use crate::service::{Service, Somebody, service};

/// A method with votes in it.
struct Story {
    /// The method as it is asked for.
    method: Value,
    /// What is read of it, and what it is.
    parameters: (&'static str, Value),
    /// What ann and ben vote.
    ballots: [Value; 2],
    /// Why.
    reason: Option<&'static str>,
    /// What each reads of their own vote, and what it is.
    own: (&'static str, [Value; 2]),
    /// What is read of the tally while votes are taken, and what it is, if it is another.
    running: Option<(&'static str, Value)>,
    /// What is read of the tally, and what it is.
    tally: (&'static str, Value),
    /// Ballots that are refused, and the rule that they break.
    refused: Vec<(Value, &'static str)>,
    /// What the close means, with a quorum that is met and no rule.
    verdict: &'static str,
}

/// The people of a story: two vote, one does not, and all are members.
struct People {
    ann: Somebody,
    ben: Somebody,
    cat: Somebody,
    discussion: String,
}

async fn people(service: &Service) -> People {
    let [ann, ben, cat] = ["ann", "ben", "cat"].map(|name| service.somebody(name));
    let (ann, ben, cat) = (ann.await, ben.await, cat.await);
    let (group, discussion) = group_with_discussion(service, &ann).await;
    for who in [&ben, &cat] {
        service.done(who, "joinGroup", "", json!({ "groupId": group })).await;
    }
    People { ann, ben, cat, discussion }
}

impl Story {
    async fn tell(self) {
        let service = service().await;
        let people = people(&service).await;
        self.refuses(&service, &people).await;
        for (visibility, voters_see) in [("AFTER_VOTING", true), ("AFTER_CLOSE", false)] {
            self.decides(&service, &people, visibility, voters_see).await;
        }
    }

    /// A proposal with the method.
    async fn put(&self, service: &Service, people: &People, visibility: &str) -> String {
        let input = json!({
            "discussionId": people.discussion,
            "title": "Bread",
            "method": self.method,
            "resultVisibility": visibility,
            "quorum": 60,
        });
        let (selection, parameters) = &self.parameters;
        let selection = format!("proposal {{ id method {{ {selection} }} }}");
        let raised = service.done(&people.ann, "raiseProposal", &selection, input).await;
        assert_eq!(raised["proposal"]["method"], *parameters);
        text(&raised["proposal"]["id"])
    }

    /// What somebody sees of the result.
    async fn look(&self, service: &Service, who: &Somebody, proposal: &str) -> Value {
        let tally = self.tally.0;
        let running = self.running.as_ref().map_or("", |(running, _)| *running);
        let query = format!(
            "query($id: ID!) {{ proposal(id: $id) {{ tally {{ {tally} {running} }} voters \
             votes {{ nodes {{ ballot {{ __typename }} }} }} notVoted {{ nodes {{ person {{ id }} }} }} \
             close {{ verdict voters tally {{ {tally} }} }} }} }}"
        );
        service.ask(who, &query, json!({ "id": proposal })).await["proposal"].take()
    }

    async fn refuses(&self, service: &Service, people: &People) {
        let proposal = self.put(service, people, "ALWAYS").await;
        for (ballot, code) in &self.refused {
            let vote = json!({ "proposalId": proposal, "ballot": ballot });
            assert_eq!(service.refused(&people.ann, "castVote", vote).await, *code, "{ballot}");
        }
        let seen = self.look(service, &people.ann, &proposal).await;
        assert_eq!(seen["voters"], 0, "what was refused is not counted");
    }

    async fn decides(&self, service: &Service, people: &People, visibility: &str, see: bool) {
        let People { ann, ben, cat, .. } = people;
        let proposal = self.put(service, people, visibility).await;
        let (own, read) = &self.own;
        let selection = format!("proposal {{ myVote {{ ballot {{ {own} }} }} }}");
        for ((who, ballot), read) in [ann, ben].into_iter().zip(&self.ballots).zip(read) {
            let vote = json!({ "proposalId": proposal, "ballot": ballot, "reason": self.reason });
            let cast = service.done(who, "castVote", &selection, vote).await;
            assert_eq!(cast["proposal"]["myVote"]["ballot"], *read);
        }
        let none = json!({ "nodes": [] });
        let hidden = json!({ "tally": null, "voters": null, "votes": none, "notVoted": none, "close": null });
        let outside = Somebody::default();
        assert_eq!(self.look(service, cat, &proposal).await, hidden, "{visibility}");
        assert_eq!(self.look(service, &outside, &proposal).await, hidden, "{visibility}");
        let seen = self.look(service, ann, &proposal).await;
        if see {
            let (_, expected) = self.running.as_ref().unwrap_or(&self.tally);
            assert_eq!((&seen["tally"], &seen["voters"]), (expected, &json!(2)));
        } else {
            assert_eq!(seen, hidden, "{visibility}");
        }
        let close = json!({ "proposalId": proposal, "reason": "Enough." });
        service.done(ann, "closeProposalEarly", "projected", close).await;
        let result = json!({ "verdict": self.verdict, "voters": 2, "tally": self.tally.1 });
        for who in [ann, cat, &outside] {
            let seen = self.look(service, who, &proposal).await;
            assert_eq!(seen["close"], result);
            assert_eq!(seen["tally"], self.tally.1);
        }
    }
}

fn breads() -> Value {
    json!(["Rye", "Spelt", "Oats"])
}

fn numbered_breads() -> Value {
    json!([
        { "number": 1, "text": "Rye" },
        { "number": 2, "text": "Spelt" },
        { "number": 3, "text": "Oats" },
    ])
}
