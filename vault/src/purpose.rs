//! One key per purpose, all derived from the master key, so that what is made for one purpose is
//! worthless for another.

use std::fmt;

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::master::MasterKey;

/// What a derived key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Wrapping the keys of texts.
    KeyWrap,
    /// Finding a row by its address.
    AddressLookup,
    /// Sealing addresses at rest.
    AddressSeal,
    /// The ids of unique names.
    Handles,
    /// The positions that clients are given.
    PositionTokens,
    /// Hashing the tokens of sessions, programs, browsers and sign-in links.
    Tokens,
    /// Hashing sign-in codes.
    SignInCodes,
    /// Making the links of invitations.
    Invitations,
    /// Making the links that refuse invitations.
    InvitationRefusals,
    /// Recognising the master key that a vault was made with.
    MasterCheck,
    /// Making the links of guests.
    GuestLinks,
}

impl Purpose {
    /// All purposes.
    pub const ALL: [Self; 11] = [
        Self::KeyWrap,
        Self::AddressLookup,
        Self::AddressSeal,
        Self::Handles,
        Self::PositionTokens,
        Self::Tokens,
        Self::SignInCodes,
        Self::Invitations,
        Self::InvitationRefusals,
        Self::MasterCheck,
        Self::GuestLinks,
    ];

    /// What is derived from. Stored values depend on it: it never changes.
    const fn label(self) -> &'static str {
        match self {
            Self::KeyWrap => "althing/1/key-wrap",
            Self::AddressLookup => "althing/1/address-lookup",
            Self::AddressSeal => "althing/1/address-seal",
            Self::Handles => "althing/1/handles",
            Self::PositionTokens => "althing/1/position-tokens",
            Self::Tokens => "althing/1/tokens",
            Self::SignInCodes => "althing/1/sign-in-codes",
            Self::Invitations => "althing/1/invitations",
            Self::InvitationRefusals => "althing/1/invitation-refusals",
            Self::MasterCheck => "althing/1/master-check",
            Self::GuestLinks => "althing/1/guest-links",
        }
    }
}

/// A key for one purpose. It leaves memory with its owner and is never printed.
#[derive(Clone)]
pub struct SubKey(Zeroizing<[u8; 32]>);

impl SubKey {
    /// The key of `master` for `purpose`.
    #[must_use]
    #[expect(clippy::expect_used, reason = "HKDF-SHA256 gives up to 8,160 bytes")]
    pub fn derive(master: &MasterKey, purpose: Purpose) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(None, master.bytes())
            .expand(purpose.label().as_bytes(), &mut *key)
            .expect("32 bytes are not too many");
        Self(key)
    }

    /// The key itself.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// A keyed hash of `parts`, each with its length, so that no two lists run into each other.
    #[must_use]
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    pub fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&*self.0).expect("any length is a key");
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for SubKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SubKey(..)")
    }
}

/// The keys for all purposes.
#[derive(Debug, Clone)]
pub(crate) struct SubKeys([SubKey; Purpose::ALL.len()]);

impl SubKeys {
    pub fn derive(master: &MasterKey) -> Self {
        Self(Purpose::ALL.map(|purpose| SubKey::derive(master, purpose)))
    }

    pub fn of(&self, purpose: Purpose) -> &SubKey {
        &self.0[purpose as usize]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn master() -> MasterKey {
        MasterKey::from_value(&"07".repeat(32)).unwrap()
    }

    #[test]
    fn every_purpose_has_a_key_of_its_own() {
        let keys = SubKeys::derive(&master());
        for purpose in Purpose::ALL {
            assert_eq!(keys.of(purpose).expose(), SubKey::derive(&master(), purpose).expose());
        }
        let distinct: HashSet<_> = Purpose::ALL.map(|purpose| *keys.of(purpose).expose()).into();
        assert_eq!(distinct.len(), Purpose::ALL.len());
    }

    #[test]
    fn derived_keys_stay_what_they_are() {
        let key = SubKey::derive(&master(), Purpose::KeyWrap);
        let hex = data_encoding::HEXLOWER.encode(&key.expose()[..8]);
        assert_eq!(hex, "15dad7a19f5f4827", "stored values depend on it");
    }

    #[test]
    fn a_key_is_not_printed() {
        assert_eq!(format!("{:?}", SubKey::derive(&master(), Purpose::Tokens)), "SubKey(..)");
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        let key = SubKey::derive(&master(), Purpose::Tokens);
        assert_ne!(key.mac(&[b"ab", b"c"]), key.mac(&[b"a", b"bc"]));
    }
}
