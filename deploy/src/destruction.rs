//! Destroys the texts of groups that were deleted and that nobody restored: first their keys, then
//! the words that read models still hold. The event comes before; all of this is done again until
//! nothing is left of it, so it does not matter where it is cut off, or that another node does the
//! same.

use std::time::Duration;

use anyhow::Result;
use eventlog::Position;
use projections::admin::{self, Building};
use projections::set::SetError;
use projections::{ReadError, Reader, groups};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use vault::Vault;

use crate::wiring::Services;

/// How often it looks.
const EVERY: Duration = Duration::from_secs(600);

/// Destroys texts.
pub struct Destruction {
    /// Keeps the keys.
    pub vault: Vault,
    /// Knows which groups are destroyed.
    pub reader: Reader,
    /// What the read models are built from.
    pub building: Building,
}

/// What was destroyed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Gone {
    /// How many keys.
    pub keys: u64,
    /// Whether read models were built again without the words.
    pub rebuilt: bool,
}

impl Destruction {
    /// What destroys the texts of these services.
    #[must_use]
    pub fn of(services: &Services, reader: Reader) -> Self {
        Self { vault: services.vault.clone(), reader, building: services.building() }
    }

    /// Does it at once and then from time to time, until it is told to stop.
    pub async fn run(self, stop: CancellationToken) {
        let mut times = interval(EVERY);
        times.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut done = stop.is_cancelled();
        while !done {
            let once = async {
                times.tick().await;
                match self.destroy(Position::START).await {
                    Ok(Gone { keys, rebuilt }) => {
                        tracing::debug!(keys, rebuilt, "destruction.look done");
                    }
                    Err(error) => tracing::warn!(%error, "destruction.look failed"),
                }
            };
            tokio::select! {
                () = stop.cancelled() => done = true,
                () = once => {}
            }
        }
    }

    /// Does it once, for what is destroyed at this position of the log.
    ///
    /// # Errors
    /// If the vault or the read models do not answer; what was done stays done.
    pub async fn destroy(&self, at: Position) -> Result<Gone> {
        let snapshot = match self.reader.snapshot(Some(at)).await {
            Ok(snapshot) => snapshot,
            Err(ReadError::NotReady) => return Ok(Gone::default()),
            Err(error) => return Err(error.into()),
        };
        let destroyed = groups::destroyed(&snapshot).await?;
        drop(snapshot);
        let keys = self.vault.destroy_texts(&destroyed.streams).await?;
        let rebuilt = destroyed.words_left && self.rebuild().await?;
        Ok(Gone { keys, rebuilt })
    }

    /// Built from texts without keys, read models hold what the log still says. Whether that was
    /// done: where another builds them already, the next look finds what is left.
    async fn rebuild(&self) -> Result<bool> {
        match admin::rebuild(&self.building, &mut |_, _| {}).await {
            Ok(_) => Ok(true),
            Err(SetError::BeingBuilt) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}
