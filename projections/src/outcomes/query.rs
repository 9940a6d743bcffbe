//! Queries of outcomes. They are seen by those who see the discussion.

use std::collections::HashMap;

use domain::{OutcomeId, PersonId, ProposalId, Timestamp};
use eventlog::Position;
use tokio_postgres::Row;

use crate::reader::{
    Cells, Lookup, Order, Page, ReadError, Slice, Snapshot, Viewer, Window, grouped, keyed,
    lateral, listed_by_position, uuids,
};
use crate::visibility::{UP, sees_discussion};
use crate::words::Words;

/// An outcome that the viewer sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeRow {
    /// Which.
    pub id: OutcomeId,
    /// Of which proposal.
    pub proposal: ProposalId,
    /// What was decided; removed if the discussion was discarded.
    pub statement: Words,
    /// The number of the chosen option.
    pub option: Option<u8>,
    /// When it is to be looked at again.
    pub review_at: Option<Timestamp>,
    /// Whether the log says that this time has come.
    pub review_due: bool,
    /// Who wrote it.
    pub by: PersonId,
    /// When it was written.
    pub written_at: Timestamp,
    /// When it was last revised.
    pub revised_at: Option<Timestamp>,
    /// 1, and one more with every revision.
    pub revision: u32,
    /// Where it is in the log.
    pub position: Position,
}

impl OutcomeRow {
    fn read(row: &Row) -> Result<Self, ReadError> {
        let cells = Cells(row);
        let review_at = cells.maybe_time("review_at")?;
        let reviewed = cells.maybe_time("reviewed")?;
        Ok(Self {
            id: cells.id("id")?,
            proposal: cells.id("proposal")?,
            statement: cells.words_unless(cells.get("gone")?, "statement")?,
            option: cells.maybe_small("option")?,
            review_at,
            review_due: review_at.is_some() && reviewed == review_at,
            by: cells.id("written_by")?,
            written_at: cells.time("written_at")?,
            revised_at: cells.maybe_time("revised_at")?,
            revision: cells.count("revision")?,
            position: cells.position("position")?,
        })
    }
}

/// What an outcome said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeVersionRow {
    /// Which outcome.
    pub outcome: OutcomeId,
    /// Which version, from 1.
    pub revision: u32,
    /// What it said.
    pub statement: Words,
    /// The number of the chosen option.
    pub option: Option<u8>,
    /// When it was to be looked at again.
    pub review_at: Option<Timestamp>,
    /// Who wrote it so.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Where it is in the log.
    pub position: Position,
}

listed_by_position!(OutcomeVersionRow, outcome);

impl OutcomeVersionRow {
    fn read(row: &Row) -> Result<Self, ReadError> {
        let cells = Cells(row);
        Ok(Self {
            outcome: cells.id("owner_id")?,
            revision: cells.count("revision")?,
            statement: cells.words_unless(cells.get("gone")?, "statement")?,
            option: cells.maybe_small("option")?,
            review_at: cells.maybe_time("review_at")?,
            by: cells.id("written_by")?,
            at: cells.time("written_at")?,
            position: cells.position("position")?,
        })
    }
}

/// The outcomes `o` that the viewer sees, with `$1` taken by the viewer.
fn select(columns: &str, joins: &str, condition: &str) -> String {
    format!(
        "SELECT {columns}, d.discarded_at IS NOT NULL AS gone FROM outcomes AS o {joins} \
         JOIN proposals AS p ON p.id = o.proposal \
         JOIN discussions AS d ON d.id = p.discussion_id \
         LEFT JOIN groups AS g ON g.id = d.group_id {UP} WHERE {} AND {condition}",
        sees_discussion()
    )
}

/// The outcome of each of these proposals that stands.
///
/// # Errors
/// If nothing can be read.
pub async fn current_of(
    snapshot: &Snapshot,
    viewer: &Viewer,
    proposals: &[ProposalId],
) -> Result<HashMap<ProposalId, OutcomeRow>, ReadError> {
    static LOOKUP: Lookup =
        Lookup::new(|| select("o.*", "", "p.id = ANY($2) AND o.id = p.outcome"));
    let rows = snapshot.rows_of(&LOOKUP, *viewer, proposals).await?;
    keyed(&rows, OutcomeRow::read, |outcome| outcome.proposal)
}

/// Those of these outcomes that the viewer sees, replaced ones too.
///
/// # Errors
/// If nothing can be read.
pub async fn by_ids(
    snapshot: &Snapshot,
    viewer: &Viewer,
    ids: &[OutcomeId],
) -> Result<HashMap<OutcomeId, OutcomeRow>, ReadError> {
    static LOOKUP: Lookup = Lookup::new(|| select("o.*", "", "o.id = ANY($2)"));
    let rows = snapshot.rows_of(&LOOKUP, *viewer, ids).await?;
    keyed(&rows, OutcomeRow::read, |outcome| outcome.id)
}

/// All outcomes of each of these proposals, the oldest first, replaced ones too.
///
/// # Errors
/// If nothing can be read.
pub async fn all_of(
    snapshot: &Snapshot,
    viewer: &Viewer,
    proposals: &[ProposalId],
) -> Result<HashMap<ProposalId, Vec<OutcomeRow>>, ReadError> {
    let sql = select("o.*, o.proposal AS owner_id", "", "o.proposal = ANY($2) ORDER BY o.position");
    let rows = snapshot.rows(&sql, &[&viewer.id(), &uuids(proposals)]).await?;
    grouped(&rows, OutcomeRow::read)
}

/// The versions of each of these outcomes, the oldest first.
///
/// # Errors
/// If nothing can be read.
pub async fn versions_of(
    snapshot: &Snapshot,
    viewer: &Viewer,
    outcomes: &[OutcomeId],
    page: Page,
) -> Result<HashMap<OutcomeId, Slice<OutcomeVersionRow>>, ReadError> {
    let window = Window::new(page, Order::Rising);
    let versions = "JOIN (SELECT s.*, (row_number() OVER (ORDER BY s.position))::integer AS revision \
        FROM outcome_versions AS s WHERE s.outcome = owner.id) AS v ON v.outcome = o.id";
    let keyset = window.sql("v.position", "v.outcome", 3);
    let sql = lateral(2, &select("v.*", versions, &format!("o.id = owner.id AND {keyset}")));
    window.slices(snapshot, &sql, &[&viewer.id()], outcomes, OutcomeVersionRow::read).await
}
