//! The pages that links in mail lead to where no client has pages of its own. Each is whole in
//! itself: it loads nothing from anywhere, and looking at it uses nothing up and sends nothing.

use axum::extract::{Path, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};

use crate::app::App;

/// Shows what stands in the address after the `#`, which never reaches a server, and takes it out
/// of the browser's history.
const SCRIPT: &str = "const shown = location.hash.slice(1); if (shown) { \
    const place = document.getElementById('token'); \
    try { place.textContent = decodeURIComponent(shown) } catch { place.textContent = shown } \
    history.replaceState(null, '', location.pathname) }";

/// Nothing may run, be loaded or be framed but what the page itself holds: the script by its hash.
const POLICY: &str = "default-src 'none'; \
    script-src 'sha256-kJ+nShdQcLLubTpo8UStAZ5f5HGFWe5z4KSWfOJ/2oI='; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const SIGN_IN: &str = "<h1>Signing in</h1>\
    <p>Go back to the program in which you asked to sign in, and enter the six digits of the mail \
    there. If it asks for the link instead, give it this:</p>\
    <p><code id=token>what stands in the address of this page after the #</code></p>\
    <p>It works once, within 15 minutes of the mail, in the program that asked for it. Looking at \
    this page does not use it up.</p>";

const INVITATION: &str = "<h1>An invitation</h1>\
    <p>Sign in with the address that the mail came to, and the invitation waits for you there. To \
    take it with another address, give this to the program in which you sign in:</p>\
    <p><code id=token>what stands in the address of this page after the #</code></p>\
    <p>It works once, within 30 days of the mail. Looking at this page does not use it up.</p>";

const REFUSING: &str = "<h1>No more invitations</h1>\
    <p>No account is needed for this. Nobody who invites the address that the mail came to is told \
    of it.</p>\
    <form method=post><button>Send no more invitations to my address</button></form>";

const REFUSED: &str = "<h1>No more invitations</h1>\
    <p>No more invitations are sent to that address.</p>";

const NOT_NOW: &str = "<h1>Not now</h1>\
    <p>This did not work just now, and nothing was changed. Try again in a moment.</p>";

/// Where the link of a sign-in mail leads.
pub(super) async fn sign_in() -> Response {
    page(SIGN_IN, true)
}

/// Where the link of an invitation leads.
pub(super) async fn invitation() -> Response {
    page(INVITATION, true)
}

/// Asks whether the address is to get no more invitations. The link is the form's own address.
pub(super) async fn ask_to_refuse() -> Response {
    page(REFUSING, false)
}

/// One-click unsubscribing of invitations (RFC 8058). The answer is the same for every link.
pub(super) async fn refuse_invitations(
    State(app): State<App>,
    Path(token): Path<String>,
) -> Response {
    match app.vault.refuse_invitations(&token).await {
        Ok(()) | Err(vault::VaultError::Refused(_)) => page(REFUSED, false),
        Err(error) => {
            tracing::warn!(%error, "http.refuse_invitations failed");
            (StatusCode::SERVICE_UNAVAILABLE, page(NOT_NOW, false)).into_response()
        }
    }
}

fn page(body: &str, shows_token: bool) -> Response {
    let script = if shows_token { format!("<script>{SCRIPT}</script>") } else { String::new() };
    let html = format!(
        "<!doctype html><html lang=en><meta charset=utf-8>\
         <meta name=viewport content=\"width=device-width\"><title>Althing</title>\
         <main>{body}</main>{script}"
    );
    let headers: [(HeaderName, HeaderValue); 4] = [
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, Html(html)).into_response()
}
