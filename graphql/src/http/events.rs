//! Subscriptions as server-sent events, one request each: the distinct connections mode of GraphQL
//! over SSE (<https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md>). Queries and
//! mutations may be sent so too.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::Request;
use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, Method};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use eventlog::EventId;
use futures::{Stream, StreamExt, stream};
use tokio::time::Instant;

use super::answer::Answer;
use super::credential::Credential;
use super::media::{self, Media};
use super::params::Params;
use super::serve::{caller, not_executed, read};
use crate::app::App;
use crate::call::{Call, step_in_time};
use crate::fault::{Code, Fault};
use crate::lifetime::over;

/// How often something is sent where there is nothing to tell, so that nobody takes the line for
/// dead.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

/// Whether the client asks for events.
pub(super) fn wanted(headers: &HeaderMap) -> bool {
    headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .filter_map(|range| range.split(';').next())
        .any(|range| range.trim().eq_ignore_ascii_case("text/event-stream"))
}

/// Carries the operation out and sends each of its results as an event.
pub(super) async fn respond(
    app: App,
    request: Request,
    correlation: EventId,
    came: Instant,
) -> Response {
    match step_in_time(came, begin(app, request, correlation, came)).await {
        Ok(events) => {
            let alive = KeepAlive::new().interval(SIGN_OF_LIFE);
            let unbuffered = [("x-accel-buffering", "no"), ("cache-control", "no-store")];
            (unbuffered, Sse::new(events).keep_alive(alive)).into_response()
        }
        Err(faults) => not_executed(faults).into_response(Media::GraphqlResponse, correlation),
    }
}

async fn begin(
    app: App,
    request: Request,
    correlation: EventId,
    came: Instant,
) -> Result<impl Stream<Item = Result<Event, Infallible>> + Send + 'static, Vec<Fault>> {
    let one = |fault: Fault| vec![fault];
    let (head, body) = request.into_parts();
    if head.method != Method::POST {
        let fault = Fault::new(Code::MethodNotAllowed, "Ask for events with POST.");
        return Err(one(fault));
    }
    media::check_body(&head.headers).map_err(one)?;
    let bytes = read(&app, body).await.map_err(one)?;
    let params = Params::from_json(&bytes).map_err(one)?;
    let caller = caller(&app, &head.headers, correlation, came).await.map_err(one)?;
    let token = Credential::read(&head.headers).map_err(one)?.token().map(str::to_owned);
    let call = Call::new(&app, caller, params).await?;
    let next = move |answer: Answer| {
        let json = answer.to_json(correlation);
        Event::default().event("next").data(String::from_utf8_lossy(&json))
    };
    let complete = Event::default().event("complete");
    let results = call.answers().take_until(Box::pin(over(app, token))).map(next);
    Ok(results.chain(stream::iter([complete])).map(Ok))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn events_are_wanted_where_they_are_named() {
        let cases = [
            ("text/event-stream", true),
            ("Text/Event-Stream; charset=utf-8", true),
            ("application/json, text/event-stream;q=0.5", true),
            ("*/*", false),
            ("text/*", false),
            ("application/json", false),
        ];
        for (accept, expected) in cases {
            let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accept))]);
            assert_eq!(wanted(&headers), expected, "{accept}");
        }
        assert!(!wanted(&HeaderMap::new()));
    }
}
