//! Leading: taking the lease, building the set if need be, and following the log.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Interval, MissedTickBehavior, interval};
use tokio_postgres::Client;
use tokio_util::sync::CancellationToken;

use super::feed::{poison, prepare};
use super::statistics::Statistics;
use super::{Batch, Fed, Feed, Poison, Progress, Projector, SetState, Target, gathering, replay};
use crate::set::{Lease, Registry, SetError, connect, finish};

/// How often the lease is renewed: several times before it ends.
const RENEWED: Duration = Duration::from_secs(1);
/// How many events are taken from the log at a time.
const FOLLOWED: usize = 2_000;

/// How leading, or waiting to lead, ended.
pub(super) enum Ended {
    /// It was asked to.
    Asked,
    /// The set has stopped at a poison event, here or before, or another leads.
    Stopped,
    /// A newer program wrote what comes next.
    Unknown(String),
}

/// What there is to do next.
enum Next {
    Fed(Option<Fed>),
    Renew,
    Stop,
}

/// A node that holds the lease.
struct Leader<'a> {
    projector: &'a Projector,
    progress: &'a Progress,
    stop: &'a CancellationToken,
    /// For the lease, beside the connection that writes.
    side: Client,
    target: Target,
    renewals: Interval,
    /// Once it follows the log.
    statistics: Option<Statistics>,
}

impl Projector {
    /// Leads if the lease is free, until something ends it.
    pub(super) async fn lead(
        &self,
        progress: &Progress,
        stop: &CancellationToken,
    ) -> Result<Ended, SetError> {
        let schema = self.set.schema();
        let side = connect(&self.config, schema, "-c lock_timeout=10000").await?;
        let Some(lease) = self.take(&side, progress, stop).await? else {
            return Ok(if stop.is_cancelled() { Ended::Asked } else { Ended::Stopped });
        };
        tracing::info!(set = schema, position = lease.position.0, "projecting");
        let target = Target::open(&self.config, schema, lease.position, lease.fence).await?;
        let mut renewals = interval(RENEWED);
        renewals.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let statistics = None;
        let mut leader =
            Leader { projector: self, progress, stop, side, target, renewals, statistics };
        let ended = leader.work(lease).await;
        if !matches!(ended, Err(SetError::Fenced)) {
            let _ = Registry(&leader.side).release(schema, lease.fence).await;
        }
        ended
    }

    /// Waits for the lease. Nothing if it is asked to stop.
    async fn take(
        &self,
        side: &Client,
        progress: &Progress,
        stop: &CancellationToken,
    ) -> Result<Option<Lease>, SetError> {
        loop {
            if let Some(lease) = Registry(side).take(&self.set, &self.node).await? {
                return Ok(Some(lease));
            }
            super::watch::look(side, progress).await?;
            tokio::select! {
                () = tokio::time::sleep(super::RETRY) => {}
                () = stop.cancelled() => return Ok(None),
            }
        }
    }
}

