//! What do the votes add up to by now?

mod map;
mod query;

pub use query::{RunningTally, of};

use crate::engine::{Column, Kind, Projection, Rows, Table};

const TALLIES: Table = Table {
    name: "tallies",
    version: 1,
    ddl: include_str!("table_tallies.sql"),
    indexes: &[],
    columns: &[
        Column::set("proposal", Kind::Uuid),
        Column::set("choice", Kind::Small),
        Column::add("votes", Kind::Int),
    ],
    keys: 2,
    rows: Rows::Implied,
};

const TURNOUTS: Table = Table {
    name: "turnouts",
    version: 1,
    ddl: include_str!("table_turnouts.sql"),
    indexes: &[],
    columns: &[Column::set("proposal", Kind::Uuid), Column::add("voters", Kind::Int)],
    keys: 1,
    rows: Rows::Implied,
};

/// One row for each choice of each proposal that was ever voted for.
pub(crate) const PROJECTION: Projection = Projection { table: &TALLIES, map: map::tallies };

/// One row for each proposal that was ever voted in.
pub(crate) const PROJECTION_TURNOUTS: Projection =
    Projection { table: &TURNOUTS, map: map::turnouts };
