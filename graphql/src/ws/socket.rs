//! One socket: its operations, and what goes back.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::parser::types::OperationType;
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use axum::http::HeaderMap;
use eventlog::EventId;
use futures::StreamExt;
use futures::stream::SplitStream;
use serde_json::value::RawValue;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, interval_at, timeout};
use vault::{Browser, Identity};

use super::message::{Close, FromClient, FromServer};
use crate::app::{App, Asked};
use crate::fault::{Code, Fault};
use crate::http::answer::Answer;
use crate::http::credential::Credential;
use crate::http::params::Params;
use crate::lifetime::{Over, over};

/// How long a client has to introduce itself.
const INIT: Duration = Duration::from_secs(10);
/// How often the server asks whether the client is there.
const PING: Duration = Duration::from_secs(25);
/// How long one message may take to go out.
const SEND: Duration = Duration::from_secs(10);
/// How many operations one socket may have at a time.
const OPERATIONS: usize = 50;
/// How many messages wait for one socket at most; who produces more waits.
const QUEUE: usize = 64;

/// Serves a socket until it is closed.
pub(super) async fn serve(
    app: App,
    socket: WebSocket,
    headers: HeaderMap,
    browser: Browser,
    correlation: EventId,
) {
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
                    let _ = timeout(SEND, sink.send(frame(Close::Slow))).await;
                    return;
                }
            }
        }
    });
    let mut client =
        Client { app, outgoing, browser, correlation, identity: None, operations: HashMap::new() };
    let ended = client.converse(source, &headers).await;
    client.operations.drain().for_each(|(_, operation)| operation.abort());
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
    operations: HashMap<String, JoinHandle<()>>,
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
            let identity = self.app.identify(token).await.map_err(|_| Close::Unauthorized)?;
            self.identity = Some(identity);
        }
        self.say(&FromServer::ConnectionAck).await;
        let mut over = pin!(over(self.app.clone(), token));
        let mut pings = interval_at(Instant::now() + PING, PING);
        loop {
            let message = tokio::select! {
                message = next(&mut source) => message?,
                _ = pings.tick() => {
                    self.say(&FromServer::Ping).await;
                    continue;
                }
                why = &mut over => return Err(why.into()),
            };
            match message {
                None => return Ok(()),
                Some(FromClient::ConnectionInit(_)) => return Err(Close::TooMany),
                Some(FromClient::Ping) => self.say(&FromServer::Pong).await,
                Some(FromClient::Pong) => {}
                Some(FromClient::Complete { id }) => {
                    if let Some(operation) = self.operations.remove(&id) {
                        operation.abort();
                    }
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
        let asked =
            Asked::new(self.app.clone(), self.identity, self.correlation, self.browser, None);
        let operation = Operation {
            app: self.app.clone(),
            outgoing: self.outgoing.clone(),
            correlation: self.correlation,
            id: id.clone(),
        };
        self.operations.insert(id, tokio::spawn(operation.run(payload, asked)));
        Ok(())
    }

    async fn say(&self, message: &FromServer<'_>) {
        say(&self.outgoing, message).await;
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
        // A socket that is closing takes nothing more.
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
    async fn run(self, payload: Box<RawValue>, asked: Asked) {
        match self.execute(&payload, asked).await {
            Ok(()) => self.say(&FromServer::Complete { id: &self.id }).await,
            Err(faults) => {
                let answer = Answer::refused(faults);
                if let Ok(errors) = raw(answer.wire(self.correlation).errors()) {
                    self.say(&FromServer::Error { id: &self.id, payload: &errors }).await;
                }
            }
        }
    }

    async fn execute(&self, payload: &RawValue, asked: Asked) -> Result<(), Vec<Fault>> {
        let one = |fault: Fault| vec![fault];
        let params = Params::from_payload(payload).map_err(one)?;
        let document = self.app.documents().find(&params.query).await?;
        let operation = document.operation(params.operation_name.as_deref()).map_err(one)?;
        let subscribes = operation.definition().ty == OperationType::Subscription;
        let request = self.app.documents().bind(operation, params.variables).map_err(one)?;
        let asked = Arc::new(asked);
        let request = request.data(Arc::clone(&asked));
        if !subscribes {
            let response = self.app.schema().execute(request).await;
            return self.next(response).await;
        }
        let mut responses = std::pin::pin!(self.app.schema().execute_stream(request));
        while let Some(response) = responses.next().await {
            self.next(response).await?;
        }
        Ok(())
    }

    async fn next(&self, response: async_graphql::Response) -> Result<(), Vec<Fault>> {
        let answer = Answer::executed(response, None);
        let payload = raw(&answer.wire(self.correlation))
            .map_err(|error| vec![Fault::new(Code::Internal, "").caused_by(&error)])?;
        self.say(&FromServer::Next { id: &self.id, payload: &payload }).await;
        Ok(())
    }

    async fn say(&self, message: &FromServer<'_>) {
        say(&self.outgoing, message).await;
    }
}

fn raw(value: &(impl serde::Serialize + ?Sized)) -> Result<Box<RawValue>, serde_json::Error> {
    serde_json::value::to_raw_value(value)
}
