//! Proposals that wait for the viewer's vote.

use domain::Timestamp;
use tokio_postgres::Row;

use super::query::select;
use super::row::ProposalRow;
use crate::reader::{
    Cursor, HasCursor, Order, Page, ReadError, Slice, Snapshot, Viewer, Window, micros,
};
use crate::visibility::{FROZEN_AT, has_voted, may_vote};

/// A proposal in a list by closing time.
struct ByClosing(ProposalRow);

/// The place of a proposal in a list that has what closes soonest first.
#[must_use]
pub fn by_closing(proposal: &ProposalRow) -> Cursor {
    Cursor { key: proposal.closes_at.as_microsecond(), id: proposal.id.to_u128() }
}

impl HasCursor for ByClosing {
    fn cursor(&self) -> Cursor {
        by_closing(&self.0)
    }
}

impl ByClosing {
    fn read(row: &Row) -> Result<Self, ReadError> {
        ProposalRow::read(row).map(Self)
    }
}

/// The proposals that take votes at `now`, by the clock, in which the viewer may vote and has no
/// vote that stands; what closes soonest first.
///
/// It follows from the viewer's own vote and the proposal's terms alone, so it says nothing about
/// results. Pages are in the order that [`by_closing`] gives.
///
/// # Errors
/// If nothing can be read.
pub async fn need_vote_of(
    snapshot: &Snapshot,
    viewer: &Viewer,
    now: Timestamp,
    page: Page,
) -> Result<Slice<ProposalRow>, ReadError> {
    let window = Window::new(page, Order::Rising);
    let sql = select(&format!(
        "p.id IN (SELECT near.id FROM memberships AS mine \
           JOIN proposals AS near ON near.group_id = mine.group_id AND near.closed_opening IS NULL \
           WHERE mine.person = $1::uuid AND mine.ended_at IS NULL \
           UNION ALL SELECT near.id FROM guests AS own JOIN proposals AS near \
           ON near.discussion_id = own.discussion_id AND near.closed_opening IS NULL \
           WHERE own.person = $1::uuid AND own.ended_at IS NULL) \
         AND p.closed_opening IS NULL AND d.discarded_at IS NULL AND {FROZEN_AT} IS NULL \
         AND {opens_at} <= $2::bigint AND {closes_at} > $2::bigint AND {} AND NOT {} AND {}",
        may_vote("$1::uuid"),
        has_voted("$1::uuid"),
        window.sql(&micros("p.closes_at"), "p.id", 3),
        opens_at = micros("p.opens_at"),
        closes_at = micros("p.closes_at"),
    ));
    let params: [&(dyn tokio_postgres::types::ToSql + Sync); 2] =
        [&viewer.id(), &now.as_microsecond()];
    let found = window.list(snapshot, &sql, &params, ByClosing::read).await?;
    Ok(found.map(|ByClosing(proposal)| proposal))
}
