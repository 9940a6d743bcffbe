//! Brings in what other nodes write. A notice is a hint; every half second it looks anyway.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::stream::poll_fn;
use tokio::sync::Notify;
use tokio_postgres::{AsyncMessage, Client, Config, NoTls};

use super::reader::Reader;
use super::row::broken;
use crate::LogError;
use crate::tail::{Pages, Tail};

/// How often it looks without a notice.
const POLL: Duration = Duration::from_millis(500);
/// How many events it takes in at a time.
const PAGE: usize = 2_000;

/// Publishes what is in the log after the tail's head whenever `behind` says so, and now and then.
/// Never ends.
pub(super) async fn follow(reader: Reader, tail: Arc<Tail>, behind: Arc<Notify>) {
    loop {
        let _ = tokio::time::timeout(POLL, behind.notified()).await;
        loop {
            match reader.page(tail.head(), PAGE).await {
                Ok(events) if events.is_empty() => break,
                Ok(events) => {
                    tail.publish(events);
                }
                Err(error) => {
                    tracing::warn!(%error, "eventlog.follow failed");
                    break;
                }
            }
        }
    }
}

/// Turns notices of the database into notices of `behind`, over a connection that is opened again
/// when it ends. Never ends.
pub(super) async fn listen(config: Config, behind: Arc<Notify>) {
    loop {
        if let Err(error) = listen_once(&config, &behind).await {
            tracing::debug!(%error, "eventlog.listen ended");
        }
        tokio::time::sleep(POLL).await;
    }
}

async fn listen_once(config: &Config, behind: &Notify) -> Result<(), LogError> {
    let (client, mut connection) = config.connect(NoTls).await.map_err(broken)?;
    let mut messages = poll_fn(move |cx| connection.poll_message(cx));
    let asked = subscribe(client);
    tokio::pin!(asked);
    let mut held = None;
    loop {
        tokio::select! {
            client = &mut asked, if held.is_none() => held = Some(client?),
            message = messages.next() => match message {
                Some(Ok(AsyncMessage::Notification(_))) => behind.notify_one(),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(broken(error)),
                None => return Ok(()),
            }
        }
    }
}

/// The connection lasts as long as its client.
async fn subscribe(client: Client) -> Result<Client, LogError> {
    client.batch_execute("LISTEN althing_log").await.map_err(broken)?;
    Ok(client)
}