impl Leader<'_> {
    async fn work(&mut self, lease: Lease) -> Result<Ended, SetError> {
        if !lease.built
            && let Some(ended) = self.build().await?
        {
            return Ok(ended);
        }
        self.progress.reached(self.target.position);
        self.progress.becomes(SetState::Live);
        let Projector { config, log, set, .. } = self.projector;
        let at = self.target.position;
        self.statistics = Some(Statistics::new(config.clone(), Arc::clone(set), at));
        let source = log.follow(self.target.position, FOLLOWED);
        let source = gathering(source, self.progress.clone());
        let feed = self.feed(source);
        Ok(self.drain(feed).await?.unwrap_or(Ended::Asked))
    }

    /// Replays the log into the tables while they have no indexes, then makes the indexes. May be
    /// cut anywhere and goes on from the checkpoint.
    async fn build(&mut self) -> Result<Option<Ended>, SetError> {
        self.progress.becomes(SetState::Building);
        let source = replay(Arc::clone(&self.projector.log), self.target.position, None);
        let feed = self.feed(source);
        if let Some(ended) = self.drain(feed).await? {
            return Ok(Some(ended));
        }
        let (set, fence) = (&self.projector.set, self.target.fence);
        let mut finishing = std::pin::pin!(finish(&self.target.writer.client, set));
        loop {
            tokio::select! {
                finished = &mut finishing => {
                    finished?;
                    break;
                }
                _ = self.renewals.tick() => renew(&self.side, set.schema(), fence).await?,
                () = self.stop.cancelled() => return Ok(Some(Ended::Asked)),
            }
        }
        if Registry(&self.side).built(set.schema(), fence).await? {
            Ok(None)
        } else {
            Err(SetError::Fenced)
        }
    }

    fn feed(&self, source: super::feed::Source) -> Feed {
        let Projector { keyring, set, .. } = self.projector;
        Feed::new(source, self.target.position, Arc::clone(keyring), Arc::clone(set))
    }

    /// Applies what comes until the source ends: then nothing is said.
    async fn drain(&mut self, mut feed: Feed) -> Result<Option<Ended>, SetError> {
        loop {
            let next = tokio::select! {
                biased;
                () = self.stop.cancelled() => Next::Stop,
                _ = self.renewals.tick() => Next::Renew,
                fed = feed.next() => Next::Fed(fed),
            };
            match next {
                Next::Stop => return Ok(Some(Ended::Asked)),
                Next::Renew => {
                    let schema = self.projector.set.schema();
                    renew(&self.side, schema, self.target.fence).await?;
                }
                Next::Fed(None) => return Ok(None),
                Next::Fed(Some(Fed::Batch(batch))) => {
                    if let Some(poison) = self.apply(batch).await? {
                        return self.stopped(poison).await.map(Some);
                    }
                }
                Next::Fed(Some(Fed::Poison(poison))) => {
                    return self.stopped(poison).await.map(Some);
                }
                Next::Fed(Some(Fed::Unknown(problem))) => return Ok(Some(Ended::Unknown(problem))),
            }
        }
    }

    /// Applies the batch. If the database refuses it, its events are applied one by one up to the
    /// one that it refuses, which is returned.
    async fn apply(&mut self, batch: Batch) -> Result<Option<Poison>, SetError> {
        match self.target.apply(&batch).await {
            Ok(()) => {}
            Err(SetError::Refused(_)) => return self.apply_each(batch).await,
            Err(error) => return Err(error),
        }
        self.progress.reached(self.target.position);
        if let Some(statistics) = &mut self.statistics {
            statistics.reached(self.target.position);
        }
        Ok(None)
    }

    async fn apply_each(&mut self, batch: Batch) -> Result<Option<Poison>, SetError> {
        let Projector { keyring, set, .. } = self.projector;
        for event in batch.events {
            for fed in prepare(vec![Arc::clone(&event)], &**keyring, set).await {
                let Fed::Batch(one) = fed else {
                    let problem = "it can no longer be read".to_owned();
                    return Ok(Some(poison(&event, problem)));
                };
                match self.target.apply(&one).await {
                    Ok(()) => self.progress.reached(self.target.position),
                    Err(SetError::Refused(problem)) => return Ok(Some(poison(&event, problem))),
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(None)
    }

    /// Stops the set at this event, for everybody.
    async fn stopped(&self, poison: Poison) -> Result<Ended, SetError> {
        let schema = self.projector.set.schema();
        tracing::error!(
            set = schema,
            position = poison.position.0,
            event.type = poison.event_type,
            problem = poison.problem,
            "stopped at an event that cannot be projected"
        );
        Registry(&self.side).stop(schema, self.target.fence, &poison).await?;
        self.progress.becomes(SetState::Stopped(poison));
        Ok(Ended::Stopped)
    }
}

async fn renew(side: &Client, schema: &str, fence: i64) -> Result<(), SetError> {
    if Registry(side).renew(schema, fence).await? { Ok(()) } else { Err(SetError::Fenced) }
}
