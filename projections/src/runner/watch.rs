//! Watching the set: tells the process what another node's projecting has reached, and the others
//! what this one has.

use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;

use eventlog::Position;
use eventlog::postgres::tls;
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval};
use tokio_postgres::{AsyncMessage, Client, Config};
use tokio_util::sync::CancellationToken;

use super::progress::{Progress, SetState};
use crate::set::{Registry, SetError};

/// A notification is a hint; whoever missed it looks this often.
const LOOKED: Duration = Duration::from_millis(500);
/// How often a program says that it uses the set.
const HEARTBEAT: Duration = Duration::from_secs(20);
const CHANNEL: &str = "althing_projected";

/// Reads how far the set is, and what it is doing.
pub(super) async fn look(client: &Client, progress: &Progress) -> Result<(), SetError> {
    let Some(entry) = Registry(client).find(progress.schema()).await? else { return Ok(()) };
    if entry.built {
        let sql = format!("SELECT position FROM {}.checkpoint", progress.schema());
        let row = client.query_one(&sql, &[]).await?;
        progress.reached(Position(row.get::<_, i64>(0).cast_unsigned()));
    }
    progress.becomes(match entry.stopped {
        Some(poison) => SetState::Stopped(poison),
        None if entry.built => SetState::Live,
        None => SetState::Building,
    });
    Ok(())
}

/// Watches until it is told to stop; connects again whenever the connection breaks.
pub(super) async fn watch(config: Config, progress: Progress, stop: CancellationToken) {
    while !stop.is_cancelled() {
        tokio::select! {
            watched = watch_once(&config, &progress) => {
                if let Err(error) = watched {
                    tracing::warn!(set = progress.schema(), error = %error, "cannot watch the set");
                }
                tokio::select! {
                    () = tokio::time::sleep(LOOKED) => {}
                    () = stop.cancelled() => {}
                }
            }
            () = stop.cancelled() => {}
        }
    }
}

async fn watch_once(config: &Config, progress: &Progress) -> Result<(), SetError> {
    let (client, mut connection) = config.connect(tls(config)).await?;
    let (hints, mut hinted) = mpsc::unbounded_channel();
    let driven = async {
        while let Some(message) = poll_fn(|cx| connection.poll_message(cx)).await {
            if let AsyncMessage::Notification(hint) = message? {
                let _ = hints.send(hint.payload().to_owned());
            }
        }
        Ok::<_, SetError>(())
    };
    let watching = async {
        client.batch_execute(&format!("LISTEN {CHANNEL}")).await?;
        let mut looks = interval(LOOKED);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut heartbeats = interval(HEARTBEAT);
        let mut positions = progress.subscribe();
        let mut told = progress.position();
        loop {
            tokio::select! {
                Some(hint) = hinted.recv() => take(&hint, progress, &mut told),
                _ = looks.tick() => look(&client, progress).await?,
                _ = heartbeats.tick() => Registry(&client).heartbeat(progress.schema()).await?,
                Ok(()) = positions.changed() => {
                    let position = *positions.borrow_and_update();
                    if position > told {
                        told = position;
                        tell(&client, progress.schema(), position).await?;
                    }
                }
            }
        }
    };
    let (driven, watching) = (pin!(driven), pin!(watching));
    tokio::select! {
        ended = driven => ended,
        ended = watching => ended,
    }
}

/// A hint from another node, or one's own.
fn take(hint: &str, progress: &Progress, told: &mut Position) {
    let Some((schema, position)) = hint.split_once(' ') else { return };
    if schema != progress.schema() {
        return;
    }
    if let Ok(position) = position.parse::<Position>() {
        // Whoever reached it has told everybody.
        *told = position.max(*told);
        progress.reached(position);
    }
}

/// Tells the other nodes, outside of any transaction: a notification inside of one would put all
/// commits of the database in a row.
async fn tell(client: &Client, schema: &str, position: Position) -> Result<(), SetError> {
    let hint = format!("{schema} {position}");
    client.execute("SELECT pg_notify($1, $2)", &[&CHANNEL, &hint]).await?;
    Ok(())
}
