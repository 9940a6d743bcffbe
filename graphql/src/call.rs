//! Carrying an operation out, whichever way it came in: who asks, what, and what comes of it.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Response};
use eventlog::EventId;
use futures::stream::BoxStream;
use futures::{Stream, StreamExt, stream};
use tokio::time::{Instant, timeout_at};
use vault::{Browser, Identity};

use crate::app::{App, Asked};
use crate::fault::Fault;
use crate::http::answer::Answer;
use crate::http::params::Params;
use crate::metered::{self, Executing};

/// How long a request may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// Somebody who asks.
pub(crate) struct Caller {
    /// Whom the credential speaks for.
    pub(crate) identity: Option<Identity>,
    /// The family of browser that asks.
    pub(crate) browser: Browser,
    /// What the request is called in the log.
    pub(crate) correlation: EventId,
    /// When the request came.
    pub(crate) came: Instant,
}

/// An operation that may be carried out, with whoever asks for it.
pub(crate) struct Call {
    app: App,
    asked: Arc<Asked>,
    request: Request,
    kind: OperationType,
    came: Instant,
}

impl Call {
    /// Finds the operation and checks it.
    ///
    /// # Errors
    /// Everything that is wrong with the document, its variables or the position to wait for.
    pub(crate) async fn new(
        app: &App,
        caller: Caller,
        params: Params<'_>,
    ) -> Result<Self, Vec<Fault>> {
        let one = |fault: Fault| vec![fault];
        let text = app.trusted.text(&params.document).map_err(one)?;
        let document = app.documents().find(text).await?;
        let operation = document.operation(params.operation_name.as_deref()).map_err(one)?;
        let kind = operation.definition().ty;
        let wait_for = match &params.wait_for {
            Some(token) => Some(app.open_position(token).await.map_err(one)?),
            None => None,
        };
        let is_small = operation.is_small();
        let request = app.documents().bind(operation, params.variables).map_err(one)?;
        let came = caller.came;
        let asked = Arc::new(Asked::new(app.clone(), caller, wait_for, is_small));
        let request = request.data(Arc::clone(&asked));
        Ok(Self { app: app.clone(), asked, request, kind, came })
    }

    /// Whether it asks, commands or subscribes.
    pub(crate) const fn kind(&self) -> OperationType {
        self.kind
    }

    /// What comes of a query or a mutation, in the time that a request may take. Nothing that was
    /// read is held any longer.
    pub(crate) async fn answer(self) -> Answer {
        in_time(self.kind, self.came, self.execute()).await
    }

    async fn execute(self) -> Answer {
        let Self { app, asked, request, .. } = self;
        let response = app.schema().execute(request).await;
        match asked.read_at().map(|at| app.seals().seal_position(at)).transpose() {
            Ok(position) => Answer::executed(response, position),
            Err(fault) => Answer::refused(vec![fault]),
        }
    }

    /// What comes of any operation: one answer, or those of a subscription until it ends. Whoever
    /// takes them may be slow: while an answer is given nothing that was read is held. Answers of
    /// a subscription name no position of their own, for their items do.
    pub(crate) fn answers(self) -> BoxStream<'static, Answer> {
        if self.kind != OperationType::Subscription {
            return stream::once(self.answer()).boxed();
        }
        metered::begun();
        let Self { app, asked, request, .. } = self;
        let responses = app.schema().execute_stream(request);
        whole_reads(responses, move || asked.holds()).boxed()
    }
}

/// What comes of a step on the way to an operation, in the time that a request may take.
pub(crate) async fn step_in_time<T>(
    came: Instant,
    step: impl Future<Output = Result<T, Vec<Fault>>>,
) -> Result<T, Vec<Fault>> {
    timeout_at(came + PATIENCE, step).await.unwrap_or_else(|_| Err(vec![Fault::late()]))
}

