//! Who is there? By id alone: names are in the vault.

mod map;
mod query;

pub use query::{PersonRow, by_ids};

use crate::engine::{Column, Kind, Projection, Rows, Table};

const TABLE: Table = Table {
    name: "people",
    version: 1,
    ddl: include_str!("table.sql"),
    indexes: &[],
    columns: &[Column::set("id", Kind::Uuid), Column::set("imported", Kind::Bool)],
    keys: 1,
    rows: Rows::Replaced,
};

/// One row for each person.
pub(crate) const PROJECTION: Projection = Projection { table: &TABLE, map: map::map };
