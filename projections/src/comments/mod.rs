//! What was said to a discussion?

mod map;
mod query;

pub use query::{CommentRow, by_ids, of_discussions, replies_of, roots_of};

use crate::engine::{Column, Kind, Projection, Rows, Table};

const COMMENTS: Table = Table {
    name: "comments",
    version: 1,
    ddl: include_str!("table_comments.sql"),
    indexes: &[
        include_str!("index_discussion.sql"),
        include_str!("index_parent.sql"),
        include_str!("index_author.sql"),
    ],
    columns: &[
        Column::set("id", Kind::Uuid),
        Column::set("discussion_id", Kind::Uuid),
        Column::set("parent", Kind::Uuid),
        Column::set("author", Kind::Uuid),
        Column::set("body", Kind::Text),
        Column::set("mentions", Kind::Uuids),
        Column::add("revision", Kind::Int),
        Column::set("written_at", Kind::Time),
        Column::set("edited_at", Kind::Time),
        Column::set("discarded_at", Kind::Time),
        Column::set("discarded_by", Kind::Uuid),
        Column::add("replies", Kind::Int),
        Column::set("position", Kind::Long),
    ],
    keys: 1,
    rows: Rows::Once,
};

/// One row for each comment.
pub(crate) const PROJECTION: Projection = Projection { table: &COMMENTS, map: map::comments };