/// The answer of an operation if it comes in the time that a request may take. It is counted either
/// way, and also if nobody waits for it any more.
async fn in_time(kind: OperationType, came: Instant, work: impl Future<Output = Answer>) -> Answer {
    let executing = Executing::new(kind, came);
    let answer = timeout_at(came + PATIENCE, work).await.unwrap_or_else(|_| Answer::late());
    executing.answered(&answer);
    answer
}

/// The responses as answers, each of them only once its whole read was resolved: as long as more
/// of it waits, `held` says so, and a connection to the database is kept for it. So a read lasts
/// as long as the database takes, and never as long as a client does. A read has few items, so
/// what gathers here is bounded.
fn whole_reads(
    responses: Pin<Box<dyn Stream<Item = Response> + Send>>,
    held: impl Fn() -> bool + Send,
) -> impl Stream<Item = Answer> + Send {
    let start = (Some(responses), VecDeque::new(), held);
    stream::unfold(start, |(mut responses, mut ready, held)| async move {
        while let Some(more) = &mut responses
            && (ready.is_empty() || held())
        {
            match more.next().await {
                Some(response) => ready.push_back(Answer::executed(response, None)),
                // What it was made of goes with it.
                None => responses = None,
            }
        }
        ready.pop_front().map(|answer| (answer, (responses, ready, held)))
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use async_graphql::Value;
    use metrics_exporter_prometheus::PrometheusBuilder;

    use super::*;
    use crate::fault::Code;

    #[tokio::test(start_paused = true)]
    async fn what_takes_too_long_is_counted_with_the_time_it_took() {
        let recorder = PrometheusBuilder::new().build_recorder();
        let _counted_here = metrics::set_default_local_recorder(&recorder);
        let came = Instant::now();
        let answer = in_time(OperationType::Query, came, std::future::pending()).await;
        assert_eq!(answer.faults[0].0.code, Code::Timeout);
        assert_eq!(came.elapsed(), PATIENCE);
        let text = recorder.handle().render();
        for line in [
            "althing_requests_total{operation=\"QUERY\",outcome=\"TIMEOUT\"} 1",
            "althing_request_duration_seconds_sum{operation=\"QUERY\"} 15",
        ] {
            assert!(text.lines().any(|it| it == line), "{line} is not in {text}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_nobody_waits_for_any_more_is_counted() {
        let recorder = PrometheusBuilder::new().build_recorder();
        let _counted_here = metrics::set_default_local_recorder(&recorder);
        let work = in_time(OperationType::Mutation, Instant::now(), std::future::pending());
        assert!(timeout_at(Instant::now(), work).await.is_err());
        let line = "althing_requests_total{operation=\"MUTATION\",outcome=\"GONE\"} 1";
        let text = recorder.handle().render();
        assert!(text.lines().any(|it| it == line), "{line} is not in {text}");
    }

    #[tokio::test]
    async fn nothing_is_given_while_more_of_a_read_waits() {
        // Reads of three, two and one items.
        const WAITING: [usize; 6] = [2, 1, 0, 1, 0, 0];
        let waiting = Arc::new(AtomicUsize::new(0));
        let holder = Arc::clone(&waiting);
        let responses = stream::iter(WAITING).enumerate().map(move |(number, left)| {
            holder.store(left, Ordering::Relaxed);
            Response::new(Value::from(number))
        });
        let watched = Arc::clone(&waiting);
        let answers = whole_reads(responses.boxed(), move || watched.load(Ordering::Relaxed) > 0);
        let mut answers = std::pin::pin!(answers);
        for number in 0..WAITING.len() {
            let answer = answers.next().await.unwrap();
            assert_eq!(answer.data, Some(Value::from(number)), "each once, in order");
            assert_eq!(
                waiting.load(Ordering::Relaxed),
                0,
                "nothing is held when {number} is given"
            );
        }
        assert!(answers.next().await.is_none());
    }

    #[tokio::test]
    async fn a_read_that_breaks_off_is_given_as_far_as_it_came() {
        let responses = stream::iter([1, 2]).map(|number| Response::new(Value::from(number)));
        let answers = whole_reads(responses.boxed(), || true);
        assert_eq!(answers.count().await, 2);
    }
}
