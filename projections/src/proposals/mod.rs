//! What is put to the vote, how far is it, and how did it end?

mod map;
mod query;
mod row;
mod waiting;

pub use query::{by_ids, closes_of, of_discussions};
pub use row::{CloseRow, Counted, DelegatedRow, MethodRow, ProposalRow, Stage};
pub use waiting::{by_closing, need_vote_of};

use crate::engine::{Column, Kind, Projection, Rows, Table};

const PROPOSALS: Table = Table {
    name: "proposals",
    version: 4,
    ddl: include_str!("table_proposals.sql"),
    indexes: &[
        include_str!("index_discussion.sql"),
        include_str!("index_group.sql"),
        include_str!("index_author.sql"),
        include_str!("index_opening.sql"),
        include_str!("index_closing.sql"),
        include_str!("index_open.sql"),
    ],
    columns: &[
        Column::set("id", Kind::Uuid),
        Column::set("discussion_id", Kind::Uuid),
        Column::set("group_id", Kind::Uuid),
        Column::set("author", Kind::Uuid),
        Column::set("title", Kind::Text),
        Column::set("details", Kind::Text),
        Column::set("method", Kind::Json),
        Column::set("named", Kind::Uuids),
        Column::set("with_guests", Kind::Bool),
        Column::set("roll", Kind::Text),
        Column::set("reason_policy", Kind::Text),
        Column::set("reasons_short", Kind::Bool),
        Column::set("results", Kind::Text),
        Column::set("quorum", Kind::Small),
        Column::set("rule", Kind::Json),
        Column::set("reminder", Kind::Text),
        Column::set("tags", Kind::Uuids),
        Column::add("revision", Kind::Int),
        Column::set("raised_at", Kind::Time),
        Column::set("edited_at", Kind::Time),
        Column::set("imported", Kind::Bool),
        Column::set("opens_at", Kind::Time),
        Column::set("closes_at", Kind::Time),
        Column::set("opening", Kind::Int),
        Column::set("opened", Kind::Bool),
        Column::set("roll_version", Kind::Long),
        Column::set("reminded_of", Kind::Time),
        Column::set("closed_opening", Kind::Int),
        Column::set("unsettled_since", Kind::Time),
        Column::set("outcome", Kind::Uuid),
        Column::set("position", Kind::Long),
    ],
    keys: 1,
    rows: Rows::Once,
};

const CLOSES: Table = Table {
    name: "closes",
    version: 2,
    ddl: include_str!("table_closes.sql"),
    indexes: &[],
    columns: &[
        Column::set("proposal", Kind::Uuid),
        Column::set("opening", Kind::Int),
        Column::set("cause", Kind::Json),
        Column::set("closed_at", Kind::Time),
        Column::set("reason", Kind::Text),
        Column::set("tally", Kind::Json),
        Column::set("voters", Kind::Int),
        Column::set("electorate", Kind::Int),
        Column::set("verdict", Kind::Text),
        Column::set("delegated", Kind::Json),
        Column::set("position", Kind::Long),
    ],
    keys: 2,
    rows: Rows::Replaced,
};

/// One row for each proposal.
pub(crate) const PROJECTION: Projection = Projection { table: &PROPOSALS, map: map::proposals };

/// One row for each close of each proposal.
pub(crate) const PROJECTION_CLOSES: Projection = Projection { table: &CLOSES, map: map::closes };
