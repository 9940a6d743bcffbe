//! Guards as the table holds them: one after another, each a byte for the kind of its stream, the
//! 16 bytes of its id and the 8 bytes of its version, big-endian.

use domain::{StreamId, StreamKind};

use crate::append::Guard;
use crate::recorded::Version;

const BYTES: usize = 1 + 16 + 8;

/// The byte of each kind. Stored for ever.
const fn byte(kind: StreamKind) -> u8 {
    match kind {
        StreamKind::Group => b'g',
        StreamKind::Discussion => b'd',
        StreamKind::Proposal => b'p',
        StreamKind::Person => b'u',
        StreamKind::Handle => b'h',
        StreamKind::Platform => b'a',
    }
}

/// The stored form of `guards`.
pub(super) fn encode(guards: &[Guard]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(guards.len() * BYTES);
    for Guard { stream, version } in guards {
        bytes.push(byte(stream.kind));
        bytes.extend_from_slice(&stream.bits.to_be_bytes());
        bytes.extend_from_slice(&version.0.to_be_bytes());
    }
    bytes
}

/// The guards of a stored form; `None` if it is not one.
pub(super) fn decode(bytes: &[u8]) -> Option<Vec<Guard>> {
    let guards = bytes.chunks_exact(BYTES);
    if !guards.remainder().is_empty() {
        return None;
    }
    guards
        .map(|guard| {
            let kind = StreamKind::ALL.into_iter().find(|kind| byte(*kind) == guard[0])?;
            let bits = u128::from_be_bytes(guard[1..17].try_into().ok()?);
            let version = Version(u64::from_be_bytes(guard[17..].try_into().ok()?));
            Some(Guard { stream: StreamId { kind, bits }, version })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guards_are_read_back() {
        let guard = |(n, kind): (usize, StreamKind)| Guard {
            stream: StreamId { kind, bits: u128::MAX - n as u128 },
            version: Version(n as u64),
        };
        let guards: Vec<Guard> = StreamKind::ALL.into_iter().enumerate().map(guard).collect();
        assert_eq!(decode(&encode(&guards)), Some(guards));
    }

    #[test]
    fn what_is_no_guard_is_not_read() {
        assert_eq!(decode(&[b'g'; 24]), None);
        assert_eq!(decode(&[b'?'; 25]), None);
        assert_eq!(decode(&[]), Some(vec![]));
    }
}
