//! Scalars of our own.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use domain::Timestamp;
use domain::proposal::{NoSlot, Slot};

use crate::documents::inputs::{Checks, ScalarCheck};

/// A time in UTC, to the millisecond, as in RFC 3339: `2026-01-31T12:00:00.000Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateTime(pub Timestamp);

impl From<Timestamp> for DateTime {
    fn from(time: Timestamp) -> Self {
        Self(time)
    }
}

const EXPECTED_TIME: &str =
    "a time as in RFC 3339, such as 2026-01-31T12:00:00Z, at the latest 9999-12-30T22:00:00Z";

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

/// A date as in ISO 8601, `2026-12-01`, or a date and time with its offset from UTC,
/// `2026-12-01T18:00:00+01:00`. A time is kept in UTC, to the millisecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateOrTime(pub Slot);

fn read_slot(value: &Value) -> Result<Slot, String> {
    match value {
        Value::String(text) => text.parse().map_err(|problem: NoSlot| problem.to_string()),
        _ => Err(NoSlot.to_string()),
    }
}

#[Scalar]
impl ScalarType for DateOrTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        read_slot(&value).map(Self).map_err(InputValueError::custom)
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// An exact decimal number, as text: `21.33333`. It is only ever answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    /// The number in units of the last decimal.
    pub units: u64,
    /// How many decimals there are.
    pub decimals: u8,
}

#[Scalar]
impl ScalarType for Decimal {
    fn parse(_: Value) -> InputValueResult<Self> {
        Err(InputValueError::custom("decimal numbers are only ever answered"))
    }

    fn to_value(&self) -> Value {
        let width = usize::from(self.decimals) + 1;
        let digits = format!("{:0width$}", self.units);
        let (whole, decimals) = digits.split_at(digits.len() - usize::from(self.decimals));
        let dot = if decimals.is_empty() { "" } else { "." };
        Value::String(format!("{whole}{dot}{decimals}"))
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

/// What variables must be.
pub(crate) const CHECKS: Checks = Checks { scalars: SCALARS, fields: FIELDS };

/// The numbers that fields take: no more than their types hold, so that every number that a rule is
/// about comes to that rule, and is refused by it with its bound.
const FIELDS: &[(&str, ScalarCheck)] = &[
    ("budget", |value| from_0("from 1 to 1,000", value)),
    ("expectedRevision", |value| from_0("from 1", value)),
    ("maxChoices", |value| byte("from 1 to the number of options", value)),
    ("minChoices", |value| byte("from 0 to the number of options", value)),
    ("minRanked", |value| byte("from 1 to the number of options", value)),
    ("number", |value| byte(OPTION, value)),
    ("option", |value| byte(OPTION, value)),
    ("options", |value| byte(OPTION, value)),
    ("percent", |value| byte("from 1 to 100", value)),
    ("points", |value| from_0("from 0 to the budget", value)),
    ("preferences", |value| byte(OPTION, value)),
    ("quorum", |value| byte("from 1 to 100", value)),
    ("ranking", |value| byte(OPTION, value)),
    ("seats", |value| byte("from 1 to the number of options", value)),
    ("target", |value| from_0("from 1", value)),
    ("tiers", |value| byte(OPTION, value)),
    ("votingDays", |value| within(u16::MAX.into(), "from 1 to 730", value)),
];

const OPTION: &str = "that is an option's, from 1 to the number of options";

fn byte(bounds: &str, value: &Value) -> Result<(), String> {
    within(u8::MAX.into(), bounds, value)
}

fn from_0(bounds: &str, value: &Value) -> Result<(), String> {
    within(u32::MAX.into(), bounds, value)
}

fn within(most: i64, bounds: &str, value: &Value) -> Result<(), String> {
    // Other fields of the name hold no numbers.
    let Value::Number(number) = value else { return Ok(()) };
    let fits = number.as_i64().is_some_and(|number| (0..=most).contains(&number));
    if fits { Ok(()) } else { Err(format!("a whole number {bounds}")) }
}

/// What variables of these types must be.
const SCALARS: &[(&str, ScalarCheck)] = &[
    ("DateTime", |value| read_time(value).map(drop).ok_or_else(|| EXPECTED_TIME.to_owned())),
    ("DateOrTime", |value| read_slot(value).map(drop)),
    ("Position", |value| match value {
        Value::String(_) => Ok(()),
        _ => Err("a position that the server gave".to_owned()),
    }),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
    use async_graphql::{ScalarType as _, Value};

    use super::{Decimal, FIELDS};
    use crate::limits::shape::read_schema;

    #[test]
    fn every_number_of_an_input_says_what_it_may_be() {
        // As much as an `Int` holds: scores are any numbers, within bounds that a rule names.
        const ANY: [&str; 3] = ["maxScore", "minScore", "score"];
        let schema = read_schema(&crate::schema::sdl()).unwrap();
        let inputs = schema.definitions.iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(of) => match &of.node.kind {
                TypeKind::InputObject(of) => Some(&of.fields),
                _ => None,
            },
            _ => None,
        });
        let numbers = inputs.flatten().filter(|it| it.node.ty.node.to_string().contains("Int"));
        let numbers: BTreeSet<&str> = numbers.map(|it| it.node.name.node.as_str()).collect();
        let known: BTreeSet<&str> = FIELDS.iter().map(|(name, _)| *name).chain(ANY).collect();
        assert_eq!(numbers, known);
    }

    #[test]
    fn decimals_are_written_in_full() {
        for (units, decimals, expected) in [
            (2_133_333, 5, "21.33333"),
            (200_000, 5, "2.00000"),
            (7, 5, "0.00007"),
            (0, 9, "0.000000000"),
            (7, 0, "7"),
        ] {
            let written = Decimal { units, decimals }.to_value();
            assert_eq!(written, Value::String(expected.to_owned()));
        }
    }
}
