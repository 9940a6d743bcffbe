//! Queries of running tallies, for those who see the results.

use std::collections::HashMap;

use domain::ProposalId;
use domain::proposal::{Stance, Tally};

use super::map::{NONE_OF_THESE, stance};
use crate::proposals::MethodRow;
use crate::reader::{Cells, ReadError, Snapshot, Viewer, uuids};
use crate::visibility::{UP, sees_discussion, sees_results};

/// What the votes add up to by now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunningTally {
    /// The counts.
    pub tally: Tally,
    /// How many people have voted.
    pub voters: u32,
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
    let sql = format!(
        "SELECT p.id, p.method, coalesce(t.voters, 0) AS voters, \
           ARRAY(SELECT v.choice FROM tallies AS v WHERE v.proposal = p.id ORDER BY v.choice) \
             AS choices, \
           ARRAY(SELECT v.votes FROM tallies AS v WHERE v.proposal = p.id ORDER BY v.choice) \
             AS votes \
         FROM proposals AS p LEFT JOIN turnouts AS t ON t.proposal = p.id \
         JOIN discussions AS d ON d.id = p.discussion_id \
         JOIN groups AS g ON g.id = d.group_id {UP} WHERE p.id = ANY($2) AND {} AND {}",
        sees_discussion(),
        sees_results(),
    );
    let rows = snapshot.rows(&sql, &[&viewer.id(), &uuids(proposals)]).await?;
    rows.iter()
        .map(|row| {
            let cells = Cells(row);
            let choices: Vec<i16> = cells.get("choices")?;
            let votes: Vec<i32> = cells.get("votes")?;
            let counts: HashMap<i16, i32> = choices.into_iter().zip(votes).collect();
            let tally = tally(&cells.json("method")?, &counts);
            Ok((cells.id("id")?, RunningTally { tally, voters: cells.count("voters")? }))
        })
        .collect()
}

fn tally(method: &MethodRow, counts: &HashMap<i16, i32>) -> Tally {
    let count =
        |choice: i16| counts.get(&choice).and_then(|count| u32::try_from(*count).ok()).unwrap_or(0);
    match method {
        MethodRow::Consent => Tally::Consent {
            agree: count(stance(Stance::Agree)),
            abstain: count(stance(Stance::Abstain)),
            disagree: count(stance(Stance::Disagree)),
            block: count(stance(Stance::Block)),
        },
        MethodRow::Choose { options, .. } => Tally::Choose {
            options: (1..).take(options.len()).map(count).collect(),
            none_of_these: count(NONE_OF_THESE),
        },
    }
}
