//! Whose vote counts for whom, and for how many others did a vote count?

mod map;
mod query;

pub use query::{DelegationRow, of_groups};

use crate::engine::{Column, Kind, Projection, Rows, Table};

const DELEGATIONS: Table = Table {
    name: "delegations",
    version: 1,
    ddl: include_str!("table_delegations.sql"),
    indexes: &[include_str!("index_delegate.sql")],
    columns: &[
        Column::set("group_id", Kind::Uuid),
        Column::set("person", Kind::Uuid),
        Column::set("tag", Kind::Uuid),
        Column::set("delegate", Kind::Uuid),
        Column::set("since", Kind::Time),
        Column::set("position", Kind::Long),
    ],
    keys: 3,
    rows: Rows::Replaced,
};

const WEIGHTS: Table = Table {
    name: "weights",
    version: 1,
    ddl: include_str!("table_weights.sql"),
    indexes: &[],
    columns: &[
        Column::set("proposal", Kind::Uuid),
        Column::set("opening", Kind::Int),
        Column::set("voter", Kind::Uuid),
        Column::set("others", Kind::Int),
    ],
    keys: 3,
    rows: Rows::Replaced,
};

/// One row for each delegation that was not ended by hand. It counts as long as both parties have
/// been members ever since, which queries look at.
pub(crate) const PROJECTION: Projection = Projection { table: &DELEGATIONS, map: map::delegations };

/// One row for each vote of each close that counted for others.
pub(crate) const PROJECTION_WEIGHTS: Projection = Projection { table: &WEIGHTS, map: map::weights };
