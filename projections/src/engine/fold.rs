//! The changes of a batch, folded to one change for each row.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::change::{Change, Patch, Row};
use super::table::Table;
use super::value::Value;
use super::{Projection, Unmappable};
use eventlog::sealing::OpenedEvent;

pub(super) type Key = Box<[Value]>;

/// The changes of one table's rows, one for each row, in the order in which rows were first met.
#[derive(Debug)]
pub struct Changes {
    pub(super) table: &'static Table,
    pub(super) rows: Vec<(Key, Change)>,
    at: HashMap<Key, usize>,
}

impl Changes {
    fn new(table: &'static Table) -> Self {
        Self { table, rows: Vec::new(), at: HashMap::new() }
    }

    /// The row is this from now on.
    pub fn put<const N: usize>(&mut self, key: [Value; N], row: Row) {
        self.add(Box::new(key), Change::Put(row));
    }

    /// Some columns of the row change.
    pub fn patch<const N: usize>(&mut self, key: [Value; N], patch: Patch) {
        self.add(Box::new(key), Change::Patch(patch));
    }

    /// The row is gone.
    pub fn remove<const N: usize>(&mut self, key: [Value; N]) {
        self.add(Box::new(key), Change::Remove);
    }

    fn add(&mut self, key: Key, change: Change) {
        debug_assert_eq!(key.len(), self.table.keys, "the key of {}", self.table.name);
        match self.at.entry(key) {
            Entry::Occupied(at) => self.rows[*at.get()].1.then(self.table, change),
            Entry::Vacant(vacant) => {
                let key = vacant.key().clone();
                vacant.insert(self.rows.len());
                self.rows.push((key, change));
            }
        }
    }

    /// How many rows change.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no row changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// What a run of events does to all tables of a set.
#[derive(Debug)]
pub struct Folded(pub(super) Vec<Changes>);

impl Folded {
    /// No changes.
    #[must_use]
    pub fn new(projections: &[Projection]) -> Self {
        Self(projections.iter().map(|projection| Changes::new(projection.table)).collect())
    }

    /// Takes one event in.
    ///
    /// # Errors
    /// If a mapping fails: the event is poison, and the fold must be thrown away.
    pub fn take(
        &mut self,
        projections: &[Projection],
        event: &OpenedEvent,
    ) -> Result<(), Unmappable> {
        for (projection, changes) in projections.iter().zip(&mut self.0) {
            (projection.map)(event, changes)?;
        }
        Ok(())
    }

    /// Takes in what comes after.
    pub fn then(&mut self, later: Self) {
        for (mine, theirs) in self.0.iter_mut().zip(later.0) {
            for (key, change) in theirs.rows {
                mine.add(key, change);
            }
        }
    }

    /// How many rows change.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.0.iter().map(Changes::len).sum()
    }
}
