//! Changes of one row, and how two of them become one.

use super::table::{Column, Kind, Merge, Rows, Table};
use super::value::Value;

/// What happens to one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The row is this, whatever it was.
    Put(Row),
    /// Some columns change. Without effect if the row is not there, unless the table's rows are
    /// [`Rows::Implied`].
    Patch(Patch),
    /// The row is gone.
    Remove,
}

/// All columns of a row outside of its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub(super) values: Vec<Value>,
    keys: usize,
}

impl Row {
    /// A row with nothing in its columns, and zeros in those that patches add to.
    #[must_use]
    pub fn new(table: &Table) -> Self {
        let values = table.columns[table.keys..].iter().map(start).collect();
        Self { values, keys: table.keys }
    }

    /// With this value in the column with this place, see [`Table::column`].
    #[must_use]
    pub fn with(mut self, column: usize, value: impl Into<Value>) -> Self {
        self.values[column - self.keys] = value.into();
        self
    }

    fn apply(&mut self, table: &Table, patch: &Patch) {
        for (column, value) in &patch.0 {
            let old = &mut self.values[column - table.keys];
            *old = merge(table.columns[*column].merge, old, value);
        }
    }
}

fn start(column: &Column) -> Value {
    match (column.merge, column.kind) {
        (Merge::Add, _) => Value::Number(0),
        (_, Kind::Bool) => Value::Bool(false),
        _ => Value::Null,
    }
}

fn merge(merge: Merge, earlier: &Value, later: &Value) -> Value {
    match merge {
        Merge::Set => later.clone(),
        Merge::Add => earlier.plus(later),
        Merge::Keep if *earlier == Value::Null => later.clone(),
        Merge::Keep => earlier.clone(),
    }
}

/// Changes of some columns of a row, by place, each column once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Patch(pub(super) Vec<(usize, Value)>);

impl Patch {
    /// No changes.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// With this value set, added or kept, as the column is declared.
    #[must_use]
    pub fn with(mut self, column: usize, value: impl Into<Value>) -> Self {
        let at = self.0.partition_point(|(other, _)| *other < column);
        self.0.insert(at, (column, value.into()));
        self
    }

    /// With this value if there is one.
    #[must_use]
    pub fn with_some(self, column: usize, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(column, value),
            None => self,
        }
    }

    fn then(&mut self, table: &Table, later: &Self) {
        for (column, value) in &later.0 {
            match self.0.binary_search_by_key(column, |(column, _)| *column) {
                Ok(at) => {
                    let old = &mut self.0[at].1;
                    *old = merge(table.columns[*column].merge, old, value);
                }
                Err(at) => self.0.insert(at, (*column, value.clone())),
            }
        }
    }

    pub(super) fn columns(&self) -> impl Iterator<Item = usize> {
        self.0.iter().map(|(column, _)| *column)
    }
}

impl Change {
    /// This change and then the `later` one, as one change. Associative: changes may be merged in
    /// any grouping as long as their order stays.
    pub fn then(&mut self, table: &Table, later: Self) {
        match (&mut *self, later) {
            (Self::Put(row), Self::Patch(patch)) => row.apply(table, &patch),
            (Self::Patch(earlier), Self::Patch(patch)) => earlier.then(table, &patch),
            (Self::Remove, Self::Patch(patch)) if table.rows == Rows::Implied => {
                let mut row = Row::new(table);
                row.apply(table, &patch);
                *self = Self::Put(row);
            }
            (Self::Remove, Self::Patch(_)) => {}
            (_, later @ (Self::Put(_) | Self::Remove)) => *self = later,
        }
    }
}
