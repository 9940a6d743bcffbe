//! Brings in what other nodes write, and tells them what this one has written. A notice is a hint; every half second it looks anyway.

use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio_postgres::{AsyncMessage, Config};

use super::reader::Reader;
use super::row::broken;
use super::tls::tls;
use crate::LogError;
use crate::recorded::Position;
use crate::tail::{Pages, Tail};

/// How often it looks without a notice.
const POLL: Duration = Duration::from_millis(500);
/// How long it says nothing after it told what was written: a commit needs no notice of its own.
const REST: Duration = Duration::from_millis(5);
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

/// Tells the other nodes what this one has `written`, and turns what they tell into notices of
/// `behind`, over a connection that is opened again when it ends. Never ends.
pub(super) async fn listen(
    config: Config,
    tail: Arc<Tail>,
    behind: Arc<Notify>,
    mut written: watch::Receiver<Position>,
) {
    loop {
        if let Err(error) = listen_once(&config, &tail, &behind, &mut written).await {
            tracing::debug!(%error, "eventlog.listen ended");
        }
        tokio::time::sleep(POLL).await;
    }
}

async fn listen_once(
    config: &Config,
    tail: &Tail,
    behind: &Notify,
    written: &mut watch::Receiver<Position>,
) -> Result<(), LogError> {
    let (client, mut connection) = config.connect(tls(config)).await.map_err(broken)?;
    let hearing = async {
        while let Some(message) = poll_fn(|cx| connection.poll_message(cx)).await {
            if let AsyncMessage::Notification(notice) = message.map_err(broken)?
                && is_news(notice.payload(), tail.head())
            {
                behind.notify_one();
            }
        }
        Ok(())
    };
    let telling = async {
        client.batch_execute("LISTEN althing_log").await.map_err(broken)?;
        // When the writer is gone there is nothing more to tell.
        while written.changed().await.is_ok() {
            let position = *written.borrow_and_update();
            let notice = format!("NOTIFY althing_log, '{position}'");
            client.batch_execute(&notice).await.map_err(broken)?;
            tokio::time::sleep(REST).await;
        }
        std::future::pending().await
    };
    tokio::select! {
        ended = hearing => ended,
        ended = telling => ended,
    }
}

/// Whether a notice tells of a position that is not here yet; one that names none may.
fn is_news(notice: &str, head: Position) -> bool {
    notice.parse::<Position>().map_or(true, |position| position > head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_here_is_no_news() {
        for (notice, expected) in [("7", false), ("8", true), ("", true), ("?", true)] {
            assert_eq!(is_news(notice, Position(7)), expected, "{notice:?}");
        }
    }
}
