//! The words that travel beside a command, and the keys that they will be sealed with.

use std::collections::HashMap;

use domain::{Digest, PersonId, StreamId, Text, TextId};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::random;
use crate::keyring::{Keyring, KeyringUnavailable, NewKey, TextKey};

/// The clear words that travel beside a command. They leave memory when this is dropped.
#[derive(Clone, Default)]
pub struct Drafts(HashMap<TextId, Draft>);

/// The words of one text, and the key to seal them with.
#[derive(Clone)]
pub(super) struct Draft {
    pub(super) text: Text,
    pub(super) key: TextKey,
    pub(super) words: Zeroizing<String>,
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
        let words: Vec<(TextId, Zeroizing<String>)> =
            words.into_iter().map(|(id, words)| (id, Zeroizing::new(words))).collect();
        for (_, words) in &words {
            check(words)?;
        }
        let ids: Vec<TextId> = words.iter().map(|(id, _)| *id).collect();
        let keys = find_or_make(keyring, author, container, &ids).await?;
        let mut drafts = HashMap::with_capacity(words.len());
        for (id, words) in words {
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

    /// Whether the words of this version of the text are here.
    pub(crate) fn has(&self, text: &Text) -> bool {
        self.find(text).is_some()
    }

    pub(super) fn put(&mut self, draft: Draft) {
        self.0.insert(draft.text.id, draft);
    }

    pub(super) fn find(&self, text: &Text) -> Option<&Draft> {
        self.0.get(&text.id).filter(|draft| draft.text == *text)
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
