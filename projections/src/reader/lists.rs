//! Pages of one list, and of many lists with one statement.

use std::collections::HashMap;
use std::hash::Hash;

use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::{Cells, HasCursor, Id, ReadError, Slice, Snapshot, Window, uuids};

type Params<'a> = &'a [&'a (dyn ToSql + Sync)];

/// The statement that runs `inner`, which names `owner.id`, for each of the ids in parameter
/// number `owners`.
pub(crate) fn lateral(owners: usize, inner: &str) -> String {
    format!(
        "SELECT owner.id AS owner_id, found.* FROM unnest(${owners}::uuid[]) AS owner (id) \
         CROSS JOIN LATERAL ({inner}) AS found"
    )
}

impl Window {
    /// One list. The statement takes `params` and then the window's five.
    pub(crate) async fn list<T: HasCursor>(
        &self,
        snapshot: &Snapshot,
        sql: &str,
        params: Params<'_>,
        read: fn(&Row) -> Result<T, ReadError>,
    ) -> Result<Slice<T>, ReadError> {
        let rows = snapshot.rows(sql, &[params, &self.params()].concat()).await?;
        Ok(self.slice(rows.iter().map(read).collect::<Result<_, _>>()?))
    }

    /// A list for each of the owners that has rows. The [`lateral`] statement takes `params`, then
    /// the owners, then the window's five.
    pub(crate) async fn slices<O: Id + Eq + Hash, T: HasCursor>(
        &self,
        snapshot: &Snapshot,
        sql: &str,
        params: Params<'_>,
        owners: &[O],
        read: fn(&Row) -> Result<T, ReadError>,
    ) -> Result<HashMap<O, Slice<T>>, ReadError> {
        let owners = uuids(owners);
        let owners: Params<'_> = &[&owners];
        let rows = snapshot.rows(sql, &[params, owners, &self.params()].concat()).await?;
        let lists = grouped(&rows, read)?;
        Ok(lists.into_iter().map(|(owner, rows)| (owner, self.slice(rows))).collect())
    }

    fn params(&self) -> [&(dyn ToSql + Sync); 5] {
        [&self.low.0, &self.low.1, &self.high.0, &self.high.1, &self.limit]
    }
}

/// Rows by their `owner_id`.
pub(crate) fn grouped<O: Id + Eq + Hash, T>(
    rows: &[Row],
    read: fn(&Row) -> Result<T, ReadError>,
) -> Result<HashMap<O, Vec<T>>, ReadError> {
    let mut groups: HashMap<O, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(Cells(row).id("owner_id")?).or_default().push(read(row)?);
    }
    Ok(groups)
}

/// Rows by a key of their own.
pub(crate) fn keyed<K: Eq + Hash, T>(
    rows: &[Row],
    read: fn(&Row) -> Result<T, ReadError>,
    key: fn(&T) -> K,
) -> Result<HashMap<K, T>, ReadError> {
    rows.iter().map(|row| read(row).map(|found| (key(&found), found))).collect()
}
