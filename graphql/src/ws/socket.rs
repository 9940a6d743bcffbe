//! One socket: its operations, and what goes back.

use std::collections::HashMap;
use std::pin::pin;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use axum::http::HeaderMap;
use eventlog::EventId;
use futures::StreamExt;
use futures::stream::SplitStream;
use serde_json::value::RawValue;
use tokio::sync::mpsc;
use tokio::time::{Instant, Interval, interval_at, timeout};
use tokio_util::task::AbortOnDropHandle;
use vault::{Browser, Identity};

use super::message::{Close, FromClient, FromServer};
use crate::app::App;
use crate::call::{Call, Caller, step_in_time};
use crate::fault::Fault;
use crate::http::credential::Credential;
use crate::http::params::Params;
use crate::http::serve::not_executed;
use crate::lifetime::{Over, over};
use crate::metered::OpenSocket;

/// How long a client has to introduce itself.
const INIT: Duration = Duration::from_secs(10);
/// How often the server asks whether the client is there.
const PING: Duration = Duration::from_secs(25);
/// How long one message may take to go out.
const SEND: Duration = Duration::from_secs(10);
/// How many operations one socket may have at a time.
const OPERATIONS: usize = 50;
/// How many messages wait for one socket at most; who produces more waits.
const QUEUE: usize = 16;

/// Serves a socket until it is closed.
pub(super) async fn serve(
    app: App,
    socket: WebSocket,
    headers: HeaderMap,
    browser: Browser,
    correlation: EventId,
) {
    let _counted = OpenSocket::new();
    let speaks = socket.protocol().is_some();
    let (mut sink, source) = socket.split();
    let (outgoing, mut queue) = mpsc::channel::<Message>(QUEUE);
    let writer = tokio::spawn(async move {
        use futures::SinkExt;
        while let Some(message) = queue.recv().await {
            let last = matches!(message, Message::Close(_));
            // A client that reads nothing is let go; it comes back with its last position.
            match timeout(SEND, sink.send(message)).await {
                Ok(Ok(())) if !last => {}
                Ok(_) => return,
                Err(_) => {
                    let _ = timeout(SEND, sink.send(frame(Close::Later))).await;
                    return;
                }
            }
        }
    });
    let mut client =
        Client { app, outgoing, browser, correlation, identity: None, operations: HashMap::new() };
    let ended = if speaks { client.converse(source, &headers).await } else { Err(Close::Protocol) };
    client.operations.clear();
    if let Err(close) = ended {
        let _ = client.outgoing.send(frame(close)).await;
    }
    drop(client);
    // What is queued goes out; the writer ends when the queue is gone.
    let _ = writer.await;
}

fn frame(close: Close) -> Message {
    Message::Close(Some(CloseFrame { code: close.code(), reason: close.reason().into() }))
}

struct Client {
    app: App,
    outgoing: mpsc::Sender<Message>,
    browser: Browser,
    correlation: EventId,
    identity: Option<Identity>,
    operations: HashMap<String, AbortOnDropHandle<()>>,
}

impl Client {
    /// Reads messages until the client goes away, or does what it must not.
    async fn converse(
        &mut self,
        mut source: SplitStream<WebSocket>,
        headers: &HeaderMap,
    ) -> Result<(), Close> {
        let init = timeout(INIT, next(&mut source)).await.map_err(|_| Close::TooLate)?;
        let token = match init? {
            Some(FromClient::ConnectionInit(payload)) => token(payload.as_ref(), headers)?,
            Some(FromClient::Subscribe { .. }) => return Err(Close::NotYet),
            Some(_) => return Err(Close::Invalid),
            None => return Ok(()),
        };
        if let Some(token) = &token {
            let identity = self.app.identify(token).await.map_err(|fault| Close::from(&fault))?;
            self.identity = Some(identity);
        }
        self.say(&FromServer::ConnectionAck).await;
        let mut over = pin!(over(self.app.clone(), token));
        let outgoing = self.outgoing.clone();
        let mut pulse = Pulse::new();
        loop {
            let message = tokio::select! {
                message = next(&mut source) => message?,
                lives = pulse.beat() => {
                    if !lives {
                        return Ok(());
                    }
                    self.say(&FromServer::Ping).await;
                    continue;
                }
                why = &mut over => return Err(why.into()),
                // Nothing reaches the client any more.
                () = outgoing.closed() => return Ok(()),
            };
            pulse.hear();
            match message {
                None => return Ok(()),
                Some(FromClient::ConnectionInit(_)) => return Err(Close::TooMany),
                Some(FromClient::Ping) => self.say(&FromServer::Pong).await,
                Some(FromClient::Pong) => {}
                Some(FromClient::Complete { id }) => {
                    self.operations.remove(&id);
                }
                Some(FromClient::Subscribe { id, payload }) => self.begin(id, payload)?,
            }
        }
    }

    fn begin(&mut self, id: String, payload: Box<RawValue>) -> Result<(), Close> {
        self.operations.retain(|_, operation| !operation.is_finished());
        if self.operations.contains_key(&id) {
            return Err(Close::Taken);
        }
        if self.operations.len() >= OPERATIONS {
            return Err(Close::TooBusy);
        }
        let caller = Caller {
            identity: self.identity,
            browser: self.browser,
            correlation: self.correlation,
            came: Instant::now(),
        };
        let operation = Operation {
            app: self.app.clone(),
            outgoing: self.outgoing.clone(),
            correlation: self.correlation,
            id: id.clone(),
        };
        let running = tokio::spawn(operation.run(payload, caller));
        self.operations.insert(id, AbortOnDropHandle::new(running));
        Ok(())
    }

