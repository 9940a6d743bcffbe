//! A desk: works for one stream for as long as commands wait there.

use std::sync::Arc;

use domain::StreamId;

use super::batch::Batch;
use super::states::Cell;
use super::{Job, Shared};

/// Carries out what waits at the stream, batch after batch, until nothing waits.
pub(super) async fn work(shared: Arc<Shared>, stream: StreamId) {
    let cell = shared.states.cell(stream);
    let desk = Desk { shared, cell };
    while let Some(jobs) = desk.next_batch() {
        Batch::new(&desk.shared, &desk.cell, jobs).settle().await;
    }
}

struct Desk {
    shared: Arc<Shared>,
    cell: Arc<Cell>,
}

impl Desk {
    /// The commands that wait, as many as one append may hold, at least one. `None` closes the
    /// desk; the next command opens a new one.
    fn next_batch(&self) -> Option<Vec<Job>> {
        let limits = &self.shared.limits;
        let mut desks = self.shared.desks();
        let waiting = desks.get_mut(&self.cell.stream())?;
        if waiting.is_empty() {
            desks.remove(&self.cell.stream());
            return None;
        }
        let mut bytes = 0;
        let fitting = waiting.iter().take(limits.batch).take_while(|job| {
            bytes += job.bytes;
            bytes <= limits.batch_bytes
        });
        let fitting = fitting.count().max(1);
        Some(waiting.drain(..fitting).collect())
    }
}

impl Drop for Desk {
    /// A desk that ends in a panic must not leave commands waiting for ever: their callers see
    /// that it stopped. Nor does it leave its state, which may be half changed.
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.shared.desks().remove(&self.cell.stream());
            self.shared.states.forget(self.cell.stream());
        } else {
            self.shared.states.keep(&self.cell);
        }
    }
}
