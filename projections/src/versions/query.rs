//! Queries of versions. They are seen by those who see what they are versions of; those of a group,
//! its tags and templates by its members. Versions of what was discarded read as removed.

use std::collections::HashMap;
use std::hash::Hash;

use domain::{
    CommentId, DiscussionId, GroupId, PersonId, ProposalId, TagId, TemplateId, Timestamp,
};
use eventlog::Position;
use tokio_postgres::Row;

use crate::reader::{
    Cells, Cursor, HasCursor, Id, NOBODY, Order, Page, ReadError, Slice, Snapshot, Viewer, Window,
    lateral,
};
use crate::visibility::{UP, member_of, sees_discussion};
use crate::words::Words;

/// What something said at one revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionRow {
    /// Which revision, from 1.
    pub revision: u32,
    /// The name of a template.
    pub name: Words,
    /// The title of a discussion, proposal or template, the name of a group or tag; absent in
    /// comments.
    pub title: Words,
    /// The body of a discussion, comment or template, the details of a proposal, the description of
    /// a group.
    pub body: Words,
    /// The options of a proposal or template, in the order of their numbers.
    pub options: Vec<Words>,
    /// Who wrote it so; nobody if the system made the group.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
    /// Where it is in the log.
    pub position: Position,
}

impl HasCursor for VersionRow {
    fn cursor(&self) -> Cursor {
        // An event makes one version of a thing.
        Cursor { key: self.position.0.cast_signed(), id: 0 }
    }
}

impl VersionRow {
    fn read(row: &Row) -> Result<Self, ReadError> {
        let cells = Cells(row);
        let gone = cells.get("gone")?;
        let mut options: Vec<Words> = cells.json("options")?;
        if gone {
            options.fill(Words::Removed);
        }
        Ok(Self {
            revision: cells.count("revision")?,
            name: cells.words_unless(gone, "name")?,
            title: cells.words_unless(gone, "title")?,
            body: cells.words_unless(gone || cells.get("taken_back")?, "body")?,
            options,
            by: cells.maybe_id("written_by")?,
            at: cells.time("written_at")?,
            position: cells.position("position")?,
        })
    }
}

/// The discussion was discarded.
const DISCARDED: &str = "d.discarded_at IS NOT NULL";

/// What of the versions reads as removed.
#[derive(Clone, Copy)]
struct Gone {
    /// Whether all of it does.
    gone: &'static str,
    /// The position before which the bodies were taken back.
    taken_back: &'static str,
}

impl Gone {
    /// All of it, where this is so.
    const fn where_so(gone: &'static str) -> Self {
        Self { gone, taken_back: "NULL::bigint" }
    }
}

/// The versions of `owner.id`, each with all its words: what a revision did not change is in the
/// last one before it that did.
const WHOLE: &str = "SELECT w.position, w.revision, w.name, w.options, w.written_by, w.written_at, \
      first_value(w.title) OVER (PARTITION BY w.titles ORDER BY w.position) AS title, \
      first_value(w.body) OVER (PARTITION BY w.bodies ORDER BY w.position) AS body, \
      first_value(w.position) OVER (PARTITION BY w.bodies ORDER BY w.position) AS body_position \
    FROM (SELECT s.*, (row_number() OVER following)::integer AS revision, \
        count(*) FILTER (WHERE s.retitled) OVER following AS titles, \
        count(*) FILTER (WHERE s.rewritten) OVER following AS bodies \
      FROM versions AS s WHERE s.owner = owner.id \
      WINDOW following AS (ORDER BY s.position)) AS w";

/// What each of these groups was called and said of itself, the oldest first, for its members.
///
/// # Errors
/// If nothing can be read.
pub async fn of_groups(
    snapshot: &Snapshot,
    viewer: &Viewer,
    groups: &[GroupId],
    page: Page,
) -> Result<HashMap<GroupId, Slice<VersionRow>>, ReadError> {
    let owners = format!("groups AS g WHERE g.id = owner.id AND {}", member_of("g.id"));
    list(snapshot, viewer, groups, page, Gone::where_so("false"), &owners).await
}

