//! An outcome's review date comes due, once.

use domain::ProposalId;
use eventlog::{Clock, EventLog, Version};
use serde_json::json;

use super::{group_with_discussion, raise, text};
use crate::service::{Service, service};

/// How often the log says that the proposal's outcome is to be looked at again.
async fn reviews(service: &Service, proposal: &str) -> usize {
    let id: ProposalId = proposal.strip_prefix("proposal-").unwrap().parse().unwrap();
    let log = &service.server.services().log;
    let events = log.read_stream(id.into(), Version::NONE, 100).await.unwrap();
    events.iter().filter(|event| &*event.event_type == "OutcomeReviewDue").count()
}

async fn until_reviewed(service: &Service, proposal: &str) {
    while reviews(service, proposal).await == 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_review_date_comes_due_once_also_when_nothing_ran_on_the_day() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let (_, discussion) = group_with_discussion(&service, &ann).await;
    let proposal = raise(&service, &ann, &discussion).await;
    let close = json!({ "proposalId": proposal, "reason": "Clear." });
    service.done(&ann, "closeProposalEarly", "projected", close).await;
    let soon = service.server.services().clock.now() + std::time::Duration::from_secs(3);
    let outcome =
        json!({ "proposalId": proposal, "statement": "Rye.", "reviewAt": soon.to_string() });
    let written = service.done(&ann, "writeOutcome", "outcome { id }", outcome).await;
    let outcome = text(&written["outcome"]["id"]);
    let service = service.restarted_after(soon).await;
    until_reviewed(&service, &proposal).await;
    let service = service.restarted_after(soon).await;
    let events = reviews(&service, &proposal).await;
    assert_eq!(events, 1, "however often it starts again");
    let look = "query($id: ID!) { node(id: $id) { ... on Outcome { reviewDue } }
        viewer { inbox(first: 1) { nodes { reason } } } }";
    loop {
        let seen = service.ask(&ann, look, json!({ "id": outcome })).await;
        if seen["node"]["reviewDue"] == true {
            assert_eq!(seen["viewer"]["inbox"]["nodes"][0]["reason"], "OUTCOME_REVIEW_DUE");
            break;
        }
    }
    let later = service.server.services().clock.now() + std::time::Duration::from_secs(3_600);
    let revise = json!({
        "proposalId": proposal, "outcomeId": outcome, "expectedRevision": 1,
        "statement": "Rye.", "reviewAt": later.to_string(),
    });
    let revised = service.done(&ann, "reviseOutcome", "outcome { reviewDue }", revise).await;
    assert_eq!(revised["outcome"]["reviewDue"], false, "a new date is yet to come");
    service.server.stop().await;
}
