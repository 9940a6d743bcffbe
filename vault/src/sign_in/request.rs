//! Asking for a code.

use std::time::Duration;

use zeroize::Zeroizing;

use crate::address::Place;
use crate::database::{At, after};
use crate::purpose::{Purpose, SubKeys};
use crate::token::{Token, TokenKind, hash, random};
use crate::{Address, Mailer, Vault, VaultError};

/// How long a code and its link work.
const LIVES_FOR: Duration = Duration::from_secs(15 * 60);

/// As many mails as one address gets within those 15 minutes, whoever asks for them.
const MOST_MAILS: i64 = 10;

/// Under what a code is kept: no good for another address or another browser.
pub fn code_hash(keys: &SubKeys, lookup: &[u8], browser: &[u8], code: &str) -> [u8; 32] {
    keys.of(Purpose::SignInCodes).mac(&[lookup, browser, code.as_bytes()])
}

impl Vault {
    /// Sends a code and a link to an address. The answer is the secret of the browser that asked,
    /// to be presented again with either.
    ///
    /// # Errors
    /// [`crate::Refusal::Address`] if it is none; or if the vault or the mail does not answer.
    pub async fn request_code(&self, mailer: &Mailer, address: &str) -> Result<Token, VaultError> {
        const KEEP: &str = "INSERT INTO vault.sign_in_codes (browser_hash, address_sealed,
            address_lookup, code_hash, link_hash, created_at, expires_at)
            SELECT $1, $2, $3, $4, $5, $6, $7
            WHERE (SELECT count(*) FROM vault.sign_in_codes
                WHERE address_lookup = $3 AND expires_at > $6) < $8";
        let address = Address::parse(address)?;
        let (browser, link) = (Token::random(TokenKind::Browser)?, Token::random(TokenKind::Link)?);
        let code = six_digits()?;
        let hashed = |kind, token: &Token| {
            hash(self.keys().of(Purpose::Tokens), kind, token.expose()).unwrap_or_default()
        };
        let browser_hash = hashed(TokenKind::Browser, &browser);
        let lookup = address.lookup(self.keys());
        let now = self.now();
        let kept = self
            .database()
            .execute(
                KEEP,
                &[
                    &browser_hash.as_slice(),
                    &address.seal(self.keys(), Place::Code(browser_hash))?,
                    &lookup.as_slice(),
                    &code_hash(self.keys(), &lookup, &browser_hash, &code).as_slice(),
                    &hashed(TokenKind::Link, &link).as_slice(),
                    &At(now),
                    &At(after(now, LIVES_FOR)),
                    &MOST_MAILS,
                ],
            )
            .await?;
        if kept == 1 {
            mailer.sign_in_code(&address, &code, &link).await?;
        }
        Ok(browser)
    }
}

/// Six digits, each of the million as likely as the others.
fn six_digits() -> Result<Zeroizing<String>, getrandom::Error> {
    const MILLION: u32 = 1_000_000;
    const EVEN: u32 = u32::MAX - u32::MAX % MILLION;
    loop {
        let drawn = u32::from_be_bytes(random()?);
        if drawn < EVEN {
            return Ok(Zeroizing::new(format!("{:06}", drawn % MILLION)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_six_digits() {
        for _ in 0..1_000 {
            let code = six_digits().unwrap();
            assert!(code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()));
        }
    }
}
