//! Sessions of browsers: opaque tokens, listed and revoked by their owner.

use std::time::Duration;

use domain::{PersonId, Timestamp};
use tokio_postgres::GenericClient;

use crate::database::{At, after, before, column, time};
use crate::people::uuid;
use crate::purpose::{Purpose, SubKeys};
use crate::token::{SessionId, Token, TokenKind, hash};
use crate::{Vault, VaultError};

/// A session ends this long after its last use.
pub(crate) const LIVES_FOR: Duration = Duration::from_secs(30 * 24 * 3_600);

/// Nobody takes longer to sign in, once they gave the code.
const SIGNING_IN: Duration = Duration::from_secs(60);

/// The family of a browser: all that is kept of what a browser says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Browser {
    /// Mozilla Firefox.
    Firefox,
    /// Microsoft Edge.
    Edge,
    /// Opera.
    Opera,
    /// Google Chrome and Chromium.
    Chrome,
    /// Apple Safari.
    Safari,
    /// Another, or a program.
    Other,
}

impl Browser {
    const ALL: [Self; 6] =
        [Self::Firefox, Self::Edge, Self::Opera, Self::Chrome, Self::Safari, Self::Other];

    /// The family's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Firefox => "Firefox",
            Self::Edge => "Edge",
            Self::Opera => "Opera",
            Self::Chrome => "Chrome",
            Self::Safari => "Safari",
            Self::Other => "Other",
        }
    }

    fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|browser| browser.name() == name).unwrap_or(Self::Other)
    }

    /// The family that a `User-Agent` header names. Most name others too, so the order matters.
    #[must_use]
    pub fn from_user_agent(header: &str) -> Self {
        const MARKS: [(&str, Browser); 8] = [
            ("Edg", Browser::Edge),
            ("OPR/", Browser::Opera),
            ("Firefox/", Browser::Firefox),
            ("FxiOS/", Browser::Firefox),
            ("Chrome/", Browser::Chrome),
            ("Chromium/", Browser::Chrome),
            ("CriOS/", Browser::Chrome),
            ("Safari/", Browser::Safari),
        ];
        let named = MARKS.into_iter().find(|(mark, _)| header.contains(mark));
        named.map_or(Self::Other, |(_, browser)| browser)
    }
}

/// A session, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Which.
    pub id: SessionId,
    /// In which browser.
    pub browser: Browser,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was used last, to the hour.
    pub last_seen: Timestamp,
    /// When it ends if it is not used again.
    pub expires_at: Timestamp,
}

/// Begins a session, as a part of whatever `client` is doing.
pub(crate) async fn begin(
    client: &(impl GenericClient + Sync),
    keys: &SubKeys,
    person: PersonId,
    browser: Browser,
    now: Timestamp,
) -> Result<(SessionId, Token), VaultError> {
    const BEGIN: &str = "INSERT INTO vault.sessions
        (hash, id, person, browser, created_at, last_seen, expires_at)
        VALUES ($1, $2, $3, $4, $5, $5, $6)";
    let (id, token) = (SessionId::random()?, Token::random(TokenKind::Session)?);
    let hash = hash(keys.of(Purpose::Tokens), TokenKind::Session, token.expose());
    let hash = hash.as_ref().map(<[u8; 32]>::as_slice);
    let (now, until) = (At(now), At(after(now, LIVES_FOR)));
    client.execute(BEGIN, &[&hash, &id.0, &uuid(person), &browser.name(), &now, &until]).await?;
    Ok((id, token))
}

impl Vault {
    /// Begins a session for a person who is known by other means than a code.
    ///
    /// # Errors
    /// If the vault does not answer.
    pub async fn begin_session(
        &self,
        person: PersonId,
        browser: Browser,
    ) -> Result<(SessionId, Token), VaultError> {
        let client = self.database().client().await?;
        let client: &tokio_postgres::Client = &client;
        begin(client, self.keys(), person, browser, self.now()).await
    }

