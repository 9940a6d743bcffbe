//! What do the votes add up to by now?

mod cells;
#[cfg(test)]
mod laws;
mod map;
mod query;

pub use query::{Running, RunningTally, of};

use crate::engine::{Column, Kind, Projection, Rows, Table};

const TALLIES: Table = Table {
    name: "tallies",
    version: 2,
    ddl: include_str!("table_tallies.sql"),
    indexes: &[],
    columns: &[
        Column::set("proposal", Kind::Uuid),
        Column::set("cell", Kind::Small),
        Column::add("count", Kind::Long),
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

/// One row for each cell of each proposal's tally that a vote ever added to.
pub(crate) const PROJECTION: Projection = Projection { table: &TALLIES, map: map::tallies };

/// One row for each proposal that was ever voted in.
pub(crate) const PROJECTION_TURNOUTS: Projection =
    Projection { table: &TURNOUTS, map: map::turnouts };
