//! Queries of discussions.

use std::collections::HashMap;

use domain::discussion::Privacy;
use domain::group::{Privacy as GroupPrivacy, Role};
use domain::{DiscussionId, GroupId, PersonId, TagId, Timestamp};
use eventlog::Position;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use crate::reader::{
    Cells, Cursor, HasCursor, Id, Lookup, Order, Page, ReadError, Slice, Snapshot, Viewer, Window,
    keyed, lateral,
};
use crate::visibility::{UP, VIEWER_ROLE, sees_discussion};
use crate::words::Words;

/// A discussion that the viewer sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiscussionRow {
    /// Which.
    pub id: DiscussionId,
    /// The group that it is in; none if it is direct.
    pub group: Option<GroupId>,
    /// Who began it.
    pub author: PersonId,
    /// The title; removed if the discussion was discarded.
    pub title: Words,
    /// The body; removed if the discussion was discarded.
    pub body: Words,
    /// Who may read it, within what the group allows.
    pub privacy: Privacy,
    /// 1, and one more with every edit.
    pub revision: u32,
    /// When it began.
    pub started_at: Timestamp,
    /// When title or body last changed.
    pub edited_at: Option<Timestamp>,
    /// When it was closed, if it is.
    pub closed_at: Option<Timestamp>,
    /// Who closed it, if it is closed.
    pub closed_by: Option<PersonId>,
    /// When it was discarded, if it was.
    pub discarded_at: Option<Timestamp>,
    /// Who discarded it.
    pub discarded_by: Option<PersonId>,
    /// When it was pinned, if it is.
    pub pinned_at: Option<Timestamp>,
    /// Who pinned it, if it is pinned.
    pub pinned_by: Option<PersonId>,
    /// The readers that are announced and have not come.
    pub widening: Option<WideningRow>,
    /// How many comments there are, discarded ones left out.
    pub comments: u32,
    /// When something was last written or raised in it.
    pub last_activity_at: Timestamp,
    /// The viewer's role in the group.
    pub viewer_role: Option<Role>,
    /// Where it begins in the log.
    pub position: Position,
    /// Where something was last written or raised in it.
    pub last_position: Position,
    /// Its sort key in the list that it was read from.
    place: i64,
}

/// Readers of a discussion that are announced and have not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WideningRow {
    /// The group that it will be in.
    pub group: Option<GroupId>,
    /// Who may read it there, within what that group allows.
    pub privacy: Privacy,
    /// Who asked for it.
    pub by: PersonId,
    /// When it was announced.
    pub at: Timestamp,
    /// When they come at the latest.
    pub effective_at: Timestamp,
}

impl WideningRow {
    fn read(cells: &Cells<'_>) -> Result<Option<Self>, ReadError> {
        let Some(effective_at) = cells.maybe_time("widens_at")? else { return Ok(None) };
        Ok(Some(Self {
            group: cells.maybe_id("widening_group")?,
            privacy: cells.word("widening_privacy")?,
            by: cells.id("widening_by")?,
            at: cells.time("widening_at")?,
            effective_at,
        }))
    }
}

impl HasCursor for DiscussionRow {
    fn cursor(&self) -> Cursor {
        Cursor { key: self.place, id: self.id.to_u128() }
    }
}

impl DiscussionRow {
    pub(crate) fn read(row: &Row) -> Result<Self, ReadError> {
        let cells = Cells(row);
        let discarded_at = cells.maybe_time("discarded_at")?;
        Ok(Self {
            id: cells.id("id")?,
            group: cells.maybe_id("group_id")?,
            author: cells.id("author")?,
            title: cells.words_unless(discarded_at.is_some(), "title")?,
            body: cells.words_unless(discarded_at.is_some(), "body")?,
            privacy: cells.word("privacy")?,
            revision: cells.count("revision")?,
            started_at: cells.time("started_at")?,
            edited_at: cells.maybe_time("edited_at")?,
            closed_at: cells.maybe_time("closed_at")?,
            closed_by: cells.maybe_id("closed_by")?,
            discarded_at,
            discarded_by: cells.maybe_id("discarded_by")?,
            pinned_at: cells.maybe_time("pinned_at")?,
            pinned_by: cells.maybe_id("pinned_by")?,
            widening: WideningRow::read(&cells)?,
            comments: cells.count("comments")?,
            last_activity_at: cells.time("last_activity_at")?,
            viewer_role: cells.maybe_word("viewer_role")?,
            position: cells.position("position")?,
            last_position: cells.position("last_position")?,
            place: cells.get("place")?,
        })
    }
}

