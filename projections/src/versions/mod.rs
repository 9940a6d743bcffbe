//! What did groups, tags, templates, discussions, comments and proposals say before?

mod map;
mod query;

pub use query::{
    VersionRow, of_comments, of_discussions, of_groups, of_proposals, of_tags, of_templates,
};

use crate::engine::{Column, Kind, Projection, Rows, Table};

const TABLE: Table = Table {
    name: "versions",
    version: 3,
    ddl: include_str!("table.sql"),
    indexes: &[],
    columns: &[
        Column::set("owner", Kind::Uuid),
        Column::set("position", Kind::Long),
        Column::set("name", Kind::Text),
        Column::set("title", Kind::Text),
        Column::set("retitled", Kind::Bool),
        Column::set("body", Kind::Text),
        Column::set("rewritten", Kind::Bool),
        Column::set("options", Kind::Json),
        Column::set("written_by", Kind::Uuid),
        Column::set("written_at", Kind::Time),
    ],
    keys: 2,
    rows: Rows::Once,
};

/// One row for each revision of each thing, the first and the newest too. It holds the texts that
/// this revision changed and says which those are: a mapping reads no other row, so what stayed is
/// found in an earlier one when it is read.
pub(crate) const PROJECTION: Projection = Projection { table: &TABLE, map: map::map };
