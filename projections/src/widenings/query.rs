//! Queries of who was told and agreed: how many, for whoever sees the discussion, and the viewer's
//! own part.

use std::collections::HashMap;

use domain::DiscussionId;

use crate::reader::{Cells, ReadError, Snapshot, Viewer, uuids};
use crate::visibility::{UP, sees_discussion};

/// Who was told of the readers that are announced and have not come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asked {
    /// How many people.
    pub told: u32,
    /// How many of them agreed.
    pub agreed: u32,
    /// Whether the viewer is one of those told.
    pub viewer_told: bool,
    /// Whether the viewer agreed.
    pub viewer_agreed: bool,
}

/// Who was told of the readers announced for each of these discussions.
///
/// # Errors
/// If nothing can be read.
pub async fn of_discussions(
    snapshot: &Snapshot,
    viewer: &Viewer,
    ids: &[DiscussionId],
) -> Result<HashMap<DiscussionId, Asked>, ReadError> {
    let sql = format!(
        "SELECT d.id, count(*)::integer AS told, count(w.agreed_at)::integer AS agreed, \
           coalesce(bool_or(w.person = $1::uuid), false) AS viewer_told, \
           coalesce(bool_or(w.person = $1::uuid AND w.agreed_at IS NOT NULL), false) AS viewer_agreed \
         FROM discussions AS d \
         JOIN widenings AS w ON w.discussion_id = d.id AND w.version = d.widening_version \
         LEFT JOIN groups AS g ON g.id = d.group_id {UP} \
         WHERE d.id = ANY($2) AND {} GROUP BY d.id",
        sees_discussion()
    );
    let rows = snapshot.rows(&sql, &[&viewer.id(), &uuids(ids)]).await?;
    let read = |row| {
        let cells = Cells(row);
        let asked = Asked {
            told: cells.count("told")?,
            agreed: cells.count("agreed")?,
            viewer_told: cells.get("viewer_told")?,
            viewer_agreed: cells.get("viewer_agreed")?,
        };
        Ok((cells.id("id")?, asked))
    };
    rows.iter().map(read).collect()
}
