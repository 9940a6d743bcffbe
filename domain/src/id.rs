//! Ids: one newtype per kind, all ULID-shaped (26 characters of Crockford's base 32).
//!
//! Ids of new things are hashes of the command that makes them, so a repeated command makes the
//! same thing. See <https://github.com/ulid/spec> for the written form.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use ulid::Ulid;

/// Not a ULID: 26 characters of `0-9A-HJKMNP-TV-Z`, the first one at most `7`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id: 26 characters of Crockford's base 32 are expected")]
pub struct InvalidId;

/// The first 128 bits of SHA-256 over `parts`, each preceded by its length, so that no two lists
/// of parts run into each other.
#[must_use]
pub fn hash_u128(parts: &[&[u8]]) -> u128 {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    let digest: [u8; 32] = hasher.finalize().into();
    let mut first = [0; 16];
    first.copy_from_slice(&digest[..16]);
    u128::from_be_bytes(first)
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Ulid);

        impl $name {
            /// The id with these 128 bits.
            #[must_use]
            pub const fn from_u128(bits: u128) -> Self {
                Self(Ulid(bits))
            }

            /// The id's 128 bits.
            #[must_use]
            pub const fn to_u128(self) -> u128 {
                self.0.0
            }

            /// The id of what is fully named by `parts`.
            #[must_use]
            pub fn derive(parts: &[&[u8]]) -> Self {
                Self(Ulid(hash_u128(&[&[stringify!($name).as_bytes()], parts].concat())))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                parse(text).map(Self)
            }
        }
    )*};
}

/// Reads one written form only, so that an id is spelt in one way.
fn parse(text: &str) -> Result<Ulid, InvalidId> {
    let id = Ulid::from_string(text).map_err(|_| InvalidId)?;
    if id.to_string() == text { Ok(id) } else { Err(InvalidId) }
}

ids! {
    /// A comment in a discussion.
    CommentId;
    /// A discussion.
    DiscussionId;
    /// A group or subgroup.
    GroupId;
    /// A claim on a unique name: a keyed hash of the name.
    HandleId;
    /// An invitation sent to an address. The address is in the vault only.
    InvitationId;
    /// A clarifying note on a proposal.
    NoteId;
    /// An outcome of a proposal.
    OutcomeId;
    /// A person. Who it is, only the vault knows.
    PersonId;
    /// The platform, of which there is one.
    PlatformId;
    /// A proposal.
    ProposalId;
    /// A tag of a group.
    TagId;
    /// A template of a group.
    TemplateId;
}

impl PlatformId {
    /// The one that there is.
    pub const ONE: Self = Self::from_u128(1);
}

/// The kinds of stream, each with one decider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StreamKind {
    /// A group: privacy, members, roles, switches.
    Group,
    /// A discussion: its text, comments and reactions.
    Discussion,
    /// A proposal: its terms, votes, close and outcomes.
    Proposal,
    /// A person's states.
    Person,
    /// A claim on a unique name.
    Handle,
    /// What concerns everybody: who is away.
    Platform,
}

impl StreamKind {
    /// All kinds.
    pub const ALL: [Self; 6] =
        [Self::Group, Self::Discussion, Self::Proposal, Self::Person, Self::Handle, Self::Platform];

    /// The kind's name, as it begins a stream's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Discussion => "discussion",
            Self::Proposal => "proposal",
            Self::Person => "person",
            Self::Handle => "handle",
            Self::Platform => "platform",
        }
    }
}

/// The name of a stream: its kind and the id of what it is about, written `kind-id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId {
    /// What kind of thing the stream is about.
    pub kind: StreamKind,
    /// The 128 bits of the thing's id.
    pub bits: u128,
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.kind.name(), Ulid(self.bits))
    }
}

impl FromStr for StreamId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let (name, id) = text.split_once('-').ok_or(InvalidId)?;
        let kind = StreamKind::ALL.into_iter().find(|kind| kind.name() == name).ok_or(InvalidId)?;
        Ok(Self { kind, bits: parse(id)?.0 })
    }
}

macro_rules! streams {
    ($($id:ident => $kind:ident,)*) => {$(
        impl From<$id> for StreamId {
            fn from(id: $id) -> Self {
                Self { kind: StreamKind::$kind, bits: id.to_u128() }
            }
        }
    )*};
}

streams! {
    GroupId => Group,
    DiscussionId => Discussion,
    ProposalId => Proposal,
    PersonId => Person,
    HandleId => Handle,
    PlatformId => Platform,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_name_is_read_back() {
        for kind in StreamKind::ALL {
            let stream = StreamId { kind, bits: 7 << 100 };
            assert_eq!(stream.to_string().parse(), Ok(stream));
        }
    }

    #[test]
    fn an_id_has_one_spelling() {
        let id = GroupId::from_u128(0x0123_4567_89AB_CDEF_0123_4567_89AB_CDEF);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string().to_lowercase().parse::<GroupId>(), Err(InvalidId));
        assert_eq!("8ZZZZZZZZZZZZZZZZZZZZZZZZZ".parse::<GroupId>(), Err(InvalidId));
        assert_eq!("".parse::<GroupId>(), Err(InvalidId));
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(GroupId::derive(&[b"ab", b"c"]), GroupId::derive(&[b"a", b"bc"]));
        assert_ne!(
            GroupId::derive(&[b"a"]).to_u128(),
            PersonId::derive(&[b"a"]).to_u128(),
            "kinds do not share ids"
        );
    }
}
