//! Which templates does a group have, and what do they say?

mod map;
mod query;

pub use query::{TemplateRow, by_ids, of_groups};

use crate::engine::{Column, Kind, Projection, Rows, Table};

const TABLE: Table = Table {
    name: "templates",
    version: 1,
    ddl: include_str!("table.sql"),
    indexes: &[include_str!("index_group.sql")],
    columns: &[
        Column::set("id", Kind::Uuid),
        Column::set("group_id", Kind::Uuid),
        Column::set("name", Kind::Text),
        Column::set("title", Kind::Text),
        Column::set("body", Kind::Text),
        Column::set("voting", Kind::Json),
        Column::add("revision", Kind::Int),
        Column::set("deleted_at", Kind::Time),
        Column::set("position", Kind::Long),
    ],
    keys: 1,
    rows: Rows::Once,
};

/// One row for each template, deleted ones too.
pub(crate) const PROJECTION: Projection = Projection { table: &TABLE, map: map::map };
