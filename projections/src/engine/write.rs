//! A fold is written with a few statements for each table, whatever the number of events.

use std::collections::{BTreeMap, HashMap};

use futures::future::try_join_all;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Error, Statement};

use super::change::{Change, Patch, Row};
use super::fold::{Changes, Folded, Key};
use super::table::{Column, Kind, Merge, Rows, Table};
use super::value::Value;

/// From this many new rows on they are copied in.
const COPIED: usize = 128;

/// Writes folds on one connection, whose search path names the set's schema.
pub(crate) struct Writer {
    pub(crate) client: Client,
    statements: HashMap<String, Statement>,
}

impl Writer {
    pub(crate) fn new(client: Client) -> Self {
        Self { client, statements: HashMap::new() }
    }

    /// Writes the fold within the transaction that is open on the connection.
    pub(crate) async fn write(&mut self, folded: &Folded) -> Result<(), Error> {
        let mut work = Vec::new();
        let mut copies = Vec::new();
        for changes in &folded.0 {
            if changes.is_empty() {
                continue;
            }
            let sorted = Sorted::new(changes);
            if sorted.puts.len() >= COPIED && changes.table.rows == Rows::Once {
                copies.push((changes.table, sorted.puts));
            } else if !sorted.puts.is_empty() {
                work.push(self.puts(changes.table, &sorted.puts).await?);
            }
            for (columns, patches) in &sorted.patches {
                work.push(self.patches(changes.table, columns, patches).await?);
            }
            if !sorted.removed.is_empty() {
                work.push(self.removals(changes.table, &sorted.removed).await?);
            }
        }
        // Polled together, the statements travel together; they are carried out in order.
        let mut sent = Vec::with_capacity(work.len());
        for (statement, columns) in &work {
            sent.push(self.execute(statement, columns));
        }
        try_join_all(sent).await?;
        for (table, puts) in copies {
            self.copy(table, &puts).await?;
        }
        Ok(())
    }

    async fn execute(&self, statement: &Statement, columns: &[Vec<&Value>]) -> Result<(), Error> {
        let params: Vec<&(dyn ToSql + Sync)> =
            columns.iter().map(|column| column as &(dyn ToSql + Sync)).collect();
        self.client.execute(statement, &params).await.map(|_| ())
    }

    async fn puts<'a>(
        &mut self,
        table: &Table,
        puts: &[(&'a Key, &'a Row)],
    ) -> Result<Work<'a>, Error> {
        let all: Vec<usize> = (table.keys..table.columns.len()).collect();
        let conflict = match table.rows {
            Rows::Once => String::new(),
            Rows::Replaced | Rows::Implied => {
                on_conflict(table, &all, |column| format!("{0} = excluded.{0}", column.name))
            }
        };
        let statement = self.prepare(insert(table, &all) + &conflict).await?;
        let mut columns = keys(table, puts.iter().map(|(key, _)| *key));
        for column in all {
            columns.push(puts.iter().map(|(_, row)| &row.values[column - table.keys]).collect());
        }
        Ok((statement, columns))
    }

    async fn patches<'a>(
        &mut self,
        table: &Table,
        touched: &[usize],
        patches: &[(&'a Key, &'a Patch)],
    ) -> Result<Work<'a>, Error> {
        let sql = match table.rows {
            Rows::Implied => {
                let conflict = on_conflict(table, touched, |column| {
                    assignment(column, table.name, "excluded")
                });
                insert(table, touched) + &conflict
            }
            Rows::Once | Rows::Replaced => update(table, touched),
        };
        let statement = self.prepare(sql).await?;
        let mut columns = keys(table, patches.iter().map(|(key, _)| *key));
        for at in 0..touched.len() {
            columns.push(patches.iter().map(|(_, patch)| &patch.0[at].1).collect());
        }
        Ok((statement, columns))
    }

    async fn removals<'a>(
        &mut self,
        table: &Table,
        removed: &[&'a Key],
    ) -> Result<Work<'a>, Error> {
        let statement = self.prepare(delete(table)).await?;
        Ok((statement, keys(table, removed.iter().copied())))
    }

    async fn prepare(&mut self, sql: String) -> Result<Statement, Error> {
        if let Some(statement) = self.statements.get(&sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(&sql).await?;
        self.statements.insert(sql, statement.clone());
        Ok(statement)
    }

    async fn copy(&self, table: &Table, puts: &[(&Key, &Row)]) -> Result<(), Error> {
        let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        let sql = format!("COPY {} ({}) FROM STDIN BINARY", table.name, names.join(", "));
        let types: Vec<Type> =
            table.columns.iter().map(|column| column_type(column.kind)).collect();
        let sink = self.client.copy_in(&sql).await?;
        let mut writer = std::pin::pin!(BinaryCopyInWriter::new(sink, &types));
        for (key, row) in puts {
            let mut values: Vec<&(dyn ToSql + Sync)> = Vec::with_capacity(types.len());
            for value in key.iter().chain(&row.values) {
                values.push(value);
            }
            writer.as_mut().write(&values).await?;
        }
        writer.finish().await.map(|_| ())
    }
}

