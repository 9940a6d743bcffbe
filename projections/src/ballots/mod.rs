//! Who voted how, by now and before; who may vote, and who has not?

mod map;
mod query;
mod roll;

pub use query::{BallotChangeRow, BallotRow, history_of, of, of_viewer};
pub use roll::{PersonInRoll, electorate_of, may_vote, not_voted};

use crate::engine::{Column, Kind, Projection, Rows, Table};

const TABLE: Table = Table {
    name: "ballots",
    version: 1,
    ddl: include_str!("table.sql"),
    indexes: &[include_str!("index_voter.sql")],
    columns: &[
        Column::set("proposal", Kind::Uuid),
        Column::set("position", Kind::Long),
        Column::set("voter", Kind::Uuid),
        Column::set("ballot", Kind::Json),
        Column::set("reason", Kind::Text),
        Column::set("cause", Kind::Text),
        Column::set("cast_at", Kind::Time),
        Column::set("imported", Kind::Bool),
    ],
    keys: 2,
    rows: Rows::Once,
};

/// One row for each change of each vote. A voter's newest row is what counts; it has no ballot if
/// the vote was withdrawn.
pub(crate) const PROJECTION: Projection = Projection { table: &TABLE, map: map::map };
