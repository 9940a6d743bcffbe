//! A desk: works for one stream for as long as commands wait there.

use std::sync::Arc;

use domain::StreamId;

use super::batch::Batch;
use super::{Job, Shared};

/// Carries out what waits at the stream, batch after batch, until nothing waits.
pub(super) async fn work(shared: Arc<Shared>, stream: StreamId) {
    let desk = Desk { shared, stream };
    while let Some(jobs) = desk.next_batch() {
        Batch::new(&desk.shared, stream, jobs).settle().await;
    }
}

struct Desk {
    shared: Arc<Shared>,
    stream: StreamId,
}

impl Desk {
    /// The commands that wait, as many as one append may hold. `None` closes the desk; the next
    /// command opens a new one.
    fn next_batch(&self) -> Option<Vec<Job>> {
        let mut desks = self.shared.desks();
        let waiting = desks.get_mut(&self.stream)?;
        if waiting.is_empty() {
            desks.remove(&self.stream);
            return None;
        }
        let rest = waiting.split_off(waiting.len().min(self.shared.limits.batch));
        Some(std::mem::replace(waiting, rest))
    }
}

impl Drop for Desk {
    /// A desk that ends in a panic must not leave commands waiting for ever: their callers see
    /// that it stopped.
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.shared.desks().remove(&self.stream);
        }
        self.shared.states.keep(&self.shared.states.cell(self.stream));
    }
}
