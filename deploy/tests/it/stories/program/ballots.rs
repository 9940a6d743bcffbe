//! Ballot files that are none are refused on the command line.

use std::process::{Command, Output};

use serde_json::Value;

use super::{ALTHING, json, run, up};
use crate::harness::folder;

const NAMES: &str = "\"A\"\n\"B\"\n\"T\"\n";

/// What is said of a file that is refused.
fn error(refused: &Output) -> String {
    assert_eq!(refused.status.code(), Some(1));
    assert!(refused.stdout.is_empty(), "nothing is said of what was not done");
    let error: Value = serde_json::from_slice(&refused.stderr).unwrap();
    error["error"].as_str().unwrap().to_owned()
}

#[test]
fn a_broken_ballot_file_is_refused_by_line_and_reason_and_nothing_is_written() {
    let parent = folder();
    let data = parent.path().join("data");
    let (mut server, _) = up(&data, &[]);
    let withdrawn: String = (1..=10_000).map(|number| format!("-{number} ")).collect();
    let ends = "the file ends where a ballot, or the line 0 after the last, is expected";
    for (name, text, line, why) in [
        ("ends", "2 1\n1 1 0\n".to_owned(), 2, ends),
        ("unmarked", format!("2 1\n1 1 0\n{NAMES}"), 3, "the ballot does not end with 0"),
        ("weightless", format!("2 1\nNaN 1 0\n0\n{NAMES}"), 2, "is \"NaN\", not a whole number"),
        ("nobody", format!("2 1\n1 nan 0\n0\n{NAMES}"), 2, "is \"nan\", not a whole number"),
        ("twice", format!("2 1\n1 2 1 2 0\n0\n{NAMES}"), 2, "ranks candidate 2 twice"),
        (
            "gone",
            format!("2 1\n{withdrawn}\n0\n{NAMES}"),
            2,
            "\"3\", not a whole number from 1 to 2",
        ),
        (
            "many",
            format!("10000 1\n{withdrawn}\n0\n{NAMES}"),
            1,
            "not a whole number from 2 to 100",
        ),
    ] {
        let file = parent.path().join(name).with_extension("blt");
        std::fs::write(&file, text).unwrap();
        let file = file.to_str().unwrap();
        let counted = Command::new(ALTHING).args(["audit", "count", file, "--json"]).output();
        let imported = run(&data, &["import", "blt", file, "--json"]);
        for error in [error(&imported), error(&counted.unwrap())] {
            assert!(error.starts_with(&format!("{file}: line {line}: ")), "{error}");
            assert!(error.contains(why), "{error}");
        }
        let told = run(&data, &["import", "blt", file]);
        let told = String::from_utf8(told.stderr).unwrap();
        assert!(told.contains(&format!("{file}: line {line}: ")) && told.contains(why), "{told}");
    }
    assert_eq!(json(&run(&data, &["check", "--json"]))["head"], 0, "nothing is written");
    server.kill().unwrap();
    server.wait().unwrap();
}
