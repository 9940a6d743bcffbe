//! What a token stands for.
//!
//! Tokens that are not in the [`Cache`] are looked up together: one query takes all that came
//! while the one before was under way, so that many distinct tokens cost few queries.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use domain::{PersonId, Timestamp};
use eventlog::Clock;
use tokio::sync::{mpsc, oneshot};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::cache::{Cache, Known};
use crate::database::{At, Database, after, before, column, time};
use crate::purpose::Purpose;
use crate::sessions::LIVES_FOR;
use crate::token::{ApiTokenId, SessionId, TokenKind, hash};
use crate::{Vault, VaultError};

/// As many tokens as may wait to be looked up.
const MOST_WAITING: usize = 4_096;

/// A session's last use is written down at most this often.
const TOUCH_AFTER: Duration = Duration::from_secs(3_600);

/// What a token allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scopes {
    /// See what its owner sees.
    pub read: bool,
    /// Do what its owner may do.
    pub write: bool,
    /// Read the history of what its owner sees.
    pub audit: bool,
    /// See health, positions and settings: no names, no text.
    pub operate: bool,
}

impl Scopes {
    /// All that a person may do.
    pub const PERSON: Self = Self { read: true, write: true, audit: true, operate: false };

    /// What operators' programs may do.
    pub const OPERATOR: Self = Self { read: false, write: false, audit: false, operate: true };

    const fn named(self) -> [(&'static str, bool); 4] {
        [
            ("read", self.read),
            ("write", self.write),
            ("audit", self.audit),
            ("operate", self.operate),
        ]
    }

    pub(crate) fn names(self) -> Vec<&'static str> {
        self.named().into_iter().filter_map(|(name, on)| on.then_some(name)).collect()
    }

    pub(crate) fn from_names(names: &[&str]) -> Self {
        let on = |name| names.contains(&name);
        Self { read: on("read"), write: on("write"), audit: on("audit"), operate: on("operate") }
    }
}

/// By what somebody is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// A session of a browser.
    Session(SessionId),
    /// A token of a program.
    ApiToken(ApiTokenId),
}

/// Who asks, and what they may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// The person; `None` for an operators' token.
    pub person: Option<PersonId>,
    /// What is allowed.
    pub scopes: Scopes,
    /// By what they are known.
    pub via: Via,
}

struct Ask {
    hash: [u8; 32],
    answer: oneshot::Sender<Result<Option<Known>, String>>,
}

/// Tells what tokens stand for.
pub struct Identities {
    cache: Arc<Cache>,
    asks: mpsc::Sender<Ask>,
}

impl Identities {
    /// Starts the task that looks tokens up. It ends when this is dropped.
    pub fn start(database: Database, clock: Arc<dyn Clock>) -> Self {
        let cache = Arc::new(Cache::default());
        let (asks, waiting) = mpsc::channel(MOST_WAITING);
        let lookup = Lookup { database, clock, cache: Arc::clone(&cache) };
        tokio::spawn(lookup.run(waiting));
        Self { cache, asks }
    }

    pub fn cache(&self) -> &Cache {
        &self.cache
    }

    async fn find(&self, hash: [u8; 32], now: Timestamp) -> Result<Option<Known>, VaultError> {
        if let Some(known) = self.cache.get(&hash, now) {
            return Ok(Some(known));
        }
        let (answer, answered) = oneshot::channel();
        let busy = || VaultError::Unavailable("too many tokens wait to be looked up".to_owned());
        self.asks.try_send(Ask { hash, answer }).map_err(|_| busy())?;
        answered.await.map_err(|_| busy())?.map_err(VaultError::Unavailable)
    }
}

struct Lookup {
    database: Database,
    clock: Arc<dyn Clock>,
    cache: Arc<Cache>,
}

impl Lookup {
    async fn run(self, mut waiting: mpsc::Receiver<Ask>) {
        let mut asks = Vec::new();
        while waiting.recv_many(&mut asks, MOST_WAITING).await > 0 {
            let hashes: Vec<[u8; 32]> = asks.iter().map(|ask| ask.hash).collect();
            let now = self.clock.now();
            let revocations = self.cache.revocations();
            let found = self.read(&hashes, now).await;
            if let Ok(found) = &found {
                let read = found.iter().map(|(hash, row)| (*hash, row.known));
                self.cache.insert(read, now, revocations);
            }
            for Ask { hash, answer } in asks.drain(..) {
                // Whoever asked may be gone.
                let _ = answer.send(match &found {
                    Ok(found) => Ok(found.get(&hash).map(|row| row.known)),
                    Err(error) => Err(error.to_string()),
                });
            }
            if let Err(error) = self.touch(found.unwrap_or_default(), now).await {
                tracing::warn!(%error, "the last use of sessions was not written down: {error}");
            }
        }
    }

