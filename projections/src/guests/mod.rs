//! Who is a guest of which discussion, and who is in which direct one?

mod map;
mod query;

pub use query::{GuestRow, of_discussions};

use crate::engine::{Column, Kind, Projection, Rows, Table};

const TABLE: Table = Table {
    name: "guests",
    version: 1,
    ddl: include_str!("table.sql"),
    indexes: &[include_str!("index_person.sql")],
    columns: &[
        Column::set("discussion_id", Kind::Uuid),
        Column::set("person", Kind::Uuid),
        Column::set("added_by", Kind::Uuid),
        Column::set("since", Kind::Time),
        Column::set("version", Kind::Long),
        Column::set("position", Kind::Long),
        Column::set("ended_at", Kind::Time),
    ],
    keys: 2,
    rows: Rows::Replaced,
};

/// One row for each discussion and person who is or was its guest: the newest place. It also ends
/// with a membership of the group or its parent, before an event says so.
pub(crate) const PROJECTION: Projection = Projection { table: &TABLE, map: map::map };
