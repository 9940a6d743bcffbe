//! Sealing: the words of every text are encrypted before they are written, each text under a
//! random key of its own that only the keyring holds.
//!
//! XChaCha20-Poly1305 (<https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-xchacha>) with a
//! random nonce; event id, type and field path are authenticated with the words, so sealed words
//! cannot be moved to another place. A destroyed key leaves a text that reads as removed.

mod drafts;
mod said;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::BASE64_NOPAD;
use domain::{Event, Text, TextId};

use crate::codec::{self, DecodeError, Seals};
use crate::keyring::{Keyring, KeyringUnavailable, TextKey};
use crate::recorded::{EventId, Recorded};
use drafts::Draft;
pub use drafts::{DraftError, Drafts};
pub(crate) use said::said_before;

const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;

fn random<const N: usize>() -> Result<[u8; N], KeyringUnavailable> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| KeyringUnavailable(format!("no randomness: {error}")))?;
    Ok(bytes)
}

/// What is authenticated with the words: where they stand.
fn place(event: EventId, event_type: &str, path: &str) -> Vec<u8> {
    let mut place = event.0.to_be_bytes().to_vec();
    place.extend_from_slice(event_type.as_bytes());
    place.push(0);
    place.extend_from_slice(path.as_bytes());
    place
}

/// An event cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The words of one of its texts are nowhere.
    #[error("the words of {path} in {event_type} did not come with the command")]
    Wordless {
        /// The event's type.
        event_type: &'static str,
        /// The field.
        path: String,
    },
    /// Its words cannot be encrypted.
    #[error("{path} in {event_type} cannot be sealed: {problem}")]
    Failed {
        /// The event's type.
        event_type: &'static str,
        /// The field.
        path: String,
        /// What is wrong.
        problem: &'static str,
    },
}

/// The stored form of `event`, its texts sealed with the words from the first of `drafts` that has
/// them.
///
/// # Errors
/// If none has the words of one of the event's texts.
pub fn seal(event: &Event, id: EventId, drafts: &[&Drafts]) -> Result<Bytes, SealError> {
    let event_type = event.name();
    let mut seals = Seals::new();
    for (path, text) in event.texts() {
        let Some(draft) = drafts.iter().find_map(|drafts| drafts.find(&text)) else {
            return Err(SealError::Wordless { event_type, path });
        };
        match seal_words(draft, &place(id, event_type, &path)) {
            Ok(sealed) => seals.insert(Cow::Owned(path), Cow::Owned(sealed)),
            Err(problem) => return Err(SealError::Failed { event_type, path, problem }),
        };
    }
    Ok(codec::encode(event, &seals))
}

fn seal_words(draft: &Draft, place: &[u8]) -> Result<String, &'static str> {
    let cipher =
        XChaCha20Poly1305::new_from_slice(&*draft.key).map_err(|_| "its key has a wrong length")?;
    let nonce = random::<NONCE_BYTES>().map_err(|_| "there is no randomness")?;
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), Payload { msg: draft.words.as_bytes(), aad: place })
        .map_err(|_| "the cipher failed")?;
    Ok(BASE64_NOPAD.encode(&[&nonce[..], &sealed].concat()))
}

/// The words of an event's texts, as far as their keys are there.
#[derive(Default, Clone)]
pub struct Opened(HashMap<TextId, String>);

/// Says how many there are, and never what they say.
impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opened({} texts)", self.0.len())
    }
}

impl Opened {
    /// The words; `None` if the text was removed.
    #[must_use]
    pub fn get(&self, text: &Text) -> Option<&str> {
        self.0.get(&text.id).map(String::as_str)
    }
}

/// A stored event, read, with its words.
#[derive(Debug, Clone)]
pub struct OpenedEvent {
    /// The event in its envelope.
    pub recorded: Arc<Recorded>,
    /// The event.
    pub event: Event,
    /// Its words.
    pub texts: Opened,
}

/// Stored events could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// One of them cannot be read.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The keyring cannot be reached: try again.
    #[error(transparent)]
    Keyring(#[from] KeyringUnavailable),
}

impl OpenError {
    /// Whether trying again may help.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Keyring(_))
    }
}

/// Reads events and opens their texts, asking the keyring once for all of them.
///
/// # Errors
/// If an event cannot be read, sealed words do not belong where they stand, or the keyring cannot
/// be reached.
pub async fn open_all(
    keyring: &dyn Keyring,
    events: &[Arc<Recorded>],
) -> Result<Vec<OpenedEvent>, OpenError> {
    let mut read = Vec::with_capacity(events.len());
    let mut ids = Vec::new();
    for recorded in events {
        let (event, texts, seals) = codec::decode_with_seals(recorded)?;
        ids.extend(texts.iter().map(|(_, text)| text.id));
        read.push((recorded, event, texts, seals));
    }
    ids.sort_unstable();
    ids.dedup();
    let keys = if ids.is_empty() { HashMap::new() } else { keyring.find(&ids).await? };
    read.into_iter()
        .map(|(recorded, event, texts, seals)| {
            let texts = open_texts(recorded, &texts, &seals, &keys)?;
            Ok(OpenedEvent { recorded: Arc::clone(recorded), event, texts })
        })
        .collect()
}

fn open_texts(
    recorded: &Recorded,
    texts: &[(String, Text)],
    seals: &Seals<'_>,
    keys: &HashMap<TextId, TextKey>,
) -> Result<Opened, DecodeError> {
    let mut opened = HashMap::with_capacity(texts.len());
    for (path, text) in texts {
        let Some(key) = keys.get(&text.id) else { continue };
        let words = open_words(recorded, path, seals, key)?;
        opened.insert(text.id, words);
    }
    Ok(Opened(opened))
}

/// The words of the field at `path`.
fn open_words(
    recorded: &Recorded,
    path: &str,
    seals: &Seals<'_>,
    key: &TextKey,
) -> Result<String, DecodeError> {
    let place = place(recorded.id, &recorded.event_type, path);
    let words = seals.get(path).and_then(|sealed| decrypt(key, sealed, &place));
    words.ok_or_else(|| DecodeError::UnsealedText {
        position: recorded.position,
        event_type: recorded.event_type.to_string(),
        path: path.to_owned(),
    })
}

fn decrypt(key: &TextKey, sealed: &str, place: &[u8]) -> Option<String> {
    let bytes = BASE64_NOPAD.decode(sealed.as_bytes()).ok()?;
    let (nonce, sealed) = bytes.split_at_checked(NONCE_BYTES)?;
    let nonce: [u8; NONCE_BYTES] = nonce.try_into().ok()?;
    let cipher = XChaCha20Poly1305::new_from_slice(&**key).ok()?;
    let words = cipher.decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad: place }).ok()?;
    String::from_utf8(words).ok()
}

/// Whether it has the form of sealed words. What it says, only the key can tell.
pub(crate) fn looks_sealed(sealed: &str) -> bool {
    let bytes = BASE64_NOPAD.decode(sealed.as_bytes());
    bytes.is_ok_and(|bytes| bytes.len() >= NONCE_BYTES + TAG_BYTES)
}
