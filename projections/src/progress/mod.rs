//! How does a proposal get on? Its activity, and votes where they may be seen as they come.
//!
//! Made of other read models: activity and ballots.

use domain::{ProposalId, Timestamp};
use eventlog::Position;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use crate::activity::ActivityKind;
use crate::reader::{Cells, Id, ReadError, Snapshot, Viewer};
use crate::visibility::{UP, has_voted, may_vote, sees_discussion};

/// A step of a proposal that the viewer sees. Who voted how is not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProgressRow {
    /// Where it is in the log.
    pub position: Position,
    /// What happened.
    pub kind: ProgressKind,
    /// When.
    pub at: Timestamp,
}

/// What happened to a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProgressKind {
    /// Something that is in the discussion's activity too.
    Activity(ActivityKind),
    /// Somebody voted, or changed their vote.
    Voted,
    /// A vote was withdrawn.
    VoteWithdrawn,
}

impl ProgressRow {
    fn read(row: &Row) -> Result<Self, ReadError> {
        let cells = Cells(row);
        let kind = match cells.get("kind")? {
            "VOTED" => ProgressKind::Voted,
            "VOTE_WITHDRAWN" => ProgressKind::VoteWithdrawn,
            _ => ProgressKind::Activity(cells.word("kind")?),
        };
        Ok(Self { position: cells.position("position")?, kind, at: cells.time("at")? })
    }
}

/// What happened to the proposal after this position, up to the snapshot, the oldest first, at
/// most `limit`: what a subscription tells next.
///
/// Votes are in it where results are always seen, and where they are seen after voting if the
/// viewer has a vote that stands. Where they are seen at the close, the close tells: no vote
/// before it ever shows by itself.
///
/// # Errors
/// If nothing can be read.
pub async fn between(
    snapshot: &Snapshot,
    viewer: &Viewer,
    proposal: ProposalId,
    after: Position,
    limit: u16,
) -> Result<Vec<ProgressRow>, ReadError> {
    let window = "position > $3 ORDER BY position LIMIT $4::bigint";
    let sql = format!(
        "SELECT s.* FROM proposals AS p JOIN discussions AS d ON d.id = p.discussion_id \
         LEFT JOIN groups AS g ON g.id = d.group_id {UP} CROSS JOIN LATERAL ( \
           (SELECT a.position, a.kind, a.at FROM activity AS a \
            WHERE a.proposal = p.id AND a.{window}) \
           UNION ALL \
           (SELECT b.position, \
              CASE WHEN b.ballot IS NULL THEN 'VOTE_WITHDRAWN' ELSE 'VOTED' END, b.cast_at \
            FROM ballots AS b WHERE b.proposal = p.id AND {} AND b.{window})) AS s \
         WHERE p.id = $2 AND {} ORDER BY s.position LIMIT $4::bigint",
        sees_votes_come(),
        sees_discussion(),
    );
    let params: [&(dyn ToSql + Sync); 4] =
        [&viewer.id(), &proposal.uuid(), &after.0.cast_signed(), &i64::from(limit)];
    let rows = snapshot.rows(&sql, &params).await?;
    rows.iter().map(ProgressRow::read).collect()
}

fn sees_votes_come() -> String {
    format!(
        "(p.results = 'ALWAYS' OR (p.results = 'AFTER_VOTING' AND {} AND {}))",
        may_vote("$1::uuid"),
        has_voted("$1::uuid"),
    )
}
