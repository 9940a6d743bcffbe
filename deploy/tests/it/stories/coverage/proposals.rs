//! Proposals from the first word to the outcome, and how things end.

use serde_json::{Value, json};

use super::{Scene, in_days};

impl Scene {
    pub async fn proposals(&mut self) {
        let proposal = self.raising().await;
        self.voting(&proposal).await;
        self.closing(&proposal).await;
        let outcome = self.deciding(&proposal).await;
        self.following(&proposal, &outcome).await;
        let Self { record, ann, .. } = self;
        let (own, week) = (json!({ "proposalId": proposal }), in_days(&record.service, 7));
        let again = json!({ "proposalId": proposal, "closesAt": week });
        record.only(ann, "reopenProposal", "", again).await;
        record.only(ann, "withdrawProposal", "", own).await;
    }

    async fn raising(&mut self) -> Value {
        let Self { record, ann, ben, wine, cellar, .. } = self;
        let define = json!({ "groupId": cellar, "name": "New" });
        let tag = record.done(ann, "defineTag", "tag { id }", define).await["tag"]["id"].take();
        let terms = json!({
            "discussionId": wine,
            "title": "Red wine",
            "details": "From the south.",
            "method": { "choose": { "options": ["Red", "White"] } },
            "quorum": 50,
            "rule": { "threshold": { "percent": 50, "of": "OF_VOTES" } },
            "namedElectorate": [ann.id, ben.id],
            "tagIds": [tag],
        });
        let eve = record.eve.clone();
        record.refused(&eve, "raiseProposal", terms.clone(), "NAMED_NOT_MEMBER").await;
        let raised = record.done(ann, "raiseProposal", "proposal { id }", terms).await;
        let proposal = raised["proposal"]["id"].clone();
        let edit =
            json!({ "proposalId": proposal, "expectedRevision": 1, "details": "From the north." });
        record.only(ann, "editProposal", "", edit).await;
        let to = json!({ "proposalId": proposal, "to": { "people": [ben.id] } });
        record.only(ann, "announceProposal", "", to).await;
        let react = json!({ "proposalId": proposal, "emoji": "👏" });
        record.only(ben, "reactToProposal", "", react.clone()).await;
        let nobody = record.nobody.clone();
        record.query((ann, &eve), "proposal", json!({ "id": proposal })).await;
        record.query((ben, &nobody), "viewer", json!({})).await;
        record.only(ben, "unreactToProposal", "", react).await;
        proposal
    }

    async fn voting(&mut self, proposal: &Value) {
        let Self { record, ann, ben, .. } = self;
        let ballot = json!({ "options": [1] });
        let vote = json!({ "proposalId": proposal, "ballot": ballot, "reason": "It is better." });
        record.only(ben, "castVote", "", vote.clone()).await;
        record.only(ben, "withdrawVote", "", json!({ "proposalId": proposal })).await;
        record.done(ann, "castVote", "", vote).await;
        record.look(ann, "Proposal", proposal).await;
        let clarify = json!({ "proposalId": proposal, "body": "Two barrels." });
        let note = record.only(ann, "addNote", "note { id }", clarify).await;
        record.look(ben, "Note", &note["note"]["id"]).await;
        let later = json!({ "proposalId": proposal, "closesAt": in_days(&record.service, 9) });
        record.only(ann, "moveClosing", "", later).await;
    }

    async fn closing(&mut self, proposal: &Value) {
        let Self { record, ann, ben, cellar, .. } = self;
        let early = json!({ "proposalId": proposal, "reason": "All are asked." });
        record.only(ann, "closeProposalEarly", "", early).await;
        record.look(ann, "Proposal", proposal).await;
        record.only(ben, "endDelegation", "", json!({ "groupId": cellar })).await;
    }

    async fn deciding(&mut self, proposal: &Value) -> Value {
        let Self { record, ann, ben, .. } = self;
        let review = in_days(&record.service, 30);
        let write = json!({ "proposalId": proposal, "statement": "Red it is.", "option": 1, "reviewAt": review });
        let written = record.only(ann, "writeOutcome", "outcome { id }", write).await;
        let outcome = written["outcome"]["id"].clone();
        let revise = json!({ "proposalId": proposal, "outcomeId": outcome, "expectedRevision": 1,
                             "statement": "Red.", "option": 1, "reviewAt": review });
        record.only(ann, "reviseOutcome", "", revise).await;
        let of = |more: Value| {
            let mut input = json!({ "proposalId": proposal, "outcomeId": outcome });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            input
        };
        record.only(ann, "announceOutcome", "", of(json!({ "to": { "everybody": true } }))).await;
        record.only(ben, "reactToOutcome", "", of(json!({ "emoji": "🎉" }))).await;
        record.look(ann, "Outcome", &outcome).await;
        record.only(ben, "unreactToOutcome", "", of(json!({ "emoji": "🎉" }))).await;
        outcome
    }

    async fn following(&mut self, proposal: &Value, outcome: &Value) {
        let Self { record, ann, ben, wine, .. } = self;
        let (eve, nobody) = (record.eve.clone(), record.nobody.clone());
        record.look(ben, "Proposal", proposal).await;
        record.look(ben, "Discussion", wine).await;
        record.query((ben, &nobody), "viewer", json!({})).await;
        let look = "{ viewer { inbox(last: 1) { nodes { position } } } }";
        let first = record.service.ask(ben, look, json!({})).await;
        let after = first["viewer"]["inbox"]["nodes"][0]["position"].clone();
        let of = |id: &Value| json!({ "id": id, "a": after });
        record.follow((ann, &eve), "discussionActivity", (of(wine), "NOT_FOUND")).await;
        record.follow((ann, &eve), "proposalProgress", (of(proposal), "NOT_FOUND")).await;
        record.follow((ben, &nobody), "inbox", (of(outcome), "UNAUTHENTICATED")).await;
    }

    pub async fn endings(&mut self) {
        let Self { record, ann, gus, cellar, .. } = self;
        let preview = json!({ "groupId": cellar, "privacy": "CLOSED" });
        let eve = record.eve.clone();
        record.query((ann, &eve), "previewGroupPrivacy", preview).await;
        record.query((ann, &record.nobody.clone()), "viewer", json!({})).await;
        let start = json!({ "groupId": cellar, "title": "Cider" });
        let started = record.done(ann, "startDiscussion", "discussion { id }", start).await;
        let cider = &started["discussion"]["id"];
        record.only(ann, "discardDiscussion", "", json!({ "discussionId": cider })).await;
        record.look(ann, "Discussion", cider).await;
        let gone = json!({ "groupId": cellar, "personId": gus.id });
        record.only(ann, "removeMember", "", gone).await;
        let own = json!({ "groupId": cellar });
        record.only(ann, "archiveGroup", "", own.clone()).await;
        record.look(ann, "Group", cellar).await;
        record.only(ann, "unarchiveGroup", "", own.clone()).await;
        record.only(ann, "deleteGroup", "", own.clone()).await;
        record.look(ann, "Group", cellar).await;
        record.only(ann, "restoreGroup", "", own).await;
    }
}
