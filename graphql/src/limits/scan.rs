//! Counts tokens and brackets without building anything, before a document is parsed.

use crate::fault::{Code, Fault};

use super::Limits;

/// Checks a document's length, tokens, brackets and characters.
///
/// # Errors
/// `LIMIT_EXCEEDED` names the limit; `GRAPHQL_PARSE_FAILED` a character that no document has.
pub fn scan(document: &str, limits: &Limits) -> Result<(), Fault> {
    if document.len() > limits.document {
        let (length, limit) = (document.len(), limits.document);
        return Err(exceeded(format!("The document has {length} bytes; {limit} are allowed.")));
    }
    let mut scan = Scan { rest: document.as_bytes() };
    let (mut tokens, mut open) = (0, 0_usize);
    while let Some(token) = scan.next()? {
        tokens += 1;
        if tokens > limits.tokens {
            let limit = limits.tokens;
            return Err(exceeded(format!("The document has more than {limit} tokens.")));
        }
        match token {
            Token::Opens => open += 1,
            Token::Closes => open = open.saturating_sub(1),
            Token::Other => {}
        }
        if open > limits.brackets {
            let limit = limits.brackets;
            return Err(exceeded(format!("More than {limit} brackets are nested.")));
        }
    }
    Ok(())
}

fn exceeded(message: String) -> Fault {
    Fault::new(Code::LimitExceeded, message)
}

enum Token {
    Opens,
    Closes,
    Other,
}

struct Scan<'a> {
    rest: &'a [u8],
}

impl Scan<'_> {
    fn next(&mut self) -> Result<Option<Token>, Fault> {
        self.skip_ignored()?;
        let Some(&first) = self.rest.first() else { return Ok(None) };
        let token = match first {
            b'{' | b'(' | b'[' => Token::Opens,
            b'}' | b')' | b']' => Token::Closes,
            _ => Token::Other,
        };
        match first {
            b'"' if self.rest.starts_with(b"\"\"\"") => self.block_string()?,
            b'"' => self.string()?,
            b'.' if self.rest.starts_with(b"...") => self.advance(3),
            byte if byte.is_ascii_digit() || byte == b'-' => self.word(is_number_part),
            byte if is_name_part(byte) => self.word(is_name_part),
            byte if byte < 0x20 || byte == 0x7F => return Err(control(byte)),
            _ => self.advance(1),
        }
        Ok(Some(token))
    }

    fn advance(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    fn word(&mut self, is_part: fn(u8) -> bool) {
        let rest = self.rest[1..].iter().take_while(|byte| is_part(**byte)).count();
        self.advance(1 + rest);
    }

    /// White space, commas, byte order marks and comments.
    fn skip_ignored(&mut self) -> Result<(), Fault> {
        loop {
            match self.rest {
                [b' ' | b'\t' | b'\n' | b'\r' | b',', ..] => self.advance(1),
                [0xEF, 0xBB, 0xBF, ..] => self.advance(3),
                [b'#', ..] => {
                    let line = self.rest.iter().take_while(|byte| !matches!(byte, b'\n' | b'\r'));
                    let length = line.count();
                    check_characters(&self.rest[..length])?;
                    self.advance(length);
                }
                _ => return Ok(()),
            }
        }
    }

    /// One that does not end is left to the parser to complain about.
    fn string(&mut self) -> Result<(), Fault> {
        let mut at = 1;
        while let Some(&byte) = self.rest.get(at) {
            match byte {
                b'"' => {
                    at += 1;
                    break;
                }
                b'\n' | b'\r' => break,
                b'\\' => at += 2,
                _ => at += 1,
            }
        }
        let end = at.min(self.rest.len());
        check_characters(&self.rest[..end])?;
        self.advance(end);
        Ok(())
    }

    fn block_string(&mut self) -> Result<(), Fault> {
        let mut at = 3;
        while at < self.rest.len() && !self.rest[at..].starts_with(b"\"\"\"") {
            at += if self.rest[at..].starts_with(b"\\\"\"\"") { 4 } else { 1 };
        }
        let end = (at + 3).min(self.rest.len());
        check_characters(&self.rest[..end])?;
        self.advance(end);
        Ok(())
    }
}

fn is_name_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// A number's sign, point and exponent belong to it.
fn is_number_part(byte: u8) -> bool {
    is_name_part(byte) || matches!(byte, b'.' | b'+' | b'-')
}

fn check_characters(text: &[u8]) -> Result<(), Fault> {
    let control_character =
        text.iter().find(|byte| **byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r'));
    control_character.map_or(Ok(()), |byte| Err(control(*byte)))
}

fn control(byte: u8) -> Fault {
    let message = format!("The document holds the control character U+{byte:04X}.");
    Fault::new(Code::ParseFailed, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(document: &str) -> usize {
        let mut scan = Scan { rest: document.as_bytes() };
        let mut tokens = 0;
        while scan.next().unwrap().is_some() {
            tokens += 1;
        }
        tokens
    }

    #[test]
    fn tokens_are_counted_as_the_grammar_does() {
        for (document, tokens) in [
            ("", 0),
            ("{ a }", 3),
            ("\u{feff}{a,,b}#c d e\n", 4),
            ("query Q($a: [Int!]! = [-1.5e+3]) { ...F @x }", 22),
            ("{ a(s: \"x y \\\" z\") }", 8),
            ("{ a(s: \"\"\"x \\\"\"\" \" y\"\"\") }", 8),
            ("{a...F...G}", 7),
            ("\"never ends", 1),
            ("\"\"\"never ends", 1),
            ("\"ends with a backslash\\", 1),
            ("é", 2),
        ] {
            assert_eq!(count(document), tokens, "{document}");
        }
    }

    #[test]
    fn limits_are_named() {
        let limits = Limits::default();
        let many = format!("{{{}}}", "a ".repeat(2_000));
        let nested = "{a".repeat(65);
        let long = format!("{{a}}#{}", "x".repeat(70_000));
        for (document, word) in
            [(&many, "2000 tokens"), (&nested, "64 brackets"), (&long, "65536 are allowed")]
        {
            let fault = scan(document, &limits).unwrap_err();
            assert_eq!(fault.code, Code::LimitExceeded);
            assert!(fault.message.contains(word), "{}", fault.message);
        }
        let within = format!("{{{}}}", "a ".repeat(1_998));
        assert!(scan(&within, &limits).is_ok());
    }

    #[test]
    fn control_characters_are_in_no_document() {
        for document in ["{ a\0 }", "{ a(s: \"\0\") }", "# \u{1}", "{ a(s: \"\"\"\u{7}\"\"\") }"] {
            let fault = scan(document, &Limits::default()).unwrap_err();
            assert_eq!(fault.code, Code::ParseFailed, "{document:?}");
        }
    }
}
