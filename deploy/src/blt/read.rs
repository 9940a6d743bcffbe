//! Reads a ballot file, all of it or none.

use std::collections::{BTreeSet, HashMap};

use super::words::{Quoted, quoted};
use super::{Blt, LONGEST_NAME, LONGEST_TITLE, MOST_BALLOTS, MOST_CANDIDATES, Paper};

/// A file that is no ballot file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct BltError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it, with the bound.
    pub problem: String,
}

impl BltError {
    pub(super) fn new(line: usize, problem: impl Into<String>) -> Self {
        Self { line, problem: problem.into() }
    }
}

/// The election that the text of a ballot file describes.
///
/// # Errors
/// The first thing that is wrong, with its line.
pub fn parse(text: &str) -> Result<Blt, BltError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut numbers = Numbers { text, at: 0, line: 0 };
    let (candidates, seats) = header(&mut numbers)?;
    let mut file = Election { candidates, seats, withdrawn: BTreeSet::new(), papers: Vec::new() };
    let mut ballots = 0_u64;
    loop {
        let Some((line, row)) = numbers.next_row() else {
            let problem = "the file ends where a ballot, or the line 0 after the last, is expected";
            return Err(BltError::new(numbers.line.max(1), problem));
        };
        match row.split_whitespace().collect::<Vec<_>>()[..] {
            ["0"] => break,
            ref tokens if tokens[0].starts_with('-') && tokens[0] != "-" => {
                file.withdraw(tokens, line)?;
            }
            ref tokens => ballots = file.take(tokens, ballots, line)?,
        }
    }
    file.named(&quoted(&text[numbers.at..], numbers.line + 1)?, text)
}

/// Goes through the lines that hold numbers.
struct Numbers<'a> {
    text: &'a str,
    /// Where the next line begins.
    at: usize,
    /// The number of the line before it.
    line: usize,
}

impl<'a> Numbers<'a> {
    /// The next line that is not blank, without its comment.
    fn next_row(&mut self) -> Option<(usize, &'a str)> {
        while self.at < self.text.len() {
            let rest = &self.text[self.at..];
            let end = rest.find('\n').map_or(rest.len(), |end| end + 1);
            self.at += end;
            self.line += 1;
            let row = rest[..end].split('#').next().unwrap_or_default().trim();
            if !row.is_empty() {
                return Some((self.line, row));
            }
        }
        None
    }
}

fn header(numbers: &mut Numbers<'_>) -> Result<(u8, u8), BltError> {
    let Some((line, row)) = numbers.next_row() else {
        return Err(BltError::new(1, "the file is empty"));
    };
    let [candidates, seats] = row.split_whitespace().collect::<Vec<_>>()[..] else {
        let problem = "the file must begin with how many candidates and how many seats there are";
        return Err(BltError::new(line, problem));
    };
    let most = u64::from(MOST_CANDIDATES);
    let candidates = number(candidates, "the number of candidates", 2..=most, line)?;
    let seats = number(seats, "the number of seats", 1..=candidates, line)?;
    Ok((narrow(candidates), narrow(seats)))
}

/// A whole number within these bounds.
fn number(
    token: &str,
    what: &str,
    bounds: std::ops::RangeInclusive<u64>,
    line: usize,
) -> Result<u64, BltError> {
    let number = token.parse().ok().filter(|number| bounds.contains(number));
    number.ok_or_else(|| {
        let (least, most) = (bounds.start(), bounds.end());
        let token: String = token.chars().take(24).collect();
        BltError::new(
            line,
            format!("{what} is {token:?}, not a whole number from {least} to {most}"),
        )
    })
}

/// A number that is at most 100.
fn narrow(number: u64) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

/// What the numbers of a file say.
struct Election {
    candidates: u8,
    seats: u8,
    withdrawn: BTreeSet<u8>,
    papers: Vec<Paper>,
}

