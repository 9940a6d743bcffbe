//! The stored forms: what was ever written is still read, and no words are in the clear.

pub(crate) mod samples;

use std::collections::BTreeSet;
use std::path::PathBuf;

use bytes::Bytes;
use domain::{Event, StreamId};
use serde_json::Value;

use super::{DecodeError, Seals, decode, decode_with_seals, encode, schema_of, types};
use crate::contract::sample;
use crate::recorded::{Position, Recorded};

/// What sealed words look like: base64 of a nonce, no words and a tag.
const SEALED: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// An event as the log holds it.
pub(crate) fn stored(event: &Event, payload: Bytes) -> Recorded {
    let mut recorded = sample::recorded(Position(1));
    recorded.stream = StreamId { kind: event.kind(), bits: 1 };
    recorded.event_type = event.name().into();
    recorded.schema = schema_of(event.name());
    recorded.payload = payload;
    recorded
}

fn sealed_with(event: &Event, words: &str) -> Bytes {
    let texts = event.texts();
    let seals: Seals<'_> =
        texts.iter().map(|(path, _)| (path.as_str().into(), words.into())).collect();
    encode(event, &seals)
}

fn golden(event_type: &str, schema: u16) -> PathBuf {
    golden_form(event_type, schema, "")
}

/// One of the forms that a type has beside its first, by the method it is about.
fn golden_form(event_type: &str, schema: u16, form: &str) -> PathBuf {
    let dot = if form.is_empty() { "" } else { "." };
    let name = format!("{event_type}.{schema}{dot}{form}.json");
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden").join(name)
}

/// All samples, with the golden file of each.
fn samples_with_files() -> Vec<(Event, PathBuf)> {
    let first = samples::all().into_iter().map(|event| ("", event));
    first
        .chain(samples::of_methods())
        .map(|(form, event)| {
            let path = golden_form(event.name(), schema_of(event.name()), form);
            (event, path)
        })
        .collect()
}

#[test]
fn there_is_a_sample_of_every_type_and_of_no_other() {
    let samples: BTreeSet<&str> = samples::all().iter().map(Event::name).collect();
    let types: BTreeSet<&str> = types().iter().map(|(name, _)| *name).collect();
    assert_eq!(samples, types);
}

/// Golden files are never edited. A missing one is written by running the tests with
/// `WRITE_GOLDEN` set.
#[test]
#[expect(clippy::disallowed_methods, reason = "a switch for whoever adds a type")]
fn every_form_that_was_ever_written_is_still_read() {
    let samples = samples_with_files();
    for (event, path) in &samples {
        if !path.exists() && std::env::var_os("WRITE_GOLDEN").is_some() {
            std::fs::write(path, sealed_with(event, SEALED)).unwrap();
        }
    }
    let mut newest: BTreeSet<PathBuf> = samples.iter().map(|(_, path)| path.clone()).collect();
    for (name, schema) in types() {
        for schema in 1..=*schema {
            newest.insert(golden(name, schema));
        }
    }
    let folder = golden("any", 1).parent().unwrap().to_owned();
    let there: BTreeSet<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(
        there, newest,
        "one file for each version and form of each type; WRITE_GOLDEN adds them"
    );
    for (event, path) in samples {
        let payload = std::fs::read(path).unwrap();
        let recorded = stored(&event, payload.into());
        let (read, texts, seals) = decode_with_seals(&recorded).unwrap();
        assert_eq!(read, event);
        assert_eq!(texts, event.texts());
        assert_eq!(seals.len(), texts.len());
    }
}

/// Versions that are not written any more are read as the newest.
#[test]
fn older_forms_are_read_as_the_newest() {
    let mut older = 0;
    for event in samples::all() {
        for schema in 1..schema_of(event.name()) {
            let payload = std::fs::read(golden(event.name(), schema)).unwrap();
            let mut recorded = stored(&event, payload.into());
            recorded.schema = schema;
            recorded.occurred_at = samples::AT;
            assert_eq!(decode(&recorded).unwrap(), event, "{} {schema}", event.name());
            older += 1;
        }
    }
    assert!(older > 0);
}

