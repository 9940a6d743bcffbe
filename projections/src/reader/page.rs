//! Pages of lists: by a key and an id, never by an offset.

use domain::PersonId;
use uuid::Uuid;

/// A place in a list: the row's sort key, and its id for rows that share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cursor {
    /// The sort key.
    pub key: i64,
    /// The id.
    pub id: u128,
}

/// A row that has a place in a list.
pub trait HasCursor {
    /// Its place.
    fn cursor(&self) -> Cursor;
}

/// People that are listed as an event names them: by their ids.
impl HasCursor for PersonId {
    fn cursor(&self) -> Cursor {
        Cursor { key: 0, id: self.to_u128() }
    }
}

/// Rows that are listed in the order in which the log made them.
macro_rules! listed_by_position {
    ($row:ty, $id:ident) => {
        impl $crate::reader::HasCursor for $row {
            fn cursor(&self) -> $crate::reader::Cursor {
                $crate::reader::Cursor {
                    key: self.position.0.cast_signed(),
                    id: self.$id.to_u128(),
                }
            }
        }
    };
}

pub(crate) use listed_by_position;

/// How much of a list, and from which end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    /// This many from the start.
    First(u16),
    /// This many up to the end.
    Last(u16),
}

/// Which part of a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// How much.
    pub take: Take,
    /// Only what comes after this place.
    pub after: Option<Cursor>,
    /// Only what comes before this place.
    pub before: Option<Cursor>,
}

impl Page {
    /// The first `count` rows.
    #[must_use]
    pub const fn first(count: u16) -> Self {
        Self { take: Take::First(count), after: None, before: None }
    }

    /// The last `count` rows.
    #[must_use]
    pub const fn last(count: u16) -> Self {
        Self { take: Take::Last(count), after: None, before: None }
    }

    /// The same, after this place.
    #[must_use]
    pub const fn after(mut self, cursor: Cursor) -> Self {
        self.after = Some(cursor);
        self
    }

    /// The same, before this place.
    #[must_use]
    pub const fn before(mut self, cursor: Cursor) -> Self {
        self.before = Some(cursor);
        self
    }

    /// The part of a list that is here whole and in whatever order; the smallest place comes first.
    #[must_use]
    pub fn of<T: HasCursor>(self, list: impl IntoIterator<Item = T>) -> Slice<T> {
        let within = |row: &T| {
            let place = row.cursor();
            self.after.is_none_or(|after| place > after)
                && self.before.is_none_or(|before| place < before)
        };
        Window::new(self, Order::Rising).slice(list.into_iter().filter(within).collect())
    }

    const fn count(self) -> u16 {
        match self.take {
            Take::First(count) | Take::Last(count) => count,
        }
    }

    const fn backward(self) -> bool {
        matches!(self.take, Take::Last(_))
    }
}

/// A part of a list, in the list's own order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Whether the list has rows before these.
    pub has_before: bool,
    /// Whether the list has rows after these.
    pub has_after: bool,
}

impl<T> Slice<T> {
    /// The same part of the list, its rows shown as something else.
    #[must_use]
    pub fn map<U>(self, show: impl FnMut(T) -> U) -> Slice<U> {
        let Self { rows, has_before, has_after } = self;
        Slice { rows: rows.into_iter().map(show).collect(), has_before, has_after }
    }
}

impl<T> Default for Slice<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), has_before: false, has_after: false }
    }
}

/// The id in the places of a list whose keys alone tell its rows apart.
pub(crate) const NOBODY: &str = "'00000000-0000-0000-0000-000000000000'::uuid";

/// A column with a time as the key of a list: microseconds, to the last of them.
pub(crate) fn micros(column: &str) -> String {
    format!("(extract(epoch FROM {column}) * 1000000)::bigint")
}

/// The order that a list has by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Smallest key first.
    Rising,
    /// Largest key first.
    Falling,
}

/// A page of a list with this order, as five parameters of a statement.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    page: Page,
    order: Order,
    pub(crate) low: (i64, Uuid),
    pub(crate) high: (i64, Uuid),
    pub(crate) limit: i64,
}

