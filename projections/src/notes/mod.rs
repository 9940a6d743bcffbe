//! How was a proposal clarified after the first vote?

mod map;
mod query;

pub use query::{NoteRow, by_ids, of_proposals};

use crate::engine::{Column, Kind, Projection, Rows, Table};

const TABLE: Table = Table {
    name: "notes",
    version: 1,
    ddl: include_str!("table.sql"),
    indexes: &[include_str!("index_proposal.sql")],
    columns: &[
        Column::set("id", Kind::Uuid),
        Column::set("proposal", Kind::Uuid),
        Column::set("body", Kind::Text),
        Column::set("written_by", Kind::Uuid),
        Column::set("written_at", Kind::Time),
        Column::set("position", Kind::Long),
    ],
    keys: 1,
    rows: Rows::Once,
};

/// One row for each note.
pub(crate) const PROJECTION: Projection = Projection { table: &TABLE, map: map::map };
