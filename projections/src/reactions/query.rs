//! Queries of reactions. Everybody who sees the target sees how many there are; who reacted is
//! for members and guests.

use std::collections::HashMap;

use domain::{CommentId, DiscussionId, OutcomeId, PersonId, ProposalId};
use eventlog::Position;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::reader::{
    Cells, Id, Order, Page, ReadError, Slice, Snapshot, Viewer, Window, listed_by_position,
};
use crate::visibility::{UP, sees_discussion, sees_voters};

/// What a reaction is to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A discussion.
    Discussion(DiscussionId),
    /// A comment.
    Comment(CommentId),
    /// A proposal.
    Proposal(ProposalId),
    /// An outcome.
    Outcome(OutcomeId),
}

impl Target {
    pub(super) fn uuid(self) -> Uuid {
        match self {
            Self::Discussion(id) => id.uuid(),
            Self::Comment(id) => id.uuid(),
            Self::Proposal(id) => id.uuid(),
            Self::Outcome(id) => id.uuid(),
        }
    }

    pub(super) const fn kind(self) -> &'static str {
        match self {
            Self::Discussion(_) => "DISCUSSION",
            Self::Comment(_) => "COMMENT",
            Self::Proposal(_) => "PROPOSAL",
            Self::Outcome(_) => "OUTCOME",
        }
    }
}

/// How many people reacted in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReactionCount {
    /// The emoji.
    pub emoji: String,
    /// How many.
    pub count: u32,
    /// Whether the viewer is one of them.
    pub mine: bool,
}

/// A reaction of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReactionRow {
    /// Whose.
    pub person: PersonId,
    /// The emoji.
    pub emoji: String,
    /// Where it is in the log.
    pub position: Position,
}

listed_by_position!(ReactionRow, person);

impl ReactionRow {
    fn read(row: &Row) -> Result<Self, ReadError> {
        let cells = Cells(row);
        Ok(Self {
            person: cells.id("person")?,
            emoji: cells.get("emoji")?,
            position: cells.position("position")?,
        })
    }
}

/// The discussion `d` that the reaction `r` is in, by what it is to; none if it was discarded.
fn seen() -> String {
    format!(
        "JOIN discussions AS d ON d.discarded_at IS NULL AND d.id = CASE r.kind \
           WHEN 'DISCUSSION' THEN r.target \
           WHEN 'COMMENT' THEN (SELECT c.discussion_id FROM comments AS c \
             WHERE c.id = r.target AND c.discarded_at IS NULL) \
           WHEN 'PROPOSAL' THEN (SELECT p.discussion_id FROM proposals AS p WHERE p.id = r.target) \
           ELSE (SELECT p.discussion_id FROM outcomes AS o JOIN proposals AS p ON p.id = o.proposal \
             WHERE o.id = r.target) END \
         LEFT JOIN groups AS g ON g.id = d.group_id {UP} WHERE {}",
        sees_discussion()
    )
}

/// How often each emoji was given to each of these, the earliest emoji first. Nothing of what was
/// discarded.
///
/// # Errors
/// If nothing can be read.
pub async fn counts_of(
    snapshot: &Snapshot,
    viewer: &Viewer,
    targets: &[Target],
) -> Result<HashMap<Target, Vec<ReactionCount>>, ReadError> {
    let ids: Vec<Uuid> = targets.iter().map(|target| target.uuid()).collect();
    let kinds: Vec<&str> = targets.iter().map(|target| target.kind()).collect();
    let sql = format!(
        "SELECT r.target, r.emoji, r.count, r.mine FROM ( \
           SELECT r.target, r.kind, r.emoji, count(*)::integer AS count, \
             coalesce(bool_or(r.person = $1::uuid), false) AS mine, min(r.position) AS first \
           FROM unnest($2::uuid[], $3::text[]) AS asked (id, kind) \
           JOIN reactions AS r ON r.target = asked.id AND r.kind = asked.kind \
           GROUP BY r.target, r.kind, r.emoji) AS r {} ORDER BY r.first",
        seen()
    );
    let rows = snapshot.rows(&sql, &[&viewer.id(), &ids, &kinds]).await?;
    let by_id: HashMap<Uuid, Target> =
        targets.iter().map(|target| (target.uuid(), *target)).collect();
    let mut counts: HashMap<Target, Vec<ReactionCount>> = HashMap::new();
    for row in &rows {
        let cells = Cells(row);
        let Some(target) = by_id.get(&cells.get::<Uuid>("target")?) else { continue };
        let (emoji, count, mine) = (cells.get("emoji")?, cells.count("count")?, cells.get("mine")?);
        counts.entry(*target).or_default().push(ReactionCount { emoji, count, mine });
    }
    Ok(counts)
}

/// Who reacted to this, the earliest first; for members of the group and guests.
///
/// # Errors
/// If nothing can be read.
pub async fn people_of(
    snapshot: &Snapshot,
    viewer: &Viewer,
    target: Target,
    page: Page,
) -> Result<Slice<ReactionRow>, ReadError> {
    let window = Window::new(page, Order::Rising);
    let sql = format!(
        "SELECT r.person, r.emoji, r.position FROM reactions AS r {} \
         AND r.target = $2 AND r.kind = $3 AND {} AND {}",
        seen(),
        sees_voters(),
        window.sql("r.position", "r.person", 4),
    );
    let params: [&(dyn tokio_postgres::types::ToSql + Sync); 3] =
        [&viewer.id(), &target.uuid(), &target.kind()];
    window.list(snapshot, &sql, &params, ReactionRow::read).await
}
