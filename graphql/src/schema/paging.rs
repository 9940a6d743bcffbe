//! Connections: pages of lists, as the Relay specification has them
//! (<https://relay.dev/graphql/connections.htm>), by sealed cursors.

use std::collections::HashMap;
use std::hash::Hash;

use async_graphql::connection::{Connection, CursorType, Edge};
use async_graphql::{Context, OutputType};
use projections::{Cursor, HasCursor, Page, ReadError, Slice, Snapshot, Take, Viewer};

use crate::app::{Asked, asked};
use crate::cursor::{List, Place};
use crate::fault::Fault;
use crate::level::{Node, PageOf, Pages};

/// The most things of one page.
const MOST: i32 = 100;
/// How many things a page has if it is not said.
const USUAL: u16 = 20;

/// The arguments of a connection.
pub(crate) struct Paging {
    pub(crate) first: Option<i32>,
    pub(crate) after: Option<String>,
    pub(crate) last: Option<i32>,
    pub(crate) before: Option<String>,
}

impl Paging {
    /// The page of this kind of list that the arguments ask for.
    pub(crate) fn read(self, asked: &Asked, list: List) -> Result<Page, Fault> {
        let take = match (self.first, self.last) {
            (Some(_), Some(_)) => {
                return Err(Fault::input("first and last are both there: name one of them."));
            }
            (Some(first), None) => Take::First(count("first", first)?),
            (None, Some(last)) => Take::Last(count("last", last)?),
            (None, None) => Take::First(USUAL),
        };
        let place = |argument, cursor: Option<String>| {
            cursor
                .map(|cursor| asked.app.seals().open_cursor(list, argument, &cursor))
                .transpose()
                .map(|place| place.map(|place| Cursor { key: place.key, id: place.id }))
        };
        Ok(Page { take, after: place("after", self.after)?, before: place("before", self.before)? })
    }
}

fn count(argument: &str, count: i32) -> Result<u16, Fault> {
    u16::try_from(count).ok().filter(|_| (1..=MOST).contains(&count)).ok_or_else(|| {
        Fault::input(format!("{argument} is {count}; between 1 and {MOST} are allowed."))
    })
}

/// A sealed cursor on its way out.
pub struct Sealed(String);

impl CursorType for Sealed {
    type Error = std::convert::Infallible;

    fn decode_cursor(cursor: &str) -> Result<Self, Self::Error> {
        Ok(Self(cursor.to_owned()))
    }

    fn encode_cursor(&self) -> String {
        self.0.clone()
    }
}

/// Parts of lists, by the id of what they belong to.
type Slices<K, V> = HashMap<K, Slice<V>>;

/// A page of things of the schema.
pub(crate) type Listed<T> = Connection<Sealed, T>;

/// The connection of a page.
pub(crate) fn connection<R, T>(
    asked: &Asked,
    list: List,
    page: PageOf<R>,
    show: impl Fn(Node<R>) -> T,
) -> Result<Listed<T>, Fault>
where
    R: HasCursor + Send + Sync + 'static,
    T: OutputType,
{
    connection_by(asked, list, page, HasCursor::cursor, show)
}

/// A page of what belongs to `node` by the id that `of` says, read for all things of its level at
/// once; `part` is what the list is called on this level, its kind, and the page.
pub(crate) async fn paged<R, K, V, T>(
    context: &Context<'_>,
    node: &Node<R>,
    of: fn(&R) -> K,
    part: (&str, List, Paging),
    load: impl AsyncFnOnce(&Snapshot, &Viewer, &[K], Page) -> Result<Slices<K, V>, ReadError>,
    show: impl Fn(Node<V>) -> T,
) -> Result<Listed<T>, Fault>
where
    R: Send + Sync + 'static,
    K: Eq + Hash + Send + Sync + 'static,
    V: HasCursor + Send + Sync + 'static,
    T: OutputType,
{
    let (asked, (name, list, paging)) = (asked(context)?, part);
    let page = paging.read(asked, list)?;
    let level = node.level();
    let read = async {
        let ids: Vec<K> = level.rows().iter().map(of).collect();
        let slices = load(level.snapshot(), asked.viewer(), &ids, page).await?;
        Ok::<_, Fault>(Pages::new(level.snapshot(), slices))
    };
    let pages = level.once(format!("{name} {page:?}"), read).await?;
    connection(asked, list, pages.page(&of(node)), show)
}

/// The connection of a page of a list that is here whole and not from the read models: `place` is a
/// row's place in it.
pub(crate) fn connection_of_all<R, T>(
    asked: &Asked,
    list: List,
    page: Page,
    rows: Vec<R>,
    place: impl Fn(&R) -> Cursor,
) -> Result<Listed<T>, Fault>
where
    T: OutputType + From<R>,
{
    let rows = rows.into_iter().map(|row| Placed { place: place(&row), row });
    let Slice { rows, has_before, has_after } = page.of(rows);
    let placed = rows.into_iter().map(|Placed { place, row }| (place, row.into()));
    listed(asked, list, Connection::new(has_before, has_after), placed)
}

/// A row with its place in a list.
struct Placed<R> {
    place: Cursor,
    row: R,
}

impl<R> HasCursor for Placed<R> {
    fn cursor(&self) -> Cursor {
        self.place
    }
}

/// The connection of a page of a list that has an order of its own: `place` is a row's place in it.
pub(crate) fn connection_by<R, T>(
    asked: &Asked,
    list: List,
    page: PageOf<R>,
    place: impl Fn(&R) -> Cursor,
    show: impl Fn(Node<R>) -> T,
) -> Result<Listed<T>, Fault>
where
    R: Send + Sync + 'static,
    T: OutputType,
{
    let placed = page.nodes.into_iter().map(|node| (place(&node), show(node)));
    listed(asked, list, Connection::new(page.has_before, page.has_after), placed)
}

/// The connection with these things in it, each with its place.
fn listed<T: OutputType>(
    asked: &Asked,
    list: List,
    mut connection: Listed<T>,
    placed: impl Iterator<Item = (Cursor, T)>,
) -> Result<Listed<T>, Fault> {
    for (Cursor { key, id }, thing) in placed {
        let cursor = asked.app.seals().seal_cursor(list, Place { key, id })?;
        connection.edges.push(Edge::new(Sealed(cursor), thing));
    }
    Ok(connection)
}
