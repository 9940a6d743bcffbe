//! Queries of activity. It is seen by those who see the discussion.

use std::collections::HashMap;

use domain::{CommentId, DiscussionId, OutcomeId, PersonId, ProposalId, Timestamp};
use eventlog::Position;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::kind::ActivityKind;
use crate::reader::{
    Cells, Cursor, HasCursor, Id, Order, Page, ReadError, Slice, Snapshot, Viewer, Window, lateral,
};
use crate::visibility::{UP, sees_discussion};

/// Something that happened in a discussion that the viewer sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityRow {
    /// Where it is in the log.
    pub position: Position,
    /// In which discussion.
    pub discussion: DiscussionId,
    /// What happened.
    pub kind: ActivityKind,
    /// To what.
    pub subject: Subject,
    /// Who did it; nobody if it was a matter of time.
    pub actor: Option<PersonId>,
    /// When.
    pub at: Timestamp,
}

/// What something happened to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The discussion itself.
    Discussion(DiscussionId),
    /// A comment.
    Comment(CommentId),
    /// A proposal.
    Proposal(ProposalId),
    /// An outcome.
    Outcome {
        /// Of which proposal.
        proposal: ProposalId,
        /// Which.
        outcome: OutcomeId,
    },
}

impl HasCursor for ActivityRow {
    fn cursor(&self) -> Cursor {
        Cursor { key: self.position.0.cast_signed(), id: self.discussion.to_u128() }
    }
}

impl ActivityRow {
    pub(crate) fn read(row: &Row) -> Result<Self, ReadError> {
        let cells = Cells(row);
        let kind = cells.word("kind")?;
        Ok(Self {
            position: cells.position("position")?,
            discussion: cells.id("in_discussion")?,
            kind,
            subject: subject(&cells, kind)?,
            actor: cells.maybe_id("actor")?,
            at: cells.time("at")?,
        })
    }
}

fn subject(cells: &Cells<'_>, kind: ActivityKind) -> Result<Subject, ReadError> {
    use ActivityKind as A;
    Ok(match kind {
        A::CommentAdded | A::CommentEdited | A::CommentDiscarded | A::CommentRestored => {
            Subject::Comment(cells.id("subject")?)
        }
        A::OutcomeWritten | A::OutcomeRevised | A::OutcomeReviewDue => {
            Subject::Outcome { proposal: cells.id("proposal")?, outcome: cells.id("subject")? }
        }
        A::DiscussionStarted
        | A::DiscussionEdited
        | A::DiscussionPrivacyChanged
        | A::WideningAnnounced
        | A::WideningEnded
        | A::DiscussionMoved
        | A::DiscussionBodyWithdrawn
        | A::DiscussionClosed
        | A::DiscussionReopened
        | A::DiscussionDiscarded
        | A::DiscussionTagged
        | A::DiscussionPinned
        | A::DiscussionUnpinned => Subject::Discussion(cells.id("subject")?),
        A::ProposalRaised
        | A::ProposalEdited
        | A::NoteAdded
        | A::ProposalOpened
        | A::ClosingMoved
        | A::ClosingSoon
        | A::ProposalClosed
        | A::ProposalReopened => Subject::Proposal(cells.id("subject")?),
    })
}

/// The activity of the discussion with the id `{id}`: its own and that of its proposals. `{window}`
/// bounds, orders and limits both.
fn select(id: &str, window: &str) -> String {
    format!(
        "SELECT a.*, d.id AS in_discussion FROM discussions AS d \
         LEFT JOIN groups AS g ON g.id = d.group_id {UP} CROSS JOIN LATERAL ( \
           (SELECT a.* FROM activity AS a WHERE a.discussion_id = {id} AND {window}) \
           UNION ALL \
           (SELECT a.* FROM proposals AS p JOIN activity AS a ON a.proposal = p.id \
            WHERE p.discussion_id = {id} AND {window})) AS a \
         WHERE d.id = {id} AND {}",
        sees_discussion()
    )
}

/// The activity of each of these discussions, the oldest first.
///
/// # Errors
/// If nothing can be read.
pub async fn of_discussions(
    snapshot: &Snapshot,
    viewer: &Viewer,
    discussions: &[DiscussionId],
    page: Page,
) -> Result<HashMap<DiscussionId, Slice<ActivityRow>>, ReadError> {
    let window = Window::new(page, Order::Rising);
    let sql = lateral(2, &select("owner.id", &window.sql("a.position", "owner.id", 3)));
    window.slices(snapshot, &sql, &[&viewer.id()], discussions, ActivityRow::read).await
}

/// What happened in the discussion after this position, up to the snapshot, the oldest first, at
/// most `limit`: what a subscription tells next.
///
/// # Errors
/// If nothing can be read.
pub async fn between(
    snapshot: &Snapshot,
    viewer: &Viewer,
    discussion: DiscussionId,
    after: Position,
    limit: u16,
) -> Result<Vec<ActivityRow>, ReadError> {
    let window = "a.position > $3 ORDER BY a.position LIMIT $4::bigint";
    let sql = format!("{} ORDER BY a.position LIMIT $4::bigint", select("$2::uuid", window));
    let params: [&(dyn ToSql + Sync); 4] =
        [&viewer.id(), &discussion.uuid(), &after.0.cast_signed(), &i64::from(limit)];
    let rows = snapshot.rows(&sql, &params).await?;
    rows.iter().map(ActivityRow::read).collect()
}
