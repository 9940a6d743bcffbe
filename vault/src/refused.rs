//! Addresses that refuse all further invitations: by the link in any invitation, without signing
//! in, or by their owner's own setting.

use domain::PersonId;
use subtle::ConstantTimeEq;

use crate::database::{At, column};
use crate::people::uuid;
use crate::purpose::Purpose;
use crate::token::{Token, TokenKind, bytes};
use crate::{Address, Refusal, Vault, VaultError};

impl Vault {
    /// Takes an address out of all further invitations, by the token of the link at the foot of
    /// one. To be called by a POST only: mail scanners follow links.
    ///
    /// # Errors
    /// [`Refusal::RefusalLink`], or if the vault does not answer.
    pub async fn refuse_invitations(&self, token: &str) -> Result<(), VaultError> {
        let bytes: [u8; 48] = bytes(TokenKind::Refusal, token).ok_or(Refusal::RefusalLink)?;
        let (lookup, mac) = bytes.split_at(32);
        if !bool::from(self.refusal_mac(lookup).ct_eq(mac)) {
            return Err(Refusal::RefusalLink.into());
        }
        self.refuse(lookup).await
    }

    /// Whether the person's address gets invitations by mail and sees new ones.
    ///
    /// # Errors
    /// If the vault does not answer.
    pub async fn gets_invitations(&self, person: PersonId) -> Result<bool, VaultError> {
        const READ: &str = "SELECT r.refused_at IS NULL AS gets FROM vault.people p
            LEFT JOIN vault.refused_addresses r USING (address_lookup) WHERE p.id = $1";
        let row = self.database().query_opt(READ, &[&uuid(person)]).await?;
        column(&row.ok_or(Refusal::PersonAbsent)?, "gets")
    }

    /// Sets whether the person's own address gets invitations.
    ///
    /// # Errors
    /// [`Refusal::PersonAbsent`] if they have no address, or if the vault does not answer.
    pub async fn set_gets_invitations(
        &self,
        person: PersonId,
        gets: bool,
    ) -> Result<(), VaultError> {
        const ALLOW: &str = "DELETE FROM vault.refused_addresses WHERE address_lookup = $1";
        let address = self.address_of(person).await?.ok_or(Refusal::PersonAbsent)?;
        let lookup = address.lookup(self.keys());
        if gets {
            return self.database().execute(ALLOW, &[&lookup.as_slice()]).await.map(drop);
        }
        self.refuse(&lookup).await
    }

    async fn refuse(&self, lookup: &[u8]) -> Result<(), VaultError> {
        const REFUSE: &str = "INSERT INTO vault.refused_addresses (address_lookup, refused_at)
            VALUES ($1, $2) ON CONFLICT (address_lookup) DO NOTHING";
        let now = At(self.now());
        self.database().execute(REFUSE, &[&lookup, &now]).await.map(drop)
    }

    /// The token of the link at the foot of an invitation: whose address it is, so that it works
    /// for as long as the mail is kept, also when the invitation is long gone.
    pub(crate) fn way_out(&self, address: &Address) -> Token {
        let lookup = address.lookup(self.keys());
        Token::of(TokenKind::Refusal, &[&lookup[..], &self.refusal_mac(&lookup)].concat())
    }

    fn refusal_mac(&self, lookup: &[u8]) -> [u8; 16] {
        let mac = self.keys().of(Purpose::InvitationRefusals).mac(&[lookup]);
        let mut first = [0; 16];
        first.copy_from_slice(&mac[..16]);
        first
    }
}
