//! Queries of groups.

use std::collections::HashMap;

use domain::group::{JoinPolicy, Privacy, Role, Switches};
use domain::{GroupId, HandleId, Timestamp};
use eventlog::Position;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use crate::reader::{
    Cells, Id, Invitee, Order, Page, ReadError, Slice, Snapshot, Window, keyed, lateral,
    listed_by_position, uuids,
};
use crate::visibility::{EFFECTIVE, FROZEN_AT, UP, VIEWER_ROLE, sees_group};
use crate::words::Words;

/// A group, as the viewer finds it. Field rules are for whoever shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRow {
    /// Which.
    pub id: GroupId,
    /// The parent, whether or not the viewer sees it.
    pub parent: Option<GroupId>,
    /// Its own privacy.
    pub privacy: Privacy,
    /// Its privacy, narrowed by its parent's.
    pub effective: Privacy,
    /// Its parent's own privacy.
    pub parent_privacy: Option<Privacy>,
    /// How people join.
    pub join: JoinPolicy,
    /// In `PARENT_VISIBLE` groups: whether the parent's members read the discussions.
    pub parent_members_read: bool,
    /// What members may do.
    pub switches: Switches,
    /// Whether delegates vote for others.
    pub delegation: bool,
    /// The name.
    pub name: Words,
    /// The description.
    pub description: Words,
    /// The unique name.
    pub handle: Option<String>,
    /// 1, and one more with every edit of name or description.
    pub revision: u32,
    /// When it was made.
    pub created_at: Timestamp,
    /// How many members it has, with those who are away.
    pub members: u32,
    /// Since when nothing changes in it: since it or its parent was archived or deleted.
    pub frozen_at: Option<Timestamp>,
    /// Until when it, or the parent that it is deleted with, can be restored.
    pub destroys_at: Option<Timestamp>,
    /// The viewer's role in it.
    pub viewer_role: Option<Role>,
    /// Where it begins in the log.
    pub position: Position,
}

listed_by_position!(GroupRow, id);

impl GroupRow {
    fn read(row: &Row) -> Result<Self, ReadError> {
        let cells = Cells(row);
        Ok(Self {
            id: cells.id("id")?,
            parent: cells.maybe_id("parent")?,
            privacy: cells.word("privacy")?,
            effective: cells.word("effective")?,
            parent_privacy: cells.maybe_word("parent_privacy")?,
            join: cells.word("join_policy")?,
            parent_members_read: cells.get("parent_members_read")?,
            switches: cells.json("switches")?,
            delegation: cells.get("delegation")?,
            name: cells.words("name")?,
            description: cells.words("description")?,
            handle: cells.get("handle")?,
            revision: cells.count("revision")?,
            created_at: cells.time("created_at")?,
            members: cells.count("members")?,
            frozen_at: cells.maybe_time("frozen_at")?,
            destroys_at: cells.maybe_time("gone_at")?,
            viewer_role: cells.maybe_word("viewer_role")?,
            position: cells.position("position")?,
        })
    }
}

/// Until when the group `g`, or the parent that it is deleted with, can be restored.
const GONE_AT: &str = "LEAST(g.destroys_at, \
    CASE WHEN g.privacy <> 'SECRET' THEN up.destroys_at END)";

/// Those groups that the viewer sees, with `$1` and `$2` taken by the viewer.
fn select(condition: &str) -> String {
    format!(
        "SELECT g.*, {EFFECTIVE} AS effective, up.privacy AS parent_privacy, {FROZEN_AT} AS frozen_at, \
         {GONE_AT} AS gone_at, {VIEWER_ROLE} FROM groups AS g {UP} \
         WHERE {} AND {condition}",
        sees_group()
    )
}

