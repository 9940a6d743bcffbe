//! Which invitations have yet to be mailed.
//!
//! Whoever mails claims first, so that two nodes do not mail the same one; a claim that came to
//! nothing is free again after ten minutes. So an invitation is mailed at least once.

use std::time::Duration;

use domain::{GroupId, InvitationId};
use uuid::Uuid;

use crate::database::{At, before};
use crate::invitations::{group, id, uuid};
use crate::token::Token;
use crate::{Address, Vault, VaultError};

/// How long a claim holds.
const CLAIM: Duration = Duration::from_secs(600);

/// An invitation to be mailed now, by [`crate::Mailer::invitation`].
#[derive(Debug)]
pub struct DueInvitation {
    /// Which.
    pub id: InvitationId,
    /// Into which group.
    pub group: GroupId,
    /// To whom.
    pub address: Address,
    pub(crate) link: Token,
    pub(crate) way_out: Token,
}

impl Vault {
    /// Claims at most `at_most` invitations that were not mailed yet, oldest first. Those to
    /// addresses that refuse invitations are not among them.
    ///
    /// # Errors
    /// If the vault does not answer, or an address does not open.
    pub async fn claim_invitation_mails(
        &self,
        at_most: u32,
    ) -> Result<Vec<DueInvitation>, VaultError> {
        const CLAIM_SOME: &str = "UPDATE vault.invitations SET mail_tried_at = $1
            WHERE id IN (
                SELECT id FROM vault.invitations i
                WHERE mailed_at IS NULL AND expires_at > $1
                AND (mail_tried_at IS NULL OR mail_tried_at <= $2)
                AND NOT EXISTS (SELECT FROM vault.refused_addresses r
                    WHERE r.address_lookup = i.address_lookup)
                ORDER BY created_at LIMIT $3 FOR UPDATE SKIP LOCKED)
            RETURNING id, group_id, address_sealed";
        let now = self.now();
        let lapsed = At(before(now, CLAIM));
        let with: [&(dyn tokio_postgres::types::ToSql + Sync); 3] =
            [&At(now), &lapsed, &i64::from(at_most)];
        let rows = self.database().query(CLAIM_SOME, &with).await?;
        rows.iter()
            .map(|row| {
                let (id, address) = (id(row)?, self.invited_address(row)?);
                let link = self.invitation_token(id);
                let way_out = self.way_out(&address);
                Ok(DueInvitation { id, group: group(row)?, address, link, way_out })
            })
            .collect()
    }

    /// These invitations were mailed.
    ///
    /// # Errors
    /// If the vault does not answer; then they are mailed again.
    pub async fn invitations_mailed(&self, invitations: &[InvitationId]) -> Result<(), VaultError> {
        const MAILED: &str = "UPDATE vault.invitations SET mailed_at = $2 WHERE id = ANY ($1)";
        let ids: Vec<Uuid> = invitations.iter().copied().map(uuid).collect();
        self.database().execute(MAILED, &[&ids, &At(self.now())]).await.map(drop)
    }
}
