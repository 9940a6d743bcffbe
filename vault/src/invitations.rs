//! Invitations: to which address they went. The log knows them by id alone.
//!
//! An address is here while its invitation is pending and no longer; it is deleted on acceptance,
//! refusal or after 30 days, and acceptance does not say which address it answered.

use std::collections::HashMap;
use std::time::Duration;

use domain::{GroupId, InvitationId, PersonId, Timestamp};
use subtle::ConstantTimeEq;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::address::{Address, Place};
use crate::database::{At, after, column, time};
use crate::people::uuid as person_uuid;
use crate::purpose::Purpose;
use crate::token::{Token, TokenKind, bytes};
use crate::{Refusal, Vault, VaultError};

/// An invitation lapses after this long.
const LIVES_FOR: Duration = Duration::from_secs(30 * 24 * 3_600);

/// As many as can be sent at once.
const MOST_AT_ONCE: usize = 1_000;

/// An invitation that the log has and whose address the vault is to keep.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    /// Which.
    pub id: InvitationId,
    /// To whom.
    pub address: Address,
}

/// An invitation, as the one who got it sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Which.
    pub id: InvitationId,
    /// Into which group.
    pub group: GroupId,
    /// Since when.
    pub created_at: Timestamp,
    /// When it lapses.
    pub expires_at: Timestamp,
}

/// A pending invitation, as the group's admins see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingInvitation {
    /// Which.
    pub id: InvitationId,
    /// To whom.
    pub address: Address,
    /// Since when.
    pub created_at: Timestamp,
    /// When it lapses.
    pub expires_at: Timestamp,
}

pub(crate) fn uuid(id: InvitationId) -> Uuid {
    Uuid::from_u128(id.to_u128())
}

fn group_uuid(id: GroupId) -> Uuid {
    Uuid::from_u128(id.to_u128())
}

pub(crate) fn id(row: &Row) -> Result<InvitationId, VaultError> {
    column::<Uuid>(row, "id").map(|id| InvitationId::from_u128(id.as_u128()))
}

pub(crate) fn group(row: &Row) -> Result<GroupId, VaultError> {
    column::<Uuid>(row, "group_id").map(|id| GroupId::from_u128(id.as_u128()))
}

fn invitation(row: &Row) -> Result<Invitation, VaultError> {
    Ok(Invitation {
        id: id(row)?,
        group: group(row)?,
        created_at: time(row, "created_at")?,
        expires_at: time(row, "expires_at")?,
    })
}

impl Vault {
    /// Keeps the addresses of invitations that the log has taken. Those that are here already
    /// stay as they are. Addresses that refuse invitations are kept alike and get no mail.
    ///
    /// # Errors
    /// [`Refusal::InvitationCount`], or if the vault does not answer.
    pub async fn store_invitations(
        &self,
        group: GroupId,
        invitations: &[NewInvitation],
    ) -> Result<(), VaultError> {
        const STORE: &str = "INSERT INTO vault.invitations
            (id, group_id, address_sealed, address_lookup, created_at, expires_at)
            SELECT id, $1, sealed, lookup, $5, $6
            FROM unnest($2::uuid[], $3::bytea[], $4::bytea[]) AS u (id, sealed, lookup)
            ORDER BY id
            ON CONFLICT (id) DO NOTHING";
        let count = invitations.len();
        if !(1..=MOST_AT_ONCE).contains(&count) {
            return Err(Refusal::InvitationCount { count, at_most: MOST_AT_ONCE }.into());
        }
        let now = self.now();
        let (mut ids, mut sealed, mut lookups) = (Vec::new(), Vec::new(), Vec::new());
        for NewInvitation { id, address } in invitations {
            ids.push(uuid(*id));
            sealed.push(address.seal(self.keys(), Place::Invitation(id.to_u128()))?);
            lookups.push(address.lookup(self.keys()).to_vec());
        }
        let (from, until) = (At(now), At(after(now, LIVES_FOR)));
        let with: [&(dyn tokio_postgres::types::ToSql + Sync); 6] =
            [&group_uuid(group), &ids, &sealed, &lookups, &from, &until];
        self.database().execute(STORE, &with).await.map(drop)
    }

    /// The addresses of these pending invitations. For the group's admins only.
    ///
    /// # Errors
    /// If the vault does not answer, or an address does not open.
    pub async fn invitation_addresses(
        &self,
        invitations: &[InvitationId],
    ) -> Result<HashMap<InvitationId, Address>, VaultError> {
        const READ: &str = "SELECT id, address_sealed FROM vault.invitations
            WHERE id = ANY ($1) AND expires_at > $2";
        let ids: Vec<Uuid> = invitations.iter().copied().map(uuid).collect();
        let rows = self.database().query(READ, &[&ids, &At(self.now())]).await?;
        rows.iter().map(|row| Ok((id(row)?, self.invited_address(row)?))).collect()
    }

    /// The pending invitations of a group, oldest first, at most 1,000 after the one named. For
    /// the group's admins only.
    ///
    /// # Errors
    /// If the vault does not answer, or an address does not open.
    pub async fn pending_invitations(
        &self,
        group: GroupId,
        behind: Option<(Timestamp, InvitationId)>,
    ) -> Result<Vec<PendingInvitation>, VaultError> {
        const LIST: &str = "SELECT id, address_sealed, created_at, expires_at
            FROM vault.invitations
            WHERE group_id = $1 AND expires_at > $2 AND (created_at, id) > ($3, $4)
            ORDER BY created_at, id LIMIT 1000";
        let (time_behind, id_behind) =
            behind.unwrap_or((Timestamp::UNIX_EPOCH, InvitationId::from_u128(0)));
        let now = At(self.now());
        let time_behind = At(time_behind);
        let with: [&(dyn tokio_postgres::types::ToSql + Sync); 4] =
            [&group_uuid(group), &now, &time_behind, &uuid(id_behind)];
        let rows = self.database().query(LIST, &with).await?;
        rows.iter()
            .map(|row| {
                Ok(PendingInvitation {
                    id: id(row)?,
                    address: self.invited_address(row)?,
                    created_at: time(row, "created_at")?,
                    expires_at: time(row, "expires_at")?,
                })
            })
            .collect()
    }

