//! Following a read model from a position on.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Context, Result};
use eventlog::Position as At;
use futures::{Stream, stream};
use projections::Snapshot;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::app::{Asked, asked};
use crate::fault::Fault;
use crate::level::{Level, Node};
use crate::schema::scalars::Position;

/// How many items one read brings at most: as many as are resolved before the first is given.
const LIMIT: u16 = 20;
/// How long the first pause is when nothing could be read. Each is twice as long as the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// Before a pause longer than this it is given up: after half a minute or so.
const LAST_PAUSE: Duration = Duration::from_secs(20);

/// One read: what comes after a position, as far as a snapshot has it.
pub(super) struct Read {
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) asked: Arc<Asked>,
    pub(super) after: At,
    pub(super) limit: u16,
}

struct Following<R, L> {
    asked: Arc<Asked>,
    moved: watch::Receiver<At>,
    /// Everything up to here was given, or is not to be.
    after: At,
    waiting: VecDeque<Node<R>>,
    /// A read came back full: there may be more at once.
    more: bool,
    read: L,
    ended: bool,
}

/// The items after the position that the client names, those that are there and those to come,
/// each on the level of its read. What passes is waited out; any other fault ends it.
pub(super) async fn follow<R, L, F, T>(
    context: &Context<'_>,
    after: Option<Position>,
    read: L,
    show: fn(Node<R>) -> T,
) -> Result<impl Stream<Item = Result<T>> + use<R, L, F, T>>
where
    R: Send + Sync + 'static,
    L: Fn(Read) -> F + Send + 'static,
    F: Future<Output = Result<Vec<(At, R)>, Fault>> + Send,
    T: Send + 'static,
{
    let asked = Arc::clone(asked(context)?);
    let moved = asked.app.reader.progress().subscribe();
    let after = match after {
        Some(token) => asked.app.open_position(&token.0).await?,
        None => *moved.borrow(),
    };
    let waiting = VecDeque::new();
    let mut following = Following { asked, moved, after, waiting, more: true, read, ended: false };
    // The first read says at once whether there is anything to follow.
    following.look_until_read().await?;
    Ok(stream::unfold(following, move |mut following| async move {
        if following.ended {
            return None;
        }
        let item = following.next().await;
        following.ended = item.is_err();
        Some((item.map(show).map_err(Into::into), following))
    }))
}

impl<R, L, F> Following<R, L>
where
    R: Send + Sync + 'static,
    L: Fn(Read) -> F,
    F: Future<Output = Result<Vec<(At, R)>, Fault>>,
{
    /// Reads what comes next, once.
    async fn look(&mut self) -> Result<(), Fault> {
        // Seen before the read: what comes during it wakes the next one.
        self.moved.mark_unchanged();
        let snapshot = self.asked.snapshot_at(None).await?;
        let seen = snapshot.position();
        let read = Read {
            snapshot: Arc::clone(&snapshot),
            asked: Arc::clone(&self.asked),
            after: self.after,
            limit: LIMIT,
        };
        let found = (self.read)(read).await?;
        self.more = found.len() == usize::from(LIMIT);
        self.after = match found.last() {
            Some((last, _)) if self.more => *last,
            _ => self.after.max(seen),
        };
        let level = Level::new(snapshot, found.into_iter().map(|(_, row)| row).collect());
        self.waiting.extend(Node::all(&level));
        self.asked.set_holds(!self.waiting.is_empty());
        Ok(())
    }

    /// Reads what comes next, again and again as long as the fault may pass.
    async fn look_until_read(&mut self) -> Result<(), Fault> {
        let mut pause = FIRST_PAUSE;
        loop {
            match self.look().await {
                Err(fault) if fault.code.is_passing() && pause <= LAST_PAUSE => {
                    let (code, cause) = (fault.code.as_str(), fault.cause.as_deref());
                    tracing::debug!(code, cause, "subscription.read is tried again");
                    sleep(pause).await;
                    pause *= 2;
                }
                looked => return looked,
            }
        }
    }

    /// The next item, when there is one.
    async fn next(&mut self) -> Result<Node<R>, Fault> {
        loop {
            if let Some(node) = self.waiting.pop_front() {
                self.asked.set_holds(!self.waiting.is_empty());
                return Ok(node);
            }
            if !self.more && self.moved.changed().await.is_err() {
                return Err(Fault::unavailable(&"the projector is gone"));
            }
            self.look_until_read().await?;
        }
    }
}
