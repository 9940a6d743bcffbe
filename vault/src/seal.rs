//! Sealing at rest: XChaCha20-Poly1305 with a random nonce in front. The place where a value
//! stands is authenticated with it, so a sealed value cannot be moved to another row.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::purpose::SubKey;
use crate::{VaultError, token};

const NONCE_BYTES: usize = 24;

/// Seals `clear` for `place`.
pub fn seal(key: &SubKey, place: &[u8], clear: &[u8]) -> Result<Vec<u8>, VaultError> {
    let nonce = token::random::<NONCE_BYTES>()?;
    let sealed = XChaCha20Poly1305::new(key.expose().into())
        .encrypt(&XNonce::from(nonce), Payload { msg: clear, aad: place })
        .map_err(|_| VaultError::Damaged("the cipher failed".to_owned()))?;
    Ok([&nonce[..], &sealed].concat())
}

/// Opens what was sealed for `place`.
pub fn open(key: &SubKey, place: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    sealed
        .split_first_chunk::<NONCE_BYTES>()
        .and_then(|(nonce, sealed)| {
            XChaCha20Poly1305::new(key.expose().into())
                .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: place })
                .ok()
        })
        .map(Zeroizing::new)
        .ok_or_else(|| VaultError::Damaged("a sealed value does not open".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MasterKey, Purpose};

    #[test]
    fn a_sealed_value_opens_in_its_place_only() {
        let master = MasterKey::from_value(&"07".repeat(32)).unwrap();
        let key = SubKey::derive(&master, Purpose::AddressSeal);
        let sealed = seal(&key, b"here", b"words").unwrap();
        assert_eq!(**open(&key, b"here", &sealed).unwrap(), b"words"[..]);
        assert!(open(&key, b"there", &sealed).is_err());
        assert!(open(&key, b"here", &sealed[1..]).is_err());
        assert!(open(&key, b"here", b"short").is_err());
        let other = SubKey::derive(&master, Purpose::KeyWrap);
        assert!(open(&other, b"here", &sealed).is_err());
    }
}
