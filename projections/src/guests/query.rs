//! Queries of guests. Who is a guest is for the members of the discussion's group, like the member
//! list; who is in a direct discussion, for everybody in it.

use std::collections::HashMap;

use domain::{DiscussionId, PersonId, Timestamp};
use eventlog::Position;
use tokio_postgres::Row;

use crate::reader::{
    Cells, Order, Page, ReadError, Slice, Snapshot, Viewer, Window, lateral, listed_by_position,
};
use crate::visibility::{is_in_place, sees_members};

/// A guest's place that lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuestRow {
    /// In which discussion.
    pub discussion: DiscussionId,
    /// Whose.
    pub person: PersonId,
    /// Who let them in; nobody if they took an invitation.
    pub added_by: Option<PersonId>,
    /// Since when.
    pub since: Timestamp,
    /// Where it begins in the log.
    pub position: Position,
}

listed_by_position!(GuestRow, person);

impl GuestRow {
    fn read(row: &Row) -> Result<Self, ReadError> {
        let cells = Cells(row);
        Ok(Self {
            discussion: cells.id("discussion_id")?,
            person: cells.id("person")?,
            added_by: cells.maybe_id("added_by")?,
            since: cells.time("since")?,
            position: cells.position("position")?,
        })
    }
}

/// The guests of each of these discussions, the longest first, for members of its group;
/// everybody in the direct ones that the viewer is in.
///
/// # Errors
/// If nothing can be read.
pub async fn of_discussions(
    snapshot: &Snapshot,
    viewer: &Viewer,
    discussions: &[DiscussionId],
    page: Page,
) -> Result<HashMap<DiscussionId, Slice<GuestRow>>, ReadError> {
    let window = Window::new(page, Order::Rising);
    let inner = format!(
        "SELECT place.* FROM discussions AS d LEFT JOIN groups AS g ON g.id = d.group_id \
         JOIN guests AS place ON place.discussion_id = d.id \
         WHERE d.id = owner.id AND {} AND {} AND {}",
        is_in_place(),
        sees_members(),
        window.sql("place.position", "place.person", 3),
    );
    let sql = lateral(2, &inner);
    window.slices(snapshot, &sql, &[&viewer.id()], discussions, GuestRow::read).await
}