/// A statement with the arrays that it takes.
type Work<'a> = (Statement, Vec<Vec<&'a Value>>);

/// A table's changes by what has to be done.
struct Sorted<'a> {
    puts: Vec<(&'a Key, &'a Row)>,
    patches: BTreeMap<Vec<usize>, Vec<(&'a Key, &'a Patch)>>,
    removed: Vec<&'a Key>,
}

impl<'a> Sorted<'a> {
    fn new(changes: &'a Changes) -> Self {
        let mut sorted = Self { puts: Vec::new(), patches: BTreeMap::new(), removed: Vec::new() };
        for (key, change) in &changes.rows {
            match change {
                Change::Put(row) => sorted.puts.push((key, row)),
                Change::Patch(patch) => {
                    let columns: Vec<usize> = patch.columns().collect();
                    sorted.patches.entry(columns).or_default().push((key, patch));
                }
                Change::Remove => sorted.removed.push(key),
            }
        }
        sorted
    }
}

fn keys<'a>(table: &Table, keys: impl Iterator<Item = &'a Key> + Clone) -> Vec<Vec<&'a Value>> {
    (0..table.keys).map(|at| keys.clone().map(|key| &key[at]).collect()).collect()
}

fn chosen<'a>(table: &'a Table, columns: &'a [usize]) -> impl Iterator<Item = &'a Column> + Clone {
    table.columns[..table.keys].iter().chain(columns.iter().map(|at| &table.columns[*at]))
}

fn joined(parts: impl Iterator<Item = String>, with: &str) -> String {
    parts.collect::<Vec<_>>().join(with)
}

/// `unnest` of one array for each column, as `x`.
fn arrays<'a>(columns: impl Iterator<Item = &'a Column> + Clone) -> String {
    let types = columns.clone().enumerate();
    format!(
        "unnest({}) AS x ({})",
        joined(types.map(|(at, column)| format!("${}::{}[]", at + 1, column.kind.element())), ", "),
        joined(columns.map(|column| column.name.to_owned()), ", "),
    )
}

fn insert(table: &Table, columns: &[usize]) -> String {
    let chosen = chosen(table, columns);
    format!(
        "INSERT INTO {} ({}) SELECT {} FROM {}",
        table.name,
        joined(chosen.clone().map(|column| column.name.to_owned()), ", "),
        joined(
            chosen.clone().map(|column| format!("x.{}::{}", column.name, column.kind.sql())),
            ", "
        ),
        arrays(chosen),
    )
}

fn on_conflict(table: &Table, columns: &[usize], assignment: impl Fn(&Column) -> String) -> String {
    let keys = joined(table.columns[..table.keys].iter().map(|key| key.name.to_owned()), ", ");
    if columns.is_empty() {
        return format!(" ON CONFLICT ({keys}) DO NOTHING");
    }
    let set = columns.iter().map(|at| assignment(&table.columns[*at]));
    format!(" ON CONFLICT ({keys}) DO UPDATE SET {}", joined(set, ", "))
}

fn update(table: &Table, columns: &[usize]) -> String {
    format!(
        "UPDATE {} SET {} FROM {} WHERE {}",
        table.name,
        joined(columns.iter().map(|at| assignment(&table.columns[*at], table.name, "x")), ", "),
        arrays(chosen(table, columns)),
        same_key(table),
    )
}

fn delete(table: &Table) -> String {
    let keys = table.columns[..table.keys].iter();
    format!("DELETE FROM {} USING {} WHERE {}", table.name, arrays(keys), same_key(table))
}

fn same_key(table: &Table) -> String {
    let keys = table.columns[..table.keys].iter();
    joined(keys.map(|key| format!("{0}.{1} = x.{1}", table.name, key.name)), " AND ")
}

fn assignment(column: &Column, old: &str, new: &str) -> String {
    let (name, sql) = (column.name, column.kind.sql());
    match column.merge {
        Merge::Set => format!("{name} = {new}.{name}::{sql}"),
        Merge::Add => format!("{name} = {old}.{name} + {new}.{name}"),
        Merge::Keep => format!("{name} = coalesce({old}.{name}, {new}.{name}::{sql})"),
    }
}

const fn column_type(kind: Kind) -> Type {
    match kind {
        Kind::Uuid => Type::UUID,
        Kind::Uuids => Type::UUID_ARRAY,
        Kind::Text => Type::TEXT,
        Kind::Bool => Type::BOOL,
        Kind::Small => Type::INT2,
        Kind::Int => Type::INT4,
        Kind::Long => Type::INT8,
        Kind::Time => Type::TIMESTAMPTZ,
        Kind::Json => Type::JSONB,
    }
}
