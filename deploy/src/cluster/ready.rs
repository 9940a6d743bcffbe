//! Waits until a server answers.

use std::time::Duration;

use tokio::time::{Instant, sleep};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Config, NoTls};

use super::server::Server;

/// Between two questions.
pub(super) const PAUSE: Duration = Duration::from_millis(20);
/// How long a server may take that says nothing.
const SILENT: Duration = Duration::from_secs(60);
/// How long a server may take that says it is starting: after a crash it reads what was not
/// written to its files yet.
const STARTING: Duration = Duration::from_secs(15 * 60);

/// Waits until the server answers, has ended, or takes too long.
pub(super) async fn wait(server: &Server, config: &Config) -> Result<(), String> {
    tokio::select! {
        how = server.ended() => Err(format!("it has ended at once ({how})")),
        answered = ask(config) => answered,
    }
}

async fn ask(config: &Config) -> Result<(), String> {
    let begun = Instant::now();
    loop {
        let Err(error) = connect(config).await else { return Ok(()) };
        let starting = error.code() == Some(&SqlState::CANNOT_CONNECT_NOW);
        let patience = if starting { STARTING } else { SILENT };
        if begun.elapsed() > patience {
            return Err(format!("no answer within {} s: {error}", patience.as_secs()));
        }
        sleep(PAUSE).await;
    }
}

async fn connect(config: &Config) -> Result<(), tokio_postgres::Error> {
    let mut config = config.clone();
    config.connect_timeout(Duration::from_secs(5));
    let (client, connection) = config.connect(NoTls).await?;
    let connection = tokio::spawn(connection);
    client.simple_query("SELECT 1").await?;
    drop(client);
    drop(connection.await);
    Ok(())
}
