//! Links in Markdown lead somewhere, and decisions that are named are there.

use std::path::Path;

use super::{SOURCES, Source, none, repository, sample};

/// Where decisions are, with the beginning of their number.
const DECISIONS: &str = "docs/decisions/0";

#[test]
fn links_lead_somewhere() {
    let documents = SOURCES.iter().filter(|source| is_document(&source.path));
    none(documents.flat_map(|source| {
        let dead = links(source).filter(|(_, target)| !leads(source, target));
        dead.map(|(line, target)| source.at(line, &format!("`{target}` is not there")))
    }));
}

#[test]
fn documents_name_what_is_there() {
    let documents = SOURCES.iter().filter(|source| is_document(&source.path));
    none(documents.flat_map(|source| {
        let gone = paths(source).filter(|(_, path)| !repository().join(path).exists());
        gone.map(|(line, path)| source.at(line, &format!("`{path}` is not there (any more)")))
    }));
}

#[test]
fn decisions_that_are_named_are_there() {
    none(SOURCES.iter().flat_map(|source| {
        let gone = decisions(source).filter(|(_, path)| !repository().join(path).exists());
        gone.map(|(line, path)| source.at(line, &format!("`{path}` is not there")))
    }));
}

#[test]
fn each_decision_has_a_number_of_its_own() {
    let folder = std::fs::read_dir(repository().join("docs/decisions")).unwrap();
    let names = folder.map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut numbers: Vec<_> = names.map(|name| name[..4].to_owned()).collect();
    numbers.sort();
    let counted: Vec<_> = (1..=numbers.len()).map(|number| format!("{number:04}")).collect();
    assert_eq!(numbers, counted);
}

fn is_document(path: &Path) -> bool {
    path.extension().is_some_and(|kind| kind == "md")
}

/// Its lines with their numbers, without blocks of code.
fn prose(source: &Source) -> impl Iterator<Item = (usize, &str)> {
    let mut in_code = false;
    let lines = source.text.lines().enumerate().map(|(index, line)| (index + 1, line));
    lines.filter(move |(_, line)| {
        let fence = line.trim_start().starts_with("```");
        in_code ^= fence;
        !in_code && !fence
    })
}

/// The targets of `[text](target)`.
fn links(source: &Source) -> impl Iterator<Item = (usize, &str)> {
    prose(source).flat_map(|(number, line)| {
        let targets = line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
        targets.map(move |target| (number, target))
    })
}

/// What stands between backticks and begins like a path of the repository.
fn paths(source: &Source) -> impl Iterator<Item = (usize, &str)> {
    prose(source).flat_map(|(number, line)| {
        let code = line.split('`').skip(1).step_by(2);
        code.filter(|text| is_path(text)).map(move |path| (number, path))
    })
}

/// The decisions that are named by their path, in code as in documents.
fn decisions(source: &Source) -> impl Iterator<Item = (usize, &str)> {
    let lines = source.text.lines().enumerate();
    lines.flat_map(|(index, line)| {
        let starts = line.match_indices(DECISIONS).map(move |(start, _)| &line[start..]);
        let paths = starts.filter_map(|rest| Some(&rest[..rest.find(".md")? + ".md".len()]));
        paths.map(move |path| (index + 1, path))
    })
}

fn is_path(text: &str) -> bool {
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
    let folder = text.split_once('/').map(|(folder, _)| folder).filter(|name| !name.is_empty());
    plain && folder.is_some_and(|folder| repository().join(folder).join("Cargo.toml").exists())
}

fn leads(source: &Source, target: &str) -> bool {
    if target.contains("://") || target.starts_with("mailto:") {
        return true;
    }
    let (file, heading) = target.split_once('#').unwrap_or((target, ""));
    let path = source.path.parent().unwrap_or(Path::new("")).join(file);
    let path = if file.is_empty() { source.path.clone() } else { path };
    let Ok(found) = repository().join(&path).canonicalize() else { return false };
    if heading.is_empty() || !is_document(&found) {
        return true;
    }
    let text = std::fs::read_to_string(found).unwrap();
    text.lines().filter(|line| line.starts_with('#')).any(|line| anchor(line) == heading)
}

/// How GitHub makes an anchor of a heading.
fn anchor(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = text.chars().filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[test]
fn dead_links_and_paths_are_found() {
    let text =
        "# One\n[a](Cargo.toml) [b](gone.md)\n```\n[c](gone.md)\n```\n[d](https://a.example)\n";
    let source = sample("sample.md", text);
    let dead: Vec<_> = links(&source).filter(|(_, target)| !leads(&source, target)).collect();
    assert_eq!(dead, [(2, "gone.md")]);
    let source = sample(
        "sample.md",
        "`deploy/src/lib.rs`, `deploy/gone.rs`, `and/or`, `/graphql`, `deploy/*.rs`",
    );
    let paths: Vec<_> = paths(&source).map(|(_, path)| path).collect();
    assert_eq!(paths, ["deploy/src/lib.rs", "deploy/gone.rs"]);
    let gone = format!("{DECISIONS}000-gone.md");
    let source = sample("sample.rs", &format!("//! See `{gone}`."));
    let named: Vec<_> = decisions(&source).map(|(_, path)| path.to_owned()).collect();
    assert_eq!(named, [gone]);
    assert_eq!(anchor("## What it's for, and not"), "what-its-for-and-not");
}
