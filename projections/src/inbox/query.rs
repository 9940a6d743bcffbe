//! Queries of the viewer's own inbox. Fanned out here: an audience is looked up when it is read,
//! and what the viewer no longer sees is not in it.

use domain::{CommentId, DiscussionId, GroupId, OutcomeId, PersonId, ProposalId, Timestamp};
use eventlog::Position;
use serde::{Deserialize, Serialize};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::kept::muted;
use crate::reader::{
    Cells, Cursor, HasCursor, Invitee, Order, Page, ReadError, Slice, Snapshot, Take, Window,
};
use crate::visibility::{UP, lasts, may_vote, sees_discussion, sees_group};

/// Something for the viewer to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxRow {
    /// Which.
    pub id: u128,
    /// Where it is in the log.
    pub position: Position,
    /// Why the viewer is told.
    pub reason: InboxReason,
    /// Whether the viewer has marked it seen, or something that came later.
    pub seen: bool,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it; nobody if it was a matter of time.
    pub actor: Option<PersonId>,
    /// The group that it is about or in.
    pub group: Option<GroupId>,
    /// The discussion that it is about or in.
    pub discussion: Option<DiscussionId>,
    /// The comment that it is about.
    pub comment: Option<CommentId>,
    /// The proposal that it is about.
    pub proposal: Option<ProposalId>,
    /// The outcome that it is about.
    pub outcome: Option<OutcomeId>,
}

/// Why somebody is told something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum InboxReason {
    /// A comment names them.
    Mentioned,
    /// A comment answers theirs.
    Replied,
    /// Voting began, and they may vote.
    ProposalOpened,
    /// A proposal that they have voted on was clarified.
    NoteAdded,
    /// Voting ends soon.
    ClosingSoon,
    /// Voting ended.
    ProposalClosed,
    /// An outcome was written.
    OutcomeWritten,
    /// The outcome of their proposal is to be looked at again.
    OutcomeReviewDue,
    /// Somebody asks to become a member of a group that they look after.
    MembershipRequested,
    /// Their request was approved.
    RequestApproved,
    /// Their request was turned down.
    RequestDeclined,
    /// Their role changed.
    RoleChanged,
    /// A group that they are in was deleted.
    GroupDeleted,
    /// Somebody wants them to know of it.
    Announced,
    /// Somebody let them into a discussion, as a guest or among its people.
    LetIn,
    /// A discussion that they wrote in is to have more readers.
    WideningAnnounced,
}

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Audience {
    /// The person in the row.
    Person,
    /// Who wrote the comment that is answered.
    AuthorOfComment,
    /// The group's admins.
    Admins,
    /// All members of the group, and of the subgroups that share its fate.
    Members,
    /// Who may vote in the proposal.
    Electorate,
    /// Who had voted in the proposal.
    Voters,
    /// Whom the proposal's terms name to be reminded.
    Reminded,
    /// Who raised the proposal.
    Author,
    /// Who was a member of the group when the row was written.
    MembersThen,
    /// Who was a member of the group or of its parent when the row was written.
    ParentMembersThen,
}

impl HasCursor for InboxRow {
    fn cursor(&self) -> Cursor {
        Cursor { key: self.position.0.cast_signed(), id: self.id }
    }
}

impl InboxRow {
    fn read(row: &Row) -> Result<Self, ReadError> {
        let cells = Cells(row);
        Ok(Self {
            id: cells.get::<Uuid>("id")?.as_u128(),
            position: cells.position("position")?,
            reason: cells.word("reason")?,
            seen: cells.get("seen")?,
            at: cells.time("at")?,
            actor: cells.maybe_id("actor")?,
            group: cells.maybe_id("in_group")?,
            discussion: cells.maybe_id("in_discussion")?,
            comment: cells.maybe_id("comment")?,
            proposal: cells.maybe_id("proposal")?,
            outcome: cells.maybe_id("outcome")?,
        })
    }
}

