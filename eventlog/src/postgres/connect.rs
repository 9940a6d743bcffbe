//! Connections of the log's own.

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_postgres::{Client, Config};

use super::row::broken;
use super::tls::{decided, tls};
use crate::LogError;

/// How long a session may hold the log's lock without doing anything, and how long it waits for
/// it. Together with the way to the server they bound what a stopped node costs the others.
pub const LOCK_PATIENCE: Duration = Duration::from_secs(2);

/// `config` with the options of a session that writes: PostgreSQL itself ends one whose program
/// has stopped.
#[must_use]
pub fn writing(mut config: Config) -> Config {
    let millis = LOCK_PATIENCE.as_millis();
    let options = config.get_options().unwrap_or_default();
    let options = format!(
        "{options} -c idle_in_transaction_session_timeout={millis} -c lock_timeout={millis} -c \
         statement_timeout=10000 -c synchronous_commit=on"
    );
    config.options(options.trim());
    reaching(config)
}

/// `config` with the options of every connection: it is private or it is not, and it notices within
/// seconds that the other side is gone.
#[must_use]
pub fn reaching(config: Config) -> Config {
    let mut config = decided(config);
    config.keepalives(true);
    config.keepalives_idle(Duration::from_secs(5));
    config.keepalives_interval(Duration::from_secs(1));
    config.keepalives_retries(3);
    config.tcp_user_timeout(Duration::from_secs(10));
    config.connect_timeout(Duration::from_secs(5));
    config
}

/// A connection, and the task that moves its bytes, which ends with it.
pub(super) async fn connect(config: &Config) -> Result<(Client, JoinHandle<()>), LogError> {
    let (client, connection) = config.connect(tls(config)).await.map_err(broken)?;
    let task = tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "eventlog.connection ended");
        }
    });
    Ok((client, task))
}
