//! Queries of people.

use std::collections::HashMap;

use domain::PersonId;
use tokio_postgres::Row;

use crate::reader::{Cells, Lookup, ReadError, Snapshot, Viewer, keyed};
use crate::visibility::{UP, is_in_place, lasts, sees_discussion, sees_members};

/// A person, as the log knows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonRow {
    /// Who.
    pub id: PersonId,
    /// Whether they are known from an imported history and nobody has claimed to be them.
    pub imported: bool,
}

impl PersonRow {
    fn read(row: &Row) -> Result<Self, ReadError> {
        let cells = Cells(row);
        Ok(Self { id: cells.id("id")?, imported: cells.get("imported")? })
    }
}

/// Those of these people whom the viewer meets: themselves, fellow members, guests in their groups,
/// people in their direct discussions, and who wrote something that the viewer can read.
///
/// # Errors
/// If nothing can be read.
pub async fn by_ids(
    snapshot: &Snapshot,
    viewer: &Viewer,
    ids: &[PersonId],
) -> Result<HashMap<PersonId, PersonRow>, ReadError> {
    static LOOKUP: Lookup = Lookup::new(|| {
        format!(
            "SELECT o.* FROM people AS o WHERE o.id = ANY($2) AND (o.id = $1::uuid \
             OR EXISTS (SELECT FROM memberships AS mine \
                 JOIN memberships AS theirs ON theirs.group_id = mine.group_id \
                 WHERE mine.person = $1::uuid AND {} \
                 AND theirs.person = o.id AND {}) \
             OR EXISTS (SELECT FROM guests AS place JOIN discussions AS d ON d.id = place.discussion_id \
                 LEFT JOIN groups AS g ON g.id = d.group_id \
                 WHERE place.person = o.id AND {} AND {}) \
             OR {} OR {} OR {})",
            lasts!("mine"),
            lasts!("theirs"),
            is_in_place(),
            sees_members(),
            readable("discussions", "id"),
            readable("comments", "discussion_id"),
            readable("proposals", "discussion_id"),
        )
    });
    let rows = snapshot.rows_of(&LOOKUP, *viewer, ids).await?;
    keyed(&rows, PersonRow::read, |person| person.id)
}

/// The person `o` wrote something in this table that the viewer may read.
fn readable(table: &str, discussion: &str) -> String {
    format!(
        "EXISTS (SELECT FROM {table} AS written \
         JOIN discussions AS d ON d.id = written.{discussion} \
         LEFT JOIN groups AS g ON g.id = d.group_id {UP} \
         WHERE written.author = o.id AND {})",
        sees_discussion()
    )
}
