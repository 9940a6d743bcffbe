//! Which tags does a group have, and what has them?
//!
//! What has a tag is a column of discussions and proposals.

mod map;
mod query;

pub use query::{TagRow, by_ids, of_discussions, of_groups, of_proposals};

use crate::engine::{Column, Kind, Projection, Rows, Table};

const TABLE: Table = Table {
    name: "tags",
    version: 1,
    ddl: include_str!("table.sql"),
    indexes: &[include_str!("index_group.sql")],
    columns: &[
        Column::set("id", Kind::Uuid),
        Column::set("group_id", Kind::Uuid),
        Column::set("name", Kind::Text),
        Column::set("deleted_at", Kind::Time),
        Column::set("position", Kind::Long),
    ],
    keys: 1,
    rows: Rows::Once,
};

/// One row for each tag, deleted ones too.
pub(crate) const PROJECTION: Projection = Projection { table: &TABLE, map: map::map };