/// What each of these tags was called, the oldest first, for members of its group.
///
/// # Errors
/// If nothing can be read.
pub async fn of_tags(
    snapshot: &Snapshot,
    viewer: &Viewer,
    tags: &[TagId],
    page: Page,
) -> Result<HashMap<TagId, Slice<VersionRow>>, ReadError> {
    let owners = format!("tags AS t WHERE t.id = owner.id AND {}", member_of("t.group_id"));
    list(snapshot, viewer, tags, page, Gone::where_so("false"), &owners).await
}

/// What each of these templates said, the oldest first, for members of its group.
///
/// # Errors
/// If nothing can be read.
pub async fn of_templates(
    snapshot: &Snapshot,
    viewer: &Viewer,
    templates: &[TemplateId],
    page: Page,
) -> Result<HashMap<TemplateId, Slice<VersionRow>>, ReadError> {
    let owners = format!("templates AS t WHERE t.id = owner.id AND {}", member_of("t.group_id"));
    list(snapshot, viewer, templates, page, Gone::where_so("false"), &owners).await
}

/// What each of these discussions said, the oldest first.
///
/// # Errors
/// If nothing can be read.
pub async fn of_discussions(
    snapshot: &Snapshot,
    viewer: &Viewer,
    discussions: &[DiscussionId],
    page: Page,
) -> Result<HashMap<DiscussionId, Slice<VersionRow>>, ReadError> {
    let owners = in_discussion("discussions AS d", "d.id");
    let gone = Gone { taken_back: "d.body_withdrawn", ..Gone::where_so(DISCARDED) };
    list(snapshot, viewer, discussions, page, gone, &owners).await
}

/// What each of these comments said, the oldest first.
///
/// # Errors
/// If nothing can be read.
pub async fn of_comments(
    snapshot: &Snapshot,
    viewer: &Viewer,
    comments: &[CommentId],
    page: Page,
) -> Result<HashMap<CommentId, Slice<VersionRow>>, ReadError> {
    let owners =
        in_discussion("comments AS c JOIN discussions AS d ON d.id = c.discussion_id", "c.id");
    let gone = "c.discarded_at IS NOT NULL OR d.discarded_at IS NOT NULL";
    list(snapshot, viewer, comments, page, Gone::where_so(gone), &owners).await
}

/// What each of these proposals put to the vote, the oldest first.
///
/// # Errors
/// If nothing can be read.
pub async fn of_proposals(
    snapshot: &Snapshot,
    viewer: &Viewer,
    proposals: &[ProposalId],
    page: Page,
) -> Result<HashMap<ProposalId, Slice<VersionRow>>, ReadError> {
    let owners =
        in_discussion("proposals AS p JOIN discussions AS d ON d.id = p.discussion_id", "p.id");
    list(snapshot, viewer, proposals, page, Gone::where_so(DISCARDED), &owners).await
}

/// The owner, called `id` in `from`, if the viewer sees the discussion that it is in.
fn in_discussion(from: &str, id: &str) -> String {
    format!(
        "{from} LEFT JOIN groups AS g ON g.id = d.group_id {UP} WHERE {id} = owner.id AND {}",
        sees_discussion()
    )
}

async fn list<O: Id + Eq + Hash>(
    snapshot: &Snapshot,
    viewer: &Viewer,
    owners: &[O],
    page: Page,
    gone: Gone,
    seen: &str,
) -> Result<HashMap<O, Slice<VersionRow>>, ReadError> {
    let Gone { gone, taken_back } = gone;
    let window = Window::new(page, Order::Rising);
    let inner = format!(
        "SELECT v.*, seen.gone, coalesce(v.body_position < seen.taken_back, false) AS taken_back \
         FROM (SELECT {gone} AS gone, {taken_back} AS taken_back FROM {seen}) AS seen \
         CROSS JOIN LATERAL ({WHOLE}) AS v WHERE {}",
        window.sql("v.position", NOBODY, 3)
    );
    let sql = lateral(2, &inner);
    window.slices(snapshot, &sql, &[&viewer.id()], owners, VersionRow::read).await
}
