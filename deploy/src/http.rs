//! Answering HTTP: one task for each connection, and none for who does not say what they want.

use std::io;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How long a client may take to say what it wants, with all headers, or be idle between requests.
pub const HEADERS: Duration = Duration::from_secs(20);
/// How long to wait after the system has no room for another connection.
const REST: Duration = Duration::from_secs(1);

/// Answers what comes to the listener until it is told to stop. Then no more connections are taken,
/// and what is under way is answered. Sockets end by themselves: they are told to stop as well.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    headers: Duration,
    stop: CancellationToken,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(headers);
    let mut under_way = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            Some(_) = under_way.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                under_way.spawn(answer(http.clone(), stream, router.clone(), stop.clone()));
            }
            Err(error) if concerns_one_connection(&error) => {}
            Err(error) => {
                tracing::error!(%error, "http.accept failed");
                tokio::time::sleep(REST).await;
            }
        }
    }
    drop(listener);
    while under_way.join_next().await.is_some() {}
}

/// A connection that is counted as long as this lasts.
struct OpenConnection(());

impl OpenConnection {
    fn new() -> Self {
        metrics::gauge!("althing_http_connections").increment(1.0);
        Self(())
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        metrics::gauge!("althing_http_connections").decrement(1.0);
    }
}

/// Answers what comes over one connection, after the stop what is under way.
async fn answer(http: http1::Builder, stream: TcpStream, router: Router, stop: CancellationToken) {
    let _counted = OpenConnection::new();
    let service = TowerToHyperService::new(router);
    let connection = http.serve_connection(TokioIo::new(stream), service).with_upgrades();
    let mut connection = pin!(connection);
    let answered = tokio::select! {
        answered = connection.as_mut() => answered,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = answered {
        tracing::debug!(%error, "http.connection ended");
    }
}

fn concerns_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::time::Instant;

    use super::*;

    const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nhost: here\r\n";

    async fn served(stop: &CancellationToken) -> (TcpStream, tokio::task::JoinHandle<()>) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().route("/", get(|| async { "here" }));
        let serving = tokio::spawn(serve(listener, router, HEADERS, stop.clone()));
        (TcpStream::connect(address).await.unwrap(), serving)
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_does_not_end_their_headers_is_hung_up_on() {
        let stop = CancellationToken::new();
        let (mut client, serving) = served(&stop).await;
        let begun = Instant::now();
        client.write_all(REQUEST).await.unwrap();
        let mut answer = Vec::new();
        client.read_to_end(&mut answer).await.unwrap();
        assert!(!answer.starts_with(b"HTTP/1.1 200"));
        assert!(begun.elapsed() >= HEADERS, "not before their time");
        stop.cancel();
        serving.await.unwrap();
    }

    #[tokio::test]
    async fn a_request_is_answered_and_an_idle_connection_does_not_hold_up_the_end() {
        let stop = CancellationToken::new();
        let (mut client, serving) = served(&stop).await;
        client.write_all(&[REQUEST, b"\r\n"].concat()).await.unwrap();
        let mut answer = [0; 15];
        client.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"HTTP/1.1 200 OK");
        stop.cancel();
        serving.await.unwrap();
        client.read_to_end(&mut Vec::new()).await.unwrap();
    }
}
