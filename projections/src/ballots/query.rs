//! Queries of votes. One's own are always seen; others' by members of the group, and guests
//! of the discussion, who see the results.

use std::collections::HashMap;

use domain::proposal::{Ballot, Withdrawal};
use domain::{PersonId, ProposalId, Timestamp};
use eventlog::Position;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use crate::reader::{
    Cells, Cursor, HasCursor, Id, Lookup, NOBODY, Order, Page, ReadError, Slice, Snapshot, Viewer,
    Window, keyed, lateral,
};
use crate::visibility::{UP, sees_discussion, sees_results, sees_voters};
use crate::words::Words;

/// A vote that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BallotRow {
    /// In which proposal.
    pub proposal: ProposalId,
    /// Whose.
    pub voter: PersonId,
    /// What it says.
    pub ballot: Ballot,
    /// Why.
    pub reason: Words,
    /// For how many others it counted in the last close, unless voting was reopened since.
    pub others: u32,
    /// When it was cast; the original time if it is imported.
    pub at: Timestamp,
    /// Whether it came with an imported history.
    pub imported: bool,
    /// Where it is in the log.
    pub position: Position,
}

impl HasCursor for BallotRow {
    fn cursor(&self) -> Cursor {
        // By voter alone: a vote keeps its place when it changes.
        Cursor { key: 0, id: self.voter.to_u128() }
    }
}

impl BallotRow {
    fn read(row: &Row) -> Result<Self, ReadError> {
        let cells = Cells(row);
        Ok(Self {
            proposal: cells.id("proposal")?,
            voter: cells.id("voter")?,
            ballot: cells.json("ballot")?,
            reason: cells.words_unless(cells.get("gone")?, "reason")?,
            others: cells.count("others")?,
            at: cells.time("cast_at")?,
            imported: cells.get("imported")?,
            position: cells.position("position")?,
        })
    }
}

/// A change of somebody's vote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BallotChangeRow {
    /// Where it is in the log.
    pub position: Position,
    /// When.
    pub at: Timestamp,
    /// What the vote said from then on; nothing if it was withdrawn.
    pub ballot: Option<Ballot>,
    /// Why.
    pub reason: Words,
    /// Why it was withdrawn, if it was.
    pub cause: Option<Withdrawal>,
}

impl HasCursor for BallotChangeRow {
    fn cursor(&self) -> Cursor {
        // An event changes one vote.
        Cursor { key: self.position.0.cast_signed(), id: 0 }
    }
}

impl BallotChangeRow {
    fn read(row: &Row) -> Result<Self, ReadError> {
        let cells = Cells(row);
        Ok(Self {
            position: cells.position("position")?,
            at: cells.time("cast_at")?,
            ballot: cells.maybe_json("ballot")?,
            reason: cells.words_unless(cells.get("gone")?, "reason")?,
            cause: cells.maybe_word("cause")?,
        })
    }
}

/// The proposal `p` with what its visibility depends on.
fn proposals() -> String {
    format!(
        "proposals AS p JOIN discussions AS d ON d.id = p.discussion_id \
         LEFT JOIN groups AS g ON g.id = d.group_id {UP}"
    )
}

/// For how many others the vote `v` in the proposal `p` counted, as a column.
const OTHERS: &str = "coalesce((SELECT w.others FROM weights AS w WHERE w.proposal = p.id \
    AND w.opening = p.closed_opening AND w.voter = v.voter), 0) AS others";

/// The viewer's own votes in these proposals, as far as they count.
///
/// # Errors
/// If nothing can be read.
pub async fn of_viewer(
    snapshot: &Snapshot,
    viewer: &Viewer,
    ids: &[ProposalId],
) -> Result<HashMap<ProposalId, BallotRow>, ReadError> {
    static LOOKUP: Lookup = Lookup::new(|| {
        format!(
            "SELECT v.*, {OTHERS}, d.discarded_at IS NOT NULL AS gone FROM {} CROSS JOIN LATERAL ( \
               SELECT b.* FROM ballots AS b WHERE b.proposal = p.id AND b.voter = $1::uuid \
               ORDER BY b.position DESC LIMIT 1) AS v \
             WHERE p.id = ANY($2) AND v.ballot IS NOT NULL AND {}",
            proposals(),
            sees_discussion(),
        )
    });
    let rows = snapshot.rows_of(&LOOKUP, *viewer, ids).await?;
    keyed(&rows, BallotRow::read, |vote| vote.proposal)
}

/// The votes in each of these proposals that count, by voter, for members and guests who see the
/// results.
///
/// # Errors
/// If nothing can be read.
pub async fn of(
    snapshot: &Snapshot,
    viewer: &Viewer,
    ids: &[ProposalId],
    page: Page,
) -> Result<HashMap<ProposalId, Slice<BallotRow>>, ReadError> {
    let window = Window::new(page, Order::Rising);
    // The newest row of each voter comes off the index in order; withdrawn ones drop out.
    let inner = format!(
        "SELECT v.*, {OTHERS}, d.discarded_at IS NOT NULL AS gone FROM {} JOIN LATERAL ( \
           SELECT b.* FROM ballots AS b WHERE b.proposal = p.id AND NOT EXISTS ( \
             SELECT FROM ballots AS newer WHERE newer.proposal = b.proposal \
             AND newer.voter = b.voter AND newer.position > b.position)) AS v ON true \
         WHERE p.id = owner.id AND v.ballot IS NOT NULL AND {} AND {} AND {} AND {}",
        proposals(),
        sees_discussion(),
        sees_voters(),
        sees_results(),
        window.sql("0::bigint", "v.voter", 3),
    );
    let sql = lateral(2, &inner);
    window.slices(snapshot, &sql, &[&viewer.id()], ids, BallotRow::read).await
}

/// Every change of a person's vote in each of these proposals, the oldest first: one's own, and for
/// members and guests where results are always seen.
///
/// # Errors
/// If nothing can be read.
pub async fn history_of(
    snapshot: &Snapshot,
    viewer: &Viewer,
    ids: &[ProposalId],
    voter: PersonId,
    page: Page,
) -> Result<HashMap<ProposalId, Slice<BallotChangeRow>>, ReadError> {
    let window = Window::new(page, Order::Rising);
    let inner = format!(
        "SELECT v.*, d.discarded_at IS NOT NULL AS gone FROM {} \
         JOIN ballots AS v ON v.proposal = p.id AND v.voter = $2 \
         WHERE p.id = owner.id AND {} \
           AND (v.voter = $1::uuid OR (p.results = 'ALWAYS' AND {})) AND {}",
        proposals(),
        sees_discussion(),
        sees_voters(),
        window.sql("v.position", NOBODY, 4),
    );
    let sql = lateral(3, &inner);
    let params: [&(dyn ToSql + Sync); 2] = [&viewer.id(), &voter.uuid()];
    window.slices(snapshot, &sql, &params, ids, BallotChangeRow::read).await
}
