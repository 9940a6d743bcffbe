//! Subscriptions over a WebSocket that speaks `graphql-transport-ws`
//! (<https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md>). Queries and mutations may
//! be sent over it too. Every operation passes the same limits as over HTTP.

mod message;
mod socket;

use axum::extract::WebSocketUpgrade;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::fault::Code;
use crate::http::cross_site::origin_allowed;
use crate::http::serve::{browser, correlation};
use crate::metered;

/// The subprotocol.
const PROTOCOL: &str = "graphql-transport-ws";
/// The largest message that is read, in bytes.
const MESSAGE: usize = 1 << 20;

/// Opens a socket, if the page that asks may.
pub(crate) fn open(app: App, upgrade: WebSocketUpgrade, headers: &HeaderMap) -> Response {
    if !origin_allowed(headers, &app.settings.allowed_origins) {
        metered::not_executed(Code::CrossSite);
        return (StatusCode::FORBIDDEN, "This origin may not subscribe.\n").into_response();
    }
    let headers = headers.clone();
    let (correlation, browser) = (correlation(), browser(&headers));
    upgrade
        .protocols([PROTOCOL])
        .max_message_size(MESSAGE)
        .on_upgrade(move |socket| socket::serve(app, socket, headers, browser, correlation))
}
