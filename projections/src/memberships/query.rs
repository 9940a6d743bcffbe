//! Queries of memberships. Who is in a group is for its members, in every privacy.

use std::collections::HashMap;

use domain::group::{MembershipStart, Role};
use domain::{GroupId, PersonId, Timestamp};
use eventlog::Position;
use tokio_postgres::Row;

use crate::reader::{
    Cells, Id, Lookup, Order, Page, ReadError, Slice, Snapshot, Viewer, Window, keyed, lateral,
};
use crate::visibility::{away, member_of};

/// A membership that lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipRow {
    /// In which group.
    pub group: GroupId,
    /// Whose.
    pub person: PersonId,
    /// As what.
    pub role: Role,
    /// Since when.
    pub since: Timestamp,
    /// How it began.
    pub cause: MembershipStart,
    /// Where it begins in the log.
    pub position: Position,
}

crate::reader::listed_by_position!(MembershipRow, person);

impl MembershipRow {
    fn read(row: &Row) -> Result<Self, ReadError> {
        let cells = Cells(row);
        Ok(Self {
            group: cells.id("group_id")?,
            person: cells.id("person")?,
            role: cells.word("role")?,
            since: cells.time("since")?,
            cause: cells.word("cause")?,
            position: cells.position("position")?,
        })
    }
}

/// The members of each of these groups that the viewer is a member of, the longest first.
///
/// # Errors
/// If nothing can be read.
pub async fn members_of(
    snapshot: &Snapshot,
    viewer: &Viewer,
    groups: &[GroupId],
    page: Page,
) -> Result<HashMap<GroupId, Slice<MembershipRow>>, ReadError> {
    let window = Window::new(page, Order::Rising);
    let inner = format!(
        "SELECT m.* FROM memberships AS m WHERE m.group_id = owner.id AND m.ended_at IS NULL \
         AND NOT {} AND {} AND {}",
        away!("m"),
        member_of("owner.id"),
        window.sql("m.position", "m.person", 3),
    );
    let sql = lateral(2, &inner);
    window.slices(snapshot, &sql, &[&viewer.id()], groups, MembershipRow::read).await
}

/// The memberships of a person in groups that the viewer is a member of too, the longest first.
/// One's own: all.
///
/// # Errors
/// If nothing can be read.
pub async fn of_person(
    snapshot: &Snapshot,
    viewer: &Viewer,
    person: PersonId,
    page: Page,
) -> Result<Slice<MembershipRow>, ReadError> {
    let window = Window::new(page, Order::Rising);
    let sql = format!(
        "SELECT m.* FROM memberships AS m WHERE m.person = $2 AND m.ended_at IS NULL \
         AND NOT {} AND {} AND {}",
        away!("m"),
        member_of("m.group_id"),
        window.sql("m.position", "m.person", 3),
    );
    window.list(snapshot, &sql, &[&viewer.id(), &person.uuid()], MembershipRow::read).await
}

/// The viewer's own memberships in these groups.
///
/// # Errors
/// If nothing can be read.
pub async fn of_viewer(
    snapshot: &Snapshot,
    viewer: &Viewer,
    groups: &[GroupId],
) -> Result<HashMap<GroupId, MembershipRow>, ReadError> {
    static LOOKUP: Lookup = Lookup::new(|| {
        "SELECT m.* FROM memberships AS m WHERE m.person = $1::uuid \
         AND m.group_id = ANY($2) AND m.ended_at IS NULL"
            .to_owned()
    });
    let rows = snapshot.rows_of(&LOOKUP, *viewer, groups).await?;
    keyed(&rows, MembershipRow::read, |membership| membership.group)
}