    /// The person's sessions, the one used last first.
    ///
    /// # Errors
    /// If the vault does not answer.
    pub async fn sessions(&self, person: PersonId) -> Result<Vec<Session>, VaultError> {
        const LIST: &str = "SELECT id, browser, created_at, last_seen, expires_at
            FROM vault.sessions WHERE person = $1 AND expires_at > $2
            ORDER BY last_seen DESC, id LIMIT 1000";
        let now = At(self.now());
        let rows = self.database().query(LIST, &[&uuid(person), &now]).await?;
        rows.iter()
            .map(|row| {
                Ok(Session {
                    id: SessionId(column(row, "id")?),
                    browser: Browser::from_name(column(row, "browser")?),
                    created_at: time(row, "created_at")?,
                    last_seen: time(row, "last_seen")?,
                    expires_at: time(row, "expires_at")?,
                })
            })
            .collect()
    }

    /// Ends a session of this person. Answers whether there was one. It is of no use from now on,
    /// on other nodes after 5 seconds at most.
    ///
    /// # Errors
    /// If the vault does not answer.
    pub async fn revoke_session(
        &self,
        person: PersonId,
        session: SessionId,
    ) -> Result<bool, VaultError> {
        const REVOKE: &str =
            "DELETE FROM vault.sessions WHERE person = $1 AND id = $2 RETURNING hash";
        let rows = self.database().query(REVOKE, &[&uuid(person), &session.0]).await?;
        let hashes: Vec<&[u8]> =
            rows.iter().map(|row| column(row, "hash")).collect::<Result<_, _>>()?;
        self.identities().cache().forget(hashes.iter().copied());
        Ok(!hashes.is_empty())
    }

    /// Ends all sessions of these people and all tokens of their programs; answers how many there
    /// were. They are of no use from now on, on other nodes after 5 seconds at most.
    ///
    /// # Errors
    /// If the vault does not answer.
    pub async fn end_access(&self, people: &[PersonId]) -> Result<usize, VaultError> {
        self.end_begun_by(people, None).await
    }

    /// The same, but for sessions that began within the last minute: whoever is to have no access
    /// may be signing in at this moment, to have it again. Tokens are not made by signing in.
    ///
    /// # Errors
    /// If the vault does not answer.
    pub async fn end_old_access(&self, people: &[PersonId]) -> Result<usize, VaultError> {
        self.end_begun_by(people, Some(before(self.now(), SIGNING_IN))).await
    }

    async fn end_begun_by(
        &self,
        people: &[PersonId],
        begun_by: Option<Timestamp>,
    ) -> Result<usize, VaultError> {
        // Sessions first, and tokens by a statement that begins after that: a token that a session
        // was making has been made by then, and no other is made.
        const SESSIONS: &str = "DELETE FROM vault.sessions WHERE person = ANY ($1)
            AND ($2::timestamptz IS NULL OR created_at <= $2) RETURNING hash";
        const TOKENS: &str = "DELETE FROM vault.api_tokens WHERE owner = ANY ($1) RETURNING hash";
        let people: Vec<_> = people.iter().copied().map(uuid).collect();
        let begun_by = begun_by.map(At);
        let mut client = self.database().client().await?;
        let ending = client.transaction().await?;
        let mut rows = ending.query(SESSIONS, &[&people, &begun_by]).await?;
        rows.extend(ending.query(TOKENS, &[&people]).await?);
        ending.commit().await?;
        let hashes: Vec<&[u8]> =
            rows.iter().map(|row| column(row, "hash")).collect::<Result<_, _>>()?;
        self.identities().cache().forget(hashes.iter().copied());
        Ok(hashes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_family_of_a_browser_is_kept() {
        let webkit = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)";
        for (header, family) in [
            (format!("{webkit} Chrome/129.0.0.0 Safari/537.36"), Browser::Chrome),
            (format!("{webkit} Chrome/129.0.0.0 Safari/537.36 Edg/129.0"), Browser::Edge),
            (format!("{webkit} Chrome/129.0.0.0 Safari/537.36 OPR/114.0"), Browser::Opera),
            (format!("{webkit} Version/17.6 Safari/605.1.15"), Browser::Safari),
            ("Mozilla/5.0 (X11; rv:131.0) Gecko/20100101 Firefox/131.0".into(), Browser::Firefox),
            ("curl/8.5.0".into(), Browser::Other),
            (String::new(), Browser::Other),
        ] {
            assert_eq!(Browser::from_user_agent(&header), family, "{header}");
            assert_eq!(Browser::from_name(family.name()), family);
        }
    }
}
