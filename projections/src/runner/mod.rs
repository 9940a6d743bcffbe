//! Keeps the set up with the log: builds it if it is not there, then follows.
//!
//! One node leads at a time. It holds the set's lease and applies each batch in one transaction
//! that compares and sets position and fence; a node that only believes that it leads writes
//! nothing. The others watch, and take the lease when it ends.

mod apply;
mod feed;
mod lead;
mod progress;
mod statistics;
mod watch;

pub(crate) use apply::Target;
pub(crate) use feed::{Batch, Fed, Feed, gathering, replay};
pub use progress::{Poison, Progress, SetState};

use std::sync::Arc;
use std::time::Duration;

use eventlog::EventLog;
use eventlog::keyring::Keyring;
use futures::future::BoxFuture;
use tokio_postgres::Config;
use tokio_util::sync::CancellationToken;

use crate::set::{Set, SetError, claim_start, connect};
use lead::Ended;

/// How often a node that waits looks whether the lease is free, and how soon it tries again after
/// the database was away.
const RETRY: Duration = Duration::from_millis(500);

/// Keeps the set of this program up with the log.
pub struct Projector {
    config: Config,
    log: Arc<dyn EventLog>,
    keyring: Arc<dyn Keyring>,
    node: String,
    set: Arc<Set>,
}

impl Projector {
    /// A projector of the set that this program was built for, on the node called `node`.
    #[must_use]
    pub fn new(
        config: Config,
        log: Arc<dyn EventLog>,
        keyring: Arc<dyn Keyring>,
        node: String,
    ) -> Self {
        Self { config, log, keyring, node, set: Arc::new(Set::current()) }
    }

    /// The same, of another set.
    #[must_use]
    pub fn of_set(mut self, set: Set) -> Self {
        self.set = Arc::new(set);
        self
    }

    /// Lists the set in the register and reads how far it is. A set that had stopped is tried
    /// again.
    ///
    /// # Errors
    /// If the database cannot be reached.
    pub async fn prepare(&self) -> Result<Progress, SetError> {
        let client = connect(&self.config, self.set.schema(), "").await?;
        claim_start(&client, &self.set).await?;
        let progress = Progress::new(self.set.schema());
        watch::look(&client, &progress).await?;
        Ok(progress)
    }

    /// Leads, or waits to lead, until it is told to stop. What it does shows in `progress`.
    pub async fn run(self, progress: Progress, stop: CancellationToken) {
        let watching = watch::watch(self.config.clone(), progress.clone(), stop.clone());
        // In a box of its own: the compiler cannot prove that the borrows within may change threads
        // when both futures are one.
        let projecting: BoxFuture<'_, ()> = Box::pin(self.project(&progress, &stop));
        tokio::join!(watching, projecting);
    }

    async fn project(&self, progress: &Progress, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            match self.lead(progress, stop).await {
                Ok(Ended::Asked) => return,
                Ok(Ended::Stopped) => {}
                Ok(Ended::Unknown(problem)) => {
                    // Another program may know it: this one never leads again.
                    tracing::error!(set = self.set.schema(), problem, "cannot go on projecting");
                    progress.becomes(SetState::Unready { problem });
                    return stop.cancelled().await;
                }
                Err(SetError::Fenced) => {
                    tracing::warn!(set = self.set.schema(), "another node projects by now");
                }
                Err(error) => {
                    tracing::warn!(set = self.set.schema(), error = %error, "cannot project");
                }
            }
            tokio::select! {
                () = tokio::time::sleep(RETRY) => {}
                () = stop.cancelled() => {}
            }
        }
    }
}