    /// The pending invitations to a person's own address, oldest first. None while the address
    /// refuses invitations that came after it did so.
    ///
    /// # Errors
    /// If the vault does not answer.
    pub async fn invitations_for(&self, person: PersonId) -> Result<Vec<Invitation>, VaultError> {
        const LIST: &str = "SELECT i.id, i.group_id, i.created_at, i.expires_at
            FROM vault.people p
            JOIN vault.invitations i USING (address_lookup)
            LEFT JOIN vault.refused_addresses r USING (address_lookup)
            WHERE p.id = $1 AND i.expires_at > $2
            AND (r.refused_at IS NULL OR i.created_at <= r.refused_at)
            ORDER BY i.created_at, i.id LIMIT 1000";
        let now = At(self.now());
        let rows = self.database().query(LIST, &[&person_uuid(person), &now]).await?;
        rows.iter().map(invitation).collect()
    }

    /// The pending invitation whose link has this token, for whoever holds it.
    ///
    /// # Errors
    /// If the vault does not answer.
    pub async fn invitation_by_token(&self, token: &str) -> Result<Option<Invitation>, VaultError> {
        const READ: &str = "SELECT id, group_id, created_at, expires_at FROM vault.invitations
            WHERE id = $1 AND expires_at > $2";
        let Some(id) = self.invitation_of(token) else { return Ok(None) };
        let now = At(self.now());
        let row = self.database().query_opt(READ, &[&uuid(id), &now]).await?;
        row.as_ref().map(invitation).transpose()
    }

    /// Deletes the address of an invitation that this person accepted or declined. That they did is
    /// known until it would have lapsed.
    ///
    /// # Errors
    /// If the vault does not answer.
    pub async fn invitation_answered(
        &self,
        invitation: InvitationId,
        by: PersonId,
    ) -> Result<(), VaultError> {
        const ANSWERED: &str = "WITH gone AS (
                DELETE FROM vault.invitations WHERE id = $1 RETURNING id, group_id, expires_at)
            INSERT INTO vault.answered_invitations (id, group_id, person, expires_at)
            SELECT id, group_id, $2, expires_at FROM gone
            ON CONFLICT (id) DO NOTHING";
        let with: [&(dyn tokio_postgres::types::ToSql + Sync); 2] =
            [&uuid(invitation), &person_uuid(by)];
        self.database().execute(ANSWERED, &with).await.map(drop)
    }

    /// The group of an invitation that this person answered, until it would have lapsed.
    ///
    /// # Errors
    /// If the vault does not answer.
    pub async fn answered_invitation(
        &self,
        invitation: InvitationId,
        by: PersonId,
    ) -> Result<Option<GroupId>, VaultError> {
        const READ: &str = "SELECT group_id FROM vault.answered_invitations
            WHERE id = $1 AND person = $2 AND expires_at > $3";
        let with: [&(dyn tokio_postgres::types::ToSql + Sync); 3] =
            [&uuid(invitation), &person_uuid(by), &At(self.now())];
        self.database().query_opt(READ, &with).await?.as_ref().map(group).transpose()
    }

    /// Deletes the addresses of invitations that were taken back.
    ///
    /// # Errors
    /// If the vault does not answer.
    pub async fn delete_invitations(&self, invitations: &[InvitationId]) -> Result<(), VaultError> {
        const DELETE: &str = "DELETE FROM vault.invitations WHERE id = ANY ($1)";
        let ids: Vec<Uuid> = invitations.iter().copied().map(uuid).collect();
        self.database().execute(DELETE, &[&ids]).await.map(drop)
    }

    /// The token of an invitation's link: its id and a keyed hash of it, so that nothing about
    /// the link needs to be kept.
    pub(crate) fn invitation_token(&self, id: InvitationId) -> Token {
        let bytes = [id.to_u128().to_be_bytes(), self.invitation_mac(id)].concat();
        Token::of(TokenKind::Invitation, &bytes)
    }

    /// The invitation that a token is for, whether or not it is still pending.
    #[must_use]
    pub fn invitation_of(&self, token: &str) -> Option<InvitationId> {
        let bytes: [u8; 32] = bytes(TokenKind::Invitation, token)?;
        let (id, mac) = bytes.split_first_chunk::<16>()?;
        let id = InvitationId::from_u128(u128::from_be_bytes(*id));
        bool::from(self.invitation_mac(id).ct_eq(mac)).then_some(id)
    }

    fn invitation_mac(&self, id: InvitationId) -> [u8; 16] {
        let mac = self.keys().of(Purpose::Invitations).mac(&[&id.to_u128().to_be_bytes()]);
        let mut first = [0; 16];
        first.copy_from_slice(&mac[..16]);
        first
    }

    pub(crate) fn invited_address(&self, row: &Row) -> Result<Address, VaultError> {
        let place = Place::Invitation(id(row)?.to_u128());
        Address::open(self.keys(), place, column(row, "address_sealed")?)
    }
}
