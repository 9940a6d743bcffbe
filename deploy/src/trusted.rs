//! The documents that the operator trusts, as they are on disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use graphql::documents::trusted::{DocumentId, Given, Trusted};

use crate::config::Settings;
use crate::files::read_text;

/// How the files of a folder end that hold a document each.
const ENDINGS: [&str; 2] = ["graphql", "gql"];

/// The documents of the settings.
///
/// # Errors
/// If there are none where they should be, or one of them cannot be used.
pub(crate) async fn trusted(settings: &Settings) -> Result<Trusted> {
    let given = match &settings.trusted_documents {
        None => Vec::new(),
        Some(place) => read(place).context("ALTHING_TRUSTED_DOCUMENTS")?,
    };
    let trusted = Trusted::new(given, settings.only_trusted_documents).await;
    trusted.map_err(|fault| anyhow::anyhow!("ALTHING_TRUSTED_DOCUMENTS: {fault}"))
}

fn read(place: &Path) -> Result<Vec<Given>> {
    let given = if place.is_dir() { folder(place)? } else { manifest(place)? };
    if given.is_empty() {
        bail!("there are no documents in {}", place.display());
    }
    Ok(given)
}

/// Each file of the folder is a document.
fn folder(place: &Path) -> Result<Vec<Given>> {
    let entries =
        fs::read_dir(place).with_context(|| format!("cannot read {}", place.display()))?;
    let mut files: Vec<PathBuf> =
        entries.map(|entry| Ok(entry?.path())).collect::<Result<_, std::io::Error>>()?;
    files.retain(|file| {
        ENDINGS.iter().any(|ending| file.extension().is_some_and(|it| it == *ending))
    });
    files.sort();
    let document =
        |file: PathBuf| Ok(Given { name: file.display().to_string(), text: text(&file)? });
    files.into_iter().map(document).collect()
}

/// A file in which each document stands under its id, with or without `sha256:`, as programs write
/// it that gather the documents of a client.
fn manifest(place: &Path) -> Result<Vec<Given>> {
    let name = place.display();
    let documents: BTreeMap<String, String> = serde_json::from_str(&text(place)?)
        .with_context(|| format!("{name} is not a JSON object of documents by their ids"))?;
    let document = |(key, text): (String, String)| {
        let id = DocumentId::of(&text).to_string();
        let hash = id.split(':').next_back().unwrap_or_default();
        if !key.eq_ignore_ascii_case(&id) && !key.eq_ignore_ascii_case(hash) {
            bail!("{name}: {key} is not the SHA-256 of its document, which is {id}");
        }
        Ok(Given { name: format!("{name}: {id}"), text })
    };
    documents.into_iter().map(document).collect()
}

/// A file that is longer is not read, in bytes: longer than all documents of a client are.
const LONGEST_FILE: u64 = 64 << 20;

fn text(file: &Path) -> Result<String> {
    read_text(file, LONGEST_FILE)
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    const GROUPS: &str = "{ groups { nodes { name } } }";

    fn file(folder: &TempDir, name: &str, text: &str) -> PathBuf {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("written");
        path
    }

    #[track_caller]
    fn texts(place: &Path) -> Vec<String> {
        read(place).expect("documents").into_iter().map(|given| given.text).collect()
    }

    #[track_caller]
    fn refused(place: &Path, word: &str) {
        let error = format!("{:#}", read(place).expect_err("refused"));
        assert!(error.contains(word), "{error} does not say {word}");
    }

    #[test]
    fn each_file_of_a_folder_is_a_document_as_it_is() {
        let folder = TempDir::new().expect("a folder");
        refused(folder.path(), "no documents");
        file(&folder, "b.graphql", "{ b }\n");
        file(&folder, "a.gql", "{ a }");
        file(&folder, "notes.txt", "not one");
        assert_eq!(texts(folder.path()), ["{ a }", "{ b }\n"]);
        fs::write(folder.path().join("c.graphql"), [0xff]).expect("written");
        refused(folder.path(), "c.graphql");
    }

    #[test]
    fn a_manifest_has_documents_by_their_hashes() {
        let folder = TempDir::new().expect("a folder");
        let id = DocumentId::of(GROUPS).to_string();
        for key in [id.as_str(), &id["sha256:".len()..], &id["sha256:".len()..].to_uppercase()] {
            let json = serde_json::json!({ key: GROUPS }).to_string();
            assert_eq!(texts(&file(&folder, "documents.json", &json)), [GROUPS], "{key}");
        }
        for (json, word) in [
            ("{}", "no documents"),
            ("[]", "not a JSON object"),
            ("{\"a\": 1}", "not a JSON object"),
            ("{\"Groups\": \"{ a }\"}", "Groups is not the SHA-256"),
        ] {
            refused(&file(&folder, "documents.json", json), word);
        }
        refused(&folder.path().join("nowhere"), "nowhere");
    }
}
