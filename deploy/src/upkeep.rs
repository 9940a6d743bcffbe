//! What has to be put in order from time to time: people whom a crash left half registered, keys of
//! texts that were never written, access of people who are deactivated, what has expired, and read
//! models that no program uses any more.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use domain::{Actor, Command, PersonId, PlatformId, State, StreamId, TextId, person};
use eventlog::executor::{Executor, Submission};
use eventlog::{CommandId, EventLog, Version, codec};
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_postgres::Config;
use tokio_util::sync::CancellationToken;
use vault::Vault;

use crate::wiring::Services;

/// How often. All of it can wait longer, and none of it is noticed when it runs.
const EVERY: Duration = Duration::from_secs(600);
/// How long registering a person may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many keys are settled at a time.
const KEYS: u32 = 1_000;
/// How many events are read at a time.
const EVENTS: usize = 2_000;

/// Puts the vault and the read models in order. Any number of nodes may do so at once.
pub struct Upkeep {
    /// Where the read models are.
    pub database: Config,
    /// What was written.
    pub log: Arc<dyn EventLog>,
    /// People and keys.
    pub vault: Vault,
    /// Registers people.
    pub executor: Executor,
}

/// What was put in order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settled {
    /// People who were registered to the end.
    pub people: usize,
    /// Keys that were destroyed: no event has their text.
    pub keys: u64,
    /// Sessions and tokens of people who are deactivated that a crash left.
    pub access: usize,
    /// Codes, sessions, tokens and invitations that were over and were deleted.
    pub expired: u64,
    /// Sets of read models that no program had used for a day and were dropped.
    pub sets: usize,
}

impl Upkeep {
    /// That of these services.
    #[must_use]
    pub fn of(services: &Services) -> Self {
        Self {
            database: services.database.clone(),
            log: Arc::clone(&services.log) as Arc<dyn EventLog>,
            vault: services.vault.clone(),
            executor: services.executor.clone(),
        }
    }

    /// Does it at once and then from time to time, until it is told to stop.
    pub async fn run(self, stop: CancellationToken) {
        let mut times = interval(EVERY);
        times.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = times.tick() => {}
            }
            tokio::select! {
                () = stop.cancelled() => return,
                settled = self.settle() => match settled {
                    Ok(Settled { people, keys, access, expired, sets }) => {
                        tracing::debug!(people, keys, access, expired, sets, "upkeep done");
                    }
                    Err(error) => tracing::warn!(%error, "upkeep failed, and is tried again"),
                },
            }
        }
    }

    /// Does it once.
    ///
    /// # Errors
    /// If the database or the log does not answer; what was done stays done.
    pub async fn settle(&self) -> Result<Settled> {
        // First, so that nothing else that fails keeps it from being done.
        let access = self.access().await?;
        let expired = self.vault.sweep_expired().await?.0;
        let (people, keys) = (self.people().await?, self.keys().await?);
        let sets = projections::admin::prune(&self.database, false).await?.len();
        Ok(Settled { people, keys, access, expired, sets })
    }

    /// Registers the people whom a crash left between vault and log.
    async fn people(&self) -> Result<usize> {
        let pending = self.vault.pending_people().await?;
        for id in &pending {
            let command = Command::Person(*id, person::Command::Register);
            let key = CommandId::derive(Actor::System, "register", &id.to_string());
            let deadline = Instant::now() + PATIENCE;
            let submission = Submission::new(command, Actor::System, key, deadline);
            self.executor.execute(submission).await?;
            self.vault.activate(*id).await?;
        }
        Ok(pending.len())
    }

    /// Ends the access of everybody who is deactivated.
    async fn access(&self) -> Result<usize> {
        let state = self.executor.state(PlatformId::ONE.into()).await?;
        let State::Platform(platform) = &*state else { return Ok(0) };
        let away: Vec<PersonId> = platform.away().collect();
        Ok(if away.is_empty() { 0 } else { self.vault.end_old_access(&away).await? })
    }

    /// Finds out which texts the log uses, and destroys the keys of the others.
    async fn keys(&self) -> Result<u64> {
        let mut destroyed = 0;
        loop {
            let due = self.vault.keys_to_settle(KEYS).await?;
            if due.is_empty() {
                return Ok(destroyed);
            }
            let mut asked: HashMap<StreamId, HashSet<TextId>> = HashMap::new();
            for key in &due {
                asked.entry(key.container).or_default().insert(key.text);
            }
            let mut used = HashSet::new();
            for (stream, texts) in asked {
                used.extend(self.used(stream, texts).await?);
            }
            destroyed += self.vault.settle_keys(&due, &used).await?;
        }
    }

    /// Those of these texts that events of the stream hold.
    async fn used(&self, stream: StreamId, mut texts: HashSet<TextId>) -> Result<Vec<TextId>> {
        let (mut found, mut after) = (Vec::new(), Version::NONE);
        while !texts.is_empty() {
            let events = self.log.read_stream(stream, after, EVENTS).await?;
            let Some(last) = events.last() else { break };
            after = last.version;
            for event in &events {
                let held = codec::decode(event)?.texts();
                found.extend(held.into_iter().map(|(_, it)| it.id).filter(|id| texts.remove(id)));
            }
        }
        Ok(found)
    }
}
