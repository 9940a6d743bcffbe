//! Queries of comments. They are seen by those who see the discussion.

use std::collections::HashMap;

use domain::{CommentId, DiscussionId, PersonId, Timestamp};
use eventlog::Position;
use tokio_postgres::Row;

use crate::reader::{
    Cells, Lookup, Order, Page, ReadError, Slice, Snapshot, Viewer, Window, keyed, lateral,
    listed_by_position,
};
use crate::visibility::{UP, sees_discussion};
use crate::words::Words;

/// A comment that the viewer sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentRow {
    /// Which.
    pub id: CommentId,
    /// The discussion that it is in.
    pub discussion: DiscussionId,
    /// The comment that it answers.
    pub parent: Option<CommentId>,
    /// Who wrote it.
    pub author: PersonId,
    /// What it says; removed if it, or its discussion, was discarded.
    pub body: Words,
    /// Who is named in it.
    pub mentions: Vec<PersonId>,
    /// 1, and one more with every edit.
    pub revision: u32,
    /// When it was written.
    pub written_at: Timestamp,
    /// When it last changed.
    pub edited_at: Option<Timestamp>,
    /// When it was discarded, if it is.
    pub discarded_at: Option<Timestamp>,
    /// Who discarded it, if it is discarded.
    pub discarded_by: Option<PersonId>,
    /// How many comments answer it, discarded ones too.
    pub replies: u32,
    /// Where it is in the log.
    pub position: Position,
}

listed_by_position!(CommentRow, id);

impl CommentRow {
    fn read(row: &Row) -> Result<Self, ReadError> {
        let cells = Cells(row);
        let discarded_at = cells.maybe_time("discarded_at")?;
        let gone = discarded_at.is_some() || cells.get("gone")?;
        Ok(Self {
            id: cells.id("id")?,
            discussion: cells.id("discussion_id")?,
            parent: cells.maybe_id("parent")?,
            author: cells.id("author")?,
            body: cells.words_unless(gone, "body")?,
            mentions: if gone { Vec::new() } else { cells.ids("mentions")? },
            revision: cells.count("revision")?,
            written_at: cells.time("written_at")?,
            edited_at: cells.maybe_time("edited_at")?,
            discarded_at,
            discarded_by: cells.maybe_id("discarded_by")?,
            replies: cells.count("replies")?,
            position: cells.position("position")?,
        })
    }
}

/// Those comments that the viewer sees, with `$1` taken by the viewer.
fn select(condition: &str) -> String {
    format!(
        "SELECT c.*, d.discarded_at IS NOT NULL AS gone FROM comments AS c \
         JOIN discussions AS d ON d.id = c.discussion_id \
         LEFT JOIN groups AS g ON g.id = d.group_id {UP} WHERE {} AND {condition}",
        sees_discussion()
    )
}

/// Those of these comments that the viewer sees, discarded ones too.
///
/// # Errors
/// If nothing can be read.
pub async fn by_ids(
    snapshot: &Snapshot,
    viewer: &Viewer,
    ids: &[CommentId],
) -> Result<HashMap<CommentId, CommentRow>, ReadError> {
    static LOOKUP: Lookup = Lookup::new(|| select("c.id = ANY($2)"));
    let rows = snapshot.rows_of(&LOOKUP, *viewer, ids).await?;
    keyed(&rows, CommentRow::read, |comment| comment.id)
}

/// All comments in each of these discussions, the oldest first, discarded ones too.
///
/// # Errors
/// If nothing can be read.
pub async fn of_discussions(
    snapshot: &Snapshot,
    viewer: &Viewer,
    discussions: &[DiscussionId],
    page: Page,
) -> Result<HashMap<DiscussionId, Slice<CommentRow>>, ReadError> {
    list(snapshot, viewer, discussions, page, "c.discussion_id = owner.id").await
}

/// The comments in each of these discussions that answer none, the oldest first, discarded ones
/// too.
///
/// # Errors
/// If nothing can be read.
pub async fn roots_of(
    snapshot: &Snapshot,
    viewer: &Viewer,
    discussions: &[DiscussionId],
    page: Page,
) -> Result<HashMap<DiscussionId, Slice<CommentRow>>, ReadError> {
    let roots = "c.discussion_id = owner.id AND c.parent IS NULL";
    list(snapshot, viewer, discussions, page, roots).await
}

/// The comments that answer each of these, the oldest first, discarded ones too.
///
/// # Errors
/// If nothing can be read.
pub async fn replies_of(
    snapshot: &Snapshot,
    viewer: &Viewer,
    comments: &[CommentId],
    page: Page,
) -> Result<HashMap<CommentId, Slice<CommentRow>>, ReadError> {
    list(snapshot, viewer, comments, page, "c.parent = owner.id").await
}

async fn list<O: crate::reader::Id + Eq + std::hash::Hash>(
    snapshot: &Snapshot,
    viewer: &Viewer,
    owners: &[O],
    page: Page,
    condition: &str,
) -> Result<HashMap<O, Slice<CommentRow>>, ReadError> {
    let window = Window::new(page, Order::Rising);
    let inner = select(&format!("{condition} AND {}", window.sql("c.position", "c.id", 3)));
    let sql = lateral(2, &inner);
    window.slices(snapshot, &sql, &[&viewer.id()], owners, CommentRow::read).await
}
