//! Which group does a unique name lead to?

mod map;

use crate::engine::{Column, Kind, Projection, Rows, Table};

const TABLE: Table = Table {
    name: "handles",
    version: 2,
    ddl: include_str!("table.sql"),
    indexes: &[include_str!("index_release.sql")],
    columns: &[
        Column::set("claim", Kind::Uuid),
        Column::set("group_id", Kind::Uuid),
        Column::set("given_up_by", Kind::Uuid),
    ],
    keys: 1,
    rows: Rows::Implied,
};

/// One row for each name that a group ever used: the group that it leads to now, or the one that
/// gave it up while the name's own stream still holds it for that one.
pub(crate) const PROJECTION: Projection = Projection { table: &TABLE, map: map::map };
