//! What the refusals of all areas have in common.

use crate::text::Text;

/// A text that is too short or too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{field} has {chars} characters; between {at_least} and {at_most} are allowed")]
pub struct TextLength {
    /// The field's name in the API.
    pub field: &'static str,
    /// The length in Unicode scalar values, white space around the words left out.
    pub chars: u32,
    /// The least allowed.
    pub at_least: u32,
    /// The most allowed.
    pub at_most: u32,
}

impl TextLength {
    /// Checks the length of `text`, which the API calls `field`.
    ///
    /// # Errors
    /// The length and its bounds, if it is outside of them.
    pub fn check(
        field: &'static str,
        text: &Text,
        bounds: std::ops::RangeInclusive<u32>,
    ) -> Result<(), Self> {
        if bounds.contains(&text.chars) {
            return Ok(());
        }
        Err(Self { field, chars: text.chars, at_least: *bounds.start(), at_most: *bounds.end() })
    }
}
