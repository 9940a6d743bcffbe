//! What has the viewer not read?
//!
//! Made of the activity of the discussions that they see and of their own markers. An entry of a
//! timeline is news if somebody else wrote or decided it, it did not come with an imported
//! history, and no comment that was discarded since is all that it is about. A member's news begin
//! with their membership, a guest's with their place, if no marker is further on; who is neither has
//! none before they mark something read. Votes are in no timeline, so none is ever news.

use std::collections::HashMap;

use domain::DiscussionId;

use crate::activity::ActivityRow;
use crate::discussions::{self, DiscussionRow};
use crate::kept::muted;
use crate::reader::{
    Cells, Lookup, Order, Page, ReadError, Slice, Snapshot, Viewer, Window, keyed,
};
use crate::visibility::{UP, sees_discussion};

/// The news of the discussion `d`, as `a`, after which conditions may follow.
const NEWS: &str = "(SELECT greatest( \
      (SELECT r.position FROM kept.read_markers AS r \
       WHERE r.person = $1::uuid AND r.discussion = d.id), \
      (SELECT mine.position FROM memberships AS mine WHERE mine.group_id = d.group_id \
       AND mine.person = $1::uuid AND mine.ended_at IS NULL), \
      (SELECT place.position FROM guests AS place WHERE place.discussion_id = d.id \
       AND place.person = $1::uuid AND place.ended_at IS NULL)) AS position) AS since \
    CROSS JOIN LATERAL ( \
      (SELECT a.* FROM activity AS a \
       WHERE a.discussion_id = d.id AND a.position > since.position) \
      UNION ALL \
      (SELECT a.* FROM proposals AS p JOIN activity AS a ON a.proposal = p.id \
       WHERE p.discussion_id = d.id AND a.position > since.position)) AS a \
    WHERE a.actor IS DISTINCT FROM $1::uuid AND NOT a.imported \
    AND a.kind NOT IN ('PROPOSAL_OPENED', 'CLOSING_SOON', 'OUTCOME_REVIEW_DUE') \
    AND NOT EXISTS (SELECT FROM comments AS c \
      WHERE c.id = a.subject AND c.discarded_at IS NOT NULL)";

/// The discussions with news in the groups that the viewer is in, and those that they were let into,
/// the latest activity first, without those that they have muted.
///
/// # Errors
/// If nothing can be read.
pub async fn of_viewer(
    snapshot: &Snapshot,
    viewer: &Viewer,
    page: Page,
) -> Result<Slice<DiscussionRow>, ReadError> {
    let window = Window::new(page, Order::Falling);
    let condition = format!(
        "d.id IN (SELECT near.id FROM memberships AS mine \
           JOIN discussions AS near ON near.group_id = mine.group_id \
           WHERE mine.person = $1::uuid AND mine.ended_at IS NULL \
           UNION ALL SELECT own.discussion_id FROM guests AS own \
           WHERE own.person = $1::uuid AND own.ended_at IS NULL) \
         AND d.discarded_at IS NULL AND NOT {} AND EXISTS (SELECT FROM {NEWS}) AND {}",
        muted(),
        window.sql(discussions::LATEST, "d.id", 2),
    );
    let sql = discussions::select(discussions::LATEST, &condition);
    window.list(snapshot, &sql, &[&viewer.id()], DiscussionRow::read).await
}

/// How many news each of these discussions has for the viewer. Those with none are left out.
///
/// # Errors
/// If nothing can be read.
pub async fn counts_of(
    snapshot: &Snapshot,
    viewer: &Viewer,
    ids: &[DiscussionId],
) -> Result<HashMap<DiscussionId, u32>, ReadError> {
    static LOOKUP: Lookup = Lookup::new(|| {
        format!(
            "SELECT d.id, news.count FROM discussions AS d LEFT JOIN groups AS g ON g.id = d.group_id {UP} \
             CROSS JOIN LATERAL (SELECT count(*)::integer AS count FROM {NEWS}) AS news \
             WHERE d.id = ANY($2) AND d.discarded_at IS NULL AND news.count > 0 AND {}",
            sees_discussion()
        )
    });
    let rows = snapshot.rows_of(&LOOKUP, *viewer, ids).await?;
    rows.iter().map(|row| Ok((Cells(row).id("id")?, Cells(row).count("count")?))).collect()
}

/// The oldest news that each of these discussions has for the viewer.
///
/// # Errors
/// If nothing can be read.
pub async fn first_of(
    snapshot: &Snapshot,
    viewer: &Viewer,
    ids: &[DiscussionId],
) -> Result<HashMap<DiscussionId, ActivityRow>, ReadError> {
    static LOOKUP: Lookup = Lookup::new(|| {
        format!(
            "SELECT news.*, d.id AS in_discussion FROM discussions AS d \
             LEFT JOIN groups AS g ON g.id = d.group_id {UP} \
             CROSS JOIN LATERAL (SELECT a.* FROM {NEWS} ORDER BY a.position LIMIT 1) AS news \
             WHERE d.id = ANY($2) AND d.discarded_at IS NULL AND {}",
            sees_discussion()
        )
    });
    let rows = snapshot.rows_of(&LOOKUP, *viewer, ids).await?;
    keyed(&rows, ActivityRow::read, |news| news.discussion)
}
