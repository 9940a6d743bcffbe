//! What is counted of operations. Labels are words of closed sets, whatever clients send.

use async_graphql::parser::types::OperationType;
use metrics::{counter, gauge, histogram};
use tokio::time::Instant;

use crate::fault::Code;
use crate::http::answer::Answer;

/// Counts a request that came to nothing that could be executed.
pub(crate) fn not_executed(why: Code) {
    let outcome = why.as_str();
    counter!("althing_requests_total", "operation" => "NONE", "outcome" => outcome).increment(1);
}

/// Counts a subscription, when it begins.
pub(crate) fn begun() {
    count(OperationType::Subscription, "OK");
}

fn count(kind: OperationType, outcome: &'static str) {
    let operation = named(kind);
    counter!("althing_requests_total", "operation" => operation, "outcome" => outcome).increment(1);
}

const fn named(kind: OperationType) -> &'static str {
    match kind {
        OperationType::Query => "QUERY",
        OperationType::Mutation => "MUTATION",
        OperationType::Subscription => "SUBSCRIPTION",
    }
}

/// An operation that is being executed, of a request that came at `came`. It counts once it is
/// answered; if this is dropped before that, whoever asked has gone.
pub(crate) struct Executing {
    kind: OperationType,
    came: Instant,
    outcome: &'static str,
}

impl Executing {
    pub(crate) const fn new(kind: OperationType, came: Instant) -> Self {
        Self { kind, came, outcome: "GONE" }
    }

    pub(crate) fn answered(mut self, answer: &Answer) {
        self.outcome = answer.faults.first().map_or("OK", |(fault, _)| fault.code.as_str());
    }
}

impl Drop for Executing {
    fn drop(&mut self) {
        count(self.kind, self.outcome);
        let operation = named(self.kind);
        let took = histogram!("althing_request_duration_seconds", "operation" => operation);
        took.record(self.came.elapsed().as_secs_f64());
    }
}

/// A WebSocket that is counted as long as this lasts.
pub(crate) struct OpenSocket(());

impl OpenSocket {
    pub(crate) fn new() -> Self {
        gauge!("althing_sockets").increment(1.0);
        Self(())
    }
}

impl Drop for OpenSocket {
    fn drop(&mut self) {
        gauge!("althing_sockets").decrement(1.0);
    }
}
