//! How read models are written: tables are declared, mappings turn events into changes of rows,
//! the changes of a batch are folded in memory, and the fold is written with a few statements.

mod change;
mod fold;
#[cfg(test)]
mod laws;
mod table;
mod value;
mod write;

pub use change::{Change, Patch, Row};
pub use fold::{Changes, Folded};
pub(crate) use table::col;
pub use table::{Column, Kind, Merge, Rows, Table};
pub(crate) use value::timestamptz;
pub use value::{Value, word};
pub(crate) use write::Writer;

use eventlog::sealing::OpenedEvent;

/// An event that a mapping cannot turn into rows: a poison event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unmappable(pub &'static str);

/// A table with the mapping that fills it.
#[derive(Clone, Copy)]
pub struct Projection {
    /// The table.
    pub table: &'static Table,
    /// From one event to changes of the table's rows. It reads no row and takes times and ids
    /// from the event alone.
    pub map: fn(&OpenedEvent, &mut Changes) -> Result<(), Unmappable>,
}