    async fn read(
        &self,
        hashes: &[[u8; 32]],
        now: Timestamp,
    ) -> Result<HashMap<[u8; 32], Found>, VaultError> {
        const READ: &str = "
            SELECT s.hash, s.id, s.person, NULL::text[] AS scopes, s.last_seen, s.expires_at
            FROM vault.sessions s JOIN vault.people p ON p.id = s.person
            WHERE s.hash = ANY ($1) AND s.expires_at > $2 AND p.state = 'active'
            UNION ALL
            SELECT t.hash, t.id, t.owner, t.scopes, NULL, t.expires_at
            FROM vault.api_tokens t LEFT JOIN vault.people p ON p.id = t.owner
            WHERE t.hash = ANY ($1) AND t.expires_at > $2
            AND (t.owner IS NULL OR p.state = 'active')";
        let hashes: Vec<&[u8]> = hashes.iter().map(<[u8; 32]>::as_slice).collect();
        let rows = self.database.query(READ, &[&hashes, &At(now)]).await?;
        rows.iter().map(found).collect()
    }

    /// A session lives on from its last use.
    async fn touch(
        &self,
        found: HashMap<[u8; 32], Found>,
        now: Timestamp,
    ) -> Result<(), VaultError> {
        const TOUCH: &str = "UPDATE vault.sessions SET last_seen = $2, expires_at = $3
            WHERE hash = ANY ($1) AND last_seen < $2";
        let long_ago = before(now, TOUCH_AFTER);
        let stale: Vec<&[u8]> = found
            .iter()
            .filter(|(_, row)| row.last_seen.is_some_and(|seen| seen <= long_ago))
            .map(|(hash, _)| hash.as_slice())
            .collect();
        if stale.is_empty() {
            return Ok(());
        }
        let until = At(after(now, LIVES_FOR));
        self.database.execute(TOUCH, &[&stale, &At(now), &until]).await.map(drop)
    }
}

struct Found {
    known: Known,
    /// `None` for the tokens of programs.
    last_seen: Option<Timestamp>,
}

fn found(row: &Row) -> Result<([u8; 32], Found), VaultError> {
    let hash: &[u8] = column(row, "hash")?;
    let hash = hash.try_into().map_err(|_| VaultError::Damaged("a token's hash".to_owned()))?;
    let id: Uuid = column(row, "id")?;
    let person: Option<Uuid> = column(row, "person")?;
    let scopes: Option<Vec<&str>> = column(row, "scopes")?;
    let identity = Identity {
        person: person.map(|id| PersonId::from_u128(id.as_u128())),
        scopes: scopes.as_deref().map_or(Scopes::PERSON, Scopes::from_names),
        via: match scopes {
            None => Via::Session(SessionId(id)),
            Some(_) => Via::ApiToken(ApiTokenId(id)),
        },
    };
    let last_seen = match identity.via {
        Via::Session(_) => Some(time(row, "last_seen")?),
        Via::ApiToken(_) => None,
    };
    Ok((hash, Found { known: Known { identity, expires_at: time(row, "expires_at")? }, last_seen }))
}

impl Vault {
    /// Who holds this token; `None` if nobody does, or no longer.
    ///
    /// A token that is revoked here is nobody's at once; one that is revoked on another node is
    /// nobody's here after 5 seconds at most.
    ///
    /// # Errors
    /// If the vault does not answer.
    pub async fn identify(&self, token: &str) -> Result<Option<Identity>, VaultError> {
        let key = self.keys().of(Purpose::Tokens);
        let kinds = [TokenKind::Session, TokenKind::Api, TokenKind::Operator];
        let Some(hash) = kinds.into_iter().find_map(|kind| hash(key, kind, token)) else {
            return Ok(None);
        };
        let now = self.now();
        let known = self.identities().find(hash, now).await?;
        Ok(known.filter(|known| now < known.expires_at).map(|known| known.identity))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_stored_by_name() {
        for scopes in [Scopes::PERSON, Scopes::OPERATOR, Scopes::default()] {
            assert_eq!(Scopes::from_names(&scopes.names()), scopes);
        }
        assert_eq!(Scopes::OPERATOR.names(), ["operate"]);
        assert_eq!(Scopes::from_names(&["everything"]), Scopes::default());
    }
}