impl Window {
    pub(crate) fn new(page: Page, order: Order) -> Self {
        let bound = |cursor: Option<Cursor>, or: (i64, Uuid)| {
            cursor.map_or(or, |cursor| (cursor.key, Uuid::from_u128(cursor.id)))
        };
        let (low, high) = match order {
            Order::Rising => (page.after, page.before),
            Order::Falling => (page.before, page.after),
        };
        Self {
            page,
            order,
            low: bound(low, (i64::MIN, Uuid::nil())),
            high: bound(high, (i64::MAX, Uuid::max())),
            // One more tells whether the list goes on.
            limit: i64::from(page.count()) + 1,
        }
    }

    /// The condition, the order and the limit; takes five parameters from number `from` on: the
    /// low bound's key and id, the high bound's key and id, the limit.
    pub(crate) fn sql(&self, key: &str, id: &str, from: usize) -> String {
        let (a, b, c, d, e) = (from, from + 1, from + 2, from + 3, from + 4);
        let rising = (self.order == Order::Rising) != self.page.backward();
        let way = if rising { "ASC" } else { "DESC" };
        format!(
            "({key}, {id}) > (${a}::bigint, ${b}::uuid) AND ({key}, {id}) < (${c}::bigint, ${d}::uuid) \
             ORDER BY {key} {way}, {id} {way} LIMIT ${e}::bigint"
        )
    }

    /// The rows that the statement found, as a part of the list.
    pub(crate) fn slice<T: HasCursor>(&self, mut rows: Vec<T>) -> Slice<T> {
        let backward = self.page.backward();
        let rising = (self.order == Order::Rising) != backward;
        rows.sort_unstable_by_key(HasCursor::cursor);
        if !rising {
            rows.reverse();
        }
        let more = rows.len() > usize::from(self.page.count());
        rows.truncate(usize::from(self.page.count()));
        if backward {
            rows.reverse();
            Slice { rows, has_before: more, has_after: self.page.before.is_some() }
        } else {
            Slice { rows, has_before: self.page.after.is_some(), has_after: more }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Number(i64);

    impl HasCursor for Number {
        fn cursor(&self) -> Cursor {
            Cursor { key: self.0, id: 0 }
        }
    }

    #[test]
    fn one_more_row_than_asked_for_tells_that_the_list_goes_on() {
        let window = Window::new(Page::first(2), Order::Rising);
        let slice = window.slice(vec![Number(1), Number(2), Number(3)]);
        assert_eq!(slice.rows, [Number(1), Number(2)]);
        assert!(slice.has_after && !slice.has_before);
    }

    #[test]
    fn a_list_that_is_here_whole_is_paged_like_one_that_is_not() {
        let place = |key| Cursor { key, id: 0 };
        let list = || [4, 2, 5, 1, 3].map(Number);
        let part = |page: Page| {
            let Slice { rows, has_before, has_after } = page.of(list());
            (rows.into_iter().map(|row| row.0).collect::<Vec<_>>(), has_before, has_after)
        };
        assert_eq!(part(Page::first(2)), (vec![1, 2], false, true));
        assert_eq!(part(Page::first(2).after(place(2))), (vec![3, 4], true, true));
        assert_eq!(part(Page::first(2).after(place(4))), (vec![5], true, false));
        assert_eq!(part(Page::last(2)), (vec![4, 5], true, false));
        assert_eq!(part(Page::last(2).before(place(3))), (vec![1, 2], false, true));
        assert_eq!(part(Page::first(5)), (vec![1, 2, 3, 4, 5], false, false));
    }

    #[test]
    fn the_last_rows_come_in_the_order_of_the_list() {
        let window = Window::new(Page::last(2), Order::Falling);
        let slice = window.slice(vec![Number(1), Number(2), Number(3)]);
        assert_eq!(slice.rows, [Number(2), Number(1)]);
        assert!(slice.has_before && !slice.has_after);
    }
}
