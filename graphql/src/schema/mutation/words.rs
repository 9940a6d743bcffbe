//! The words that come with a command, on their way to being sealed.

use domain::{TextId, line};

use crate::fault::Fault;

/// No text is longer, whatever its field allows: 100,000 characters of 4 bytes.
const MOST_BYTES: usize = 400_000;

/// The fields whose words are of one line.
const LINES: [&str; 4] = ["handle", "method.options", "name", "title"];

/// The words of one command.
#[derive(Default)]
pub(super) struct Words(Vec<(TextId, String)>);

impl Words {
    /// Takes the words of the field. How many there may be is the domain's to say.
    pub(super) fn take(
        &mut self,
        field: &str,
        text: TextId,
        words: String,
    ) -> Result<TextId, Fault> {
        if let Some(at) = words.chars().position(|character| character == '\0') {
            return Err(Fault::input(format!(
                "{field} has a NUL character at character {}; NUL is not allowed.",
                at + 1
            )));
        }
        if LINES.contains(&field)
            && let Err(fault) = line::check(&words)
        {
            return Err(Fault::input(format!("{field} {fault}.")));
        }
        if words.len() > MOST_BYTES {
            return Err(Fault::input(format!(
                "{field} has {} bytes; at most {MOST_BYTES} are allowed.",
                words.len()
            )));
        }
        self.0.push((text, words));
        Ok(text)
    }

    /// Takes the words of the field, if there are any.
    pub(super) fn maybe(
        &mut self,
        field: &str,
        text: TextId,
        words: Option<String>,
    ) -> Result<Option<TextId>, Fault> {
        words.map(|words| self.take(field, text, words)).transpose()
    }

    /// Takes the words of the field, if there are any and they say something: what is made new has
    /// no text rather than an empty one.
    pub(super) fn given(
        &mut self,
        field: &str,
        text: TextId,
        words: Option<String>,
    ) -> Result<Option<TextId>, Fault> {
        self.maybe(field, text, words.filter(|words| !words.trim().is_empty()))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn into_inner(self) -> Vec<(TextId, String)> {
        self.0
    }
}