    async fn say(&self, message: &FromServer<'_>) {
        say(&self.outgoing, message).await;
    }
}

/// Whether the client still shows signs of life.
struct Pulse {
    heard: bool,
    pings: Interval,
}

impl Pulse {
    /// That of a client which has just introduced itself.
    fn new() -> Self {
        Self { heard: true, pings: interval_at(Instant::now() + PING, PING) }
    }

    /// Something came from the client.
    const fn hear(&mut self) {
        self.heard = true;
    }

    /// Waits until it is time to ask whether the client is there: whether something came from it
    /// since it was asked before. May be dropped while it waits.
    async fn beat(&mut self) -> bool {
        self.pings.tick().await;
        std::mem::replace(&mut self.heard, false)
    }
}

/// The credential of the socket: the payload's `authorization`, or else the upgrade's headers.
fn token(
    payload: Option<&serde_json::Value>,
    headers: &HeaderMap,
) -> Result<Option<String>, Close> {
    let given = payload.and_then(|payload| {
        ["authorization", "Authorization"].iter().find_map(|name| payload.get(name)?.as_str())
    });
    let Some(given) = given else {
        let credential = Credential::read(headers).map_err(|_| Close::Unauthorized)?;
        return Ok(credential.token().map(str::to_owned));
    };
    let token = given.trim();
    let token = token.split_once(' ').map_or(token, |(_, token)| token.trim());
    Ok(Some(token.to_owned()))
}

impl From<Over> for Close {
    fn from(over: Over) -> Self {
        match over {
            Over::Stopping => Self::Restart,
            Over::SignedOut => Self::Unauthorized,
        }
    }
}

/// The client's next message; `None` if it has gone.
async fn next(source: &mut SplitStream<WebSocket>) -> Result<Option<FromClient>, Close> {
    loop {
        return match source.next().await {
            Some(Ok(Message::Text(text))) => {
                FromClient::read(&text).map(Some).ok_or(Close::Invalid)
            }
            Some(Ok(Message::Binary(_))) => Err(Close::Invalid),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
            Some(Ok(Message::Close(_)) | Err(_)) | None => Ok(None),
        };
    }
}

async fn say(outgoing: &mpsc::Sender<Message>, message: &FromServer<'_>) {
    if let Ok(text) = serde_json::to_string(message) {
        // A socket that is closing takes nothing more; its operations end with it.
        let _ = outgoing.send(Message::Text(text.into())).await;
    }
}

/// One operation of a socket.
struct Operation {
    app: App,
    outgoing: mpsc::Sender<Message>,
    correlation: EventId,
    id: String,
}

impl Operation {
    async fn run(self, payload: Box<RawValue>, caller: Caller) {
        match self.execute(&payload, caller).await {
            Ok(()) => self.say(&FromServer::Complete { id: &self.id }).await,
            Err(faults) => {
                let answer = not_executed(faults);
                if let Ok(errors) = raw(answer.wire(self.correlation).errors()) {
                    self.say(&FromServer::Error { id: &self.id, payload: &errors }).await;
                }
            }
        }
    }

    async fn execute(&self, payload: &RawValue, caller: Caller) -> Result<(), Vec<Fault>> {
        let params = Params::from_payload(payload).map_err(|fault| vec![fault])?;
        let call = step_in_time(caller.came, Call::new(&self.app, caller, params)).await?;
        let mut answers = call.answers();
        while let Some(answer) = answers.next().await {
            let payload = raw(&answer.wire(self.correlation))
                .map_err(|error| vec![Fault::internal(&error)])?;
            drop(answer);
            self.say(&FromServer::Next { id: &self.id, payload: &payload }).await;
        }
        Ok(())
    }

    async fn say(&self, message: &FromServer<'_>) {
        say(&self.outgoing, message).await;
    }
}

fn raw(value: &(impl serde::Serialize + ?Sized)) -> Result<Box<RawValue>, serde_json::Error> {
    serde_json::value::to_raw_value(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_client_that_answers_is_asked_again_every_25_s() {
        let (begun, mut pulse) = (Instant::now(), Pulse::new());
        for asked in 1..=10 {
            assert!(pulse.beat().await);
            assert_eq!(begun.elapsed(), asked * Duration::from_secs(25));
            pulse.hear();
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_is_gone_when_nothing_came_for_25_s_after_it_was_asked() {
        let (begun, mut pulse) = (Instant::now(), Pulse::new());
        assert!(pulse.beat().await, "the first time it is only asked");
        pulse.hear();
        assert!(pulse.beat().await, "it answered");
        // Whatever else happens meanwhile does not put the deadline off.
        for _ in 0..3 {
            assert!(timeout(Duration::from_secs(7), pulse.beat()).await.is_err());
        }
        assert!(!pulse.beat().await, "nothing came since");
        assert_eq!(begun.elapsed(), Duration::from_secs(75));
    }
}
