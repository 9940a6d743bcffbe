//! What each crate may know, and what each dependency is for.

use std::path::Path;
use std::process::Command;

use super::{SOURCES, Source, none, repository, sample};

/// Asynchronous code, IO, SQL and transport.
const WORLD: [&str; 11] = [
    "tokio",
    "futures",
    "async-trait",
    "tokio-postgres",
    "deadpool-postgres",
    "refinery",
    "axum",
    "async-graphql",
    "lettre",
    "rustix",
    "tracing",
];
const GRAPHQL: [&str; 3] = ["async-graphql", "axum", "graphql"];

/// Each crate, what it must not reach by any way, and why.
const MUST_NOT_REACH: [(&str, &[&[&str]], &str); 6] = [
    ("domain", &[&WORLD, &["eventlog", "vault"], &GRAPHQL], "decisions are pure"),
    ("eventlog", &[&["vault", "projections"], &GRAPHQL], "the log serves whoever reads it"),
    ("vault", &[&["projections", "scheduler"], &GRAPHQL], "personal data has no way out"),
    ("projections", &[&["vault", "scheduler"], &GRAPHQL], "read models hold no personal data"),
    ("graphql", &[&["scheduler", "deploy"]], "time is not the edge's business"),
    ("scheduler", &[&["deploy"], &GRAPHQL], "jobs send commands, not requests"),
];

#[test]
fn crates_reach_only_what_they_may() {
    none(MUST_NOT_REACH.iter().flat_map(|&(name, forbidden, why)| {
        let reached = reached_by(name);
        assert!(reached.len() > 5, "cargo lists {reached:?} for {name}");
        let forbidden = forbidden.concat().into_iter();
        let found = forbidden.filter(move |other| reached.iter().any(|reached| reached == other));
        found.map(move |other| {
            let how = format!("`cargo tree -p {name} -i {other}` shows how");
            format!("{name}/Cargo.toml:1: reaches `{other}`, but {why}: {how}")
        })
    }));
}

/// All crates that a crate is built from, itself left out.
fn reached_by(name: &str) -> Vec<String> {
    let mut tree = Command::new(env!("CARGO"));
    tree.args(["tree", "--package", name, "--edges", "normal", "--prefix", "none"]);
    tree.args(["--format", "{p}", "--locked", "--offline"]).current_dir(repository());
    let output = tree.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().skip(1).filter_map(|line| Some(line.split(' ').next()?.to_owned())).collect()
}

#[test]
fn every_dependency_says_what_it_is_for() {
    none(dependencies(workspace()).into_iter().filter_map(|dependency| {
        let said = dependency.line.split_once(" # ").is_some_and(|(_, what)| what.len() > 2);
        let problem = format!("`{}`: say what it is for, as in `... # time`", dependency.name);
        (!said && !dependency.is_ours()).then(|| workspace().at(dependency.number, &problem))
    }));
}

#[test]
fn every_dependency_is_used() {
    let of_crates = SOURCES.iter().filter(|source| source.path.ends_with("Cargo.toml"));
    none(of_crates.filter(|source| source.path.components().count() > 1).flat_map(|source| {
        let folder = source.path.parent().unwrap();
        let unused = dependencies(source).into_iter().filter(|d| !is_used(d, folder));
        unused.map(|d| source.at(d.number, &format!("`{}` is not used: remove the line", d.name)))
    }));
}

#[test]
fn every_dependency_of_the_workspace_is_some_crates() {
    none(dependencies(workspace()).into_iter().filter_map(|dependency| {
        let wanted = format!("{}.workspace = true", dependency.name);
        let manifests = SOURCES.iter().filter(|source| source.path.ends_with("Cargo.toml"));
        let mut lines = manifests.flat_map(|manifest| manifest.text.lines());
        let problem = format!("no crate has `{wanted}`: remove the line");
        (!lines.any(|line| line == wanted)).then(|| workspace().at(dependency.number, &problem))
    }));
}

fn workspace() -> &'static Source {
    SOURCES.iter().find(|source| source.path == Path::new("Cargo.toml")).unwrap()
}

struct Dependency<'a> {
    name: &'a str,
    line: &'a str,
    number: usize,
}

impl Dependency<'_> {
    fn is_ours(&self) -> bool {
        self.line.contains("path = ")
    }
}

/// The lines of the sections of dependencies.
fn dependencies(manifest: &Source) -> Vec<Dependency<'_>> {
    let mut found = Vec::new();
    let mut within = false;
    for (index, line) in manifest.text.lines().enumerate() {
        if line.starts_with('[') {
            within = line.ends_with("dependencies]");
        } else if within
            && let Some(name) = line.split(['.', ' ', '=']).next()
            && !name.is_empty()
            && !name.starts_with('#')
        {
            found.push(Dependency { name, line, number: index + 1 });
        }
    }
    found
}

/// Whether the crate's own files name it.
fn is_used(dependency: &Dependency<'_>, folder: &Path) -> bool {
    let name = dependency.name.replace('-', "_");
    let files = SOURCES.iter().filter(|s| s.is_rust() && s.path.starts_with(folder));
    let ways = [format!("{name}::"), format!("use {name};"), format!("{name} as ")];
    files.into_iter().any(|file| ways.iter().any(|way| file.text.contains(way)))
}

#[test]
fn dependencies_are_the_lines_of_their_sections() {
    let text = "[package]\nname = \"a\"\n\n[dependencies]\nbytes.workspace = true\n# why\njiff = \"1\"\n[lints]\nworkspace = true\n";
    let manifest = sample("a/Cargo.toml", text);
    let found: Vec<_> = dependencies(&manifest).iter().map(|d| (d.name, d.number)).collect();
    assert_eq!(found, [("bytes", 5), ("jiff", 7)]);
}
