//! Who may vote, as the log stands at the snapshot.

use std::collections::HashMap;

use domain::{PersonId, ProposalId};
use eventlog::Position;
use tokio_postgres::Row;

use crate::reader::{
    Cells, Lookup, Order, Page, ReadError, Slice, Snapshot, Viewer, Window, lateral,
    listed_by_position,
};
use crate::visibility::{
    UP, has_voted, may_vote as may_vote_sql, roll, sees_discussion, sees_non_voters, sees_results,
};

/// Somebody who may vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonInRoll {
    /// Who.
    pub person: PersonId,
    /// Where their membership, or their place as a guest, begins in the log.
    pub position: Position,
}

listed_by_position!(PersonInRoll, person);

impl PersonInRoll {
    fn read(row: &Row) -> Result<Self, ReadError> {
        let cells = Cells(row);
        Ok(Self { person: cells.id("person")?, position: cells.position("position")? })
    }
}

/// How many people may vote in each of these proposals. Where the discussion was moved since, that
/// is how many could at the close: who comes and goes in a group that it has left is for that alone.
///
/// # Errors
/// If nothing can be read.
pub async fn electorate_of(
    snapshot: &Snapshot,
    viewer: &Viewer,
    ids: &[ProposalId],
) -> Result<HashMap<ProposalId, u32>, ReadError> {
    static LOOKUP: Lookup = Lookup::new(|| {
        format!(
            "SELECT p.id, CASE WHEN p.group_id IS NOT DISTINCT FROM d.group_id \
               THEN (SELECT count(*) FROM {} AS roll)::integer \
               ELSE coalesce((SELECT c.electorate FROM closes AS c WHERE c.proposal = p.id \
                 AND c.opening = p.closed_opening), 0) END AS people \
             FROM proposals AS p JOIN discussions AS d ON d.id = p.discussion_id \
             LEFT JOIN groups AS g ON g.id = d.group_id {UP} WHERE p.id = ANY($2) AND {}",
            roll(),
            sees_discussion(),
        )
    });
    let rows = snapshot.rows_of(&LOOKUP, *viewer, ids).await?;
    rows.iter().map(|row| Ok((Cells(row).id("id")?, Cells(row).count("people")?))).collect()
}

/// Whether the viewer may vote in each of these proposals, if voting is open.
///
/// # Errors
/// If nothing can be read.
pub async fn may_vote(
    snapshot: &Snapshot,
    viewer: &Viewer,
    ids: &[ProposalId],
) -> Result<HashMap<ProposalId, bool>, ReadError> {
    static LOOKUP: Lookup = Lookup::new(|| {
        format!(
            "SELECT p.id, coalesce({}, false) AS may_vote \
             FROM proposals AS p JOIN discussions AS d ON d.id = p.discussion_id \
             LEFT JOIN groups AS g ON g.id = d.group_id {UP} WHERE p.id = ANY($2) AND {}",
            may_vote_sql("$1::uuid"),
            sees_discussion(),
        )
    });
    let rows = snapshot.rows_of(&LOOKUP, *viewer, ids).await?;
    rows.iter().map(|row| Ok((Cells(row).id("id")?, Cells(row).get("may_vote")?))).collect()
}

/// Who may vote in each of these proposals and has not, the longest members first; for members who
/// see the results.
///
/// # Errors
/// If nothing can be read.
pub async fn not_voted(
    snapshot: &Snapshot,
    viewer: &Viewer,
    proposals: &[ProposalId],
    page: Page,
) -> Result<HashMap<ProposalId, Slice<PersonInRoll>>, ReadError> {
    let window = Window::new(page, Order::Rising);
    let inner = format!(
        "SELECT roll.person, roll.position FROM proposals AS p \
         JOIN discussions AS d ON d.id = p.discussion_id \
         LEFT JOIN groups AS g ON g.id = d.group_id {UP} \
         CROSS JOIN LATERAL {} AS roll \
         WHERE p.id = owner.id AND {} AND {} AND {} AND NOT {} AND {}",
        roll(),
        sees_discussion(),
        sees_non_voters(),
        sees_results(),
        has_voted("roll.person"),
        window.sql("roll.position", "roll.person", 3),
    );
    let sql = lateral(2, &inner);
    window.slices(snapshot, &sql, &[&viewer.id()], proposals, PersonInRoll::read).await
}
