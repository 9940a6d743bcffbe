//! The routes, and how a request is carried out.

use async_graphql::http::GraphiQLSource;
use async_graphql::parser::types::OperationType;
use axum::Router;
use axum::body::Body;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{Request, State, WebSocketUpgrade};
use axum::http::header::USER_AGENT;
use axum::http::{HeaderMap, Method};
use axum::response::{Html, Response};
use axum::routing::{any, get};
use eventlog::EventId;
use futures::StreamExt;
use tokio::time::Instant;
use vault::Browser;
use vault::mail::{INVITATION_PATH, REFUSE_INVITATIONS_PATH, SIGN_IN_PATH};

use super::answer::Answer;
use super::credential::Credential;
use super::cross_site;
use super::events;
use super::media::{self, Media};
use super::pages;
use super::params::Params;
use super::ready::ready;
use crate::app::App;
use crate::call::{Call, Caller, step_in_time};
use crate::fault::{Code, Fault};
use crate::metered;
use crate::ws;

/// A body that is too large is read up to here, in bytes, before it is refused: a client that is
/// still sending would not see the answer.
const READ_AND_REFUSED: usize = 16 << 20;

/// Everything that is answered over HTTP.
pub fn router(app: App) -> Router {
    let mut router = Router::new()
        .route("/graphql", any(graphql))
        .route("/livez", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .route(SIGN_IN_PATH, get(pages::sign_in))
        .route(INVITATION_PATH, get(pages::invitation))
        .route(
            &format!("{REFUSE_INVITATIONS_PATH}/{{token}}"),
            get(pages::ask_to_refuse).post(pages::refuse_invitations),
        );
    if app.settings.development {
        router = router.route("/", get(graphiql));
    }
    router.with_state(app)
}

async fn graphiql() -> Html<String> {
    Html(GraphiQLSource::build().endpoint("/graphql").subscription_endpoint("/graphql").finish())
}

/// What the request is called in the log.
pub(crate) fn correlation() -> EventId {
    let mut bytes = [0; 16];
    // Without randomness requests have one name, and are answered.
    let _ = getrandom::fill(&mut bytes);
    EventId(u128::from_be_bytes(bytes))
}

async fn graphql(
    State(app): State<App>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    request: Request,
) -> Response {
    if let Ok(upgrade) = upgrade {
        return ws::open(app, upgrade, request.headers());
    }
    let (correlation, came) = (correlation(), Instant::now());
    if events::wanted(request.headers()) {
        return events::respond(app, request, correlation, came).await;
    }
    let (media, call) = match media::accepted(request.headers()) {
        Ok(media) => (media, step_in_time(came, call(app, request, correlation, came)).await),
        Err(fault) => (Media::Json, Err(vec![fault])),
    };
    let answer = match call {
        Ok(call) => call.answer().await,
        Err(faults) => not_executed(faults),
    };
    answer.into_response(media, correlation)
}

/// The answer to a request that came to nothing that could be executed, which is counted.
pub(crate) fn not_executed(faults: Vec<Fault>) -> Answer {
    metered::not_executed(faults.first().map_or(Code::Internal, |fault| fault.code));
    Answer::refused(faults)
}

/// What a request asks for, if it may be asked so.
async fn call(
    app: App,
    request: Request,
    correlation: EventId,
    came: Instant,
) -> Result<Call, Vec<Fault>> {
    let one = |fault: Fault| vec![fault];
    let (head, body) = request.into_parts();
    let get = head.method == Method::GET;
    if !get && head.method != Method::POST {
        let message = "Ask with POST, or with GET for queries.";
        return Err(one(Fault::new(Code::MethodNotAllowed, message)));
    }
    let bytes;
    let params = if get {
        cross_site::check(&head.headers).map_err(one)?;
        Params::from_query_string(head.uri.query().unwrap_or_default())
    } else {
        media::check_body(&head.headers).map_err(one)?;
        bytes = read(&app, body).await.map_err(one)?;
        Params::from_json(&bytes)
    };
    let params = params.map_err(one)?;
    let caller = caller(&app, &head.headers, correlation, came).await.map_err(one)?;
    let call = Call::new(&app, caller, params).await?;
    match call.kind() {
        OperationType::Query => {}
        OperationType::Mutation if get => {
            let fault = Fault::new(Code::MethodNotAllowed, "Send mutations with POST.");
            return Err(one(fault));
        }
        OperationType::Mutation => {}
        OperationType::Subscription => {
            let message = "Subscribe over a WebSocket that speaks graphql-transport-ws, or accept \
                           text/event-stream.";
            return Err(one(Fault::new(Code::BadRequest, message)));
        }
    }
    Ok(call)
}

pub(super) async fn read(app: &App, body: Body) -> Result<axum::body::Bytes, Fault> {
    let limit = app.documents().limits().body;
    let too_large =
        || Fault::new(Code::PayloadTooLarge, format!("The body may have {limit} bytes."));
    let (mut bytes, mut length) = (Vec::new(), 0_usize);
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk =
            chunk.map_err(|_| Fault::new(Code::BadRequest, "The body ended before its end."))?;
        length += chunk.len();
        if length > READ_AND_REFUSED {
            return Err(too_large());
        }
        if length <= limit {
            bytes.extend_from_slice(&chunk);
        }
    }
    if length > limit { Err(too_large()) } else { Ok(bytes.into()) }
}

/// Who sends a request with these headers.
pub(super) async fn caller(
    app: &App,
    headers: &HeaderMap,
    correlation: EventId,
    came: Instant,
) -> Result<Caller, Fault> {
    let identity = match Credential::read(headers)?.token() {
        None => None,
        Some(token) => Some(app.identify(token).await?),
    };
    Ok(Caller { identity, browser: browser(headers), correlation, came })
}

/// The family of the browser that asks.
pub(crate) fn browser(headers: &HeaderMap) -> Browser {
    let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok());
    agent.map_or(Browser::Other, Browser::from_user_agent)
}
