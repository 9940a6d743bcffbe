//! Changes of a row merge the same in any grouping, as long as their order stays.

use proptest::prelude::*;

use super::change::{Change, Patch, Row};
use super::table::{Column, Kind, Rows, Table};

static COLUMNS: [Column; 4] = [
    Column::set("id", Kind::Int),
    Column::set("newest", Kind::Int),
    Column::add("sum", Kind::Int),
    Column::keep("first", Kind::Int),
];

const fn table(rows: Rows) -> Table {
    Table { name: "laws", version: 1, ddl: "", indexes: &[], columns: &COLUMNS, keys: 1, rows }
}

static TABLES: [Table; 3] = [table(Rows::Once), table(Rows::Replaced), table(Rows::Implied)];

fn change(table: &'static Table) -> impl Strategy<Value = Change> {
    let number = || proptest::option::of(-9_i32..9);
    prop_oneof![
        (number(), number()).prop_map(move |(newest, first)| {
            let mut row = Row::new(table);
            if let Some(newest) = newest {
                row = row.with(table.column("newest"), newest);
            }
            if let Some(first) = first {
                row = row.with(table.column("first"), first);
            }
            Change::Put(row)
        }),
        (number(), number(), number()).prop_map(move |(newest, sum, first)| {
            Change::Patch(
                Patch::new()
                    .with_some(table.column("newest"), newest)
                    .with_some(table.column("sum"), sum)
                    .with_some(table.column("first"), first),
            )
        }),
        Just(Change::Remove),
    ]
}

fn merged(table: &Table, changes: &[Change]) -> Change {
    let mut all = changes[0].clone();
    for change in &changes[1..] {
        all.then(table, change.clone());
    }
    all
}

proptest! {
    #[test]
    fn changes_merge_the_same_in_any_grouping(
        (which, changes, cut) in (0..TABLES.len()).prop_flat_map(|which| {
            let changes = proptest::collection::vec(change(&TABLES[which]), 2..8);
            (Just(which), changes, any::<prop::sample::Index>())
        })
    ) {
        let table = &TABLES[which];
        let cut = 1 + cut.index(changes.len() - 1);
        let (earlier, later) = changes.split_at(cut);
        let mut grouped = merged(table, earlier);
        grouped.then(table, merged(table, later));
        prop_assert_eq!(grouped, merged(table, &changes));
    }
}