impl Election {
    fn withdraw(&mut self, tokens: &[&str], line: usize) -> Result<(), BltError> {
        if !self.papers.is_empty() {
            let problem = "who has withdrawn must be told before the first ballot";
            return Err(BltError::new(line, problem));
        }
        for token in tokens {
            let Some(digits) = token.strip_prefix('-') else {
                let problem =
                    format!("{token:?} stands among those who have withdrawn (-1, -2, ...)");
                return Err(BltError::new(line, problem));
            };
            let withdrawn = self.candidate(digits, line)?;
            if !self.withdrawn.insert(withdrawn) {
                let problem = format!("candidate {withdrawn} has withdrawn before");
                return Err(BltError::new(line, problem));
            }
        }
        Ok(())
    }

    /// Takes a ballot in, after `before` others. Answers how many there are then.
    fn take(&mut self, tokens: &[&str], before: u64, line: usize) -> Result<u64, BltError> {
        let (weight, order) = match tokens {
            [weight, order @ .., "0"] => (*weight, order),
            _ => return Err(BltError::new(line, "the ballot does not end with 0")),
        };
        let ballots = number(weight, "the number of ballots", 1..=MOST_BALLOTS, line)?;
        let sum = before + ballots;
        if sum > MOST_BALLOTS {
            let problem = format!("{sum} ballots; at most {MOST_BALLOTS} are allowed in a file");
            return Err(BltError::new(line, problem));
        }
        let mut named = Vec::with_capacity(order.len().min(usize::from(self.candidates)));
        for token in order {
            let problem = match *token {
                "-" => "skipped ranks (-) are not supported",
                token if token.contains('=') => "candidates ranked alike (=) are not supported",
                token => {
                    let candidate = self.candidate(token, line)?;
                    if !named.contains(&candidate) {
                        named.push(candidate);
                        continue;
                    }
                    let problem = format!("the ballot ranks candidate {candidate} twice");
                    return Err(BltError::new(line, problem));
                }
            };
            return Err(BltError::new(line, problem));
        }
        let ballots = u32::try_from(ballots).unwrap_or(u32::MAX);
        self.papers.push(Paper { ballots, order: named });
        Ok(sum)
    }

    fn candidate(&self, token: &str, line: usize) -> Result<u8, BltError> {
        let most = u64::from(self.candidates);
        number(token, "the number of a candidate", 1..=most, line).map(narrow)
    }

    /// The election with its words.
    fn named(self, words: &[Quoted<'_>], text: &str) -> Result<Blt, BltError> {
        let last = text.lines().count().max(1);
        let standing = usize::from(self.candidates) - self.withdrawn.len();
        if usize::from(self.seats) > standing {
            let problem = format!("{} seats, but only {standing} candidates stand", self.seats);
            return Err(BltError::new(1, problem));
        }
        let expected = usize::from(self.candidates) + 1;
        if let Some(more) = words.get(expected) {
            return Err(BltError::new(more.line, "nothing is expected after the title"));
        }
        let [names @ .., title] = words else {
            return Err(BltError::new(last, "the names of the candidates are missing"));
        };
        if words.len() < expected {
            let problem = format!(
                "{} names in double quotes; {} for the candidates and the title are expected",
                words.len(),
                expected
            );
            return Err(BltError::new(last, problem));
        }
        let mut first = HashMap::new();
        for (number, name) in (1..).zip(names) {
            check(name, "the name of a candidate", LONGEST_NAME)?;
            if let Some(other) = first.insert(name.words, number) {
                let problem = format!("candidates {other} and {number} have the same name");
                return Err(BltError::new(name.line, problem));
            }
        }
        check(title, "the title", LONGEST_TITLE)?;
        Ok(Blt {
            title: title.words.to_owned(),
            seats: self.seats,
            candidates: names.iter().map(|name| name.words.to_owned()).collect(),
            withdrawn: self.withdrawn,
            papers: self.papers,
        })
    }
}

fn check(quoted: &Quoted<'_>, what: &str, most: usize) -> Result<(), BltError> {
    let chars = quoted.words.chars().count();
    if quoted.words.contains('\0') {
        return Err(BltError::new(quoted.line, format!("{what} has a NUL character")));
    }
    if (1..=most).contains(&chars) {
        return Ok(());
    }
    let problem = format!("{what} has {chars} characters; 1 to {most} are allowed");
    Err(BltError::new(quoted.line, problem))
}