/// The viewer is or was told of the proposal's close, opening, reminder or outcome: `i` is the
/// row, `p` the proposal.
fn concerned() -> String {
    // Who had voted when the note was written, and not when the reminder came.
    let had_voted = "coalesce((SELECT b.ballot IS NOT NULL FROM ballots AS b \
        WHERE b.proposal = p.id AND b.voter = $1::uuid AND b.position < i.position \
        ORDER BY b.position DESC LIMIT 1), false)";
    let may_vote = may_vote("$1::uuid");
    format!(
        "CASE i.audience WHEN 'AUTHOR' THEN p.author = $1::uuid \
           WHEN 'ELECTORATE' THEN {may_vote} WHEN 'VOTERS' THEN {had_voted} \
           WHEN 'REMINDED' THEN CASE p.reminder WHEN 'AUTHOR' THEN p.author = $1::uuid \
             WHEN 'ALL' THEN {may_vote} \
             WHEN 'NOT_VOTED' THEN {may_vote} AND NOT {had_voted} ELSE false END \
           ELSE false END"
    )
}

/// The announcement `i` to all members reaches the viewer by the membership `m`, and nothing told
/// them of the same before: not by name, not as a member by an earlier announcement, and, in the
/// parent, not as a member of the group itself. Members of another group, which the discussion was
/// moved out of since, were meant by it.
const AS_MEMBER: &str = "i.position > coalesce(d.moved_position, 0) \
    AND (m.group_id = g.id OR (i.audience = 'PARENT_MEMBERS_THEN' \
      AND NOT EXISTS (SELECT FROM memberships AS nearer WHERE nearer.group_id = g.id \
        AND nearer.person = $1::uuid AND nearer.ended_at IS NULL \
        AND nearer.position < i.position))) \
    AND NOT EXISTS (SELECT FROM inbox AS earlier JOIN memberships AS place \
      ON place.person = $1::uuid AND place.ended_at IS NULL AND place.position < earlier.position \
      AND (place.group_id = g.id OR (place.group_id = g.parent \
        AND earlier.audience = 'PARENT_MEMBERS_THEN')) \
      WHERE earlier.position < i.position \
      AND earlier.audience IN ('MEMBERS_THEN', 'PARENT_MEMBERS_THEN') \
      AND (earlier.discussion_id = i.discussion_id OR (earlier.proposal = i.proposal \
        AND earlier.outcome IS NOT DISTINCT FROM i.outcome))) \
    AND NOT EXISTS (SELECT FROM inbox AS named WHERE named.person = $1::uuid \
      AND named.audience = 'PERSON' AND named.reason = 'ANNOUNCED' \
      AND named.discussion_id IS NOT DISTINCT FROM i.discussion_id \
      AND named.proposal IS NOT DISTINCT FROM i.proposal \
      AND named.outcome IS NOT DISTINCT FROM i.outcome)";

/// The columns of an item, beside the discussion that it is in.
const COLUMNS: &str = "i.*, g.id AS in_group";

/// Announcements to the viewer: by name, and to all members. And where somebody let them in.
fn announcements(window: &str) -> String {
    let seen = format!(
        "d.discarded_at IS NULL AND i.actor IS DISTINCT FROM $1::uuid AND {} AND NOT {}",
        sees_discussion(),
        muted(),
    );
    let to_members = "i.audience IN ('MEMBERS_THEN', 'PARENT_MEMBERS_THEN')";
    format!(
        "(SELECT {COLUMNS}, d.id FROM inbox AS i LEFT JOIN proposals AS p ON p.id = i.proposal \
          JOIN discussions AS d ON d.id = coalesce(i.discussion_id, p.discussion_id) \
          LEFT JOIN groups AS g ON g.id = d.group_id {UP} \
          WHERE i.audience = 'PERSON' AND i.reason IN ('ANNOUNCED', 'LET_IN') \
          AND i.person = $1::uuid AND {seen} AND {window}) \
         UNION ALL \
         (SELECT {COLUMNS}, d.id FROM memberships AS m \
          JOIN groups AS g ON g.id = m.group_id OR g.parent = m.group_id {UP} \
          JOIN discussions AS d ON d.group_id = g.id CROSS JOIN LATERAL ( \
            (SELECT i.* FROM inbox AS i WHERE i.discussion_id = d.id AND {to_members}) \
            UNION ALL \
            (SELECT i.* FROM proposals AS p JOIN inbox AS i ON i.proposal = p.id \
             WHERE p.discussion_id = d.id AND {to_members})) AS i \
          WHERE m.person = $1::uuid AND m.ended_at IS NULL AND i.position > m.position \
          AND {AS_MEMBER} AND {seen} AND {window})"
    )
}

