//! Which discussions are there, and what do they say?

mod map;
mod query;

pub use query::{DiscussionRow, WideningRow, by_ids, in_groups, narrowed_below, recent};
pub(crate) use query::{LATEST, select};

use crate::engine::{Column, Kind, Projection, Rows, Table};

const TABLE: Table = Table {
    name: "discussions",
    version: 7,
    ddl: include_str!("table.sql"),
    indexes: &[
        include_str!("index_group.sql"),
        include_str!("index_activity.sql"),
        include_str!("index_author.sql"),
        include_str!("index_public.sql"),
        include_str!("index_widening.sql"),
    ],
    columns: &[
        Column::set("id", Kind::Uuid),
        Column::set("group_id", Kind::Uuid),
        Column::set("author", Kind::Uuid),
        Column::set("title", Kind::Text),
        Column::set("body", Kind::Text),
        Column::set("privacy", Kind::Text),
        Column::set("privacy_since", Kind::Time),
        Column::add("revision", Kind::Int),
        Column::set("started_at", Kind::Time),
        Column::set("edited_at", Kind::Time),
        Column::set("closed_at", Kind::Time),
        Column::set("closed_by", Kind::Uuid),
        Column::set("discarded_at", Kind::Time),
        Column::set("discarded_by", Kind::Uuid),
        Column::set("moved_at", Kind::Time),
        Column::set("moved_position", Kind::Long),
        Column::set("body_withdrawn", Kind::Long),
        Column::set("widening_version", Kind::Long),
        Column::set("widening_group", Kind::Uuid),
        Column::set("widening_privacy", Kind::Text),
        Column::set("widening_by", Kind::Uuid),
        Column::set("widening_at", Kind::Time),
        Column::set("widens_at", Kind::Time),
        Column::set("tags", Kind::Uuids),
        Column::set("pinned_at", Kind::Time),
        Column::set("pinned_by", Kind::Uuid),
        Column::add("comments", Kind::Int),
        Column::set("last_activity_at", Kind::Time),
        Column::set("last_position", Kind::Long),
        Column::set("position", Kind::Long),
    ],
    keys: 1,
    rows: Rows::Once,
};

/// One row for each discussion.
pub(crate) const PROJECTION: Projection = Projection { table: &TABLE, map: map::map };
