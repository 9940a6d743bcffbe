//! Answers: what goes back, in which media type, with which status.

use std::fmt;

use async_graphql::{PathSegment, Pos, Response, Value};
use axum::body::Body;
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use eventlog::EventId;
use serde::Serialize;

use super::media::Media;
use crate::fault::{Code, Fault};

/// What comes of a request.
pub struct Answer {
    /// What was asked for; nothing if it was not executed.
    pub data: Option<Value>,
    /// What went wrong, and where in the answer.
    pub faults: Vec<(Fault, Vec<PathSegment>)>,
    /// The token of the position that the answer was read at.
    pub position: Option<String>,
    /// Headers that resolvers set.
    pub headers: HeaderMap,
}

impl Answer {
    /// The answer to a request that is not executed.
    #[must_use]
    pub fn refused(faults: Vec<Fault>) -> Self {
        let faults = faults.into_iter().map(|fault| (fault, Vec::new())).collect();
        Self { data: None, faults, position: None, headers: HeaderMap::new() }
    }

    /// The answer to a request that took longer than it may.
    #[must_use]
    pub fn late() -> Self {
        Self::refused(vec![Fault::late()])
    }

    /// The answer to a request that was executed.
    #[must_use]
    pub fn executed(response: Response, position: Option<String>) -> Self {
        let faults = response.errors.into_iter().map(|mut error| {
            let path = std::mem::take(&mut error.path);
            (Fault::from(error), path)
        });
        Self {
            faults: faults.collect(),
            data: Some(response.data),
            position,
            headers: response.http_headers,
        }
    }

    /// The answer as JSON. Faults that have a cause are logged here, and nowhere else.
    #[must_use]
    pub fn to_json(&self, correlation: EventId) -> Vec<u8> {
        let wire = self.wire(correlation);
        let mut json = Vec::with_capacity(256);
        match serde_json::to_writer(&mut json, &wire) {
            Ok(()) => json,
            Err(error) => {
                tracing::error!(%correlation, %error, "an answer could not be written");
                br#"{"errors":[{"message":"The server made a mistake."}]}"#.to_vec()
            }
        }
    }

    /// The form in which the answer is written.
    #[must_use]
    pub fn wire(&self, correlation: EventId) -> Wire<'_> {
        let correlation = Correlation(correlation);
        let errors = self.faults.iter().map(|(fault, path)| {
            log(fault, correlation);
            let extensions = WireFault { code: fault.code.as_str(), correlation_id: correlation };
            WireError { message: &fault.message, locations: &fault.locations, path, extensions }
        });
        Wire {
            errors: errors.collect(),
            data: self.data.as_ref(),
            extensions: self.position.as_deref().map(|position| WireExtensions { position }),
        }
    }

    /// The HTTP answer.
    #[must_use]
    pub fn into_response(self, media: Media, correlation: EventId) -> axum::response::Response {
        let json = self.to_json(correlation);
        let mut response = axum::response::Response::new(Body::from(json));
        let first = self.faults.first().map(|(fault, _)| fault.code);
        let (status, headers) = (self.status(media), response.headers_mut());
        headers.extend(self.headers);
        headers.insert(CONTENT_TYPE, media.header());
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match first {
            Some(Code::MethodNotAllowed) => {
                headers.insert(ALLOW, HeaderValue::from_static("POST"));
            }
            Some(Code::Unauthenticated) => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Some(Code::Unavailable | Code::TooManyRequests | Code::Timeout) => {
                headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
            }
            _ => {}
        }
        *response.status_mut() = status;
        response
    }

    /// The status, which depends on the media type: see the GraphQL over HTTP specification.
    #[must_use]
    pub fn status(&self, media: Media) -> StatusCode {
        match (&self.data, self.faults.first()) {
            (None, Some((fault, _))) => {
                if media == Media::Json && fault.code.is_about_the_operation() {
                    StatusCode::OK
                } else {
                    fault.code.status()
                }
            }
            _ => StatusCode::OK,
        }
    }
}

fn log(fault: &Fault, correlation: Correlation) {
    let Some(cause) = &fault.cause else { return };
    let code = fault.code.as_str();
    if fault.code == Code::Internal {
        tracing::error!(code, %correlation, cause = &**cause, "a request failed");
    } else {
        tracing::warn!(code, %correlation, cause = &**cause, "a request could not be answered");
    }
}

/// An answer as it is written.
#[derive(Serialize)]
pub struct Wire<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<WireError<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extensions: Option<WireExtensions<'a>>,
}

impl<'a> Wire<'a> {
    /// The errors alone, as the WebSocket protocol sends them before anything was executed.
    #[must_use]
    pub fn errors(&self) -> &[WireError<'a>] {
        &self.errors
    }
}

/// A fault as it is written.
#[derive(Serialize)]
pub struct WireError<'a> {
    message: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    locations: &'a [Pos],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    path: &'a [PathSegment],
    extensions: WireFault,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireFault {
    code: &'static str,
    correlation_id: Correlation,
}

#[derive(Serialize)]
struct WireExtensions<'a> {
    position: &'a str,
}

#[derive(Clone, Copy)]
struct Correlation(EventId);

impl fmt::Display for Correlation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Correlation {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::ServerError;

    use super::*;

    const ID: EventId = EventId(0xABC);

    #[test]
    fn an_answer_has_errors_first_and_no_data_if_nothing_was_executed() {
        let fault = Fault::new(Code::ParseFailed, "no").at(Pos { line: 1, column: 2 });
        let refused = Answer::refused(vec![fault]);
        assert_eq!(
            String::from_utf8(refused.to_json(ID)).unwrap(),
            r#"{"errors":[{"message":"no","locations":[{"line":1,"column":2}],"extensions":{"code":"GRAPHQL_PARSE_FAILED","correlationId":"00000000000000000000000000000abc"}}]}"#
        );
        assert_eq!(refused.status(Media::Json), StatusCode::OK);
        assert_eq!(refused.status(Media::GraphqlResponse), StatusCode::BAD_REQUEST);
    }

    #[test]
    fn an_answer_names_its_position() {
        let response = Response::new(Value::Null);
        let answer = Answer::executed(response, Some("token".to_owned()));
        assert_eq!(answer.to_json(ID), br#"{"data":null,"extensions":{"position":"token"}}"#);
        assert_eq!(answer.status(Media::GraphqlResponse), StatusCode::OK);
    }

    #[test]
    fn causes_stay_here() {
        let mut ours = ServerError::new("ours", None);
        ours.source = Some(std::sync::Arc::new(Fault::internal(&"the secret")));
        let mut slipped = ServerError::new("a secret", None);
        slipped.source = Some(std::sync::Arc::new(std::fmt::Error));
        let plain = ServerError::new("expected Int", None);
        let response = Response::from_errors(vec![ours, slipped, plain]);
        let answer = Answer::executed(response, None);
        let codes: Vec<_> = answer.faults.iter().map(|(fault, _)| fault.code).collect();
        assert_eq!(codes, [Code::Internal, Code::Internal, Code::BadUserInput]);
        assert!(!String::from_utf8(answer.to_json(ID)).unwrap().contains("secret"));
    }
}
