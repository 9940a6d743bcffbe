//! Declarations of tables.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An id: `uuid`.
    Uuid,
    /// Ids: `uuid[]`.
    Uuids,
    /// Words, or the name of one of a few values: `text`.
    Text,
    /// Yes or no: `boolean`.
    Bool,
    /// A small number: `smallint`.
    Small,
    /// A number: `integer`.
    Int,
    /// A position or a version: `bigint`.
    Long,
    /// A time: `timestamptz`.
    Time,
    /// Structure that no query looks into: `jsonb`.
    Json,
}

impl Kind {
    /// The column's type in PostgreSQL.
    #[must_use]
    pub const fn sql(self) -> &'static str {
        match self {
            Self::Uuid => "uuid",
            Self::Uuids => "uuid[]",
            Self::Text => "text",
            Self::Bool => "boolean",
            Self::Small => "smallint",
            Self::Int => "integer",
            Self::Long => "bigint",
            Self::Time => "timestamptz",
            Self::Json => "jsonb",
        }
    }

    /// The type of one value of the arrays that a statement takes. There are no arrays of arrays,
    /// so lists travel as text.
    pub(super) const fn element(self) -> &'static str {
        match self {
            Self::Uuids => "text",
            _ => self.sql(),
        }
    }
}

/// How a patch changes a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merge {
    /// The newest value stands.
    Set,
    /// The value is added to what is there; a number that starts at 0.
    Add,
    /// The first value stands.
    Keep,
}

/// One column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// How a patch changes it.
    pub merge: Merge,
}

impl Column {
    /// A column whose newest value stands.
    #[must_use]
    pub const fn set(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, merge: Merge::Set }
    }

    /// A number that patches add to.
    #[must_use]
    pub const fn add(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, merge: Merge::Add }
    }

    /// A column whose first value stands.
    #[must_use]
    pub const fn keep(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, merge: Merge::Keep }
    }
}

/// How the rows of a table come into being.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// No key is put more than once, so that puts can be copied in.
    Once,
    /// A put may replace what is there.
    Replaced,
    /// Every row is there from the beginning, with nothing and zeros in it: a patch makes it.
    Implied,
}

/// A table of the set.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Raised whenever the mapping makes other rows of the same events.
    pub version: u16,
    /// The statement that makes it, with its primary key.
    pub ddl: &'static str,
    /// The statements that make its other indexes.
    pub indexes: &'static [&'static str],
    /// All columns in order, those of the key first.
    pub columns: &'static [Column],
    /// How many columns the key has.
    pub keys: usize,
    /// How rows come into being.
    pub rows: Rows,
}

impl Table {
    /// The place of the column called `name`. For constants: a wrong name does not compile.
    ///
    /// # Panics
    /// If there is no such column, or it is part of the key.
    #[must_use]
    pub const fn column(&self, name: &str) -> usize {
        let mut at = self.keys;
        while at < self.columns.len() {
            if same(self.columns[at].name, name) {
                return at;
            }
            at += 1;
        }
        panic!("the table has no such column outside of its key")
    }
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// The place of a column of the `TABLE` in scope, found when the program is compiled.
macro_rules! col {
    ($name:literal) => {
        const { TABLE.column($name) }
    };
    ($table:ident, $name:literal) => {
        const { $table.column($name) }
    };
}

pub(crate) use col;
