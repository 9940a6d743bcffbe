//! Tokens of programs: a person's, which never allow more than the person may do, and operators',
//! which show health, positions and settings.

use domain::{PersonId, Timestamp};
use jiff::SignedDuration;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::database::{At, column, time};
use crate::identity::Scopes;
use crate::people::uuid;
use crate::profile::{NAME_CHARS, line};
use crate::purpose::Purpose;
use crate::token::{ApiTokenId, SessionId, Token, TokenKind, hash};
use crate::{Refusal, Vault, VaultError};

/// A token lives for a year at most.
const MOST_DAYS: i64 = 365;

/// As many tokens as one owner may have at a time.
const MOST_TOKENS: i64 = 100;

/// A token that a person wants for a program.
#[derive(Clone)]
pub struct NewApiToken {
    /// What the owner knows it by, 1 to 100 characters.
    pub name: String,
    /// What it allows: `read`, `write`, `audit`, at least one.
    pub scopes: Scopes,
    /// When it ends, at most a year from now.
    pub expires_at: Timestamp,
}

/// A token of a program, as its owner sees it.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Which.
    pub id: ApiTokenId,
    /// What the owner knows it by.
    pub name: String,
    /// What it allows.
    pub scopes: Scopes,
    /// Since when.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Names are the owner's: they are not printed.
impl std::fmt::Debug for ApiToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ApiToken").field("id", &self.id).finish_non_exhaustive()
    }
}

fn api_token(row: &Row) -> Result<ApiToken, VaultError> {
    let scopes: Vec<&str> = column(row, "scopes")?;
    Ok(ApiToken {
        id: ApiTokenId(column(row, "id")?),
        name: column(row, "name")?,
        scopes: Scopes::from_names(&scopes),
        created_at: time(row, "created_at")?,
        expires_at: time(row, "expires_at")?,
    })
}

impl Vault {
    /// Makes a token for a program of the person whose session asks. The secret is shown this once.
    /// `None` if the session has ended, also if whoever asks was let in before that.
    ///
    /// # Errors
    /// The bound that it breaks, or if the vault does not answer.
    pub async fn create_api_token(
        &self,
        owner: PersonId,
        session: SessionId,
        new: &NewApiToken,
    ) -> Result<Option<(ApiToken, Token)>, VaultError> {
        const LIVES: &str =
            "SELECT FROM vault.sessions WHERE person = $1 AND id = $2 AND expires_at > $3";
        let Scopes { read, write, audit, operate } = new.scopes;
        if operate || !(read || write || audit) {
            return Err(Refusal::Scopes.into());
        }
        let made = self.insert_token(Some((owner, session)), TokenKind::Api, new).await?;
        if made.is_none() {
            let (owner, now) = (uuid(owner), At(self.now()));
            let lives = self.database().query_opt(LIVES, &[&owner, &session.0, &now]).await?;
            if lives.is_some() {
                return Err(Refusal::TooManyTokens { at_most: MOST_TOKENS }.into());
            }
        }
        Ok(made)
    }

    /// Makes a token for an operator's program. The secret is shown this once.
    ///
    /// # Errors
    /// The bound that it breaks, or if the vault does not answer.
    pub async fn create_operator_token(
        &self,
        name: &str,
        expires_at: Timestamp,
    ) -> Result<(ApiToken, Token), VaultError> {
        let new = NewApiToken { name: name.to_owned(), scopes: Scopes::OPERATOR, expires_at };
        let made = self.insert_token(None, TokenKind::Operator, &new).await?;
        Ok(made.ok_or(Refusal::TooManyTokens { at_most: MOST_TOKENS })?)
    }

    /// `None` if the session of the owner has ended, or there are too many tokens.
    async fn insert_token(
        &self,
        owner: Option<(PersonId, SessionId)>,
        kind: TokenKind,
        new: &NewApiToken,
    ) -> Result<Option<(ApiToken, Token)>, VaultError> {
        // Whoever ends the session waits for its lock, and finds the token then.
        const INSERT: &str = "WITH asking AS (SELECT FROM vault.sessions
                WHERE person = $3 AND id = $9 AND expires_at > $6 FOR SHARE)
            INSERT INTO vault.api_tokens (hash, id, owner, name, scopes, created_at, expires_at)
            SELECT $1, $2, $3, $4, $5, $6, $7
            WHERE ($3::uuid IS NULL OR EXISTS (SELECT FROM asking))
            AND (SELECT count(*) FROM vault.api_tokens
                WHERE owner IS NOT DISTINCT FROM $3 AND expires_at > $6) < $8
            RETURNING id, name, scopes, created_at, expires_at";
        let name = line("name", &new.name, NAME_CHARS)?;
        let now = self.now();
        let life = new.expires_at.duration_since(now);
        if life <= SignedDuration::ZERO || life > SignedDuration::from_hours(24 * MOST_DAYS) {
            return Err(Refusal::Expiry { days: MOST_DAYS }.into());
        }
        let (id, token) = (ApiTokenId::random()?, Token::random(kind)?);
        let hash = hash(self.keys().of(Purpose::Tokens), kind, token.expose());
        let row = self
            .database()
            .query_opt(
                INSERT,
                &[
                    &hash.as_ref().map(<[u8; 32]>::as_slice),
                    &id.0,
                    &owner.map(|(person, _)| uuid(person)),
                    &name,
                    &new.scopes.names(),
                    &At(now),
                    &At(new.expires_at),
                    &MOST_TOKENS,
                    &owner.map(|(_, session)| session.0),
                ],
            )
            .await?;
        row.map(|row| Ok((api_token(&row)?, token))).transpose()
    }

    /// The tokens of a person's programs, or of the operators' (`None`), newest first.
    ///
    /// # Errors
    /// If the vault does not answer.
    pub async fn api_tokens(&self, owner: Option<PersonId>) -> Result<Vec<ApiToken>, VaultError> {
        const LIST: &str = "SELECT id, name, scopes, created_at, expires_at FROM vault.api_tokens
            WHERE owner IS NOT DISTINCT FROM $1 AND expires_at > $2
            ORDER BY created_at DESC, id";
        let owner: Option<Uuid> = owner.map(uuid);
        let rows = self.database().query(LIST, &[&owner, &At(self.now())]).await?;
        rows.iter().map(api_token).collect()
    }

    /// Ends a token of a person's program, or of the operators' (`None`). Answers whether there
    /// was one. It is of no use from now on, on other nodes after 5 seconds at most.
    ///
    /// # Errors
    /// If the vault does not answer.
    pub async fn revoke_api_token(
        &self,
        owner: Option<PersonId>,
        token: ApiTokenId,
    ) -> Result<bool, VaultError> {
        const REVOKE: &str = "DELETE FROM vault.api_tokens
            WHERE owner IS NOT DISTINCT FROM $1 AND id = $2 RETURNING hash";
        let owner: Option<Uuid> = owner.map(uuid);
        let rows = self.database().query(REVOKE, &[&owner, &token.0]).await?;
        let hashes: Vec<&[u8]> =
            rows.iter().map(|row| column(row, "hash")).collect::<Result<_, _>>()?;
        self.identities().cache().forget(hashes.iter().copied());
        Ok(!hashes.is_empty())
    }
}
