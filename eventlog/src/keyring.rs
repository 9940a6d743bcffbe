//! The keys of texts, as the log needs them. The vault keeps them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use domain::{PersonId, StreamId, TextId};
use zeroize::Zeroizing;

/// The random key of one text.
pub type TextKey = Zeroizing<[u8; 32]>;

/// A key that has not been stored yet, and under what it is filed.
#[derive(Clone)]
pub struct NewKey {
    /// The text whose key it is.
    pub text: TextId,
    /// Who wrote the text; nobody for texts of the system.
    pub author: Option<PersonId>,
    /// Where the text belongs: the stream whose events hold it.
    pub container: StreamId,
    /// The key.
    pub key: TextKey,
}

/// The keyring cannot be reached: try again.
#[derive(Debug, thiserror::Error)]
#[error("the keyring is unavailable: {0}")]
pub struct KeyringUnavailable(pub String);

/// Keeps one random key for each text. A key that is gone never comes back.
#[async_trait]
pub trait Keyring: Send + Sync + 'static {
    /// The keys of those of these texts that have one.
    ///
    /// # Errors
    /// If the keyring cannot be reached.
    async fn find(&self, texts: &[TextId]) -> Result<HashMap<TextId, TextKey>, KeyringUnavailable>;

    /// Stores keys of texts that have none, durably, before it answers. Answers with the texts
    /// that had a key already (another got there first): theirs stays.
    ///
    /// # Errors
    /// If the keyring cannot be reached.
    async fn store(&self, keys: &[NewKey]) -> Result<Vec<TextId>, KeyringUnavailable>;
}

/// A keyring that lives in memory. For tests and simulation.
#[derive(Default)]
pub struct MemoryKeyring(Mutex<HashMap<TextId, TextKey>>);

impl MemoryKeyring {
    /// Destroys the key of a text.
    pub fn destroy(&self, text: TextId) {
        self.keys().remove(&text);
    }

    fn keys(&self) -> MutexGuard<'_, HashMap<TextId, TextKey>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Keyring for MemoryKeyring {
    async fn find(&self, texts: &[TextId]) -> Result<HashMap<TextId, TextKey>, KeyringUnavailable> {
        let keys = self.keys();
        Ok(texts.iter().filter_map(|id| Some((*id, keys.get(id)?.clone()))).collect())
    }

    async fn store(&self, new: &[NewKey]) -> Result<Vec<TextId>, KeyringUnavailable> {
        let mut keys = self.keys();
        let mut taken = Vec::new();
        for key in new {
            match keys.entry(key.text) {
                Entry::Occupied(_) => taken.push(key.text),
                Entry::Vacant(free) => {
                    free.insert(key.key.clone());
                }
            }
        }
        Ok(taken)
    }
}
