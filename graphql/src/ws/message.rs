//! The protocol's messages and close codes.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::fault::{Code, Fault};

/// What a client sends.
pub(super) enum FromClient {
    /// The first message; its payload may hold `authorization`.
    ConnectionInit(Option<serde_json::Value>),
    Ping,
    Pong,
    /// An operation, under an id of the client's choice.
    Subscribe {
        id: String,
        payload: Box<RawValue>,
    },
    /// No more of the operation.
    Complete {
        id: String,
    },
}

/// The members of every message.
#[derive(Deserialize)]
struct Members {
    #[serde(rename = "type")]
    kind: String,
    id: Option<String>,
    payload: Option<Box<RawValue>>,
}

impl FromClient {
    /// Reads a message; `None` if it is not one of the protocol's.
    pub(super) fn read(text: &str) -> Option<Self> {
        let Members { kind, id, payload } = serde_json::from_str(text).ok()?;
        Some(match (kind.as_str(), id, payload) {
            ("connection_init", None, payload) => {
                let read = |payload: Box<RawValue>| serde_json::from_str(payload.get());
                Self::ConnectionInit(payload.map(read).transpose().ok()?)
            }
            ("ping", None, _) => Self::Ping,
            ("pong", None, _) => Self::Pong,
            ("subscribe", Some(id), Some(payload)) if !id.is_empty() => {
                Self::Subscribe { id, payload }
            }
            ("complete", Some(id), None) => Self::Complete { id },
            _ => return None,
        })
    }
}

/// What the server sends.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum FromServer<'a> {
    ConnectionAck,
    Ping,
    Pong,
    Next { id: &'a str, payload: &'a RawValue },
    Error { id: &'a str, payload: &'a RawValue },
    Complete { id: &'a str },
}

/// Why the server closes a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Close {
    /// A message is not one of the protocol's.
    Invalid,
    /// The credential is not valid.
    Unauthorized,
    /// A subscription before `connection_ack`.
    NotYet,
    /// No `connection_init` in time.
    TooLate,
    /// An id that is in use.
    Taken,
    /// A second `connection_init`.
    TooMany,
    /// More operations than a socket may have.
    TooBusy,
    /// The client does not speak the protocol.
    Protocol,
    /// The client does not read, or a part of the server does not answer: come back in a moment.
    Later,
    /// A mistake of the server's own.
    Broken,
    /// The service stops; another may be there in a moment.
    Restart,
}

impl Close {
    pub(super) const fn code(self) -> u16 {
        match self {
            Self::Invalid => 4400,
            Self::Unauthorized => 4401,
            Self::NotYet => 4401,
            Self::TooLate => 4408,
            Self::Taken => 4409,
            Self::TooMany => 4429,
            Self::TooBusy => 4429,
            Self::Protocol => 4406,
            Self::Later => 1013,
            Self::Broken => 4500,
            Self::Restart => 1012,
        }
    }

    pub(super) const fn reason(self) -> &'static str {
        match self {
            Self::Invalid => "Invalid message",
            Self::Unauthorized | Self::NotYet => "Unauthorized",
            Self::TooLate => "Connection initialisation timeout",
            Self::Taken => "Subscriber already exists",
            Self::TooMany => "Too many initialisation requests",
            Self::TooBusy => "Too many operations",
            Self::Protocol => "Subprotocol not acceptable",
            Self::Later => "Try again later",
            Self::Broken => "Internal server error",
            Self::Restart => "Service restart",
        }
    }
}

impl From<&Fault> for Close {
    /// Only a credential that is known to be wrong is called so: whoever hears that signs out.
    fn from(fault: &Fault) -> Self {
        match fault.code {
            Code::Unauthenticated => Self::Unauthorized,
            Code::Internal => Self::Broken,
            _ => Self::Later,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vault_that_does_not_answer_signs_nobody_out() {
        let closes = |code| Close::from(&Fault::new(code, "")).code();
        assert_eq!(closes(Code::Unauthenticated), 4401);
        assert_eq!(closes(Code::Unavailable), 1013);
        assert_eq!(closes(Code::Timeout), 1013);
        assert_eq!(closes(Code::Internal), 4500);
    }
}