/// What happened to proposals that concerns the viewer: as a member of the group that they were
/// raised in, as a guest of the discussion, or one of those in a direct one, and as the author who
/// is neither any more, where the discussion was moved.
fn of_proposals(window: &str) -> String {
    let rest = format!(
        "JOIN discussions AS d ON d.id = p.discussion_id \
         LEFT JOIN groups AS g ON g.id = d.group_id {UP} \
         JOIN inbox AS i ON i.proposal = p.id \
         WHERE mine.person = $1::uuid AND mine.ended_at IS NULL AND i.position > mine.position \
         AND NOT p.imported AND d.discarded_at IS NULL \
         AND (p.author = $1::uuid OR $1::uuid = ANY(p.named) OR NOT {}) \
         AND i.actor IS DISTINCT FROM $1::uuid AND {} AND {}",
        muted(),
        sees_discussion(),
        concerned(),
    );
    let not_as_member = "NOT EXISTS (SELECT FROM memberships AS m WHERE m.group_id = p.group_id \
        AND m.person = $1::uuid AND m.ended_at IS NULL AND m.position < i.position)";
    format!(
        "(SELECT {COLUMNS}, d.id FROM memberships AS mine \
          JOIN proposals AS p ON p.group_id = mine.group_id {rest} AND {window}) \
         UNION ALL \
         (SELECT {COLUMNS}, d.id FROM guests AS mine \
          JOIN proposals AS p ON p.discussion_id = mine.discussion_id {rest} \
          AND {not_as_member} AND {window}) \
         UNION ALL \
         (SELECT {COLUMNS}, d.id FROM memberships AS mine \
          JOIN discussions AS moved ON moved.group_id = mine.group_id \
            AND moved.moved_position IS NOT NULL \
          JOIN proposals AS p ON p.discussion_id = moved.id AND p.author = mine.person \
            AND p.group_id IS DISTINCT FROM moved.group_id {rest} AND i.audience = 'AUTHOR' \
          AND {not_as_member} \
          AND NOT EXISTS (SELECT FROM guests AS own WHERE own.discussion_id = moved.id \
            AND own.person = $1::uuid AND own.ended_at IS NULL AND own.position < i.position) \
          AND {window})"
    )
}

/// Where something of the viewer's is to have more readers, also for who has left: the newest for
/// each discussion. Once it has been moved since, only who sees it is told where it is.
fn widenings(window: &str) -> String {
    format!(
        "(SELECT i.*, CASE WHEN coalesce(d.moved_position, 0) < i.position OR {} THEN g.id END, \
           d.id FROM inbox AS i JOIN discussions AS d ON d.id = i.discussion_id \
          JOIN widenings AS w ON w.discussion_id = i.discussion_id AND w.person = i.person \
            AND w.position = i.position \
          LEFT JOIN groups AS g ON g.id = d.group_id {UP} \
          WHERE i.audience = 'PERSON' AND i.reason = 'WIDENING_ANNOUNCED' \
          AND i.person = $1::uuid AND d.discarded_at IS NULL AND {window})",
        sees_discussion(),
    )
}

