//! Secrets that are given out: random, with a prefix that says what they are, and kept here only
//! as a keyed hash.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::purpose::SubKey;

/// `N` bytes from the system's source of randomness.
pub fn random<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// What a token is for, as its first four characters say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A person's session.
    Session,
    /// A person's program.
    Api,
    /// An operator's program.
    Operator,
    /// The browser that asked for a sign-in code.
    Browser,
    /// The link in a sign-in mail.
    Link,
    /// The link in an invitation.
    Invitation,
    /// The link for a guest of a discussion.
    GuestLink,
    /// The link that refuses further invitations.
    Refusal,
}

impl TokenKind {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Session => "als_",
            Self::Api => "alt_",
            Self::Operator => "alo_",
            Self::Browser => "alb_",
            Self::Link => "all_",
            Self::Invitation => "ali_",
            Self::GuestLink => "alg_",
            Self::Refusal => "alr_",
        }
    }
}

/// A secret for its holder. It leaves memory with its owner and is never printed.
#[derive(Clone)]
pub struct Token(Zeroizing<String>);

impl Token {
    /// A new random token.
    pub(crate) fn random(kind: TokenKind) -> Result<Self, getrandom::Error> {
        random::<32>().map(|bytes| Self::of(kind, &bytes))
    }

    /// The token that says `bytes`.
    pub(crate) fn of(kind: TokenKind, bytes: &[u8]) -> Self {
        Self(Zeroizing::new(format!("{}{}", kind.prefix(), BASE64URL_NOPAD.encode(bytes))))
    }

    /// The secret itself, for its holder only.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// The `N` bytes that a token of this kind says; `None` if it is not one.
pub fn bytes<const N: usize>(kind: TokenKind, written: &str) -> Option<[u8; N]> {
    let encoded = written.strip_prefix(kind.prefix())?;
    if encoded.len() != BASE64URL_NOPAD.encode_len(N) {
        return None;
    }
    BASE64URL_NOPAD.decode(encoded.as_bytes()).ok()?.try_into().ok()
}

/// Under what a random token is kept; `None` if it is not one of this kind.
pub fn hash(key: &SubKey, kind: TokenKind, written: &str) -> Option<[u8; 32]> {
    bytes::<32>(kind, written).map(|bytes| key.mac(&[kind.prefix().as_bytes(), &bytes]))
}

macro_rules! credential_ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(crate) Uuid);

        impl $name {
            pub(crate) fn random() -> Result<Self, getrandom::Error> {
                random::<16>().map(|bytes| Self(Uuid::from_bytes(bytes)))
            }

            /// The id with these 128 bits.
            #[must_use]
            pub const fn from_u128(bits: u128) -> Self {
                Self(Uuid::from_u128(bits))
            }

            /// The id's 128 bits.
            #[must_use]
            pub const fn to_u128(self) -> u128 {
                self.0.as_u128()
            }
        }
    )*};
}

credential_ids! {
    /// A session, as its owner sees it in a list. Not a secret.
    SessionId;
    /// An API token, as its owner sees it in a list. Not a secret.
    ApiTokenId;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MasterKey, Purpose};

    fn key() -> SubKey {
        SubKey::derive(&MasterKey::from_value(&"07".repeat(32)).unwrap(), Purpose::Tokens)
    }

    #[test]
    fn a_token_says_what_it_is_for_and_nothing_else() {
        let token = Token::random(TokenKind::Session).unwrap();
        assert!(token.expose().starts_with("als_") && token.expose().len() == 47);
        assert_eq!(format!("{token:?}"), "Token(..)");
        assert_ne!(token.expose(), Token::random(TokenKind::Session).unwrap().expose());
    }

    #[test]
    fn only_whole_tokens_of_the_kind_have_a_hash() {
        let token = Token::random(TokenKind::Api).unwrap();
        assert!(hash(&key(), TokenKind::Api, token.expose()).is_some());
        assert_eq!(hash(&key(), TokenKind::Session, token.expose()), None);
        assert_eq!(hash(&key(), TokenKind::Api, &token.expose()[..46]), None);
        assert_eq!(hash(&key(), TokenKind::Api, &format!("{}A", token.expose())), None);
        assert_eq!(hash(&key(), TokenKind::Api, "alt_\u{0}"), None);
        assert_eq!(hash(&key(), TokenKind::Api, ""), None);
    }
}
