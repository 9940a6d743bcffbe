//! How much does the viewer want to be told?

use std::collections::HashMap;
use std::hash::Hash;

use domain::{DiscussionId, GroupId};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

pub use crate::kept::Volume;
use crate::kept::{Scope, effective};
use crate::reader::{Cells, Id, ReadError, Snapshot, Viewer, uuids};

/// How much somebody wants to be told about something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VolumeRow {
    /// What they set for it; nothing if a wider scope decides.
    pub set: Option<Volume>,
    /// What holds.
    pub effective: Volume,
}

impl VolumeRow {
    fn read(row: &Row) -> Result<Self, ReadError> {
        let cells = Cells(row);
        Ok(Self { set: cells.maybe_word("set")?, effective: cells.word("effective")? })
    }
}

/// The columns of a [`VolumeRow`], where these scopes decide, the narrowest first.
fn columns(scopes: &[String]) -> String {
    let set = scopes.first().map_or("NULL", String::as_str);
    format!("{set} AS set, {} AS effective", effective(scopes))
}

fn for_everything() -> String {
    Scope::Person.set_for("$1::uuid")
}

/// The viewer's volume for everything.
///
/// # Errors
/// If nothing can be read.
pub async fn of_viewer(snapshot: &Snapshot, viewer: &Viewer) -> Result<VolumeRow, ReadError> {
    let sql = format!("SELECT {}", columns(&[for_everything()]));
    let rows = snapshot.rows(&sql, &[&viewer.id()]).await?;
    rows.first().map_or(Err(ReadError::NotReady), VolumeRow::read)
}

/// The viewer's volume for each of these groups.
///
/// # Errors
/// If nothing can be read.
pub async fn of_groups(
    snapshot: &Snapshot,
    viewer: &Viewer,
    ids: &[GroupId],
) -> Result<HashMap<GroupId, VolumeRow>, ReadError> {
    let columns = columns(&[Scope::Group.set_for("it.id"), for_everything()]);
    let sql = format!("SELECT it.id, {columns} FROM unnest($2::uuid[]) AS it (id)");
    read(snapshot, &sql, &[&viewer.id(), &uuids(ids)]).await
}

/// The viewer's volume for each of these discussions that there are.
///
/// # Errors
/// If nothing can be read.
pub async fn of_discussions(
    snapshot: &Snapshot,
    viewer: &Viewer,
    ids: &[DiscussionId],
) -> Result<HashMap<DiscussionId, VolumeRow>, ReadError> {
    let columns = columns(&[
        Scope::Discussion.set_for("it.id"),
        Scope::Group.set_for("it.group_id"),
        for_everything(),
    ]);
    let sql = format!("SELECT it.id, {columns} FROM discussions AS it WHERE it.id = ANY($2)");
    read(snapshot, &sql, &[&viewer.id(), &uuids(ids)]).await
}

async fn read<I: Id + Eq + Hash>(
    snapshot: &Snapshot,
    sql: &str,
    with: &[&(dyn ToSql + Sync)],
) -> Result<HashMap<I, VolumeRow>, ReadError> {
    let rows = snapshot.rows(sql, with).await?;
    rows.iter().map(|row| Ok((Cells(row).id("id")?, VolumeRow::read(row)?))).collect()
}
