//! Email addresses: validated, found by a keyed hash, sealed at rest, never printed.

use std::fmt;

use zeroize::Zeroizing;

use crate::purpose::{Purpose, SubKeys};
use crate::{Refusal, VaultError, seal};

/// As long as a path in SMTP may be (RFC 5321, 4.5.3.1.3).
const MOST_BYTES: usize = 254;

/// An email address. Two that differ only in case are the same one.
#[derive(Clone)]
pub struct Address {
    /// As it was written, with the domain in lower case.
    written: Zeroizing<String>,
    /// All in lower case.
    normal: Zeroizing<String>,
}

impl Address {
    /// Reads an address as somebody wrote it.
    ///
    /// # Errors
    /// If mail cannot be sent to it.
    pub fn parse(written: &str) -> Result<Self, Refusal> {
        // A quoted user may hold anything, and what sends mail reads it otherwise than what checks it.
        if written.contains(['"', '\\']) {
            return Err(Refusal::Address);
        }
        Self::read(written)
    }

    fn read(written: &str) -> Result<Self, Refusal> {
        let written = written.trim();
        if written.len() > MOST_BYTES || written.contains(char::is_control) {
            return Err(Refusal::Address);
        }
        let (user, domain) = written.rsplit_once('@').ok_or(Refusal::Address)?;
        // An address on a bare machine number would name a machine, not a place for mail.
        if domain.starts_with('[') || domain.parse::<std::net::IpAddr>().is_ok() {
            return Err(Refusal::Address);
        }
        let domain = domain.to_ascii_lowercase();
        lettre::Address::new(user, &domain).map_err(|_| Refusal::Address)?;
        let written = Zeroizing::new(format!("{user}@{domain}"));
        let normal = Zeroizing::new(written.to_lowercase());
        Ok(Self { written, normal })
    }

    /// The address itself, for mail and for its owner.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.written
    }

    /// Under what it is found.
    pub(crate) fn lookup(&self, keys: &SubKeys) -> [u8; 32] {
        keys.of(Purpose::AddressLookup).mac(&[self.normal.as_bytes()])
    }

    pub(crate) fn seal(&self, keys: &SubKeys, place: Place) -> Result<Vec<u8>, VaultError> {
        let key = keys.of(Purpose::AddressSeal);
        seal::seal(key, &place.bytes(), self.written.as_bytes())
    }

    pub(crate) fn open(keys: &SubKeys, place: Place, sealed: &[u8]) -> Result<Self, VaultError> {
        let opened = seal::open(keys.of(Purpose::AddressSeal), &place.bytes(), sealed)?;
        std::str::from_utf8(&opened)
            .ok()
            .and_then(|written| Self::read(written).ok())
            .ok_or_else(|| VaultError::Damaged("a sealed address is not an address".to_owned()))
    }
}

impl PartialEq for Address {
    fn eq(&self, other: &Self) -> bool {
        self.normal == other.normal
    }
}

impl Eq for Address {}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(..)")
    }
}

/// The row in which an address is sealed.
#[derive(Clone, Copy)]
pub enum Place {
    /// A person's.
    Person(u128),
    /// A request for a sign-in code, named by its browser's hash.
    Code([u8; 32]),
    /// An invitation.
    Invitation(u128),
}

impl Place {
    fn bytes(self) -> Vec<u8> {
        match self {
            Self::Person(id) => [b"person/".as_slice(), &id.to_be_bytes()].concat(),
            Self::Code(hash) => [b"code/".as_slice(), &hash].concat(),
            Self::Invitation(id) => [b"invitation/".as_slice(), &id.to_be_bytes()].concat(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MasterKey;

    fn keys() -> SubKeys {
        SubKeys::derive(&MasterKey::from_value(&"07".repeat(32)).unwrap())
    }

    #[test]
    fn case_and_space_around_make_no_other_address() {
        let address = Address::parse(" Anna.Ross@Example.ORG\n").unwrap();
        assert_eq!(address.expose(), "Anna.Ross@example.org");
        let other = Address::parse("anna.ross@example.org").unwrap();
        assert_eq!(address, other);
        assert_eq!(address.lookup(&keys()), other.lookup(&keys()));
        let nobody = Address::parse("anna@example.org").unwrap();
        assert_ne!(address.lookup(&keys()), nobody.lookup(&keys()));
    }

    #[test]
    fn what_mail_cannot_be_sent_to_is_refused() {
        let long = format!("{}@example.org", "a".repeat(243));
        for wrong in [
            "",
            "anna",
            "@example.org",
            "anna@",
            "anna@ross@example.org",
            "\"anna ross\"@example.org",
            "\"anna@ross\"@example.org",
            "Anna <anna@example.org>",
            "anna@example.org, bo@example.org",
            "anna@example.org\r\nBcc: bo@example.org",
            "an\0na@example.org",
            "anna@exa mple.org",
            "anna@127.0.0.1",
            "anna@[::1]",
            &long,
        ] {
            assert_eq!(Address::parse(wrong), Err(Refusal::Address), "{wrong:?}");
        }
    }

    #[test]
    fn an_address_is_not_printed() {
        let address = Address::parse("anna@example.org").unwrap();
        assert_eq!(format!("{address:?}"), "Address(..)");
    }

    #[test]
    fn a_sealed_address_stays_in_its_row() {
        let address = Address::parse("anna@example.org").unwrap();
        let sealed = address.seal(&keys(), Place::Person(1)).unwrap();
        assert_eq!(Address::open(&keys(), Place::Person(1), &sealed).unwrap(), address);
        assert!(Address::open(&keys(), Place::Person(2), &sealed).is_err());
        assert!(Address::open(&keys(), Place::Invitation(1), &sealed).is_err());
    }
}
