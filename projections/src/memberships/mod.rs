//! Who is in which group, and as what?

mod map;
mod query;

pub use query::{MembershipRow, members_of, of_person, of_viewer};

use crate::engine::{Column, Kind, Projection, Rows, Table};

const TABLE: Table = Table {
    name: "memberships",
    version: 3,
    ddl: include_str!("table.sql"),
    indexes: &[
        include_str!("index_person.sql"),
        include_str!("index_position.sql"),
        include_str!("index_end.sql"),
    ],
    columns: &[
        Column::set("group_id", Kind::Uuid),
        Column::set("person", Kind::Uuid),
        Column::set("role", Kind::Text),
        Column::set("cause", Kind::Text),
        Column::set("since", Kind::Time),
        Column::set("version", Kind::Long),
        Column::set("position", Kind::Long),
        Column::add("joined", Kind::Int),
        Column::set("ended_at", Kind::Time),
        Column::set("ended_cause", Kind::Text),
        // These stay when the person comes back.
        Column::set("left_at", Kind::Time),
        Column::set("left_position", Kind::Long),
    ],
    keys: 2,
    rows: Rows::Implied,
};

/// One row for each group and person who is or was in it: the newest membership, and how many
/// there have been.
pub(crate) const PROJECTION: Projection = Projection { table: &TABLE, map: map::map };
