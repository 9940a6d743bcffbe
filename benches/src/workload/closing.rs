//! How long after its closing time the close of a proposal is in the log.

use std::path::Path;
use std::time::Duration;

use deploy::server::Server;
use domain::{ProposalId, Timestamp};
use eventlog::{Clock, EventLog, Version};

use crate::community::{Closing, Community};
use crate::database::Database;
use crate::figure::{judge, quantile};
use crate::service;

const SPREAD: usize = 1_000;
/// From one close to the next, where they are spread.
const STEP: Duration = Duration::from_millis(10);
const AT_ONCE: usize = 10_000;
/// How long raising a proposal may take, with plenty to spare.
const RAISING: Duration = Duration::from_millis(6);

/// Measures it.
pub async fn run(dir: &Path) {
    let database = Database::start(dir).await;
    let late = closes(&database, "spread", SPREAD, |first| Closing::Every(first, STEP)).await;
    let p99 = quantile(&late, 0.99);
    println!("  1,000 closes, 10 ms apart: p50 {:.1} ms, p99 {p99:.1} ms", quantile(&late, 0.5));
    judge("p99 of lateness", &format!("{p99:.1} ms"), p99 <= 50.0, "50 ms");
    let late = closes(&database, "at_once", AT_ONCE, Closing::At).await;
    let last = quantile(&late, 1.0);
    println!(
        "  10,000 closes at one instant: p50 {:.0} ms, last {last:.0} ms",
        quantile(&late, 0.5)
    );
    judge("last of 10,000", &format!("{last:.0} ms"), last <= 3_000.0, "3000 ms");
    database.stop().await;
}

/// How many milliseconds late each close was, sorted.
async fn closes(
    database: &Database,
    name: &str,
    count: usize,
    closing: impl FnOnce(Timestamp) -> Closing,
) -> Vec<f64> {
    let (server, _mail) = service::server(database.named(name).await).await;
    let start = server.services().clock.now();
    let first = start + Duration::from_secs(10) + RAISING * count as u32;
    let closing = closing(first);
    let community = Community::found(server.services(), 10, count, closing).await;
    let raised = server.services().clock.now();
    assert!(raised < first, "raising took too long: {raised} is after {first}");
    let mut late = Vec::with_capacity(count);
    for (index, id) in community.proposals.iter().enumerate() {
        let closes_at = closing.of(index).expect("a closing time");
        let closed_at = closed(&server, *id).await;
        late.push((closed_at.as_millisecond() - closes_at.as_millisecond()) as f64);
    }
    server.stop().await;
    late.sort_by(f64::total_cmp);
    late
}

/// When the log took the close.
async fn closed(server: &Server, id: ProposalId) -> Timestamp {
    loop {
        let log = &server.services().log;
        let events = log.read_stream(id.into(), Version::NONE, 100).await.expect("the log");
        let close = events.iter().find(|event| &*event.event_type == "ProposalClosed");
        if let Some(close) = close {
            return close.recorded_at;
        }
        // Seldom enough not to be what is measured.
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