/// The viewer's inbox. `$1` and `$2` are the viewer's; `{window}` bounds, orders and limits.
fn select(window: &str) -> String {
    let in_discussion = format!(
        "JOIN discussions AS d ON d.id = i.discussion_id AND d.discarded_at IS NULL \
         JOIN comments AS c ON c.id = i.comment AND c.discarded_at IS NULL \
         LEFT JOIN groups AS g ON g.id = d.group_id {UP}"
    );
    let (sees_discussion, muted) = (sees_discussion(), muted());
    let (announcements, of_proposals) = (announcements(window), of_proposals(window));
    let widenings = widenings(window);
    format!(
        "SELECT i.*, coalesce(i.position <= (SELECT seen.position FROM kept.inbox_markers AS seen \
           WHERE seen.person = $1::uuid), false) AS seen FROM ( \
         (SELECT {COLUMNS}, d.id AS in_discussion FROM inbox AS i {in_discussion} \
          WHERE i.audience = 'PERSON' AND i.person = $1::uuid AND i.person = ANY(c.mentions) \
          AND i.actor IS DISTINCT FROM $1::uuid AND {sees_discussion} AND NOT {muted} AND {window}) \
         UNION ALL \
         (SELECT {COLUMNS}, NULL::uuid FROM inbox AS i JOIN groups AS g ON g.id = i.group_id {UP} \
          WHERE i.audience = 'PERSON' AND i.person = $1::uuid \
          AND i.actor IS DISTINCT FROM $1::uuid AND {} AND {window}) \
         UNION ALL \
         (SELECT {COLUMNS}, d.id FROM comments AS mine JOIN inbox AS i ON i.answers = mine.id \
          {in_discussion} WHERE i.audience = 'AUTHOR_OF_COMMENT' AND mine.author = $1::uuid \
          AND i.actor IS DISTINCT FROM $1::uuid AND {sees_discussion} AND NOT {muted} AND {window}) \
         UNION ALL \
         {announcements} \
         UNION ALL \
         (SELECT {COLUMNS}, NULL::uuid FROM memberships AS m JOIN groups AS g ON g.id = m.group_id \
          JOIN inbox AS i ON i.group_id = g.id \
          WHERE i.audience = 'ADMINS' AND m.person = $1::uuid AND {lasts} \
          AND m.role = 'ADMIN' AND i.position > m.position \
          AND i.actor IS DISTINCT FROM $1::uuid AND {window}) \
         UNION ALL \
         (SELECT {COLUMNS}, NULL::uuid FROM memberships AS m JOIN groups AS g ON g.id = m.group_id \
          JOIN inbox AS i ON i.group_id = g.id OR (i.group_id = g.parent AND g.privacy <> 'SECRET') \
          WHERE i.audience = 'MEMBERS' AND m.person = $1::uuid AND {lasts} \
          AND i.position > m.position AND i.actor IS DISTINCT FROM $1::uuid AND {window}) \
         UNION ALL \
         {of_proposals} \
         UNION ALL \
         {widenings} \
         ) AS i",
        sees_group(),
        lasts = lasts!("m"),
    )
}

/// What there is for the viewer to look at, the newest first.
///
/// # Errors
/// If nothing can be read.
pub async fn of_viewer(
    snapshot: &Snapshot,
    invitee: &Invitee,
    page: Page,
) -> Result<Slice<InboxRow>, ReadError> {
    let window = Window::new(page, Order::Falling);
    let keyset = window.sql("i.position", "i.id", 3);
    let sql = format!("{} WHERE {keyset}", select(&keyset));
    window.list(snapshot, &sql, &[&invitee.id(), &invitee.invited()], InboxRow::read).await
}

/// What came for the viewer after this position, up to the snapshot, the oldest first, at most
/// `limit`: what a subscription tells next. Items of one position come together or not at all
/// where the limit allows.
///
/// # Errors
/// If nothing can be read.
pub async fn between(
    snapshot: &Snapshot,
    invitee: &Invitee,
    after: Position,
    limit: u16,
) -> Result<Vec<InboxRow>, ReadError> {
    let after = Cursor { key: after.0.cast_signed(), id: u128::MAX };
    let page = Page { take: Take::First(limit), after: Some(after), before: None };
    let window = Window::new(page, Order::Rising);
    let keyset = window.sql("i.position", "i.id", 3);
    let sql = format!("{} WHERE {keyset}", select(&keyset));
    let who = (invitee.id(), invitee.invited());
    Ok(window.list(snapshot, &sql, &[&who.0, &who.1], InboxRow::read).await?.rows)
}

/// How many of the newest items the viewer has not marked seen, counted up to `at_most`.
///
/// # Errors
/// If nothing can be read.
pub async fn unseen(
    snapshot: &Snapshot,
    invitee: &Invitee,
    at_most: u16,
) -> Result<u32, ReadError> {
    let window = Window::new(Page::first(at_most), Order::Falling);
    let keyset = window.sql("i.position", "i.id", 3);
    let fresh = "i.position > coalesce((SELECT marker.position FROM kept.inbox_markers AS marker \
        WHERE marker.person = $1::uuid), 0)";
    let sql = select(&format!("{fresh} AND {keyset}"));
    let who = (invitee.id(), invitee.invited());
    let found = window.list(snapshot, &sql, &[&who.0, &who.1], InboxRow::read).await?;
    Ok(u32::try_from(found.rows.len()).unwrap_or(u32::MAX))
}
