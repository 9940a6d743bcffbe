//! Reads the files of a conversation, all of them before anything is written.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use csv::{Reader, ReaderBuilder, StringRecord};
use domain::proposal::Stance;
use domain::{Timestamp, line};

/// A conversation as its files tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// What names the conversation for ever: its address, or else its topic.
    pub key: String,
    /// The topic.
    pub topic: String,
    /// The description; may be empty.
    pub description: String,
    /// The statements, in order of time.
    pub statements: Vec<Statement>,
    /// The votes, in order of time.
    pub votes: Vec<Vote>,
}

/// A statement that people voted on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its number in the conversation.
    pub number: u32,
    /// Who wrote it: a participant's number.
    pub author: u32,
    /// When.
    pub at: Timestamp,
    /// What it says.
    pub body: String,
}

/// A vote on a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vote {
    /// The statement's number.
    pub statement: u32,
    /// Who voted: a participant's number.
    pub voter: u32,
    /// When.
    pub at: Timestamp,
    /// What the vote says.
    pub stance: Stance,
}

/// A file that cannot be imported. Nothing was written.
#[derive(Debug, thiserror::Error)]
#[error("{}{}: {problem}", file.display(), line.map(|line| format!(" line {line}")).unwrap_or_default())]
pub struct ReadError {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1, where the broken row begins.
    pub line: Option<u64>,
    /// What is wrong, with the bound.
    pub problem: String,
}

/// Longer than any statement may be: the details of a proposal.
const MOST_CHARACTERS: usize = 100_000;

/// Longer than the topic, the address and the description of a conversation may be. Together they
/// fit into the body of a discussion.
const MOST_SUMMARY: [(&str, usize); 3] =
    [("topic", 2_000), ("url", 2_000), ("conversation-description", 50_000)];

/// Reads a conversation from the folder of its export.
///
/// # Errors
/// The first thing that is wrong, with file and line.
pub fn read(folder: &Path) -> Result<Conversation, ReadError> {
    let (key, topic, description) = read_summary(&folder.join("summary.csv"))?;
    let mut statements = read_statements(&folder.join("comments.csv"))?;
    let numbers = statements.iter().map(|statement| (statement.number, statement.at)).collect();
    let mut votes = read_votes(&folder.join("votes.csv"), &numbers)?;
    // Stable: rows of one time stay in the order of the file.
    statements.sort_by_key(|statement| statement.at);
    votes.sort_by_key(|vote| vote.at);
    Ok(Conversation { key, topic, description, statements, votes })
}

/// A file being read, row by row.
struct Rows {
    file: PathBuf,
    reader: Reader<File>,
    record: StringRecord,
}

impl Rows {
    fn open(file: &Path, header: Option<&[&str]>) -> Result<Self, ReadError> {
        if std::fs::metadata(file).is_ok_and(|it| !it.is_file()) {
            let problem = "is not a regular file".to_owned();
            return Err(ReadError { file: file.to_owned(), line: None, problem });
        }
        let mut builder = ReaderBuilder::new();
        builder.has_headers(false).flexible(false);
        let reader = builder.from_path(file).map_err(|error| ReadError {
            file: file.to_owned(),
            line: None,
            problem: format!("cannot be read: {error}"),
        })?;
        let mut rows = Self { file: file.to_owned(), reader, record: StringRecord::new() };
        if let Some(header) = header
            && (!rows.next()? || rows.record.iter().ne(header.iter().copied()))
        {
            return Err(rows.broken(format!("the first line must be {}", header.join(","))));
        }
        Ok(rows)
    }

