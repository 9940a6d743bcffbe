//! What is measured, as text for Prometheus, on an address of its own.
//!
//! Labels are words of closed sets (a kind of operation, an outcome): no person, no text and no id
//! is in them.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use eventlog::{EventLog, Position};
use metrics::gauge;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use projections::Progress;
use tokio::net::TcpListener;
use tokio::time::{interval, timeout};
use tokio_util::sync::CancellationToken;

use crate::http;

/// Bounds of the durations, in seconds.
const SECONDS: [f64; 14] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0];
/// How often what was measured is summed up, also when nobody asks for it.
const UPKEEP: Duration = Duration::from_secs(5);
/// How long the log may take to say how far it is.
const PATIENCE: Duration = Duration::from_secs(2);

/// Tells what is measured.
pub(crate) struct Metrics {
    listener: TcpListener,
    handle: PrometheusHandle,
}

/// What is asked for when somebody looks.
struct Looked {
    handle: PrometheusHandle,
    log: Arc<dyn EventLog>,
    progress: Progress,
}

impl Metrics {
    /// If there is an address to tell it on, takes that and begins to measure, in all of this
    /// process.
    ///
    /// # Errors
    /// If the address is taken.
    pub(crate) async fn start(address: Option<SocketAddr>) -> Result<Option<Self>> {
        let Some(address) = address else { return Ok(None) };
        let listener = TcpListener::bind(address).await;
        let listener = listener.with_context(|| format!("cannot listen on {address}"))?;
        Ok(Some(Self { listener, handle: measuring()? }))
    }

    /// Where it answers.
    pub(crate) fn address(&self) -> Result<SocketAddr> {
        Ok(self.listener.local_addr()?)
    }

    /// Answers until it is told to stop.
    pub(crate) async fn run(
        self,
        log: Arc<dyn EventLog>,
        progress: Progress,
        stop: CancellationToken,
    ) {
        let Self { listener, handle } = self;
        let mut times = interval(UPKEEP);
        let sums = handle.clone();
        let summing = async {
            loop {
                times.tick().await;
                sums.run_upkeep();
            }
        };
        let looked = Arc::new(Looked { handle, log, progress });
        let router = Router::new().route("/metrics", get(async move || looked.tell().await));
        tokio::select! {
            () = http::serve(listener, router, http::HEADERS, stop) => {}
            _ = summing => {}
        }
    }
}

/// All services of a process are measured together.
fn measuring() -> Result<PrometheusHandle> {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    if let Some(handle) = HANDLE.get() {
        return Ok(handle.clone());
    }
    let seconds = Matcher::Suffix("_seconds".to_owned());
    let builder = PrometheusBuilder::new().set_buckets_for_metric(seconds, &SECONDS)?;
    let handle = builder.install_recorder().context("something else measures this process")?;
    Ok(HANDLE.get_or_init(|| handle).clone())
}

impl Looked {
    async fn tell(&self) -> Response {
        let head = timeout(PATIENCE, self.log.head()).await.ok().and_then(Result::ok);
        let text = self.handle.render() + &positions(head, self.progress.position());
        ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
    }
}

/// How far the log and the set are now; of a log that does not answer nothing is said but that.
fn positions(head: Option<Position>, set: Position) -> String {
    let recorder = PrometheusBuilder::new().build_recorder();
    metrics::with_local_recorder(&recorder, || {
        gauge!("althing_log_reachable").set(f64::from(u8::from(head.is_some())));
        gauge!("althing_set_position").set(count(set.0));
        if let Some(head) = head {
            gauge!("althing_log_head_position").set(count(head.0));
            gauge!("althing_set_lag_events").set(count(head.0.saturating_sub(set.0)));
        }
    });
    recorder.handle().render()
}

#[expect(clippy::cast_precision_loss, reason = "counts are exact up to 2^53")]
const fn count(number: u64) -> f64 {
    number as f64
}
