//! House rules. Each test lists what breaks its rule, by file and line, and what to do about it.

mod crates;
mod links;
mod names;
mod refusals;
mod sizes;
mod words;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// A file of the repository that people write.
struct Source {
    /// Relative to the repository.
    path: PathBuf,
    text: String,
}

/// What people do not write.
const NOT_OURS: [&str; 3] = ["target", "data", "node_modules"];
const WRITTEN: [&str; 7] = ["rs", "md", "toml", "sql", "graphql", "yml", "sh"];

/// All files of the repository that people write.
static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    let mut sources = Vec::new();
    collect(repository(), Path::new(""), &mut sources);
    assert!(sources.len() > 50, "there must be more than {} files", sources.len());
    sources
});

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn collect(repository: &Path, folder: &Path, sources: &mut Vec<Source>) {
    let mut names: Vec<_> = fs::read_dir(repository.join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with('.') && !NOT_OURS.contains(&name.as_str()))
        .collect();
    names.sort();
    for name in names {
        let path = folder.join(&name);
        let absolute = repository.join(&path);
        if absolute.is_dir() {
            collect(repository, &path, sources);
        } else if WRITTEN.iter().any(|&kind| path.extension().is_some_and(|ext| ext == kind)) {
            let text = fs::read_to_string(&absolute);
            sources.push(Source { path, text: text.unwrap() });
        }
    }
}

impl Source {
    fn is_rust(&self) -> bool {
        self.path.extension().is_some_and(|kind| kind == "rs")
    }

    /// Whether all of it is for tests: by folder (`tests`), or by name (`tests.rs`, `x_tests.rs`).
    fn is_test(&self) -> bool {
        let stem = self.path.file_stem().unwrap_or_default().to_string_lossy();
        let folder = self.path.components().any(|part| part.as_os_str() == "tests");
        folder || stem == "tests" || stem.ends_with("_tests") || stem == "scene"
    }

    /// Its lines with their numbers, from 1, up to the tests at its end.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        lines.take_while(|(_, line)| *line != "#[cfg(test)]" || self.is_test())
    }

    fn at(&self, line: usize, problem: &str) -> String {
        format!("{}:{line}: {problem}", self.path.display())
    }
}

/// Rust files that are not for tests.
fn programs() -> impl Iterator<Item = &'static Source> {
    SOURCES.iter().filter(|source| source.is_rust() && !source.is_test())
}

/// Fails with the list of what was found.
#[track_caller]
fn none(found: impl IntoIterator<Item = String>) {
    let list = found.into_iter().fold(String::new(), |mut list, problem| {
        writeln!(list, "{problem}").unwrap();
        list
    });
    assert!(list.is_empty(), "house rules:\n{list}");
}

/// For the tests of the rules themselves.
fn sample(path: &str, text: &str) -> Source {
    Source { path: path.into(), text: text.to_owned() }
}
