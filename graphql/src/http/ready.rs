//! Whether requests may be sent here.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use eventlog::Position;
use projections::SetState;

use crate::app::App;

/// How long the database may take to say how far the log is.
const PATIENCE: Duration = Duration::from_secs(2);
/// How many events the read models may be behind.
const CLOSE: u64 = 20_000;

/// Whether it is ready, and why not: the first thing that is wrong.
pub(super) async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    match problem(&app).await {
        None => (StatusCode::OK, "ready\n"),
        Some(problem) => (StatusCode::SERVICE_UNAVAILABLE, problem),
    }
}

async fn problem(app: &App) -> Option<&'static str> {
    // Asked first: everything else may be old news while the database is away.
    let head = tokio::time::timeout(PATIENCE, app.log.head()).await;
    let Ok(Ok(head)) = head else { return Some("the database does not answer\n") };
    if let Err(problem) = app.clock.check() {
        tracing::warn!(%problem, "http.ready: the clock is not relied on");
        return Some("the clock does not agree with the database's\n");
    }
    let progress = app.reader.progress();
    match progress.state() {
        SetState::Building => Some("building the read models\n"),
        SetState::Stopped(_) => Some("the read models stopped\n"),
        SetState::Unready { .. } => Some("the log is newer than this program\n"),
        SetState::Live if is_far(progress.position(), head) => {
            Some("the read models are far behind the log\n")
        }
        SetState::Live => None,
    }
}

const fn is_far(projected: Position, head: Position) -> bool {
    head.0.saturating_sub(projected.0) > CLOSE
}
