//! Texts as readers get them.

use domain::Text;
use eventlog::sealing::OpenedEvent;
use serde::{Deserialize, Serialize};

use crate::engine::Value;

/// A text as a reader gets it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Option<String>", into = "Option<String>")]
pub enum Words {
    /// It was never given.
    Absent,
    /// It was given, and is gone: its key was destroyed, or what it belongs to was discarded.
    #[default]
    Removed,
    /// What it says.
    Clear(String),
}

impl Words {
    /// What it says, if it says anything.
    #[must_use]
    pub fn as_deref(&self) -> Option<&str> {
        match self {
            Self::Clear(words) => Some(words),
            Self::Absent | Self::Removed => None,
        }
    }
}

/// Columns hold nothing for what is gone, and no words for what was never given: a text that is
/// given has at least one character.
impl From<Option<String>> for Words {
    fn from(words: Option<String>) -> Self {
        match words {
            None => Self::Removed,
            Some(words) if words.is_empty() => Self::Absent,
            Some(words) => Self::Clear(words),
        }
    }
}

impl From<Words> for Option<String> {
    fn from(words: Words) -> Self {
        match words {
            Words::Removed => None,
            Words::Absent => Some(String::new()),
            Words::Clear(words) => Some(words),
        }
    }
}

/// The column of a text of this event.
pub(crate) fn said(event: &OpenedEvent, text: &Text) -> Value {
    event.texts.get(text).map_or(Value::Null, Value::from)
}

/// The column of a text of this event that need not be given.
pub(crate) fn said_or_absent(event: &OpenedEvent, text: Option<&Text>) -> Value {
    text.map_or_else(|| Value::from(""), |text| said(event, text))
}
