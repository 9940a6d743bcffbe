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

/// Counts an operation that was executed, of a request that came at `came`. A subscription counts
/// once, when it begins.
pub(crate) fn executed(kind: OperationType, came: Instant, answer: Option<&Answer>) {
    let operation = match kind {
        OperationType::Query => "QUERY",
        OperationType::Mutation => "MUTATION",
        OperationType::Subscription => "SUBSCRIPTION",
    };
    let fault = answer.and_then(|answer| answer.faults.first());
    let outcome = fault.map_or("OK", |(fault, _)| fault.code.as_str());
    counter!("althing_requests_total", "operation" => operation, "outcome" => outcome).increment(1);
    if answer.is_some() {
        let took = histogram!("althing_request_duration_seconds", "operation" => operation);
        took.record(came.elapsed().as_secs_f64());
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
