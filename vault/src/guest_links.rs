//! Links for guests: who holds one may become a guest of a discussion.
//!
//! A link's token is made of the ids that the log has and a keyed hash of them, so nothing about it
//! is kept, it can be shown again to whoever made it, and no other can be made up. Whether it still
//! works is for the discussion to say.

use domain::{DiscussionId, InvitationId};
use subtle::ConstantTimeEq;

use crate::Vault;
use crate::purpose::Purpose;
use crate::token::{Token, TokenKind, bytes};

impl Vault {
    /// The token of the link that is this invitation to the discussion.
    #[must_use]
    pub fn guest_link(&self, discussion: DiscussionId, invitation: InvitationId) -> Token {
        let ids = [discussion.to_u128().to_be_bytes(), invitation.to_u128().to_be_bytes()];
        let bytes = [ids[0], ids[1], self.guest_link_mac(&ids)].concat();
        Token::of(TokenKind::GuestLink, &bytes)
    }

    /// The invitation that the token is, if it is one, whether or not it still works.
    #[must_use]
    pub fn guest_link_of(&self, token: &str) -> Option<(DiscussionId, InvitationId)> {
        let bytes: [u8; 48] = bytes(TokenKind::GuestLink, token)?;
        let (discussion, rest) = bytes.split_first_chunk::<16>()?;
        let (invitation, mac) = rest.split_first_chunk::<16>()?;
        if !bool::from(self.guest_link_mac(&[*discussion, *invitation]).ct_eq(mac)) {
            return None;
        }
        let id = |bytes: &[u8; 16]| u128::from_be_bytes(*bytes);
        Some((DiscussionId::from_u128(id(discussion)), InvitationId::from_u128(id(invitation))))
    }

    fn guest_link_mac(&self, ids: &[[u8; 16]; 2]) -> [u8; 16] {
        let mac = self.keys().of(Purpose::GuestLinks).mac(&[&ids[0], &ids[1]]);
        let mut first = [0; 16];
        first.copy_from_slice(&mac[..16]);
        first
    }
}
