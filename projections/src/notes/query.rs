//! Queries of notes. They are seen by those who see the discussion.

use std::collections::HashMap;

use domain::{NoteId, PersonId, ProposalId, Timestamp};
use eventlog::Position;
use tokio_postgres::Row;

use crate::reader::{
    Cells, Lookup, Order, Page, ReadError, Slice, Snapshot, Viewer, Window, keyed, lateral,
    listed_by_position,
};
use crate::visibility::{UP, sees_discussion};
use crate::words::Words;

/// A note that the viewer sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteRow {
    /// Which.
    pub id: NoteId,
    /// On which proposal.
    pub proposal: ProposalId,
    /// What it says; removed if the discussion was discarded.
    pub body: Words,
    /// Who wrote it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Where it is in the log.
    pub position: Position,
}

listed_by_position!(NoteRow, id);

impl NoteRow {
    fn read(row: &Row) -> Result<Self, ReadError> {
        let cells = Cells(row);
        Ok(Self {
            id: cells.id("id")?,
            proposal: cells.id("proposal")?,
            body: cells.words_unless(cells.get("gone")?, "body")?,
            by: cells.id("written_by")?,
            at: cells.time("written_at")?,
            position: cells.position("position")?,
        })
    }
}

/// Those notes that the viewer sees, with `$1` taken by the viewer.
fn select(condition: &str) -> String {
    format!(
        "SELECT n.*, d.discarded_at IS NOT NULL AS gone FROM notes AS n \
         JOIN proposals AS p ON p.id = n.proposal \
         JOIN discussions AS d ON d.id = p.discussion_id \
         LEFT JOIN groups AS g ON g.id = d.group_id {UP} WHERE {} AND {condition}",
        sees_discussion()
    )
}

/// Those of these notes that the viewer sees.
///
/// # Errors
/// If nothing can be read.
pub async fn by_ids(
    snapshot: &Snapshot,
    viewer: &Viewer,
    ids: &[NoteId],
) -> Result<HashMap<NoteId, NoteRow>, ReadError> {
    static LOOKUP: Lookup = Lookup::new(|| select("n.id = ANY($2)"));
    let rows = snapshot.rows_of(&LOOKUP, *viewer, ids).await?;
    keyed(&rows, NoteRow::read, |note| note.id)
}

/// The notes on each of these proposals, the oldest first.
///
/// # Errors
/// If nothing can be read.
pub async fn of_proposals(
    snapshot: &Snapshot,
    viewer: &Viewer,
    proposals: &[ProposalId],
    page: Page,
) -> Result<HashMap<ProposalId, Slice<NoteRow>>, ReadError> {
    let window = Window::new(page, Order::Rising);
    let keyset = window.sql("n.position", "n.id", 3);
    let sql = lateral(2, &select(&format!("n.proposal = owner.id AND {keyset}")));
    window.slices(snapshot, &sql, &[&viewer.id()], proposals, NoteRow::read).await
}
