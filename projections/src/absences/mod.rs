//! Who is deactivated?

mod map;

use crate::engine::{Column, Kind, Projection, Rows, Table};

const TABLE: Table = Table {
    name: "absences",
    version: 1,
    ddl: include_str!("table.sql"),
    indexes: &[],
    columns: &[
        Column::set("person", Kind::Uuid),
        Column::set("cause", Kind::Text),
        Column::set("left_at", Kind::Time),
        Column::set("back_at", Kind::Time),
    ],
    keys: 1,
    rows: Rows::Replaced,
};

/// One row for each person who is or was deactivated: the last time.
pub(crate) const PROJECTION: Projection = Projection { table: &TABLE, map: map::map };
