//! Who was told that a discussion is to have more readers, and who agreed?

mod map;
mod query;

pub use query::{Asked, of_discussions};

use crate::engine::{Column, Kind, Projection, Rows, Table};

const TABLE: Table = Table {
    name: "widenings",
    version: 2,
    ddl: include_str!("table.sql"),
    indexes: &[],
    columns: &[
        Column::set("discussion_id", Kind::Uuid),
        Column::set("person", Kind::Uuid),
        Column::set("version", Kind::Long),
        Column::set("position", Kind::Long),
        Column::set("agreed_at", Kind::Time),
    ],
    keys: 2,
    rows: Rows::Replaced,
};

/// One row for each discussion and person who was told, the last time they were.
pub(crate) const PROJECTION: Projection = Projection { table: &TABLE, map: map::map };
