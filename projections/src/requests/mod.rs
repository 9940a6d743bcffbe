//! Who asks to become a member, and what became of it?

mod map;
mod query;

pub use query::{RequestRow, of_viewer, pending_of};

use crate::engine::{Column, Kind, Projection, Rows, Table};

const TABLE: Table = Table {
    name: "requests",
    version: 1,
    ddl: include_str!("table.sql"),
    indexes: &[include_str!("index_position.sql")],
    columns: &[
        Column::set("group_id", Kind::Uuid),
        Column::set("person", Kind::Uuid),
        Column::set("message", Kind::Text),
        Column::set("requested_at", Kind::Time),
        Column::set("ended", Kind::Text),
        Column::set("reply", Kind::Text),
        Column::set("position", Kind::Long),
    ],
    keys: 2,
    rows: Rows::Replaced,
};

/// One row for each group and person whose newest request did not lead to a membership yet.
pub(crate) const PROJECTION: Projection = Projection { table: &TABLE, map: map::map };
