//! Queries of requests to become a member.

use std::collections::HashMap;

use domain::group::RequestEnd;
use domain::{GroupId, PersonId, Timestamp};
use eventlog::Position;
use tokio_postgres::Row;

use crate::reader::{
    Cells, Lookup, Order, Page, ReadError, Slice, Snapshot, Viewer, Window, keyed, lateral,
    listed_by_position,
};
use crate::visibility::{LETS_IN, away};
use crate::words::Words;

/// A request that has not led to a membership.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestRow {
    /// To which group.
    pub group: GroupId,
    /// Who asks.
    pub person: PersonId,
    /// What they say to it.
    pub message: Words,
    /// When.
    pub requested_at: Timestamp,
    /// How it ended; `None` while it waits for an answer.
    pub ended: Option<RequestEnd>,
    /// What the admin says to it.
    pub reply: Words,
    /// Where it is in the log.
    pub position: Position,
}

listed_by_position!(RequestRow, person);

impl RequestRow {
    fn read(row: &Row) -> Result<Self, ReadError> {
        let cells = Cells(row);
        Ok(Self {
            group: cells.id("group_id")?,
            person: cells.id("person")?,
            message: cells.words("message")?,
            requested_at: cells.time("requested_at")?,
            ended: cells.maybe_word("ended")?,
            reply: cells.words("reply")?,
            position: cells.position("position")?,
        })
    }
}

/// The requests that wait for an answer in each of these groups, the oldest first, where the
/// viewer may answer them.
///
/// # Errors
/// If nothing can be read.
pub async fn pending_of(
    snapshot: &Snapshot,
    viewer: &Viewer,
    groups: &[GroupId],
    page: Page,
) -> Result<HashMap<GroupId, Slice<RequestRow>>, ReadError> {
    let window = Window::new(page, Order::Rising);
    let inner = format!(
        "SELECT r.* FROM groups AS g JOIN requests AS r ON r.group_id = g.id \
         WHERE g.id = owner.id AND r.ended IS NULL AND NOT {} AND {LETS_IN} AND {}",
        away!("r"),
        window.sql("r.position", "r.person", 3),
    );
    let sql = lateral(2, &inner);
    window.slices(snapshot, &sql, &[&viewer.id()], groups, RequestRow::read).await
}

/// The viewer's own newest request to each of these groups, as long as it has not led to a
/// membership.
///
/// # Errors
/// If nothing can be read.
pub async fn of_viewer(
    snapshot: &Snapshot,
    viewer: &Viewer,
    groups: &[GroupId],
) -> Result<HashMap<GroupId, RequestRow>, ReadError> {
    static LOOKUP: Lookup = Lookup::new(|| {
        "SELECT r.* FROM requests AS r WHERE r.person = $1::uuid AND r.group_id = ANY($2)"
            .to_owned()
    });
    let rows = snapshot.rows_of(&LOOKUP, *viewer, groups).await?;
    keyed(&rows, RequestRow::read, |request| request.group)
}
