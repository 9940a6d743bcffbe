//! Sealing: the words of every text are encrypted before they are written, each text under a
//! random key of its own that only the keyring holds.
//!
//! XChaCha20-Poly1305 (<https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-xchacha>) with a
//! random nonce; event id, type and field path are authenticated with the words, so sealed words
//! cannot be moved to another place. A destroyed key leaves a text that reads as removed.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::BASE64_NOPAD;
use domain::{Digest, Event, PersonId, StreamId, Text, TextId};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::codec::{self, DecodeError, Seals};
use crate::keyring::{Keyring, KeyringUnavailable, NewKey, TextKey};
use crate::recorded::{EventId, Recorded};

const NONCE_BYTES: usize = 24;

/// The clear words that travel beside a command. They leave memory when this is dropped.
#[derive(Default)]
pub struct Drafts(HashMap<TextId, Draft>);

struct Draft {
    text: Text,
    key: TextKey,
    words: Zeroizing<String>,
}

/// Words that cannot be stored.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// They hold a NUL character, which PostgreSQL has no place for.
    #[error("the text has a NUL character at byte {at}; NUL is not allowed")]
    Nul {
        /// Where.
        at: usize,
    },
    /// They are longer than any text may be.
    #[error("the text has {bytes} bytes; at most {at_most} are allowed")]
    TooLong {
        /// The length in bytes.
        bytes: usize,
        /// The most allowed.
        at_most: usize,
    },
    /// The system's source of randomness, or the keyring, does not answer: try again.
    #[error(transparent)]
    Keyring(#[from] KeyringUnavailable),
}

impl Drafts {
    /// No words.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Finds or makes the key of each text and takes the words, white space around them left out.
    ///
    /// New keys are durable before this answers, so that whoever writes the same text at the same
    /// time gets the same key. A key whose text is never written is swept later.
    ///
    /// # Errors
    /// If words cannot be stored, or the keyring cannot be reached.
    pub async fn prepare(
        keyring: &dyn Keyring,
        author: Option<PersonId>,
        container: StreamId,
        words: Vec<(TextId, String)>,
    ) -> Result<Self, DraftError> {
        for (_, words) in &words {
            check(words)?;
        }
        let ids: Vec<TextId> = words.iter().map(|(id, _)| *id).collect();
        let keys = find_or_make(keyring, author, container, &ids).await?;
        let mut drafts = HashMap::with_capacity(words.len());
        for (id, words) in words {
            let words = Zeroizing::new(words);
            let words = Zeroizing::new(words.trim().to_owned());
            let key = keys.get(&id).cloned().ok_or_else(|| lost_key(id))?;
            let chars = u32::try_from(words.chars().count()).unwrap_or(u32::MAX);
            let text = Text { id, digest: digest(&key, &words), chars };
            drafts.insert(id, Draft { text, key, words });
        }
        Ok(Self(drafts))
    }

    /// The text as a command carries it.
    ///
    /// # Panics
    /// If the text is not among those prepared: a mistake of the caller.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the caller names texts that it prepared itself")]
    pub fn text(&self, id: TextId) -> Text {
        self.0.get(&id).expect("the text was prepared").text
    }

    /// How many bytes of words there are.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.0.values().map(|draft| draft.words.len()).sum()
    }
}

/// No text is longer than 100,000 characters of at most 4 bytes.
const MOST_BYTES: usize = 400_000;

fn check(words: &str) -> Result<(), DraftError> {
    if let Some(at) = words.find('\0') {
        return Err(DraftError::Nul { at });
    }
    if words.len() > MOST_BYTES {
        return Err(DraftError::TooLong { bytes: words.len(), at_most: MOST_BYTES });
    }
    Ok(())
}

fn lost_key(id: TextId) -> KeyringUnavailable {
    KeyringUnavailable(format!("the key of text {id} was destroyed just now"))
}

async fn find_or_make(
    keyring: &dyn Keyring,
    author: Option<PersonId>,
    container: StreamId,
    ids: &[TextId],
) -> Result<HashMap<TextId, TextKey>, KeyringUnavailable> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut keys = keyring.find(ids).await?;
    let mut made = Vec::new();
    for text in ids.iter().filter(|id| !keys.contains_key(*id)) {
        let key = random().map(TextKey::new)?;
        made.push(NewKey { text: *text, author, container, key });
    }
    if made.is_empty() {
        return Ok(keys);
    }
    let taken = keyring.store(&made).await?;
    keys.extend(made.into_iter().map(|new| (new.text, new.key)));
    if !taken.is_empty() {
        keys.extend(keyring.find(&taken).await?);
    }
    Ok(keys)
}

