//! Queries of tags. All tags of a group are seen by its members, and by everyone in an `OPEN`
//! group; those that something has, by whoever sees that.

use std::collections::HashMap;
use std::hash::Hash;

use domain::{DiscussionId, GroupId, ProposalId, TagId, Timestamp};
use eventlog::Position;
use tokio_postgres::Row;

use crate::reader::{
    Cells, Id, Lookup, Order, Page, ReadError, Slice, Snapshot, Viewer, Window, grouped, keyed,
    lateral, listed_by_position, uuids,
};
use crate::visibility::{EFFECTIVE, UP, member_of, sees_discussion};
use crate::words::Words;

/// A tag that the viewer sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagRow {
    /// Which.
    pub id: TagId,
    /// What it is called.
    pub name: Words,
    /// When it was deleted, if it was.
    pub deleted_at: Option<Timestamp>,
    /// Where it begins in the log.
    pub position: Position,
}

listed_by_position!(TagRow, id);

impl TagRow {
    fn read(row: &Row) -> Result<Self, ReadError> {
        let cells = Cells(row);
        Ok(Self {
            id: cells.id("id")?,
            name: cells.words("name")?,
            deleted_at: cells.maybe_time("deleted_at")?,
            position: cells.position("position")?,
        })
    }
}

/// Those tags of whole groups that the viewer sees, with `$1` taken by the viewer.
fn select(condition: &str) -> String {
    format!(
        "SELECT t.* FROM tags AS t JOIN groups AS g ON g.id = t.group_id {UP} \
         WHERE ({EFFECTIVE} = 'OPEN' OR {}) AND {condition}",
        member_of("g.id")
    )
}

/// Those of these tags that the viewer sees, deleted ones too.
///
/// # Errors
/// If nothing can be read.
pub async fn by_ids(
    snapshot: &Snapshot,
    viewer: &Viewer,
    ids: &[TagId],
) -> Result<HashMap<TagId, TagRow>, ReadError> {
    static LOOKUP: Lookup = Lookup::new(|| select("t.id = ANY($2)"));
    let rows = snapshot.rows_of(&LOOKUP, *viewer, ids).await?;
    keyed(&rows, TagRow::read, |tag| tag.id)
}

/// The tags of each of these groups, the oldest first, without deleted ones.
///
/// # Errors
/// If nothing can be read.
pub async fn of_groups(
    snapshot: &Snapshot,
    viewer: &Viewer,
    groups: &[GroupId],
    page: Page,
) -> Result<HashMap<GroupId, Slice<TagRow>>, ReadError> {
    let window = Window::new(page, Order::Rising);
    let keyset = window.sql("t.position", "t.id", 3);
    let condition = format!("t.group_id = owner.id AND t.deleted_at IS NULL AND {keyset}");
    let sql = lateral(2, &select(&condition));
    window.slices(snapshot, &sql, &[&viewer.id()], groups, TagRow::read).await
}

/// The tags of each of these discussions, the oldest first, without deleted ones.
///
/// # Errors
/// If nothing can be read.
pub async fn of_discussions(
    snapshot: &Snapshot,
    viewer: &Viewer,
    discussions: &[DiscussionId],
) -> Result<HashMap<DiscussionId, Vec<TagRow>>, ReadError> {
    let on = "discussions AS d JOIN tags AS t ON t.id = ANY(d.tags) AND t.group_id = d.group_id";
    put_on(snapshot, viewer, discussions, on, "d.id", "t.deleted_at IS NULL").await
}

/// The tags of each of these proposals, the oldest first. A deleted one stays: it is part of what
/// was voted on. Those of a group that the discussion has left are for its members: it may call
/// them something else by now.
///
/// # Errors
/// If nothing can be read.
pub async fn of_proposals(
    snapshot: &Snapshot,
    viewer: &Viewer,
    proposals: &[ProposalId],
) -> Result<HashMap<ProposalId, Vec<TagRow>>, ReadError> {
    let on = "proposals AS p JOIN discussions AS d ON d.id = p.discussion_id \
        JOIN tags AS t ON t.id = ANY(p.tags)";
    let shown = format!("(t.group_id = d.group_id OR {})", member_of("t.group_id"));
    put_on(snapshot, viewer, proposals, on, "p.id", &shown).await
}

async fn put_on<O: Id + Eq + Hash>(
    snapshot: &Snapshot,
    viewer: &Viewer,
    owners: &[O],
    on: &str,
    id: &str,
    condition: &str,
) -> Result<HashMap<O, Vec<TagRow>>, ReadError> {
    let sql = format!(
        "SELECT t.*, {id} AS owner_id FROM {on} LEFT JOIN groups AS g ON g.id = d.group_id {UP} \
         WHERE {id} = ANY($2) AND {condition} AND {} ORDER BY t.position",
        sees_discussion()
    );
    let rows = snapshot.rows(&sql, &[&viewer.id(), &uuids(owners)]).await?;
    grouped(&rows, TagRow::read)
}
