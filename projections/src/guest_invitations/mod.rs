//! Which places are offered to guests, and what became of the offers?

mod map;
mod query;

pub use query::{GuestInvitationRow, pending_of};

use crate::engine::{Column, Kind, Projection, Rows, Table};

const TABLE: Table = Table {
    name: "guest_invitations",
    version: 1,
    ddl: include_str!("table.sql"),
    indexes: &[include_str!("index_position.sql"), include_str!("index_expiry.sql")],
    columns: &[
        Column::set("id", Kind::Uuid),
        Column::set("discussion_id", Kind::Uuid),
        Column::set("sent_by", Kind::Uuid),
        Column::set("sent_at", Kind::Time),
        Column::set("expires_at", Kind::Time),
        Column::set("state", Kind::Text),
        Column::set("position", Kind::Long),
    ],
    keys: 1,
    rows: Rows::Replaced,
};

/// One row for each invitation of a guest.
pub(crate) const PROJECTION: Projection = Projection { table: &TABLE, map: map::map };
