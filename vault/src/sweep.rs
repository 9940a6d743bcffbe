//! What is over is deleted, not kept: expired codes, sessions, tokens and invitations.

use crate::database::At;
use crate::sign_in::day;
use crate::{Vault, VaultError};

/// How many rows a sweep deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept(pub u64);

impl Vault {
    /// Deletes what has expired. Does nothing the second time.
    ///
    /// # Errors
    /// If the vault does not answer.
    pub async fn sweep_expired(&self) -> Result<Swept, VaultError> {
        const EXPIRED: [&str; 5] = [
            "DELETE FROM vault.sign_in_codes WHERE expires_at <= $1",
            "DELETE FROM vault.sessions WHERE expires_at <= $1",
            "DELETE FROM vault.api_tokens WHERE expires_at <= $1",
            "DELETE FROM vault.invitations WHERE expires_at <= $1",
            "DELETE FROM vault.answered_invitations WHERE expires_at <= $1",
        ];
        const COUNTS: &str = "DELETE FROM vault.wrong_codes WHERE day < $1";
        let now = At(self.now());
        let mut swept = 0;
        for sql in EXPIRED {
            swept += self.database().execute(sql, &[&now]).await?;
        }
        let yesterday = day(self.now()).saturating_sub(1);
        swept += self.database().execute(COUNTS, &[&yesterday]).await?;
        Ok(Swept(swept))
    }
}
