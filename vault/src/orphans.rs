//! Keys of texts that were never written: their command was refused, or its program died.
//!
//! A key is stored before the event that uses it, so an unused key may be about to be used, also
//! an old one when a command is sent again. So a key is destroyed in two steps: after an hour it
//! becomes suspect; ten minutes later, if the log still does not use its text and nobody took the
//! key meanwhile (which clears it), it is destroyed. Whoever takes a key appends within those ten
//! minutes or not at all.

use std::collections::HashSet;
use std::time::Duration;

use domain::{StreamId, TextId, Timestamp};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::database::{At, before, column, time};
use crate::keyring::{text, uuid};
use crate::{Vault, VaultError};

/// When an unused key becomes suspect.
const SUSPECT_AFTER: Duration = Duration::from_secs(3_600);

/// How long a suspect key is kept.
const DESTROY_AFTER: Duration = Duration::from_secs(600);

/// A key of which it must be found out whether the log uses its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FiledKey {
    /// Whose key it is.
    pub text: TextId,
    /// The stream whose events would hold the text.
    pub container: StreamId,
    created_at: Timestamp,
    suspect: bool,
}

fn filed(row: &Row) -> Result<FiledKey, VaultError> {
    let container: &str = column(row, "container")?;
    let unknown = |_| VaultError::Damaged(format!("{container:?} is not a stream"));
    Ok(FiledKey {
        text: text(row)?,
        container: container.parse().map_err(unknown)?,
        created_at: time(row, "created_at")?,
        suspect: column(row, "suspect")?,
    })
}

impl Vault {
    /// At most `at_most` keys that are due to be looked at: find out which of their texts the log
    /// uses, then call [`Vault::settle_keys`]. None when all are settled.
    ///
    /// # Errors
    /// If the vault does not answer.
    pub async fn keys_to_settle(&self, at_most: u32) -> Result<Vec<FiledKey>, VaultError> {
        const DUE: &str = "(SELECT text, container, created_at, true AS suspect
            FROM vault.keyring WHERE suspect_since <= $1 ORDER BY suspect_since LIMIT $5)
            UNION ALL
            (SELECT text, container, created_at, false FROM vault.keyring
            WHERE (created_at, text) > ($3, $4) AND created_at <= $2 AND suspect_since IS NULL
            ORDER BY created_at, text LIMIT $5)
            LIMIT $5";
        let now = self.now();
        let (settled_at, settled_text) = self.settled_until().await?;
        let with: [&(dyn ToSql + Sync); 5] = [
            &At(before(now, DESTROY_AFTER)),
            &At(before(now, SUSPECT_AFTER)),
            &At(settled_at),
            &uuid(settled_text),
            &i64::from(at_most),
        ];
        self.database().query(DUE, &with).await?.iter().map(filed).collect()
    }

    /// Settles keys that [`Vault::keys_to_settle`] gave out: those of `used` texts stay, the
    /// others become suspect or are destroyed. Answers how many were destroyed.
    ///
    /// # Errors
    /// If the vault does not answer; then they are given out again.
    pub async fn settle_keys(
        &self,
        keys: &[FiledKey],
        used: &HashSet<TextId>,
    ) -> Result<u64, VaultError> {
        const CLEAR: &str = "UPDATE vault.keyring SET suspect_since = NULL WHERE text = ANY ($1)";
        const SUSPECT: &str = "UPDATE vault.keyring SET suspect_since = $2
            WHERE text = ANY ($1) AND suspect_since IS NULL AND created_at <= $3";
        const DESTROY: &str = "DELETE FROM vault.keyring
            WHERE text = ANY ($1) AND suspect_since <= $2";
        let now = self.now();
        let some = |wanted: &dyn Fn(&FiledKey) -> bool| -> Vec<Uuid> {
            keys.iter().filter(|key| wanted(key)).map(|key| uuid(key.text)).collect()
        };
        let cleared = some(&|key| key.suspect && used.contains(&key.text));
        let suspected = some(&|key| !key.suspect && !used.contains(&key.text));
        let destroyed = some(&|key| key.suspect && !used.contains(&key.text));
        if !cleared.is_empty() {
            self.database().execute(CLEAR, &[&cleared]).await?;
        }
        if !suspected.is_empty() {
            let (since, until) = (At(now), At(before(now, SUSPECT_AFTER)));
            self.database().execute(SUSPECT, &[&suspected, &since, &until]).await?;
        }
        let until = At(before(now, DESTROY_AFTER));
        let count = match destroyed.is_empty() {
            true => 0,
            false => self.database().execute(DESTROY, &[&destroyed, &until]).await?,
        };
        let last = keys.iter().filter(|key| !key.suspect).map(|key| (key.created_at, key.text));
        if let Some((at, text)) = last.max() {
            self.set_settled_until(at, text).await?;
        }
        Ok(count)
    }

    /// Up to which key, in the order in which they were stored, all were looked at once.
    async fn settled_until(&self) -> Result<(Timestamp, TextId), VaultError> {
        const READ: &str = "SELECT value FROM vault.settings WHERE name = 'keys-settled'";
        let beginning = (Timestamp::UNIX_EPOCH, TextId::from_u128(0));
        let Some(row) = self.database().query_opt(READ, &[]).await? else { return Ok(beginning) };
        let value: &[u8] = column(&row, "value")?;
        let damaged = || VaultError::Damaged("the setting keys-settled".to_owned());
        let (millis, text) = value.split_first_chunk::<8>().ok_or_else(damaged)?;
        let text: [u8; 16] = text.try_into().map_err(|_| damaged())?;
        let at = Timestamp::from_millisecond(i64::from_be_bytes(*millis)).map_err(|_| damaged())?;
        Ok((at, TextId::from_u128(u128::from_be_bytes(text))))
    }

    async fn set_settled_until(&self, at: Timestamp, text: TextId) -> Result<(), VaultError> {
        const SET: &str = "INSERT INTO vault.settings (name, value) VALUES ('keys-settled', $1)
            ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value";
        let value =
            [&at.as_millisecond().to_be_bytes()[..], &text.to_u128().to_be_bytes()].concat();
        self.database().execute(SET, &[&value]).await.map(drop)
    }
}
