//! Queries of guests' invitations.

use std::collections::HashMap;

use domain::{DiscussionId, InvitationId, PersonId, Timestamp};
use eventlog::Position;
use tokio_postgres::Row;

use crate::reader::{
    Cells, Order, Page, ReadError, Slice, Snapshot, Viewer, Window, lateral, listed_by_position,
};
use crate::visibility::LETS_GUESTS_IN;

/// A guest's invitation that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuestInvitationRow {
    /// Which.
    pub id: InvitationId,
    /// Who sent it.
    pub by: PersonId,
    /// When.
    pub sent_at: Timestamp,
    /// When it lapses.
    pub expires_at: Timestamp,
    /// Where it is in the log.
    pub position: Position,
}

listed_by_position!(GuestInvitationRow, id);

impl GuestInvitationRow {
    fn read(row: &Row) -> Result<Self, ReadError> {
        let cells = Cells(row);
        Ok(Self {
            id: cells.id("id")?,
            by: cells.id("sent_by")?,
            sent_at: cells.time("sent_at")?,
            expires_at: cells.time("expires_at")?,
            position: cells.position("position")?,
        })
    }
}

/// The invitations to each of these discussions that wait, the oldest first, where the viewer may
/// let guests in.
///
/// # Errors
/// If nothing can be read.
pub async fn pending_of(
    snapshot: &Snapshot,
    viewer: &Viewer,
    discussions: &[DiscussionId],
    page: Page,
) -> Result<HashMap<DiscussionId, Slice<GuestInvitationRow>>, ReadError> {
    let window = Window::new(page, Order::Rising);
    let inner = format!(
        "SELECT i.* FROM discussions AS d LEFT JOIN groups AS g ON g.id = d.group_id \
         JOIN guest_invitations AS i ON i.discussion_id = d.id \
         WHERE d.id = owner.id AND i.state = 'PENDING' AND {LETS_GUESTS_IN} AND {}",
        window.sql("i.position", "i.id", 3),
    );
    let sql = lateral(2, &inner);
    window.slices(snapshot, &sql, &[&viewer.id()], discussions, GuestInvitationRow::read).await
}