    /// Goes to the next row. False at the end of the file.
    fn next(&mut self) -> Result<bool, ReadError> {
        let last = self.record.position().cloned();
        let read = self.reader.read_record(&mut self.record).map_err(|error| ReadError {
            file: self.file.clone(),
            line: error.position().map(csv::Position::line),
            problem: match error.kind() {
                csv::ErrorKind::Utf8 { .. } => "is not UTF-8".to_owned(),
                csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                    format!("has {len} fields; {expected_len} are expected")
                }
                _ => error.to_string(),
            },
        })?;
        if !read
            && let Some(last) = last
            && self.is_cut_off_at(last.byte())?
        {
            let problem = "has a quote that does not end".to_owned();
            return Err(ReadError { file: self.file.clone(), line: Some(last.line()), problem });
        }
        Ok(read)
    }

    /// Whether the file ends within quotes, where its last row begins at this byte. The reader takes
    /// that for the end of the field.
    fn is_cut_off_at(&self, byte: u64) -> Result<bool, ReadError> {
        let rest = File::open(&self.file).and_then(|mut file| {
            file.seek(SeekFrom::Start(byte))?;
            Ok(file)
        });
        let rest = rest.map_err(|error| ReadError {
            file: self.file.clone(),
            line: None,
            problem: format!("cannot be read: {error}"),
        })?;
        // Within quotes another row is a part of this one.
        let rows = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(rest.chain(&b"\n0\n"[..]));
        Ok(rows.into_byte_records().count() < 2)
    }

    fn broken(&self, problem: String) -> ReadError {
        let line = self.record.position().map(csv::Position::line);
        ReadError { file: self.file.clone(), line, problem }
    }

    fn field(&self, at: usize) -> &str {
        self.record.get(at).unwrap_or_default()
    }

    /// The beginning of a field, to say what is wrong with it.
    fn shown(&self, at: usize) -> String {
        self.field(at).chars().take(40).collect()
    }

    /// Whether the text can be stored.
    fn check(&self, name: &str, text: &str, at_most: usize) -> Result<(), ReadError> {
        if text.contains('\0') {
            return Err(self.broken(format!("{name} has a NUL character")));
        }
        let chars = text.chars().count();
        if chars > at_most {
            let problem = format!("{name} has {chars} characters; at most {at_most} are allowed");
            return Err(self.broken(problem));
        }
        Ok(())
    }

    fn number(&self, at: usize, name: &str) -> Result<u32, ReadError> {
        let field = self.field(at);
        field.parse().map_err(|_| {
            let field = self.shown(at);
            self.broken(format!("{name} {field:?} is not a whole number from 0 to {}", u32::MAX))
        })
    }

    fn time(&self, at: usize) -> Result<Timestamp, ReadError> {
        let field = self.field(at);
        field
            .parse()
            .ok()
            .filter(|millis| *millis >= 0)
            .and_then(|millis| Timestamp::from_millisecond(millis).ok())
            .ok_or_else(|| {
                let field = self.shown(at);
                self.broken(format!("timestamp {field:?} is not in milliseconds since 1970"))
            })
    }
}

fn read_summary(file: &Path) -> Result<(String, String, String), ReadError> {
    let mut rows = Rows::open(file, None)?;
    let mut values = HashMap::new();
    while rows.next()? {
        if rows.record.len() != 2 {
            let fields = rows.record.len();
            return Err(rows.broken(format!("has {fields} fields; key,value is expected")));
        }
        let (name, value) = (rows.field(0), rows.field(1).trim());
        if let Some((name, at_most)) = MOST_SUMMARY.iter().find(|(it, _)| *it == name) {
            rows.check(name, value, *at_most)?;
            if *name == "topic"
                && let Err(fault) = line::check(value)
            {
                return Err(rows.broken(format!("topic {fault}")));
            }
        }
        values.insert(name.to_owned(), value.to_owned());
    }
    let mut take = |key: &str| values.remove(key).filter(|value| !value.is_empty());
    let topic = take("topic").ok_or_else(|| ReadError {
        file: file.to_owned(),
        line: None,
        problem: "has no topic".to_owned(),
    })?;
    let key = take("url").unwrap_or_else(|| topic.clone());
    Ok((key, topic, take("conversation-description").unwrap_or_default()))
}

const COMMENTS: [&str; 8] = [
    "timestamp",
    "datetime",
    "comment-id",
    "author-id",
    "agrees",
    "disagrees",
    "moderated",
    "comment-body",
];

fn read_statements(file: &Path) -> Result<Vec<Statement>, ReadError> {
    let mut rows = Rows::open(file, Some(&COMMENTS))?;
    let mut statements = Vec::new();
    let mut seen = HashMap::new();
    while rows.next()? {
        let number = rows.number(2, "comment-id")?;
        let line = rows.record.position().map_or(0, csv::Position::line);
        if let Some(first) = seen.insert(number, line) {
            return Err(rows.broken(format!("comment-id {number} is also on line {first}")));
        }
        let body = rows.field(7).trim();
        if body.is_empty() {
            return Err(rows.broken("comment-body is empty".to_owned()));
        }
        rows.check("comment-body", body, MOST_CHARACTERS)?;
        let (author, at) = (rows.number(3, "author-id")?, rows.time(0)?);
        statements.push(Statement { number, author, at, body: body.to_owned() });
    }
    Ok(statements)
}

const VOTES: [&str; 5] = ["timestamp", "datetime", "comment-id", "voter-id", "vote"];

