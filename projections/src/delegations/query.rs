//! Queries of delegations. A delegation is seen by its two parties only.

use std::collections::HashMap;

use domain::{GroupId, PersonId, TagId, Timestamp};
use eventlog::Position;
use tokio_postgres::Row;

use super::map::NO_TAG;
use crate::reader::{
    Cells, Order, Page, ReadError, Slice, Snapshot, Viewer, Window, lateral, listed_by_position,
};

/// A delegation that the viewer is a party to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelegationRow {
    /// For whom the vote counts.
    pub person: PersonId,
    /// Whose vote counts.
    pub delegate: PersonId,
    /// In proposals with this tag; in all if there is none.
    pub tag: Option<TagId>,
    /// Since when.
    pub since: Timestamp,
    /// Where it begins in the log.
    pub position: Position,
}

listed_by_position!(DelegationRow, person);

impl DelegationRow {
    fn read(row: &Row) -> Result<Self, ReadError> {
        let cells = Cells(row);
        Ok(Self {
            person: cells.id("person")?,
            delegate: cells.id("delegate")?,
            tag: Some(cells.id("tag")?).filter(|tag| *tag != NO_TAG),
            since: cells.time("since")?,
            position: cells.position("position")?,
        })
    }
}

/// Both have been members since before the delegation.
fn still_member(person: &str) -> String {
    format!(
        "EXISTS (SELECT FROM memberships AS m WHERE m.group_id = s.group_id \
         AND m.person = {person} AND m.ended_at IS NULL AND m.position < s.position)"
    )
}

/// The delegations in each of these groups that the viewer is a party to, the oldest first.
///
/// # Errors
/// If nothing can be read.
pub async fn of_groups(
    snapshot: &Snapshot,
    viewer: &Viewer,
    groups: &[GroupId],
    page: Page,
) -> Result<HashMap<GroupId, Slice<DelegationRow>>, ReadError> {
    let window = Window::new(page, Order::Rising);
    let inner = format!(
        "SELECT s.* FROM delegations AS s WHERE s.group_id = owner.id \
         AND (s.person = $1::uuid OR s.delegate = $1::uuid) AND {} AND {} AND {}",
        still_member("s.person"),
        still_member("s.delegate"),
        window.sql("s.position", "s.person", 3),
    );
    let sql = lateral(2, &inner);
    window.slices(snapshot, &sql, &[&viewer.id()], groups, DelegationRow::read).await
}
