//! Following the service over a WebSocket or as server-sent events.

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async, connect_async};

use crate::service::{Service, Somebody};

/// What happens in the discussion `d` after `a`.
pub const ACTIVITY: &str =
    "subscription($d: ID!, $a: Position) { it: discussionActivity(discussionId: $d, after: $a) {
    kind position comment { body } } }";

/// A client of `graphql-transport-ws`.
pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// A socket that has not introduced itself.
    pub async fn open(service: &Service) -> Self {
        Self::over(service, TcpSocket::new_v4().unwrap()).await
    }

    async fn over(service: &Service, line: TcpSocket) -> Self {
        let mut request = service.url().replace("http://", "ws://").into_client_request().unwrap();
        let protocol = "graphql-transport-ws".parse().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", protocol);
        let line = line.connect(service.server.address()).await.unwrap();
        let (socket, answer) = client_async(request, MaybeTlsStream::Plain(line)).await.unwrap();
        assert_eq!(answer.headers()["sec-websocket-protocol"], "graphql-transport-ws");
        Self(socket)
    }

    /// A socket that names no protocol.
    pub async fn without_protocol(service: &Service) -> Self {
        let url = service.url().replace("http://", "ws://");
        Self(connect_async(url).await.unwrap().0)
    }

    /// A socket of somebody.
    pub async fn of(service: &Service, who: &Somebody) -> Self {
        Self::open(service).await.introduced(who).await
    }

    /// A socket of somebody that takes few bytes which nobody reads.
    pub async fn narrow(service: &Service, who: &Somebody) -> Self {
        let line = TcpSocket::new_v4().unwrap();
        line.set_recv_buffer_size(8_192).unwrap();
        Self::over(service, line).await.introduced(who).await
    }

    async fn introduced(mut self, who: &Somebody) -> Self {
        let authorization = who.token.as_ref().map(|token| format!("Bearer {token}"));
        let payload = json!({ "authorization": authorization });
        self.send(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(self.next().await["type"], "connection_ack");
        self
    }

    pub async fn send(&mut self, message: Value) {
        self.0.send(Message::Text(message.to_string().into())).await.unwrap();
    }

    pub async fn subscribe(&mut self, id: &str, query: &str, variables: Value) {
        self.begin(id, json!({ "query": query, "variables": variables })).await;
    }

    /// Sends an operation with these parameters.
    pub async fn begin(&mut self, id: &str, payload: Value) {
        self.send(json!({ "id": id, "type": "subscribe", "payload": payload })).await;
    }

    /// The next message; a close as its code.
    pub async fn next(&mut self) -> Value {
        loop {
            match self.0.next().await.unwrap().unwrap() {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Close(frame) => return json!(u16::from(frame.unwrap().code)),
                _ => {}
            }
        }
    }
}

/// The bytes of an answer up to where they hold `end`.
pub async fn until(answer: &mut reqwest::Response, end: &str) -> String {
    let mut seen = String::new();
    while !seen.contains(end) {
        let chunk = answer.chunk().await.unwrap().expect("more to come");
        seen.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    seen
}
