//! Words go in sealed, come out with their key, and are gone with it.

use std::sync::Arc;

use domain::{Event, GroupId, StreamKind, TextId, group};

use super::{Drafts, OpenError, open_all, seal};
use crate::codec::DecodeError;
use crate::codec::tests::{samples, stored};
use crate::keyring::MemoryKeyring;
use crate::recorded::{EventId, Recorded};

const WORDS: &str = "the marker words of this test";
const ID: EventId = EventId(77);

/// A sample event with real texts, sealed.
async fn sealed(keyring: &MemoryKeyring, event: &Event) -> (Recorded, Drafts) {
    let container = domain::StreamId { kind: StreamKind::Group, bits: 1 };
    let words =
        event.texts().iter().map(|(path, text)| (text.id, format!("{WORDS} {path}"))).collect();
    let drafts = Drafts::prepare(keyring, None, container, words).await.unwrap();
    let event = with_texts(event, &drafts);
    let mut recorded = stored(&event, seal(&event, ID, &[&drafts]).unwrap());
    recorded.id = ID;
    (recorded, drafts)
}

/// The event with the texts of the drafts in place of its own.
fn with_texts(event: &Event, drafts: &Drafts) -> Event {
    let json = match event {
        Event::Group(event) => serde_json::to_string(event),
        Event::Discussion(event) => serde_json::to_string(event),
        Event::Proposal(event) => serde_json::to_string(event),
        Event::Person(event) => serde_json::to_string(event),
        Event::Handle(event) => serde_json::to_string(event),
        Event::Platform(event) => serde_json::to_string(event),
    };
    let mut json = json.unwrap();
    for (_, text) in event.texts() {
        let (old, new) =
            (serde_json::to_string(&text), serde_json::to_string(&drafts.text(text.id)));
        json = json.replace(&old.unwrap(), &new.unwrap());
    }
    match event.kind() {
        StreamKind::Group => Event::Group(serde_json::from_str(&json).unwrap()),
        StreamKind::Discussion => Event::Discussion(serde_json::from_str(&json).unwrap()),
        StreamKind::Proposal => Event::Proposal(serde_json::from_str(&json).unwrap()),
        StreamKind::Person => Event::Person(serde_json::from_str(&json).unwrap()),
        StreamKind::Handle => Event::Handle(serde_json::from_str(&json).unwrap()),
        StreamKind::Platform => Event::Platform(serde_json::from_str(&json).unwrap()),
    }
}

#[tokio::test]
async fn no_event_type_leaves_words_in_the_clear() {
    for event in samples::all() {
        let keyring = MemoryKeyring::default();
        let (recorded, _) = sealed(&keyring, &event).await;
        let payload = String::from_utf8(recorded.payload.to_vec()).unwrap();
        assert!(!payload.contains("marker"), "{}", event.name());
        let opened = open_all(&keyring, &[Arc::new(recorded)]).await.unwrap();
        for (path, text) in opened[0].event.texts() {
            let words = format!("{WORDS} {path}");
            assert_eq!(opened[0].texts.get(&text), Some(words.as_str()), "{}", event.name());
        }
    }
}

fn named() -> Event {
    samples::all().remove(0)
}

#[tokio::test]
async fn a_text_whose_key_is_destroyed_reads_as_removed_and_the_others_do_not() {
    let keyring = MemoryKeyring::default();
    let (recorded, _) = sealed(&keyring, &named()).await;
    keyring.destroy(TextId::from_u128(1));
    let opened = open_all(&keyring, &[Arc::new(recorded)]).await.unwrap().remove(0);
    let Event::Group(group::Event::GroupCreated { name, description, .. }) = &opened.event else {
        panic!("a group")
    };
    assert_eq!(opened.texts.get(name), None);
    assert!(opened.texts.get(description.as_ref().unwrap()).is_some());
}

#[tokio::test]
async fn sealed_words_do_not_open_where_they_were_not_sealed() {
    let keyring = MemoryKeyring::default();
    let (recorded, _) = sealed(&keyring, &named()).await;
    let moved = |change: fn(&mut Recorded)| {
        let mut recorded = recorded.clone();
        change(&mut recorded);
        Arc::new(recorded)
    };
    let other_event = moved(|recorded| recorded.id = EventId(78));
    let swapped = moved(|recorded| {
        let mut payload: serde_json::Value = serde_json::from_slice(&recorded.payload).unwrap();
        let seals = payload["s"].as_object_mut().unwrap();
        let name = seals.insert("name".to_owned(), seals["description"].clone());
        seals.insert("description".to_owned(), name.unwrap());
        recorded.payload = serde_json::to_vec(&payload).unwrap().into();
    });
    for damaged in [other_event, swapped] {
        let error = open_all(&keyring, &[damaged]).await.unwrap_err();
        assert!(matches!(error, OpenError::Decode(DecodeError::UnsealedText { .. })), "{error}");
        assert!(!error.is_transient());
    }
}

#[tokio::test]
async fn a_missing_or_additional_seal_is_refused() {
    let keyring = MemoryKeyring::default();
    let (recorded, _) = sealed(&keyring, &named()).await;
    for add in [true, false] {
        let mut payload: serde_json::Value = serde_json::from_slice(&recorded.payload).unwrap();
        let seals = payload["s"].as_object_mut().unwrap();
        if add {
            seals.insert("elsewhere".to_owned(), seals["name"].clone());
        } else {
            seals.remove("name");
        }
        let mut damaged = recorded.clone();
        damaged.payload = serde_json::to_vec(&payload).unwrap().into();
        assert!(open_all(&keyring, &[Arc::new(damaged)]).await.is_err());
    }
}

#[tokio::test]
async fn equal_words_of_one_text_have_one_digest_and_those_of_two_texts_do_not() {
    let keyring = MemoryKeyring::default();
    let container = GroupId::from_u128(1).into();
    let (one, two) = (TextId::from_u128(1), TextId::from_u128(2));
    let mut digests = Vec::new();
    for words in ["same", " same ", "other"] {
        let words = vec![(one, words.to_owned()), (two, words.to_owned())];
        let drafts = Drafts::prepare(&keyring, None, container, words).await.unwrap();
        digests.push((drafts.text(one).digest, drafts.text(two).digest));
    }
    assert_eq!(digests[0], digests[1], "white space around the words is left out");
    assert_ne!(digests[0].0, digests[2].0);
    assert_ne!(digests[0].0, digests[0].1, "each text has a key of its own");
}

#[tokio::test]
async fn words_that_cannot_be_stored_are_refused() {
    let keyring = MemoryKeyring::default();
    let container = GroupId::from_u128(1).into();
    for words in ["a\0b".to_owned(), "ä".repeat(300_000)] {
        let words = vec![(TextId::from_u128(1), words)];
        assert!(Drafts::prepare(&keyring, None, container, words).await.is_err());
    }
}
