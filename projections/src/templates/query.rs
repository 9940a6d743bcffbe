//! Queries of templates. They are seen by the group's members.

use std::collections::HashMap;

use domain::group::Voting;
use domain::{GroupId, TemplateId, Timestamp};
use eventlog::Position;
use tokio_postgres::Row;

use crate::reader::{
    Cells, Lookup, Order, Page, ReadError, Slice, Snapshot, Viewer, Window, keyed, lateral,
    listed_by_position,
};
use crate::visibility::member_of;
use crate::words::Words;

/// A template that the viewer sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateRow {
    /// Which.
    pub id: TemplateId,
    /// What it is called.
    pub name: Words,
    /// The title to begin from.
    pub title: Words,
    /// The body, or the details, to begin from.
    pub body: Words,
    /// How the decision is made; nothing in a template for discussions.
    pub voting: Option<Voting<Words>>,
    /// 1, and one more with every edit.
    pub revision: u32,
    /// When it was deleted, if it was.
    pub deleted_at: Option<Timestamp>,
    /// Where it begins in the log.
    pub position: Position,
}

listed_by_position!(TemplateRow, id);

impl TemplateRow {
    fn read(row: &Row) -> Result<Self, ReadError> {
        let cells = Cells(row);
        Ok(Self {
            id: cells.id("id")?,
            name: cells.words("name")?,
            title: cells.words("title")?,
            body: cells.words("body")?,
            voting: cells.maybe_json("voting")?,
            revision: cells.count("revision")?,
            deleted_at: cells.maybe_time("deleted_at")?,
            position: cells.position("position")?,
        })
    }
}

/// Those templates that the viewer sees, with `$1` taken by the viewer.
fn select(condition: &str) -> String {
    let seen = member_of("t.group_id");
    format!("SELECT t.* FROM templates AS t WHERE {seen} AND {condition}")
}

/// Those of these templates that the viewer sees, deleted ones too.
///
/// # Errors
/// If nothing can be read.
pub async fn by_ids(
    snapshot: &Snapshot,
    viewer: &Viewer,
    ids: &[TemplateId],
) -> Result<HashMap<TemplateId, TemplateRow>, ReadError> {
    static LOOKUP: Lookup = Lookup::new(|| select("t.id = ANY($2)"));
    let rows = snapshot.rows_of(&LOOKUP, *viewer, ids).await?;
    keyed(&rows, TemplateRow::read, |template| template.id)
}

/// The templates of each of these groups, the oldest first, without deleted ones.
///
/// # Errors
/// If nothing can be read.
pub async fn of_groups(
    snapshot: &Snapshot,
    viewer: &Viewer,
    groups: &[GroupId],
    page: Page,
) -> Result<HashMap<GroupId, Slice<TemplateRow>>, ReadError> {
    let window = Window::new(page, Order::Rising);
    let keyset = window.sql("t.position", "t.id", 3);
    let condition = format!("t.group_id = owner.id AND t.deleted_at IS NULL AND {keyset}");
    let sql = lateral(2, &select(&condition));
    window.slices(snapshot, &sql, &[&viewer.id()], groups, TemplateRow::read).await
}
