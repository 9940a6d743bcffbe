//! What tokens stand for, remembered for a few seconds, so that a busy person does not cost a
//! query per request.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::Timestamp;

use crate::database::after;
use crate::identity::Identity;

/// How long a revocation on another node may go unseen here.
pub const FRESH_FOR: Duration = Duration::from_secs(5);

/// About 12 MB when full.
const MOST_ENTRIES: usize = 65_536;

/// What a token stands for, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub identity: Identity,
    pub expires_at: Timestamp,
}

struct Entry {
    known: Known,
    read_at: Timestamp,
}

impl Entry {
    /// A clock that was set back makes an entry stale, never fresh for longer.
    fn is_fresh(&self, now: Timestamp) -> bool {
        self.read_at <= now && now < after(self.read_at, FRESH_FOR)
    }
}

#[derive(Default)]
struct Entries {
    by_hash: HashMap<[u8; 32], Entry>,
    revocations: u64,
}

/// Tokens are revoked here at once and on other nodes within [`FRESH_FOR`].
#[derive(Default)]
pub struct Cache(Mutex<Entries>);

impl Cache {
    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the token with this hash stands for, as far as it is known.
    pub fn get(&self, hash: &[u8; 32], now: Timestamp) -> Option<Known> {
        let entries = self.entries();
        let entry = entries.by_hash.get(hash).filter(|entry| entry.is_fresh(now))?;
        Some(entry.known)
    }

    /// How many revocations there were: to be asked before reading what [`Cache::insert`] takes.
    pub fn revocations(&self) -> u64 {
        self.entries().revocations
    }

    /// Remembers what was read, unless a token was revoked since.
    pub fn insert(
        &self,
        read: impl IntoIterator<Item = ([u8; 32], Known)>,
        read_at: Timestamp,
        revocations: u64,
    ) {
        let mut entries = self.entries();
        if entries.revocations != revocations {
            return;
        }
        for (hash, known) in read {
            if entries.by_hash.len() >= MOST_ENTRIES {
                entries.by_hash.retain(|_, entry| entry.is_fresh(read_at));
            }
            if entries.by_hash.len() >= MOST_ENTRIES {
                entries.by_hash.clear();
            }
            entries.by_hash.insert(hash, Entry { known, read_at });
        }
    }

    /// Forgets revoked tokens, also those that are being read right now.
    pub fn forget<'a>(&self, hashes: impl IntoIterator<Item = &'a [u8]>) {
        let mut entries = self.entries();
        entries.revocations += 1;
        for hash in hashes {
            entries.by_hash.remove(hash);
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::PersonId;

    use super::*;
    use crate::identity::{Scopes, Via};
    use crate::token::SessionId;

    fn known() -> Known {
        let identity = Identity {
            person: Some(PersonId::from_u128(1)),
            scopes: Scopes::PERSON,
            via: Via::Session(SessionId::from_u128(1)),
        };
        Known { identity, expires_at: Timestamp::MAX }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn an_entry_is_fresh_for_five_seconds() {
        let cache = Cache::default();
        cache.insert([([1; 32], known())], at(100), 0);
        assert_eq!(cache.get(&[1; 32], at(104)), Some(known()));
        assert_eq!(cache.get(&[1; 32], at(105)), None);
        assert_eq!(cache.get(&[1; 32], at(99)), None, "the clock was set back");
        assert_eq!(cache.get(&[2; 32], at(100)), None);
    }

    #[test]
    fn a_revoked_token_is_forgotten_also_while_it_is_read() {
        let cache = Cache::default();
        cache.insert([([1; 32], known())], at(100), 0);
        let before = cache.revocations();
        cache.forget([[1; 32].as_slice()]);
        assert_eq!(cache.get(&[1; 32], at(100)), None);
        cache.insert([([1; 32], known())], at(100), before);
        assert_eq!(cache.get(&[1; 32], at(100)), None);
    }

    #[test]
    fn the_cache_is_bounded() {
        let cache = Cache::default();
        let many = |from: u32| {
            (from..).take(MOST_ENTRIES).map(|n| {
                let mut hash = [0; 32];
                hash[..4].copy_from_slice(&n.to_be_bytes());
                (hash, known())
            })
        };
        cache.insert(many(0), at(100), 0);
        cache.insert(many(1_000_000), at(101), 0);
        assert!(cache.entries().by_hash.len() <= MOST_ENTRIES);
    }
}
