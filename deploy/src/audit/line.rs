//! One event of the history, for people and for programs.

use std::fmt;

use domain::Actor;
use eventlog::Recorded;
use eventlog::codec::{self, DecodeError};
use serde::Serialize;
use serde_json::Value;

/// One event of the history.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// Its place in the log.
    pub position: u64,
    /// Its id, in hexadecimal.
    pub id: String,
    /// Its stream.
    pub stream: String,
    /// Its place in the stream, from 1.
    pub version: u64,
    /// Its type.
    #[serde(rename = "type")]
    pub event_type: String,
    /// The version of its stored form.
    pub schema: u16,
    /// When the log took it.
    pub recorded_at: String,
    /// The time that the decision saw; the original time if it is imported.
    pub occurred_at: String,
    /// `NATIVE` or `IMPORT`.
    pub origin: &'static str,
    /// The person who acted; `SYSTEM` for the system.
    pub actor: Option<String>,
    /// The streams that the decision looked at, with their versions.
    pub guards: Vec<(String, u64)>,
    /// What of the event is in the clear.
    pub event: Value,
}

impl Line {
    /// The line of a stored event.
    ///
    /// # Errors
    /// If the event is damaged or not known to this program.
    pub fn of(recorded: &Recorded) -> Result<Self, DecodeError> {
        let guards = recorded.guards.iter();
        Ok(Self {
            position: recorded.position.0,
            id: recorded.id.to_string(),
            stream: recorded.stream.to_string(),
            version: recorded.version.0,
            event_type: recorded.event_type.to_string(),
            schema: recorded.schema,
            recorded_at: recorded.recorded_at.to_string(),
            occurred_at: recorded.occurred_at.to_string(),
            origin: if recorded.imported { "IMPORT" } else { "NATIVE" },
            actor: recorded.actor.map(|actor| match actor {
                Actor::Person(person) => person.to_string(),
                Actor::System => "SYSTEM".to_owned(),
            }),
            guards: guards.map(|guard| (guard.stream.to_string(), guard.version.0)).collect(),
            event: codec::structure(recorded)?,
        })
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let actor = self.actor.as_deref().unwrap_or("-");
        let Self { position, occurred_at, stream, event_type, .. } = self;
        write!(f, "{position:>9}  {occurred_at:<24}  {stream}  {event_type}  by {actor}")?;
        if let Value::Object(fields) = &self.event {
            for (name, value) in fields {
                write!(f, "  {name}=")?;
                show(value, f)?;
            }
        }
        Ok(())
    }
}

/// Shows a value in the clear, and a text by its length.
fn show(value: &Value, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match value {
        Value::String(text) => f.write_str(text),
        Value::Array(items) => {
            f.write_str("[")?;
            separated(items.iter(), f, show)?;
            f.write_str("]")
        }
        Value::Object(fields) if fields.contains_key("digest") => match fields.get("chars") {
            Some(chars) => write!(f, "<sealed, {chars} characters>"),
            None => f.write_str("<sealed>"),
        },
        Value::Object(fields) => {
            f.write_str("{")?;
            separated(fields.iter(), f, |(name, value), f| {
                write!(f, "{name}: ")?;
                show(value, f)
            })?;
            f.write_str("}")
        }
        other => write!(f, "{other}"),
    }
}

fn separated<T>(
    items: impl Iterator<Item = T>,
    f: &mut fmt::Formatter<'_>,
    show: impl Fn(T, &mut fmt::Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    for (at, item) in items.enumerate() {
        if at > 0 {
            f.write_str(", ")?;
        }
        show(item, f)?;
    }
    Ok(())
}
