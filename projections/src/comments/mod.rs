//! What was said to a discussion, and what did it say before?

mod map;
mod query;

pub use query::{
    CommentRow, CommentVersionRow, by_ids, of_discussions, replies_of, roots_of, versions_of,
};

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

const VERSIONS: Table = Table {
    name: "comment_versions",
    version: 1,
    ddl: include_str!("table_versions.sql"),
    indexes: &[],
    columns: &[
        Column::set("comment", Kind::Uuid),
        Column::set("position", Kind::Long),
        Column::set("body", Kind::Text),
        Column::set("written_by", Kind::Uuid),
        Column::set("written_at", Kind::Time),
    ],
    keys: 2,
    rows: Rows::Once,
};

/// One row for each comment.
pub(crate) const PROJECTION: Projection = Projection { table: &COMMENTS, map: map::comments };

/// One row for each version of each comment, the first and the newest too.
pub(crate) const PROJECTION_VERSIONS: Projection =
    Projection { table: &VERSIONS, map: map::versions };
