//! What is there for the viewer to look at?
//!
//! One row with an audience and a reason, fanned out when it is read; only who is named gets a row
//! of their own. Imported history tells nobody.

mod map;
mod query;

pub use query::{InboxReason, InboxRow, between, of_viewer, unseen};

use crate::engine::{Column, Kind, Projection, Rows, Table};

const TABLE: Table = Table {
    name: "inbox",
    version: 5,
    ddl: include_str!("table.sql"),
    indexes: &[
        include_str!("index_person.sql"),
        include_str!("index_comment.sql"),
        include_str!("index_group.sql"),
        include_str!("index_proposal.sql"),
        include_str!("index_discussion.sql"),
    ],
    // All are kept: who is named again when a comment is edited is not told again.
    columns: &[
        Column::set("id", Kind::Uuid),
        Column::keep("position", Kind::Long),
        Column::keep("reason", Kind::Text),
        Column::keep("audience", Kind::Text),
        Column::keep("person", Kind::Uuid),
        Column::keep("group_id", Kind::Uuid),
        Column::keep("discussion_id", Kind::Uuid),
        Column::keep("comment", Kind::Uuid),
        Column::keep("answers", Kind::Uuid),
        Column::keep("proposal", Kind::Uuid),
        Column::keep("outcome", Kind::Uuid),
        Column::keep("actor", Kind::Uuid),
        Column::keep("at", Kind::Time),
    ],
    keys: 1,
    rows: Rows::Implied,
};

/// One row for each thing that somebody is told.
pub(crate) const PROJECTION: Projection = Projection { table: &TABLE, map: map::map };
