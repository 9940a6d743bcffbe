//! No rule is without a test that breaks it.
//!
//! An enum of refusals whose variants have names (`Self::LastAdmin => "LAST_ADMIN"`) has a test
//! that produces cases and compares their names with all that the file gives (`names_in`). Of one
//! without names, each variant is named in a test.

use std::path::{Component, Path, PathBuf};

use super::{SOURCES, Source, none, programs, sample};

#[test]
fn every_refusal_is_tested() {
    let tests = SOURCES.iter().filter(|source| source.is_rust()).map(tests_of);
    let tests: Vec<Tests<'_>> = tests.collect();
    let enums: Vec<(&Source, Refusals)> = programs()
        .flat_map(|source| refusals(source).into_iter().map(move |found| (source, found)))
        .collect();
    assert!(enums.len() > 6, "the enums of refusals are found");
    none(enums.iter().flat_map(|(source, found)| untested(source, found, &tests)));
}

/// An enum of refusals.
struct Refusals {
    line: usize,
    name: String,
    variants: Vec<String>,
}

/// What of a file is for tests.
struct Tests<'a> {
    path: &'a Path,
    text: &'a str,
}

fn tests_of(source: &Source) -> Tests<'_> {
    let after = || source.text.split_once("\n#[cfg(test)]\n").map_or("", |(_, tests)| tests);
    Tests { path: &source.path, text: if source.is_test() { &source.text } else { after() } }
}

impl Tests<'_> {
    /// The files all of whose names it compares with those of its cases.
    fn compares(&self) -> impl Iterator<Item = PathBuf> {
        let files = self.text.split("names_in(include_str!(\"").skip(1);
        files
            .filter_map(|rest| Some(self.path.with_file_name("").join(rest.split_once('"')?.0)))
            .map(plain)
    }
}

/// The path without steps up.
fn plain(path: PathBuf) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        if part == Component::ParentDir {
            plain.pop();
        } else {
            plain.push(part);
        }
    }
    plain
}

/// The enums of refusals in a file. One that a macro writes has no variants of its own.
fn refusals(source: &Source) -> Vec<Refusals> {
    let mut found: Vec<Refusals> = Vec::new();
    let mut inside = false;
    for (line, text) in source.lines() {
        let name = text.strip_prefix("pub enum ").and_then(|rest| rest.strip_suffix(" {"));
        if let Some(name) = name.filter(|name| name.ends_with("Refusal")) {
            found.push(Refusals { line, name: name.to_owned(), variants: Vec::new() });
            inside = true;
        } else if text == "}" {
            inside = false;
        } else if let Some(refusals) = found.last_mut().filter(|_| inside) {
            refusals.variants.extend(variant(text));
        }
    }
    found
}

/// The variant that begins in this line.
fn variant(line: &str) -> Option<String> {
    let text = line.strip_prefix("    ")?;
    let name: String = text.chars().take_while(|letter| letter.is_alphanumeric()).collect();
    let ends = [",", " {", "("].iter().any(|end| text[name.len()..].starts_with(end));
    (ends && name.starts_with(char::is_uppercase)).then_some(name)
}

fn untested(source: &Source, found: &Refusals, tests: &[Tests<'_>]) -> Vec<String> {
    if source.text.contains("=> \"") {
        if tests.iter().any(|tests| tests.compares().any(|file| file == source.path)) {
            return vec![];
        }
        let problem = format!("no test compares the cases of {} with all its names", found.name);
        return vec![source.at(found.line, &problem)];
    }
    let named = |variant: &String| {
        let path = format!("{}::{variant}", found.name);
        let ends = |rest: &str| !rest.starts_with(char::is_alphanumeric);
        let found =
            |text: &str| text.match_indices(&path).any(|(at, _)| ends(&text[at + path.len()..]));
        tests.iter().any(|tests| found(tests.text))
    };
    let missing = found.variants.iter().filter(|variant| !named(variant));
    missing.map(|variant| source.at(found.line, &format!("no test names {variant}"))).collect()
}

#[test]
fn an_enum_without_a_test_is_found() {
    let text = "pub enum TideRefusal {\n    /// Wait.\n    #[error(\"wait\")]\n    Low,\n    High {\n        /// How.\n        metres: u8,\n    },\n    Of(Other),\n}\n\npub enum Other {\n    No,\n}\n";
    let source = sample("sea/src/tide.rs", text);
    let [found] = &refusals(&source)[..] else { panic!("there is one") };
    assert_eq!(found.variants, ["Low", "High", "Of"]);
    let path = Path::new("sea/src/tests/tide.rs");
    let naming = ["TideRefusal::Low; TideRefusal::Higher", "TideRefusal::Of(it)"];
    let tests = naming.map(|text| Tests { path, text });
    let missing = untested(&source, found, &tests);
    assert_eq!(missing, ["sea/src/tide.rs:1: no test names High"]);
    let named = sample("sea/src/tide.rs", &format!("{text}\nSelf::Low => \"LOW\",\n"));
    assert_eq!(untested(&named, found, &tests).len(), 1);
    let text = "assert_eq!(names_in(include_str!(\"../tide.rs\")), codes);";
    assert!(untested(&named, found, &[Tests { path, text }]).is_empty());
    let elsewhere = Path::new("land/src/tests/tide.rs");
    assert_eq!(untested(&named, found, &[Tests { path: elsewhere, text }]).len(), 1);
}
