//! Queries of invitations.

use std::collections::{HashMap, HashSet};

use domain::{GroupId, InvitationId, PersonId, Timestamp};
use eventlog::Position;
use serde::Deserialize;
use tokio_postgres::Row;

use crate::reader::{
    Cells, Invitee, Order, Page, ReadError, Slice, Snapshot, Viewer, Window, keyed, lateral,
    listed_by_position, uuids,
};
use crate::visibility::LETS_IN;

/// An invitation, without the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationRow {
    /// Which.
    pub id: InvitationId,
    /// To which group.
    pub group: GroupId,
    /// Who sent it.
    pub by: PersonId,
    /// When.
    pub sent_at: Timestamp,
    /// When it lapses.
    pub expires_at: Timestamp,
    /// What became of it.
    pub state: InvitationState,
    /// Where it is in the log.
    pub position: Position,
}

/// What became of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum InvitationState {
    /// It waits for an answer.
    Pending,
    /// It was used.
    Accepted,
    /// Whoever got it does not want to join.
    Declined,
    /// It was taken back.
    Revoked,
    /// It lapsed.
    Expired,
}

listed_by_position!(InvitationRow, id);

impl InvitationRow {
    fn read(row: &Row) -> Result<Self, ReadError> {
        let cells = Cells(row);
        Ok(Self {
            id: cells.id("id")?,
            group: cells.id("group_id")?,
            by: cells.id("sent_by")?,
            sent_at: cells.time("sent_at")?,
            expires_at: cells.time("expires_at")?,
            state: cells.word("state")?,
            position: cells.position("position")?,
        })
    }
}

/// The pending invitations to each of these groups where the viewer may send some, the oldest
/// first.
///
/// # Errors
/// If nothing can be read.
pub async fn pending_of(
    snapshot: &Snapshot,
    viewer: &Viewer,
    groups: &[GroupId],
    page: Page,
) -> Result<HashMap<GroupId, Slice<InvitationRow>>, ReadError> {
    let window = Window::new(page, Order::Rising);
    let inner = format!(
        "SELECT i.* FROM groups AS g JOIN invitations AS i ON i.group_id = g.id \
         WHERE g.id = owner.id AND i.state = 'PENDING' AND {LETS_IN} AND {}",
        window.sql("i.position", "i.id", 3),
    );
    let sql = lateral(2, &inner);
    window.slices(snapshot, &sql, &[&viewer.id()], groups, InvitationRow::read).await
}

/// Those of these invitations that went to the viewer's address, or to groups where the viewer
/// may send some and that are pending.
///
/// # Errors
/// If nothing can be read.
pub async fn by_ids(
    snapshot: &Snapshot,
    invitee: &Invitee,
    ids: &[InvitationId],
) -> Result<HashMap<InvitationId, InvitationRow>, ReadError> {
    let sql = format!(
        "SELECT i.* FROM invitations AS i JOIN groups AS g ON g.id = i.group_id \
         WHERE i.id = ANY($3) AND (i.id = ANY($2::uuid[]) OR (i.state = 'PENDING' AND {LETS_IN}))"
    );
    let rows = snapshot.rows(&sql, &[&invitee.id(), &invitee.invited(), &uuids(ids)]).await?;
    keyed(&rows, InvitationRow::read, |invitation| invitation.id)
}

/// Those of these invitations that wait for an answer, whoever asks: for what is done with them,
/// not for what is shown.
///
/// # Errors
/// If nothing can be read.
pub async fn pending_among(
    snapshot: &Snapshot,
    ids: &[InvitationId],
) -> Result<HashSet<InvitationId>, ReadError> {
    let sql = "SELECT i.id FROM invitations AS i WHERE i.id = ANY($1) AND i.state = 'PENDING'";
    let rows = snapshot.rows(sql, &[&uuids(ids)]).await?;
    rows.iter().map(|row| Cells(row).id("id")).collect()
}
