//! Scalars of our own.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use domain::Timestamp;

use crate::documents::inputs::ScalarCheck;

/// A time in UTC, to the millisecond, as in RFC 3339: `2026-01-31T12:00:00.000Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateTime(pub Timestamp);

impl From<Timestamp> for DateTime {
    fn from(time: Timestamp) -> Self {
        Self(time)
    }
}

const EXPECTED_TIME: &str = "a time as in RFC 3339, such as 2026-01-31T12:00:00Z";

/// Reads a time; what is below a millisecond is cut off.
fn read_time(value: &Value) -> Option<Timestamp> {
    let Value::String(text) = value else { return None };
    let time: Timestamp = text.parse().ok()?;
    Timestamp::from_millisecond(time.as_millisecond()).ok()
}

#[Scalar]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let expected = || InputValueError::custom(format!("expected {EXPECTED_TIME}"));
        read_time(&value).map(Self).ok_or_else(expected)
    }

    fn to_value(&self) -> Value {
        Value::String(format!("{:.3}", self.0))
    }
}

/// A place in the history. Pass it back to go on from there; do not compare or take apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position(pub String);

#[Scalar]
impl ScalarType for Position {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(token) => Ok(Self(token)),
            _ => Err(InputValueError::custom("expected a position that the server gave")),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// What variables of these types must be.
pub(crate) const CHECKS: &[(&str, ScalarCheck)] = &[
    ("DateTime", |value| read_time(value).map(drop).ok_or_else(|| EXPECTED_TIME.to_owned())),
    ("Position", |value| match value {
        Value::String(_) => Ok(()),
        _ => Err("a position that the server gave".to_owned()),
    }),
];