fn read_votes(file: &Path, statements: &HashMap<u32, Timestamp>) -> Result<Vec<Vote>, ReadError> {
    let mut rows = Rows::open(file, Some(&VOTES))?;
    let mut votes = Vec::new();
    while rows.next()? {
        let statement = rows.number(2, "comment-id")?;
        if !statements.contains_key(&statement) {
            return Err(rows.broken(format!("comment-id {statement} is not in comments.csv")));
        }
        let stance = match rows.field(4) {
            "1" => Stance::Agree,
            "-1" => Stance::Disagree,
            "0" => Stance::Abstain,
            _ => {
                let vote = rows.shown(4);
                let problem =
                    format!("vote {vote:?} is none of 1 (agree), -1 (disagree), 0 (pass)");
                return Err(rows.broken(problem));
            }
        };
        let (voter, at) = (rows.number(3, "voter-id")?, rows.time(0)?);
        votes.push(Vote { statement, voter, at, stance });
    }
    Ok(votes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUMMARY: &str = "topic,Bikes\nurl,https://example.org/bikes\n";
    const HEADS: [&str; 2] = [
        "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n",
        "timestamp,datetime,comment-id,voter-id,vote\n",
    ];

    fn folder(summary: &str, comments: &str, votes: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: String| {
            std::fs::write(folder.path().join(name), text).expect("a file");
        };
        write("summary.csv", summary.to_owned());
        write("comments.csv", format!("{}{comments}", HEADS[0]));
        write("votes.csv", format!("{}{votes}", HEADS[1]));
        folder
    }

    #[track_caller]
    fn refused(comments: &str, votes: &str, file: &str, line: u64, problem: &str) {
        let folder = folder(SUMMARY, comments, votes);
        let error = read(folder.path()).expect_err("a broken file");
        assert_eq!(error.file, folder.path().join(file));
        assert_eq!(error.line, Some(line), "{error}");
        assert!(error.problem.contains(problem), "{error}");
    }

    const GOOD: &str = "1000,x,0,7,1,0,1,\"More\nlanes\"\n";

    #[test]
    fn rows_are_taken_in_order_of_time() {
        let folder = folder(
            SUMMARY,
            &format!("2000,x,1,8,0,0,1,Fewer cars\n{GOOD}"),
            "3000,x,1,9,-1\n2500,x,0,9,0\n2400,x,0,8,1\n",
        );
        let conversation = read(folder.path()).expect("a conversation");
        assert_eq!(conversation.key, "https://example.org/bikes");
        let numbers: Vec<u32> = conversation.statements.iter().map(|s| s.number).collect();
        assert_eq!(numbers, [0, 1]);
        assert_eq!(conversation.statements[0].body, "More\nlanes");
        let stances: Vec<Stance> = conversation.votes.iter().map(|vote| vote.stance).collect();
        assert_eq!(stances, [Stance::Agree, Stance::Abstain, Stance::Disagree]);
    }

    #[test]
    fn a_quote_within_a_field_is_a_part_of_it() {
        for last in ["A 5\" pipe", "A 5\" pipe\n", "\"A 5\"\" pipe\""] {
            let folder = folder(SUMMARY, &format!("1000,x,0,7,1,0,1,{last}"), "");
            let conversation = read(folder.path()).expect("a conversation");
            assert_eq!(conversation.statements[0].body, "A 5\" pipe");
        }
    }

    #[test]
    fn a_broken_row_is_refused_with_its_line() {
        refused("1000,x,0,7,1,0,1,\n", "", "comments.csv", 2, "comment-body is empty");
        refused("1000,x,0,7,1,0,1\n", "", "comments.csv", 2, "7 fields; 8 are expected");
        for open in ["\"More\n", "\"More", "\"More \"\"lanes\"\"\n\n"] {
            let comments = format!("{GOOD}2000,x,1,7,1,0,1,{open}");
            refused(&comments, "", "comments.csv", 4, "a quote that does not end");
        }
        refused("soon,x,0,7,1,0,1,A\n", "", "comments.csv", 2, "timestamp \"soon\"");
        refused("1000,x,0,me,1,0,1,A\n", "", "comments.csv", 2, "author-id \"me\"");
        let twice = format!("{GOOD}1000,x,0,7,1,0,1,A\n");
        refused(&twice, "", "comments.csv", 4, "comment-id 0 is also on line 2");
        refused(GOOD, "1000,x,0,1,1\n1000,x,0,2,2\n", "votes.csv", 3, "vote \"2\" is none of");
        refused(GOOD, "1000,x,5,1,1\n", "votes.csv", 2, "comment-id 5 is not in comments.csv");
        refused(GOOD, "-1,x,0,1,1\n", "votes.csv", 2, "timestamp \"-1\"");
        refused(GOOD, "1000,x,0,-4,1\n", "votes.csv", 2, "voter-id \"-4\"");
    }

    #[test]
    fn a_summary_that_cannot_be_stored_is_refused() {
        for (summary, problem) in [
            ("topic,Bi\0kes\n".to_owned(), "topic has a NUL character"),
            ("topic,Bi\u{202E}kes\n".to_owned(), "topic has a control character"),
            (format!("topic,Bikes\nconversation-description,{}\n", "x".repeat(50_001)), {
                "conversation-description has 50001 characters; at most 50000 are allowed"
            }),
        ] {
            let folder = folder(&summary, GOOD, "");
            let error = read(folder.path()).expect_err("a broken file");
            assert!(error.line.is_some() && error.problem.contains(problem), "{error}");
        }
    }

    #[test]
    fn a_missing_or_foreign_file_is_refused_by_name() {
        let folder = folder("url,x\n", GOOD, "");
        let error = read(folder.path()).expect_err("no topic");
        assert!(error.to_string().ends_with("summary.csv: has no topic"), "{error}");
        std::fs::remove_file(folder.path().join("summary.csv")).expect("removed");
        let error = read(folder.path()).expect_err("no file");
        assert!(error.to_string().contains("summary.csv: cannot be read"), "{error}");
    }
}
