//! Positions as clients see them: sealed tokens, so that nobody can count what they may not see.
//!
//! A token holds a position, encrypted for its log and purpose under a key of the deployment's with
//! a fresh nonce: two tokens of one position have nothing in common, and one of another log does not
//! open. Clients pass them back and never compare them.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::BASE64URL_NOPAD;
use eventlog::Position;

use crate::fault::{Code, Fault};

/// The form of a token: its first byte.
const FORM: u8 = 1;
const NONCE: usize = 24;
const TAG: usize = 16;

/// Seals what clients carry for us: positions, and the places that cursors name.
pub struct Seals {
    cipher: XChaCha20Poly1305,
    log: u128,
}

impl Seals {
    /// Seals under `key`, for the log with the id `log`.
    #[must_use]
    pub fn new(key: &[u8; 32], log: u128) -> Self {
        Self { cipher: XChaCha20Poly1305::new(key.into()), log }
    }

    /// The token of a position.
    ///
    /// # Errors
    /// If there is no randomness.
    pub fn seal_position(&self, position: Position) -> Result<String, Fault> {
        self.seal(b"position", &position.0.to_be_bytes())
    }

    /// The position in a token.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` if it is no token, `RESYNC_REQUIRED` if it is one of another log.
    pub fn open_position(&self, token: &str) -> Result<Position, Fault> {
        let plain = match self.open(b"position", token) {
            Ok(plain) => plain,
            Err(Unsealed::Foreign) => return Err(resync()),
            Err(Unsealed::Malformed) => {
                return Err(Fault::input("A position is a token that this server gave out."));
            }
        };
        let position: [u8; 8] = plain.try_into().map_err(|_| resync())?;
        Ok(Position(u64::from_be_bytes(position)))
    }

    /// Seals `plain` for this purpose.
    pub(crate) fn seal(&self, purpose: &[u8], plain: &[u8]) -> Result<String, Fault> {
        let mut token = vec![0; 1 + NONCE];
        token[0] = FORM;
        getrandom::fill(&mut token[1..]).map_err(|error| Fault::internal(&error))?;
        let nonce = nonce(&token).ok_or_else(|| Fault::internal(&"a nonce of another length"))?;
        let sealed =
            self.cipher.encrypt(&nonce, Payload { msg: plain, aad: &self.bound_to(purpose) });
        token.extend(sealed.map_err(|error| Fault::internal(&error))?);
        Ok(BASE64URL_NOPAD.encode(&token))
    }

    /// Opens a token that was sealed for this purpose and this log.
    pub(crate) fn open(&self, purpose: &[u8], token: &str) -> Result<Vec<u8>, Unsealed> {
        // No token is longer; whoever sends more does not mean one.
        if token.len() > 256 {
            return Err(Unsealed::Malformed);
        }
        let token = BASE64URL_NOPAD.decode(token.as_bytes()).map_err(|_| Unsealed::Malformed)?;
        if token.len() < 1 + NONCE + TAG || token[0] != FORM {
            return Err(Unsealed::Malformed);
        }
        let nonce = nonce(&token).ok_or(Unsealed::Malformed)?;
        let sealed = Payload { msg: &token[1 + NONCE..], aad: &self.bound_to(purpose) };
        self.cipher.decrypt(&nonce, sealed).map_err(|_| Unsealed::Foreign)
    }

    /// What a token is bound to.
    fn bound_to(&self, purpose: &[u8]) -> Vec<u8> {
        [&self.log.to_be_bytes(), purpose].concat()
    }
}

/// Why a token does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unsealed {
    /// It does not have the form of a token.
    Malformed,
    /// It was not sealed here, not for this log or not for this purpose.
    Foreign,
}

fn nonce(token: &[u8]) -> Option<XNonce> {
    XNonce::try_from(token.get(1..=NONCE)?).ok()
}

/// The position is not of this log.
#[must_use]
pub fn resync() -> Fault {
    Fault::new(
        Code::ResyncRequired,
        "The position is not of this log. Read again from the start and go on from there.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seals(key: u8, log: u128) -> Seals {
        Seals::new(&[key; 32], log)
    }

    #[test]
    fn a_position_comes_back() {
        let seals = seals(1, 7);
        for position in [0, 1, u64::MAX] {
            let token = seals.seal_position(Position(position)).unwrap();
            assert_eq!(seals.open_position(&token).unwrap(), Position(position));
        }
    }

    #[test]
    fn two_tokens_of_one_position_have_nothing_in_common() {
        let seals = seals(1, 7);
        let one = seals.seal_position(Position(5)).unwrap();
        let other = seals.seal_position(Position(5)).unwrap();
        assert_ne!(one[2..34], other[2..34]);
        assert_ne!(one[34..], other[34..]);
        assert_eq!(one.len(), other.len());
    }

    #[test]
    fn a_token_of_another_log_asks_to_start_again() {
        let token = seals(1, 7).seal_position(Position(5)).unwrap();
        for other in [seals(1, 8), seals(2, 7)] {
            assert_eq!(other.open_position(&token).unwrap_err().code, Code::ResyncRequired);
        }
    }

    #[test]
    fn what_is_no_token_is_a_bad_input() {
        let seals = seals(1, 7);
        let long = "A".repeat(10_000);
        for token in ["", "1", "0", "-1", "\0", "%%%", "AAAA", "AQ==", "é", &long] {
            assert_eq!(
                seals.open_position(token).unwrap_err().code,
                Code::BadUserInput,
                "{token:?}"
            );
        }
    }

    #[test]
    fn every_changed_character_is_noticed() {
        let seals = seals(1, 7);
        let token = seals.seal_position(Position(5)).unwrap();
        for at in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert!(seals.open_position(&changed).is_err(), "character {at}");
        }
    }
}
