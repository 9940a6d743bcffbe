//! The credential that a request carries: an API token, a session, or none.

use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE};

use crate::fault::{Code, Fault};

/// The cookie that holds a session's token. The prefix makes browsers refuse it from anything but
/// this host over TLS; without TLS, in development, it has none.
pub const SESSION_COOKIE: [&str; 2] = ["__Host-althing-session", "althing-session"];

/// A credential, as it came.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Credential<'a> {
    /// Nobody says who they are.
    None,
    /// A token that whoever sends it knows: an API token or a session's.
    Bearer(&'a str),
    /// A session that a browser sends along by itself.
    Session(&'a str),
}

impl<'a> Credential<'a> {
    /// The token, if there is one.
    #[must_use]
    pub const fn token(self) -> Option<&'a str> {
        match self {
            Self::None => None,
            Self::Bearer(token) | Self::Session(token) => Some(token),
        }
    }

    /// Reads the headers. A bearer token goes before a cookie.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` if there is an `Authorization` that is not one bearer token.
    pub fn read(headers: &'a HeaderMap) -> Result<Self, Fault> {
        let mut authorizations = headers.get_all(AUTHORIZATION).iter();
        if let Some(authorization) = authorizations.next() {
            let token = authorization
                .to_str()
                .ok()
                .and_then(|text| text.split_once(' '))
                .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
                .map(|(_, token)| token.trim())
                .filter(|token| !token.is_empty() && authorizations.next().is_none());
            return token.map(Self::Bearer).ok_or_else(|| {
                Fault::new(
                    Code::Unauthenticated,
                    "Send the credential as Authorization: Bearer TOKEN.",
                )
            });
        }
        Ok(cookie(headers, &SESSION_COOKIE).map_or(Self::None, Self::Session))
    }
}

/// The value of the first of these cookies that is there.
#[must_use]
pub fn cookie<'a>(headers: &'a HeaderMap, names: &[&str]) -> Option<&'a str> {
    let pairs = || {
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
    };
    names
        .iter()
        .find_map(|name| pairs().find(|(it, _)| it == name).map(|(_, value)| value))
        .filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        headers
    }

    #[track_caller]
    fn reads(pairs: &[(&'static str, &'static str)], expected: Credential<'_>) {
        assert!(Credential::read(&headers(pairs)).unwrap() == expected);
    }

    #[test]
    fn a_credential_is_a_bearer_token_or_a_cookie() {
        reads(&[], Credential::None);
        reads(&[("authorization", "Bearer abc")], Credential::Bearer("abc"));
        reads(&[("authorization", "bearer  abc")], Credential::Bearer("abc"));
        reads(&[("cookie", "a=b; althing-session=abc")], Credential::Session("abc"));
        reads(&[("cookie", "a=b"), ("cookie", "althing-session=c")], Credential::Session("c"));
        reads(
            &[("cookie", "althing-session=x; __Host-althing-session=y")],
            Credential::Session("y"),
        );
        reads(&[("cookie", "althing-session=")], Credential::None);
        reads(&[("cookie", "xalthing-session=a")], Credential::None);
        reads(
            &[("authorization", "Bearer abc"), ("cookie", "althing-session=x")],
            Credential::Bearer("abc"),
        );
    }

    #[test]
    fn another_authorization_is_refused() {
        for pairs in [
            &[("authorization", "Basic abc")][..],
            &[("authorization", "Bearer")],
            &[("authorization", "Bearer  ")],
            &[("authorization", "")],
            &[("authorization", "Bearer a"), ("authorization", "Bearer b")],
        ] {
            let fault = Credential::read(&headers(pairs)).err().unwrap();
            assert_eq!(fault.code, Code::Unauthenticated);
        }
    }
}
