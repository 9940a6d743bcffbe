//! Files are named for what they are about, and are all part of something.

use std::path::{Path, PathBuf};

use super::{SOURCES, Source, none, sample};

/// Names that say nothing.
const EMPTY: [&str; 10] = [
    "utils", "util", "helpers", "helper", "common", "manager", "misc", "shared", "types", "prelude",
];

#[test]
fn names_say_what_is_there() {
    none(SOURCES.iter().filter_map(|source| {
        let parts = source.path.iter().filter_map(|part| Path::new(part).file_stem()?.to_str());
        let empty = parts.into_iter().find(|part| EMPTY.contains(part))?;
        let problem = format!("`{empty}` says nothing: name it for what it is about");
        Some(source.at(1, &problem))
    }));
}

#[test]
fn no_file_is_dead() {
    none(SOURCES.iter().filter(|source| source.is_rust()).filter_map(|source| {
        let (name, parents) = parents(&source.path)?;
        let declares = |parent: &Source| parents.contains(&parent.path) && declares(parent, &name);
        let problem = format!("no file says `mod {name};`: nothing compiles this");
        (!SOURCES.iter().any(declares)).then(|| source.at(1, &problem))
    }));
}

/// The module's name and the files that could declare it; none for what cargo finds by itself.
fn parents(path: &Path) -> Option<(String, Vec<PathBuf>)> {
    let mut folder = path.parent()?.to_path_buf();
    let mut name = path.file_stem()?.to_str()?.to_owned();
    let is_root = ["lib", "main", "build"].contains(&name.as_str());
    let stands_alone = ["benches", "examples", "fuzz_targets"].iter().any(|n| folder.ends_with(n));
    if is_root || (stands_alone && !folder.ends_with("src")) {
        return None;
    }
    if name == "mod" {
        name = folder.file_name()?.to_str()?.to_owned();
        folder.pop();
    }
    let mut parents = ["mod.rs", "lib.rs", "main.rs"].map(|file| folder.join(file)).to_vec();
    parents.push(folder.with_extension("rs"));
    Some((name, parents))
}

fn declares(parent: &Source, name: &str) -> bool {
    let declaration = format!("mod {name};");
    parent.text.lines().any(|line| line.ends_with(&declaration))
}

#[test]
fn a_file_is_declared_beside_it_or_above_it() {
    let (name, parents) = parents(Path::new("a/src/b/mod.rs")).unwrap();
    assert_eq!(name, "b");
    assert!(parents.contains(&PathBuf::from("a/src/lib.rs")));
    assert!(declares(&sample("a/src/lib.rs", "pub mod b;\n"), &name));
    assert!(!declares(&sample("a/src/lib.rs", "pub mod c;\n"), &name));
}
