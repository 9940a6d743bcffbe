//! What was decided, and what was said of it before?

mod map;
mod query;

pub use query::{OutcomeRow, OutcomeVersionRow, all_of, by_ids, current_of, versions_of};

use crate::engine::{Column, Kind, Projection, Rows, Table};

const OUTCOMES: Table = Table {
    name: "outcomes",
    version: 1,
    ddl: include_str!("table_outcomes.sql"),
    indexes: &[include_str!("index_proposal.sql"), include_str!("index_review.sql")],
    columns: &[
        Column::set("id", Kind::Uuid),
        Column::set("proposal", Kind::Uuid),
        Column::set("statement", Kind::Text),
        Column::set("option", Kind::Small),
        Column::set("review_at", Kind::Time),
        Column::set("reviewed", Kind::Time),
        Column::set("written_by", Kind::Uuid),
        Column::set("written_at", Kind::Time),
        Column::set("revised_at", Kind::Time),
        Column::add("revision", Kind::Int),
        Column::set("position", Kind::Long),
    ],
    keys: 1,
    rows: Rows::Once,
};

const VERSIONS: Table = Table {
    name: "outcome_versions",
    version: 1,
    ddl: include_str!("table_versions.sql"),
    indexes: &[],
    columns: &[
        Column::set("outcome", Kind::Uuid),
        Column::set("position", Kind::Long),
        Column::set("statement", Kind::Text),
        Column::set("option", Kind::Small),
        Column::set("review_at", Kind::Time),
        Column::set("written_by", Kind::Uuid),
        Column::set("written_at", Kind::Time),
    ],
    keys: 2,
    rows: Rows::Once,
};

/// One row for each outcome, those that were replaced too.
pub(crate) const PROJECTION: Projection = Projection { table: &OUTCOMES, map: map::outcomes };

/// One row for each version of each outcome, the first and the newest too.
pub(crate) const PROJECTION_VERSIONS: Projection =
    Projection { table: &VERSIONS, map: map::versions };
