//! Who reacted to what, and how?

mod map;
mod query;

pub use query::{ReactionCount, ReactionRow, Target, counts_of, people_of};

use crate::engine::{Column, Kind, Projection, Rows, Table};

const TABLE: Table = Table {
    name: "reactions",
    version: 1,
    ddl: include_str!("table.sql"),
    indexes: &[],
    columns: &[
        Column::set("target", Kind::Uuid),
        Column::set("emoji", Kind::Text),
        Column::set("person", Kind::Uuid),
        Column::set("kind", Kind::Text),
        Column::set("position", Kind::Long),
    ],
    keys: 3,
    rows: Rows::Replaced,
};

/// One row for each reaction that stands.
pub(crate) const PROJECTION: Projection = Projection { table: &TABLE, map: map::map };