/// Those of these groups that the viewer sees.
///
/// # Errors
/// If nothing can be read.
pub async fn by_ids(
    snapshot: &Snapshot,
    invitee: &Invitee,
    ids: &[GroupId],
) -> Result<HashMap<GroupId, GroupRow>, ReadError> {
    let sql = select("g.id = ANY($3)");
    let rows = snapshot.rows(&sql, &[&invitee.id(), &invitee.invited(), &uuids(ids)]).await?;
    keyed(&rows, GroupRow::read, |group| group.id)
}

/// How many of the members of each of these groups are deactivated. Groups with none are left out.
///
/// # Errors
/// If nothing can be read.
pub async fn away_from(
    snapshot: &Snapshot,
    ids: &[GroupId],
) -> Result<HashMap<GroupId, u32>, ReadError> {
    let sql = "SELECT m.group_id, count(*)::integer AS away FROM absences AS gone \
        JOIN memberships AS m ON m.person = gone.person AND m.group_id = ANY($1) \
        AND m.ended_at IS NULL WHERE gone.back_at IS NULL GROUP BY m.group_id";
    let rows = snapshot.rows(sql, &[&uuids(ids)]).await?;
    rows.iter().map(|row| Ok((Cells(row).id("group_id")?, Cells(row).count("away")?))).collect()
}

/// The group that a unique name leads to, its own or one that it had before, if the viewer sees it.
///
/// # Errors
/// If nothing can be read.
pub async fn by_handle(
    snapshot: &Snapshot,
    invitee: &Invitee,
    claim: HandleId,
) -> Result<Option<GroupRow>, ReadError> {
    let sql = select("g.id = (SELECT h.group_id FROM handles AS h WHERE h.claim = $3)");
    let rows = snapshot.rows(&sql, &[&invitee.id(), &invitee.invited(), &claim.uuid()]).await?;
    rows.first().map(GroupRow::read).transpose()
}

/// All groups and subgroups that the viewer sees, oldest first.
///
/// # Errors
/// If nothing can be read.
pub async fn visible(
    snapshot: &Snapshot,
    invitee: &Invitee,
    page: Page,
) -> Result<Slice<GroupRow>, ReadError> {
    let window = Window::new(page, Order::Rising);
    let sql = select(&window.sql("g.position", "g.id", 3));
    window.list(snapshot, &sql, &[&invitee.id(), &invitee.invited()], GroupRow::read).await
}

/// The subgroups of each of these groups that the viewer sees, oldest first.
///
/// # Errors
/// If nothing can be read.
pub async fn subgroups_of(
    snapshot: &Snapshot,
    invitee: &Invitee,
    parents: &[GroupId],
    page: Page,
) -> Result<HashMap<GroupId, Slice<GroupRow>>, ReadError> {
    let window = Window::new(page, Order::Rising);
    let keyset = window.sql("g.position", "g.id", 4);
    let sql = lateral(3, &select(&format!("g.parent = owner.id AND {keyset}")));
    let who = (invitee.id(), invitee.invited());
    window.slices(snapshot, &sql, &[&who.0, &who.1], parents, GroupRow::read).await
}

/// The subgroups of the group that would become less visible if it had this privacy, as far as the
/// viewer sees them, oldest first.
///
/// # Errors
/// If nothing can be read.
pub async fn narrowed_below(
    snapshot: &Snapshot,
    invitee: &Invitee,
    group: GroupId,
    privacy: Privacy,
    page: Page,
) -> Result<Slice<GroupRow>, ReadError> {
    let window = Window::new(page, Order::Rising);
    let keyset = window.sql("g.position", "g.id", 5);
    let sql = select(&format!("g.parent = $3 AND g.privacy = ANY($4::text[]) AND {keyset}"));
    let narrowed = Privacy::ALL.into_iter().filter(|own| own.under(privacy) != *own);
    let narrowed: Vec<String> = narrowed.map(|own| own.to_string()).collect();
    let (person, group) = (invitee.id(), group.uuid());
    let who: [&(dyn ToSql + Sync); 4] = [&person, &invitee.invited(), &group, &narrowed];
    window.list(snapshot, &sql, &who, GroupRow::read).await
}
