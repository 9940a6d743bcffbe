//! Queries of running tallies, for those who see the results.

use std::collections::HashMap;

use domain::ProposalId;
use domain::proposal::Tally;

use super::cells::running;
use crate::reader::{Cells, Lookup, ReadError, Snapshot, Viewer};
use crate::visibility::{UP, sees_discussion, sees_results};

/// What the votes add up to by now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunningTally {
    /// The counts.
    pub tally: Running,
    /// How many people have voted.
    pub voters: u32,
}

/// What is counted while votes still come and go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Running {
    /// The tally, whole.
    Counted(Tally),
    /// How many votes rank each option above all others, alone or with some that stand alike.
    ///
    /// In `RANK_STV` and `RANK_PAIRS` one more vote can turn the whole count, so there is no sum to
    /// keep; to count all ballots for every reader would take as long as the close. The count is
    /// made once, when voting ends, and shown from then on.
    FirstPreferences(Vec<u32>),
}

/// The running tally of each of these proposals whose results the viewer sees.
///
/// # Errors
/// If nothing can be read.
pub async fn of(
    snapshot: &Snapshot,
    viewer: &Viewer,
    proposals: &[ProposalId],
) -> Result<HashMap<ProposalId, RunningTally>, ReadError> {
    static LOOKUP: Lookup = Lookup::new(|| {
        format!(
            "SELECT p.id, p.method, coalesce(t.voters, 0) AS voters, \
               ARRAY(SELECT v.cell FROM tallies AS v WHERE v.proposal = p.id ORDER BY v.cell) \
                 AS cells, \
               ARRAY(SELECT v.count FROM tallies AS v WHERE v.proposal = p.id ORDER BY v.cell) \
                 AS counts, \
               c.tally AS closed \
             FROM proposals AS p LEFT JOIN turnouts AS t ON t.proposal = p.id \
             LEFT JOIN closes AS c ON c.proposal = p.id AND c.opening = p.closed_opening \
             JOIN discussions AS d ON d.id = p.discussion_id \
             LEFT JOIN groups AS g ON g.id = d.group_id {UP} WHERE p.id = ANY($2) AND {} AND {}",
            sees_discussion(),
            sees_results(),
        )
    });
    let rows = snapshot.rows_of(&LOOKUP, *viewer, proposals).await?;
    rows.iter()
        .map(|row| {
            let cells = Cells(row);
            let (numbers, counts): (Vec<i16>, Vec<i64>) =
                (cells.get("cells")?, cells.get("counts")?);
            let counts = numbers.into_iter().zip(counts).collect();
            let voters = cells.count("voters")?;
            let tally = match running(&cells.json("method")?, voters, &counts) {
                Running::FirstPreferences(first) => cells
                    .maybe_json("closed")?
                    .map_or(Running::FirstPreferences(first), Running::Counted),
                counted @ Running::Counted(_) => counted,
            };
            Ok((cells.id("id")?, RunningTally { tally, voters }))
        })
        .collect()
}
