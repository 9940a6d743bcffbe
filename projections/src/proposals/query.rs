//! Queries of proposals. They are seen by those who see the discussion; what was counted follows
//! the rule on results.

use std::collections::HashMap;

use domain::{DiscussionId, ProposalId};

use super::row::{CloseRow, ProposalRow};
use crate::reader::{
    Lookup, NOBODY, Order, Page, ReadError, Slice, Snapshot, Viewer, Window, keyed, lateral,
};
use crate::visibility::{UP, sees_discussion, sees_non_voters, sees_results};

/// Those proposals that the viewer sees, with `$1` taken by the viewer.
pub(super) fn select(condition: &str) -> String {
    format!(
        "SELECT p.*, c.opening AS close_opening, c.cause, c.closed_at, c.reason, c.tally, \
           c.voters, c.electorate, c.verdict, c.delegated, d.discarded_at IS NOT NULL AS gone, \
           {} AS sees_results, (p.named IS NOT NULL AND {}) AS sees_named \
         FROM proposals AS p \
         LEFT JOIN closes AS c ON c.proposal = p.id AND c.opening = p.closed_opening \
         JOIN discussions AS d ON d.id = p.discussion_id \
         LEFT JOIN groups AS g ON g.id = d.group_id {UP} WHERE {} AND {condition}",
        sees_results(),
        sees_non_voters(),
        sees_discussion()
    )
}

/// Those of these proposals that the viewer sees.
///
/// # Errors
/// If nothing can be read.
pub async fn by_ids(
    snapshot: &Snapshot,
    viewer: &Viewer,
    ids: &[ProposalId],
) -> Result<HashMap<ProposalId, ProposalRow>, ReadError> {
    static LOOKUP: Lookup = Lookup::new(|| select("p.id = ANY($2)"));
    let rows = snapshot.rows_of(&LOOKUP, *viewer, ids).await?;
    keyed(&rows, ProposalRow::read, |proposal| proposal.id)
}

/// The proposals raised in each of these discussions, the oldest first.
///
/// # Errors
/// If nothing can be read.
pub async fn of_discussions(
    snapshot: &Snapshot,
    viewer: &Viewer,
    discussions: &[DiscussionId],
    page: Page,
) -> Result<HashMap<DiscussionId, Slice<ProposalRow>>, ReadError> {
    let window = Window::new(page, Order::Rising);
    let keyset = window.sql("p.position", "p.id", 3);
    let sql = lateral(2, &select(&format!("p.discussion_id = owner.id AND {keyset}")));
    window.slices(snapshot, &sql, &[&viewer.id()], discussions, ProposalRow::read).await
}

/// Every close of each of these proposals, the oldest first.
///
/// # Errors
/// If nothing can be read.
pub async fn closes_of(
    snapshot: &Snapshot,
    viewer: &Viewer,
    proposals: &[ProposalId],
    page: Page,
) -> Result<HashMap<ProposalId, Slice<CloseRow>>, ReadError> {
    let window = Window::new(page, Order::Rising);
    let inner = format!(
        "SELECT c.*, c.opening AS close_opening, d.discarded_at IS NOT NULL AS gone, \
           {} AS sees_results \
         FROM proposals AS p JOIN closes AS c ON c.proposal = p.id \
         JOIN discussions AS d ON d.id = p.discussion_id \
         LEFT JOIN groups AS g ON g.id = d.group_id {UP} WHERE p.id = owner.id AND {} AND {}",
        sees_results(),
        sees_discussion(),
        window.sql("c.opening::bigint", NOBODY, 3),
    );
    let sql = lateral(2, &inner);
    window.slices(snapshot, &sql, &[&viewer.id()], proposals, CloseRow::read).await
}