/// What discussions are sorted by: their latest activity.
pub(crate) const LATEST: &str = "d.last_position";

/// What discussions of a group are sorted by: pinned ones are later than any activity.
const PINNED_FIRST: &str =
    "(d.last_position + CASE WHEN d.pinned_at IS NULL THEN 0 ELSE 4611686018427387904 END)";

/// Those discussions that the viewer sees, with `$1` taken by the viewer and sorted by `place`.
pub(crate) fn select(place: &str, condition: &str) -> String {
    format!(
        "SELECT d.*, {place} AS place, {VIEWER_ROLE} FROM discussions AS d \
         LEFT JOIN groups AS g ON g.id = d.group_id {UP} \
         WHERE {} AND {condition}",
        sees_discussion()
    )
}

/// Those of these discussions that the viewer sees, discarded ones too.
///
/// # Errors
/// If nothing can be read.
pub async fn by_ids(
    snapshot: &Snapshot,
    viewer: &Viewer,
    ids: &[DiscussionId],
) -> Result<HashMap<DiscussionId, DiscussionRow>, ReadError> {
    static LOOKUP: Lookup = Lookup::new(|| select(LATEST, "d.id = ANY($2)"));
    let rows = snapshot.rows_of(&LOOKUP, *viewer, ids).await?;
    keyed(&rows, DiscussionRow::read, |discussion| discussion.id)
}

/// The discussions in each of these groups that the viewer sees, pinned ones first, then the latest
/// activity, without discarded ones; those with the tag, if one is named.
///
/// # Errors
/// If nothing can be read.
pub async fn in_groups(
    snapshot: &Snapshot,
    viewer: &Viewer,
    groups: &[GroupId],
    tag: Option<TagId>,
    page: Page,
) -> Result<HashMap<GroupId, Slice<DiscussionRow>>, ReadError> {
    let window = Window::new(page, Order::Falling);
    let inner = select(
        PINNED_FIRST,
        &format!(
            "d.group_id = owner.id AND d.discarded_at IS NULL \
             AND ($2::uuid IS NULL OR $2 = ANY(d.tags)) AND {}",
            window.sql(PINNED_FIRST, "d.id", 4)
        ),
    );
    let sql = lateral(3, &inner);
    let tag = tag.map(Id::uuid);
    window.slices(snapshot, &sql, &[&viewer.id(), &tag], groups, DiscussionRow::read).await
}

/// All discussions that the viewer sees, the latest activity first, without discarded ones.
///
/// # Errors
/// If nothing can be read.
pub async fn recent(
    snapshot: &Snapshot,
    viewer: &Viewer,
    page: Page,
) -> Result<Slice<DiscussionRow>, ReadError> {
    let window = Window::new(page, Order::Falling);
    let keyset = window.sql(LATEST, "d.id", 2);
    let sql = select(LATEST, &format!("d.discarded_at IS NULL AND {keyset}"));
    window.list(snapshot, &sql, &[&viewer.id()], DiscussionRow::read).await
}

/// The public discussions of the group and its subgroups that would become private if the group
/// had this privacy, as far as the viewer sees them, the latest activity first, without discarded
/// ones.
///
/// # Errors
/// If nothing can be read.
pub async fn narrowed_below(
    snapshot: &Snapshot,
    viewer: &Viewer,
    group: GroupId,
    privacy: GroupPrivacy,
    page: Page,
) -> Result<Slice<DiscussionRow>, ReadError> {
    let window = Window::new(page, Order::Falling);
    let condition = format!(
        "d.privacy = 'PUBLIC' AND d.discarded_at IS NULL \
         AND ((g.id = $2 AND $3::boolean) OR (g.parent = $2 AND g.privacy = ANY($4::text[]))) \
         AND {}",
        window.sql(LATEST, "d.id", 5)
    );
    let sql = select(LATEST, &condition);
    let own = !privacy.seen_by_everyone();
    let narrowed = GroupPrivacy::ALL
        .into_iter()
        .filter(|below| below.seen_by_everyone() && !below.under(privacy).seen_by_everyone());
    let narrowed: Vec<String> = narrowed.map(|below| below.to_string()).collect();
    let (person, group) = (viewer.id(), group.uuid());
    let params: [&(dyn ToSql + Sync); 4] = [&person, &group, &own, &narrowed];
    window.list(snapshot, &sql, &params, DiscussionRow::read).await
}
