//! Words that do not belong into a program.

use super::{SOURCES, Source, none, sample};

/// What, and what to do instead. Written in halves, for this file is judged too.
const BANNED: [([&str; 2], &str); 7] = [
    (["todo", "!("], "do it, or open an issue and leave it out"),
    (["unimplem", "ented!("], "do it, or open an issue and leave it out"),
    (["FIX", "ME"], "mend it, or open an issue"),
    (["XX", "X"], "mend it, or open an issue"),
    (["TO", "DO"], "do it, or open an issue and leave it out"),
    (["#[all", "ow("], "say why, with #[expect(.., reason = \"..\")]"),
    (["#[ign", "ore"], "a test that does not run is no test: mend it or remove it"),
];

#[test]
fn no_banned_words() {
    none(SOURCES.iter().filter(|source| !is_data(source)).flat_map(banned));
}

/// What is stored, quoted or read as input is not ours to word.
fn is_data(source: &Source) -> bool {
    source
        .path
        .components()
        .any(|part| ["golden", "snapshots"].iter().any(|n| part.as_os_str() == *n))
}

fn banned(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    for (index, line) in source.text.lines().enumerate() {
        for (halves, instead) in BANNED {
            let word = halves.concat();
            if says(line, &word) || says(line, &word.replace("#[", "#![")) {
                found.push(source.at(index + 1, &format!("`{word}`: {instead}")));
            }
        }
    }
    found
}

/// Whether the word stands there by itself, not within another.
fn says(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + word.len()..].chars().next();
        let free = |letter: Option<char>| !letter.is_some_and(char::is_alphanumeric);
        free(before) && (free(after) || !word.ends_with(char::is_alphanumeric))
    })
}

#[test]
fn a_banned_word_is_found_with_its_line() {
    let [first, second] = BANNED[2].0;
    let source = sample("a.rs", &format!("fine\n// {first}{second}: later\n{first}{second}D\n"));
    let found = banned(&source);
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("a.rs:2: "), "{found:?}");
}