fn random<const N: usize>() -> Result<[u8; N], KeyringUnavailable> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| KeyringUnavailable(format!("no randomness: {error}")))?;
    Ok(bytes)
}

/// Keyed by the text's own key: it tells versions of one text apart and dies with the key.
fn digest(key: &TextKey, words: &str) -> Digest {
    let bytes = Hmac::<Sha256>::new_from_slice(&**key)
        .map(|mac| mac.chain_update(b"digest\0").chain_update(words.as_bytes()).finalize())
        .map(|mac| mac.into_bytes());
    let mut first = [0; 16];
    if let Ok(bytes) = bytes {
        first.copy_from_slice(&bytes[..16]);
    }
    Digest::from_u128(u128::from_be_bytes(first))
}

/// What is authenticated with the words: where they stand.
fn place(event: EventId, event_type: &str, path: &str) -> Vec<u8> {
    let mut place = event.0.to_be_bytes().to_vec();
    place.extend_from_slice(event_type.as_bytes());
    place.push(0);
    place.extend_from_slice(path.as_bytes());
    place
}

/// An event's text has no words to seal, or sealing failed.
#[derive(Debug, thiserror::Error)]
#[error("the text at {path} of {event_type} cannot be sealed: {problem}")]
pub struct SealError {
    event_type: &'static str,
    path: String,
    problem: &'static str,
}

/// The stored form of `event`, its texts sealed with the words of `drafts`.
///
/// # Errors
/// If `drafts` lacks the words of one of the event's texts.
pub fn seal(event: &Event, id: EventId, drafts: &Drafts) -> Result<Bytes, SealError> {
    let event_type = event.name();
    let mut seals = Seals::new();
    for (path, text) in event.texts() {
        let sealed = drafts
            .0
            .get(&text.id)
            .filter(|draft| draft.text == text)
            .ok_or("its words did not come with the command")
            .and_then(|draft| seal_words(draft, &place(id, event_type, &path)));
        match sealed {
            Ok(sealed) => seals.insert(Cow::Owned(path), Cow::Owned(sealed)),
            Err(problem) => return Err(SealError { event_type, path, problem }),
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
#[derive(Debug, Default, Clone)]
pub struct Opened(HashMap<TextId, String>);

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
        let (event, seals) = codec::decode_with_seals(recorded)?;
        let texts = event.texts();
        if let Some((path, _)) = texts.iter().find(|(path, _)| !seals.contains_key(path.as_str())) {
            return Err(unsealed(recorded, path).into());
        }
        if seals.len() != texts.len() {
            return Err(malformed(recorded, "it has sealed words that no field names").into());
        }
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
        let (Some(key), Some(sealed)) = (keys.get(&text.id), seals.get(path.as_str())) else {
            continue;
        };
        let place = place(recorded.id, &recorded.event_type, path);
        let words = open_words(key, sealed, &place).ok_or_else(|| unsealed(recorded, path))?;
        opened.insert(text.id, words);
    }
    Ok(Opened(opened))
}

fn open_words(key: &TextKey, sealed: &str, place: &[u8]) -> Option<String> {
    let bytes = BASE64_NOPAD.decode(sealed.as_bytes()).ok()?;
    let (nonce, sealed) = bytes.split_at_checked(NONCE_BYTES)?;
    let nonce: [u8; NONCE_BYTES] = nonce.try_into().ok()?;
    let cipher = XChaCha20Poly1305::new_from_slice(&**key).ok()?;
    let words = cipher.decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad: place }).ok()?;
    String::from_utf8(words).ok()
}

fn unsealed(recorded: &Recorded, path: &str) -> DecodeError {
    DecodeError::UnsealedText {
        position: recorded.position,
        event_type: recorded.event_type.to_string(),
        path: path.to_owned(),
    }
}

fn malformed(recorded: &Recorded, problem: &str) -> DecodeError {
    DecodeError::Malformed {
        position: recorded.position,
        event_type: recorded.event_type.to_string(),
        problem: problem.to_owned(),
    }
}
