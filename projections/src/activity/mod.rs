//! What happened in a discussion, in order? Votes are not in it.

mod kind;
mod map;
mod query;

pub use kind::ActivityKind;
pub use query::{ActivityRow, Subject, between, of_discussions};

use crate::engine::{Column, Kind, Projection, Rows, Table};

const TABLE: Table = Table {
    name: "activity",
    version: 3,
    ddl: include_str!("table.sql"),
    indexes: &[include_str!("index_discussion.sql"), include_str!("index_proposal.sql")],
    columns: &[
        Column::set("position", Kind::Long),
        Column::set("discussion_id", Kind::Uuid),
        Column::set("proposal", Kind::Uuid),
        Column::set("kind", Kind::Text),
        Column::set("subject", Kind::Uuid),
        Column::set("actor", Kind::Uuid),
        Column::set("at", Kind::Time),
        Column::set("imported", Kind::Bool),
    ],
    keys: 1,
    rows: Rows::Once,
};

/// One row for each thing that happened, filed under the discussion or under the proposal.
pub(crate) const PROJECTION: Projection = Projection { table: &TABLE, map: map::map };
