//! Which groups are there, and what are they?

mod destroyed;
mod map;
mod query;

pub use destroyed::{Destroyed, destroyed};
pub use query::{GroupRow, away_from, by_handle, by_ids, narrowed_below, subgroups_of, visible};

use crate::engine::{Column, Kind, Projection, Rows, Table};

const TABLE: Table = Table {
    name: "groups",
    version: 6,
    ddl: include_str!("table.sql"),
    indexes: &[
        include_str!("index_parent.sql"),
        include_str!("index_position.sql"),
        include_str!("index_archive.sql"),
        include_str!("index_deletion.sql"),
    ],
    columns: &[
        Column::set("id", Kind::Uuid),
        Column::set("parent", Kind::Uuid),
        Column::set("privacy", Kind::Text),
        Column::set("join_policy", Kind::Text),
        Column::set("parent_members_read", Kind::Bool),
        Column::set("switches", Kind::Json),
        Column::set("delegation", Kind::Bool),
        Column::set("name", Kind::Text),
        Column::set("description", Kind::Text),
        Column::set("handle", Kind::Text),
        Column::add("revision", Kind::Int),
        Column::set("created_at", Kind::Time),
        Column::add("members", Kind::Int),
        Column::set("privacy_since", Kind::Time),
        // These stay when it is taken back.
        Column::set("closed_at", Kind::Time),
        Column::set("hidden_at", Kind::Time),
        Column::set("archived_at", Kind::Time),
        Column::set("stopped_by_archive_at", Kind::Time),
        Column::set("unarchived_at", Kind::Time),
        Column::set("deleted_at", Kind::Time),
        Column::set("stopped_by_deletion_at", Kind::Time),
        Column::set("restored_at", Kind::Time),
        Column::set("destroys_at", Kind::Time),
        Column::set("destroyed_at", Kind::Time),
        Column::set("position", Kind::Long),
    ],
    keys: 1,
    rows: Rows::Once,
};

/// One row for each group.
pub(crate) const PROJECTION: Projection = Projection { table: &TABLE, map: map::map };