#[test]
fn an_event_is_read_back_as_it_was_written() {
    for (event, _) in samples_with_files() {
        let recorded = stored(&event, sealed_with(&event, SEALED));
        assert_eq!(decode(&recorded).unwrap(), event);
    }
}

/// What a string in an event may be, other than sealed words: an id, a time, a date or time that is
/// put to the vote (it says when, and nothing else fits in it), the name of one of a few values, or
/// an emoji of the closed list.
fn is_no_text(string: &str) -> bool {
    string.parse::<domain::GroupId>().is_ok()
        || string.parse::<domain::Timestamp>().is_ok()
        || string.parse::<domain::proposal::Slot>().is_ok()
        || string.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
        || string.parse::<domain::Emoji>().is_ok()
}

fn check_strings(event_type: &str, path: &str, value: &Value) {
    match value {
        Value::String(string) => {
            assert!(is_no_text(string), "{event_type} has the text {string:?} at {path}");
        }
        Value::Array(items) => items.iter().for_each(|item| check_strings(event_type, path, item)),
        Value::Object(fields) => fields
            .iter()
            .for_each(|(name, value)| check_strings(event_type, &format!("{path}.{name}"), value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn texts_in(value: &Value) -> usize {
    match value {
        Value::Object(fields) if fields.contains_key("digest") => 1,
        Value::Object(fields) => fields.values().map(texts_in).sum(),
        Value::Array(items) => items.iter().map(texts_in).sum(),
        _ => 0,
    }
}

#[test]
fn no_event_type_has_a_text_that_is_not_sealed() {
    for (event, _) in samples_with_files() {
        let payload: Value = serde_json::from_slice(&sealed_with(&event, SEALED)).unwrap();
        check_strings(event.name(), "", &payload["e"]);
        assert_eq!(texts_in(&payload["e"]), event.texts().len(), "{}", event.name());
    }
}

#[test]
fn words_that_are_not_sealed_are_refused() {
    for event in samples::all().iter().filter(|event| !event.texts().is_empty()) {
        let clear = sealed_with(event, SEALED);
        let mut payload: Value = serde_json::from_slice(&clear).unwrap();
        unseal(&mut payload["e"]);
        let recorded = stored(event, serde_json::to_vec(&payload).unwrap().into());
        let error = decode(&recorded).unwrap_err();
        assert!(matches!(error, DecodeError::Malformed { .. }), "{}", event.name());
        assert!(!error.to_string().contains("in the clear"), "{error}");
    }
}

/// Puts words where a text is.
fn unseal(value: &mut Value) {
    match value {
        Value::Object(fields) if fields.contains_key("digest") => {
            *value = Value::String("words in the clear".to_owned());
        }
        Value::Object(fields) => fields.values_mut().for_each(unseal),
        Value::Array(items) => items.iter_mut().for_each(unseal),
        _ => {}
    }
}

#[test]
fn a_type_or_version_of_a_newer_program_is_told_apart_from_damage() {
    let event = &samples::all()[0];
    let mut newer = stored(event, sealed_with(event, SEALED));
    newer.schema += 1;
    assert!(matches!(decode(&newer), Err(DecodeError::Unknown { .. })));
    newer.event_type = "GroupDreamt".into();
    assert!(matches!(decode(&newer), Err(DecodeError::Unknown { .. })));
    let mut other = stored(event, sealed_with(event, SEALED));
    other.event_type = "GroupEdited".into();
    assert!(matches!(decode(&other), Err(DecodeError::Malformed { .. })));
    let damaged = stored(event, Bytes::from_static(b"{\"e\":"));
    assert!(matches!(decode(&damaged), Err(DecodeError::Malformed { .. })));
}
