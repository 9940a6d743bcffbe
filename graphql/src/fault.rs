//! Faults: what is wrong with a request, or with the server while it answers one.
//!
//! A rule that a command breaks is not a fault: refusals are data in a mutation's payload. A fault
//! reaches the client as a top-level error with a code that never changes its meaning and the
//! correlation id of the request, nothing else; what caused it goes to the log.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use async_graphql::{Pos, ServerError};
use axum::http::StatusCode;

/// What kind of fault it is. The written form is a contract with clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// The request is not a GraphQL request: its parameters are missing or of the wrong type.
    BadRequest,
    /// The document is not GraphQL.
    ParseFailed,
    /// The document does not fit the schema.
    ValidationFailed,
    /// A variable or an argument is not what its type or its bounds ask for.
    BadUserInput,
    /// The operator trusts no such document, and takes no others or was not given it.
    DocumentNotTrusted,
    /// The document or the request asks for more than the server does at once.
    LimitExceeded,
    /// The method is not for this operation.
    MethodNotAllowed,
    /// The client accepts no media type that the server speaks.
    NotAcceptable,
    /// The body is in a media type that the server does not read.
    UnsupportedMediaType,
    /// The body is too large.
    PayloadTooLarge,
    /// A browser sent the request on behalf of another site.
    CrossSite,
    /// The credentials are not valid, or some are needed.
    Unauthenticated,
    /// The credentials are not for this operation.
    Forbidden,
    /// There is nothing at this address.
    NotFound,
    /// A position or a resumption point is not of this log: start again from a query.
    ResyncRequired,
    /// Too many requests of one kind: wait.
    TooManyRequests,
    /// The server took too long.
    Timeout,
    /// A part of the server does not answer: try again.
    Unavailable,
    /// A mistake of the server's own.
    Internal,
}

impl Code {
    /// The code as clients see it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BadRequest => "BAD_REQUEST",
            Self::ParseFailed => "GRAPHQL_PARSE_FAILED",
            Self::ValidationFailed => "GRAPHQL_VALIDATION_FAILED",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::DocumentNotTrusted => "DOCUMENT_NOT_TRUSTED",
            Self::LimitExceeded => "LIMIT_EXCEEDED",
            Self::MethodNotAllowed => "METHOD_NOT_ALLOWED",
            Self::NotAcceptable => "NOT_ACCEPTABLE",
            Self::UnsupportedMediaType => "UNSUPPORTED_MEDIA_TYPE",
            Self::PayloadTooLarge => "PAYLOAD_TOO_LARGE",
            Self::CrossSite => "CROSS_SITE_REQUEST",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::ResyncRequired => "RESYNC_REQUIRED",
            Self::TooManyRequests => "TOO_MANY_REQUESTS",
            Self::Timeout => "TIMEOUT",
            Self::Unavailable => "UNAVAILABLE",
            Self::Internal => "INTERNAL",
        }
    }

    /// The HTTP status of an answer that consists of this fault alone.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::BadRequest
            | Self::ParseFailed
            | Self::ValidationFailed
            | Self::BadUserInput
            | Self::DocumentNotTrusted
            | Self::LimitExceeded => StatusCode::BAD_REQUEST,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::CrossSite | Self::Forbidden => StatusCode::FORBIDDEN,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::ResyncRequired => StatusCode::CONFLICT,
            Self::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Self::Timeout => StatusCode::GATEWAY_TIMEOUT,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Whether the same request may well be answered a moment later.
    #[must_use]
    pub const fn is_passing(self) -> bool {
        matches!(self, Self::Timeout | Self::Unavailable)
    }

    /// Whether the fault says that a well-formed request is not one that can be executed. With the
    /// older media type `application/json` such answers have the status 200.
    #[must_use]
    pub const fn is_about_the_operation(self) -> bool {
        matches!(
            self,
            Self::ParseFailed | Self::ValidationFailed | Self::BadUserInput | Self::LimitExceeded
        )
    }
}

/// A fault. The cause is for the log alone.
#[derive(Debug, Clone)]
pub struct Fault {
    /// What kind it is.
    pub code: Code,
    /// What it is, for people.
    pub message: Cow<'static, str>,
    /// Where in the document it is.
    pub locations: Vec<Pos>,
    /// What caused it; never sent.
    pub cause: Option<Arc<str>>,
}

impl Fault {
    /// A fault of this kind.
    #[must_use]
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into(), locations: Vec::new(), cause: None }
    }

    /// An input that cannot be taken; `message` names it and its bounds.
    #[must_use]
    pub fn input(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::BadUserInput, message)
    }

    /// A request that took longer than it may.
    #[must_use]
    pub const fn late() -> Self {
        Self {
            code: Code::Timeout,
            message: Cow::Borrowed("It took too long."),
            locations: Vec::new(),
            cause: None,
        }
    }

    /// A part of the server that does not answer.
    #[must_use]
    pub fn unavailable(cause: &dyn fmt::Display) -> Self {
        Self::new(Code::Unavailable, "A part of the server does not answer. Try again.")
            .caused_by(cause)
    }

    /// A mistake of the server's own.
    #[must_use]
    pub fn internal(cause: &dyn fmt::Display) -> Self {
        Self::new(Code::Internal, "The server made a mistake. It has been logged.").caused_by(cause)
    }

    /// The fault with what caused it.
    #[must_use]
    pub fn caused_by(mut self, cause: &dyn fmt::Display) -> Self {
        self.cause = Some(Arc::from(cause.to_string()));
        self
    }

    /// The fault with a place in the document.
    #[must_use]
    pub fn at(mut self, location: Pos) -> Self {
        self.locations.push(location);
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<ServerError> for Fault {
    /// Our own faults come back as they were. What the executor reports by itself is about
    /// arguments that it cannot read; an error of any other type has slipped through by mistake,
    /// and its words stay here.
    fn from(error: ServerError) -> Self {
        let mut fault = match (error.source::<Self>(), &error.source) {
            (Some(fault), _) => fault.clone(),
            (None, None) => Self::input(error.message),
            (None, Some(_)) => Self::internal(&error.message),
        };
        fault.locations = error.locations;
        fault
    }
}
