//! Requests that a browser makes on behalf of another site.
//!
//! A site cannot make a browser send a JSON content type or a header of its own choosing to
//! another site without that one's consent, which this server never gives. Bodies are always JSON;
//! an address (a `GET`) that comes with a cookie, or that the browser says is from elsewhere, must
//! have one of the headers. Without a cookie an address asks for nothing that is not public.

use axum::http::HeaderMap;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, ORIGIN};

use crate::fault::{Code, Fault};

/// Headers that no site can add to a request without asking first.
const PREFLIGHT: [&str; 3] =
    ["x-althing-request", "graphql-require-preflight", "apollo-require-preflight"];

/// Checks an address without a body.
///
/// # Errors
/// `CROSS_SITE_REQUEST` if another site may have sent it.
pub fn check(headers: &HeaderMap) -> Result<(), Fault> {
    let asked = PREFLIGHT.iter().any(|name| headers.contains_key(*name))
        || headers
            .get(CONTENT_TYPE)
            .is_some_and(|content| content.as_bytes().eq_ignore_ascii_case(b"application/json"));
    if asked {
        return Ok(());
    }
    let elsewhere = headers
        .get("sec-fetch-site")
        .is_some_and(|site| matches!(site.as_bytes(), b"cross-site" | b"same-site"));
    if elsewhere || headers.contains_key(COOKIE) {
        return Err(Fault::new(
            Code::CrossSite,
            "Send the header GraphQL-Require-Preflight: 1, or use POST.",
        ));
    }
    Ok(())
}

/// Whether a WebSocket may be opened from this origin: programs name none, pages must be of this
/// host or of a listed origin.
#[must_use]
pub fn origin_allowed(headers: &HeaderMap, allowed: &[String]) -> bool {
    let Some(origin) = headers.get(ORIGIN) else { return true };
    let Ok(origin) = origin.to_str() else { return false };
    if allowed.iter().any(|it| it.eq_ignore_ascii_case(origin)) {
        return true;
    }
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let of_origin = origin.split_once("://").map(|(_, host)| host);
    matches!((of_origin, host), (Some(one), Some(other)) if one.eq_ignore_ascii_case(other))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn an_address_with_a_cookie_needs_a_header() {
        assert!(check(&headers(&[])).is_ok());
        assert!(check(&headers(&[("cookie", "a=b")])).is_err());
        assert!(check(&headers(&[("sec-fetch-site", "cross-site")])).is_err());
        assert!(check(&headers(&[("sec-fetch-site", "same-origin")])).is_ok());
        assert!(check(&headers(&[("sec-fetch-site", "none")])).is_ok());
        for (name, value) in [
            ("graphql-require-preflight", "1"),
            ("apollo-require-preflight", "true"),
            ("content-type", "application/json"),
        ] {
            assert!(check(&headers(&[("cookie", "a=b"), (name, value)])).is_ok(), "{name}");
        }
        assert!(check(&headers(&[("cookie", "a=b"), ("content-type", "text/plain")])).is_err());
    }

    #[test]
    fn pages_of_other_origins_open_no_socket() {
        let allowed = vec!["https://app.example".to_owned()];
        let here = ("host", "althing.example:8080");
        for (origin, expected) in [
            ("https://althing.example:8080", true),
            ("http://althing.example:8080", true),
            ("https://app.example", true),
            ("https://APP.example", true),
            ("https://althing.example", false),
            ("https://evil.example", false),
            ("https://app.example.evil.example", false),
            ("null", false),
            ("", false),
        ] {
            let headers = headers(&[here, ("origin", origin)]);
            assert_eq!(origin_allowed(&headers, &allowed), expected, "{origin}");
        }
        assert!(origin_allowed(&headers(&[here]), &allowed));
    }
}
