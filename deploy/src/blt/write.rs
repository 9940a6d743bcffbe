//! Writes a ballot file.

use std::fmt;

use super::Blt;

/// As a ballot file. A double quote in a name, which the format has no way to write, becomes a
/// single one.
impl fmt::Display for Blt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {}", self.candidates.len(), self.seats)?;
        for number in &self.withdrawn {
            writeln!(f, "-{number}")?;
        }
        for paper in &self.papers {
            write!(f, "{}", paper.ballots)?;
            for number in &paper.order {
                write!(f, " {number}")?;
            }
            writeln!(f, " 0")?;
        }
        writeln!(f, "0")?;
        for words in self.candidates.iter().chain([&self.title]) {
            writeln!(f, "\"{}\"", words.replace('"', "'"))?;
        }
        Ok(())
    }
}
