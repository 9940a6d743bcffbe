//! The words at the end of a file: each between double quotes, over as many lines as they like.

use super::read::BltError;

/// Something between double quotes, and the line that it begins on.
pub(super) struct Quoted<'a> {
    pub line: usize,
    pub words: &'a str,
}

/// Takes all that is quoted out of these lines, which begin with line `first`.
pub(super) fn quoted(text: &str, first: usize) -> Result<Vec<Quoted<'_>>, BltError> {
    let (mut found, mut rest, mut line) = (Vec::new(), text, first);
    loop {
        let blank = rest.len() - rest.trim_start().len();
        line += lines(&rest[..blank]);
        rest = &rest[blank..];
        let Some(next) = rest.chars().next() else { return Ok(found) };
        match next {
            '#' => rest = rest.find('\n').map_or("", |end| &rest[end..]),
            '"' => {
                let Some(end) = rest[1..].find('"') else {
                    return Err(BltError::new(line, "the quotes that open here never close"));
                };
                let words = &rest[1..=end];
                found.push(Quoted { line, words: words.trim() });
                line += lines(words);
                rest = &rest[end + 2..];
            }
            _ => {
                let word = rest.split_whitespace().next().unwrap_or_default();
                let word: String = word.chars().take(20).collect();
                let problem = format!("{word:?} stands where a name in double quotes is expected");
                return Err(BltError::new(line, problem));
            }
        }
    }
}

fn lines(text: &str) -> usize {
    text.matches('\n').count()
}
