//! The keyring: one random key per text, wrapped under a key of the master key.
//!
//! There is no cache: a destroyed key must be gone on every node at once, and all keys of a batch
//! come in one query.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use domain::{StreamId, TextId};
use eventlog::keyring::{Keyring, KeyringUnavailable, NewKey, TextKey};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::database::{At, column};
use crate::purpose::Purpose;
use crate::{Vault, VaultError, seal};

/// As many keys as one statement stores.
const STORE_ROWS: usize = 5_000;

pub(crate) fn uuid(text: TextId) -> Uuid {
    Uuid::from_u128(text.to_u128())
}

pub(crate) fn text(row: &Row) -> Result<TextId, VaultError> {
    column::<Uuid>(row, "text").map(|id| TextId::from_u128(id.as_u128()))
}

impl From<VaultError> for KeyringUnavailable {
    fn from(error: VaultError) -> Self {
        Self(error.to_string())
    }
}

#[async_trait]
impl Keyring for Vault {
    async fn find(&self, texts: &[TextId]) -> Result<HashMap<TextId, TextKey>, KeyringUnavailable> {
        const FIND: &str = "SELECT text, wrapped, suspect_since IS NOT NULL AS suspect
            FROM vault.keyring WHERE text = ANY ($1)";
        let ids: Vec<Uuid> = texts.iter().copied().map(uuid).collect();
        let rows = self.database().query(FIND, &[&ids]).await?;
        let mut keys = HashMap::with_capacity(rows.len());
        let mut suspects = Vec::new();
        for row in &rows {
            let text = text(row)?;
            if column::<&[u8]>(row, "wrapped")?.is_empty() {
                continue;
            }
            keys.insert(text, self.unwrap_key(text, column(row, "wrapped")?)?);
            if column(row, "suspect")? {
                suspects.push(text);
            }
        }
        if !suspects.is_empty() {
            let kept = self.clear_suspects(&suspects).await?;
            keys.retain(|text, _| !suspects.contains(text) || kept.contains(text));
        }
        Ok(keys)
    }

    async fn store(&self, keys: &[NewKey]) -> Result<Vec<TextId>, KeyringUnavailable> {
        // In one order everywhere, so that two writers never wait for each other in a circle.
        let mut keys: Vec<&NewKey> = keys.iter().collect();
        keys.sort_by_key(|new| new.text);
        // A text that is named twice gets the first key; the second is told that it was late.
        let repeated = keys.windows(2).filter(|two| two[0].text == two[1].text);
        let mut late: Vec<TextId> =
            repeated.filter(|two| two[0].key != two[1].key).map(|two| two[1].text).collect();
        keys.dedup_by_key(|new| new.text);
        for chunk in keys.chunks(STORE_ROWS) {
            let stored = self.store_some(chunk).await?;
            late.extend(chunk.iter().map(|new| new.text).filter(|text| !stored.contains(text)));
        }
        Ok(late)
    }
}

impl Vault {
    /// Destroys the keys of all texts in these streams. Their rows stay, without a key: a text that
    /// is destroyed never gets another. Answers how many keys there were.
    ///
    /// # Errors
    /// If the vault does not answer; it can be done again.
    pub async fn destroy_texts(&self, containers: &[StreamId]) -> Result<u64, VaultError> {
        const DESTROY: &str = "UPDATE vault.keyring SET wrapped = '', suspect_since = NULL
            WHERE container = ANY ($1) AND wrapped <> ''";
        let mut destroyed = 0;
        for chunk in containers.chunks(STORE_ROWS) {
            let containers: Vec<String> = chunk.iter().map(ToString::to_string).collect();
            destroyed += self.database().execute(DESTROY, &[&containers]).await?;
        }
        Ok(destroyed)
    }

    /// Stores keys of different texts. Answers with those that were stored.
    async fn store_some(&self, keys: &[&NewKey]) -> Result<HashSet<TextId>, VaultError> {
        const STORE: &str = "INSERT INTO vault.keyring AS k
            (text, author, container, wrapped, created_at)
            SELECT text, author, container, wrapped, $5
            FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bytea[])
                AS u (text, author, container, wrapped)
            ON CONFLICT (text) DO UPDATE SET suspect_since = NULL, created_at = EXCLUDED.created_at
            WHERE k.suspect_since IS NOT NULL
            RETURNING text, wrapped";
        let ids: Vec<Uuid> = keys.iter().map(|new| uuid(new.text)).collect();
        let authors: Vec<Option<Uuid>> =
            keys.iter().map(|new| new.author.map(crate::people::uuid)).collect();
        let containers: Vec<String> = keys.iter().map(|new| new.container.to_string()).collect();
        let wrapped = keys.iter().map(|new| self.wrap_key(new.text, &new.key));
        let wrapped: Vec<Vec<u8>> = wrapped.collect::<Result<_, _>>()?;
        let now = At(self.now());
        let rows =
            self.database().query(STORE, &[&ids, &authors, &containers, &wrapped, &now]).await?;
        let mut stored = HashSet::with_capacity(rows.len());
        for row in &rows {
            // A row that was there before comes back with its own key, not ours.
            let (text, kept): (TextId, &[u8]) = (text(row)?, column(row, "wrapped")?);
            let ours = keys.binary_search_by_key(&text, |new| new.text);
            if ours.is_ok_and(|at| wrapped[at] == kept) {
                stored.insert(text);
            }
        }
        Ok(stored)
    }

    /// Somebody takes these keys: the log may come to use their texts after all. Answers with
    /// those that were not destroyed a moment ago.
    async fn clear_suspects(&self, texts: &[TextId]) -> Result<HashSet<TextId>, VaultError> {
        const CLEAR: &str = "UPDATE vault.keyring SET suspect_since = NULL, created_at = $2
            WHERE text = ANY ($1) RETURNING text";
        let ids: Vec<Uuid> = texts.iter().copied().map(uuid).collect();
        let now = At(self.now());
        let rows = self.database().query(CLEAR, &[&ids, &now]).await?;
        rows.iter().map(text).collect()
    }

    fn wrap_key(&self, text: TextId, key: &TextKey) -> Result<Vec<u8>, VaultError> {
        seal::seal(self.keys().of(Purpose::KeyWrap), &text.to_u128().to_be_bytes(), &key[..])
    }

    fn unwrap_key(&self, text: TextId, wrapped: &[u8]) -> Result<TextKey, VaultError> {
        let damaged = || VaultError::Damaged(format!("the key of text {text} does not open"));
        let key = self.keys().of(Purpose::KeyWrap);
        let opened = seal::open(key, &text.to_u128().to_be_bytes(), wrapped);
        let opened = opened.map_err(|_| damaged())?;
        <[u8; 32]>::try_from(opened.as_slice()).map(TextKey::new).map_err(|_| damaged())
    }
}
