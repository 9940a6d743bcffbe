//! A log that hands over again what it has handed over.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{StreamId, Timestamp};
use eventlog::{
    Append, AppendError, Appended, EventLog, LogError, Position, Recorded, StreamLock, Version,
};
use futures::stream::BoxStream;
use futures::{StreamExt, stream};

use super::World;
use super::golden_log::events;

/// Every batch comes twice, and after it all that was before.
struct Again(Arc<dyn EventLog>);

#[async_trait]
impl EventLog for Again {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        self.0.append(append).await
    }

    async fn read_stream(
        &self,
        stream: StreamId,
        after: Version,
        limit: usize,
    ) -> Result<Vec<Arc<Recorded>>, LogError> {
        self.0.read_stream(stream, after, limit).await
    }

    async fn read_streams(
        &self,
        streams: &[(StreamId, Version)],
    ) -> Result<Vec<Arc<Recorded>>, LogError> {
        self.0.read_streams(streams).await
    }

    async fn read_all(
        &self,
        after: Position,
        limit: usize,
    ) -> Result<Vec<Arc<Recorded>>, LogError> {
        self.0.read_all(after, limit).await
    }

    fn follow(
        &self,
        after: Position,
        limit: usize,
    ) -> BoxStream<'static, Result<Vec<Arc<Recorded>>, LogError>> {
        let mut before = Vec::new();
        let again = self.0.follow(after, limit).flat_map(move |read| {
            before.extend(read.iter().flatten().cloned());
            stream::iter([read.clone(), read, Ok(before.clone())])
        });
        again.boxed()
    }

    async fn head(&self) -> Result<Position, LogError> {
        self.0.head().await
    }

    async fn lock_stream(&self, stream: StreamId) -> Result<StreamLock, LogError> {
        self.0.lock_stream(stream).await
    }

    async fn now(&self) -> Result<Timestamp, LogError> {
        self.0.now().await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_delivered_again_changes_nothing() {
    let worlds = [World::new().await, World::over(|log| Arc::new(Again(log))).await];
    let (made, ended) = events();
    let mut rows = Vec::new();
    for world in &worlds {
        // In parts, so that there is something to deliver again.
        for part in made.chunks(40).chain(ended.chunks(10)) {
            world.append(part).await;
            world.caught_up().await;
        }
        rows.push(world.rows("ended").await);
    }
    assert_eq!(rows[0], rows[1]);
    let [once, again] = worlds;
    again.check().await;
    once.end().await;
    again.end().await;
}
