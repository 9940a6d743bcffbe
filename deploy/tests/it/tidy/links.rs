//! Links in Markdown lead somewhere.

use std::path::Path;

use super::{SOURCES, Source, none, repository, sample};

#[test]
fn links_lead_somewhere() {
    let documents = SOURCES.iter().filter(|source| is_document(&source.path));
    none(documents.flat_map(|source| {
        let dead = links(source).filter(|(_, target)| !leads(source, target));
        dead.map(|(line, target)| source.at(line, &format!("`{target}` is not there")))
    }));
}

fn is_document(path: &Path) -> bool {
    path.extension().is_some_and(|kind| kind == "md")
}

/// The targets of `[text](target)` outside of code, with their lines.
fn links(source: &Source) -> impl Iterator<Item = (usize, &str)> {
    let mut in_code = false;
    let prose = source.text.lines().enumerate().filter(move |(_, line)| {
        let fence = line.trim_start().starts_with("```");
        in_code ^= fence;
        !in_code && !fence
    });
    prose.flat_map(|(index, line)| {
        let targets = line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
        targets.map(move |target| (index + 1, target))
    })
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
fn a_dead_link_is_found_where_it_is() {
    let text =
        "# One\n[a](Cargo.toml) [b](gone.md)\n```\n[c](gone.md)\n```\n[d](https://a.example)\n";
    let source = sample("sample.md", text);
    let dead: Vec<_> = links(&source).filter(|(_, target)| !leads(&source, target)).collect();
    assert_eq!(dead, [(2, "gone.md")]);
    assert_eq!(anchor("## What it's for, and not"), "what-its-for-and-not");
}
