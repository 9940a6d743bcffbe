//! Texts of one line, such as names and titles, which stand beside others.

use icu_properties::CodePointSetData;
use icu_properties::props::{DefaultIgnorableCodePoint, WhiteSpace};

/// What is wrong with a text of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LineFault {
    /// It holds a character that breaks the line or what stands beside it.
    #[error(
        "has a control character, or one that turns the direction of what follows, at character \
         {at}; none are allowed"
    )]
    Control {
        /// Where, counted from 1.
        at: usize,
    },
    /// Nothing of it is seen.
    #[error("shows nothing; at least one character must be seen")]
    ShowsNothing,
}

/// Whether a text can stand on a line of its own and within others. What only joins or marks
/// letters is allowed: some languages and emoji need it.
///
/// # Errors
/// The first thing that is wrong with it. An empty text is too short, which is another rule.
pub fn check(text: &str) -> Result<(), LineFault> {
    if let Some(before) = text.chars().position(breaks_out) {
        return Err(LineFault::Control { at: before + 1 });
    }
    let (ignored, blank) = (
        CodePointSetData::new::<DefaultIgnorableCodePoint>(),
        CodePointSetData::new::<WhiteSpace>(),
    );
    // A braille letter without dots is a letter to Unicode, and a way to have no name.
    let is_hidden = |it: char| ignored.contains(it) || it == '\u{2800}';
    if text.chars().any(is_hidden) && text.chars().all(|it| is_hidden(it) || blank.contains(it)) {
        return Err(LineFault::ShowsNothing);
    }
    Ok(())
}

/// Control characters, line and paragraph separators, and what embeds, overrides or isolates a
/// direction (<https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters>): left open,
/// it goes on in the text beside it.
fn breaks_out(it: char) -> bool {
    it.is_control()
        || matches!(it, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_shows_something_and_stays_on_its_line() {
        for fine in ["Ada", "می\u{200C}خواهم", "👩\u{200D}🌾", "\u{200F}שלום", "", " "]
        {
            assert_eq!(check(fine), Ok(()), "{fine:?}");
        }
        for (broken, at) in [
            ("\u{7}", 1),
            ("a\nb", 2),
            ("ab\u{202E}c", 3),
            ("\u{2066}a\u{2069}", 1),
            ("a\u{2028}", 2),
        ] {
            assert_eq!(check(broken), Err(LineFault::Control { at }), "{broken:?}");
        }
        for blank in ["\u{200B}", "\u{2800}", "\u{3164}", "\u{2060} \u{FE0F}", "\u{E0041}"] {
            assert_eq!(check(blank), Err(LineFault::ShowsNothing), "{blank:?}");
        }
    }
}
