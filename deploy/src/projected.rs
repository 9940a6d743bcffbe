//! Waiting for the read models, for commands that do not project themselves.

use std::time::Duration;

use anyhow::Result;
use eventlog::{EventLog, Position};
use projections::admin;
use tokio_postgres::Config;

/// How often it looks.
const LOOK: Duration = Duration::from_millis(50);
/// How many looks without progress it takes to give up: 10 s.
const PATIENCE: u32 = 200;

/// Waits until the set of this build has this position. False if nothing moves for 10 s: then
/// probably no program serves this database.
///
/// # Errors
/// If the database cannot be reached.
pub async fn wait(
    database: &Config,
    log: &dyn EventLog,
    position: Position,
    report: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<bool> {
    let (mut last, mut still) = (0, 0);
    loop {
        let sets = admin::status(database, log).await?;
        let here = sets.iter().find(|set| set.current).map_or(0, |set| set.position);
        report(here.min(position.0), position.0);
        if here >= position.0 {
            return Ok(true);
        }
        still = if here == last { still + 1 } else { 0 };
        if still > PATIENCE {
            return Ok(false);
        }
        last = here;
        tokio::time::sleep(LOOK).await;
    }
}
