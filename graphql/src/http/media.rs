//! Media types: what a client accepts, and what a body is in.

use axum::http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use mime::Mime;

use crate::fault::{Code, Fault};

/// The media types of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// `application/json`: every answer to a well-formed request has the status 200.
    Json,
    /// `application/graphql-response+json`: the status says whether there is an answer.
    GraphqlResponse,
}

impl Media {
    /// The header of an answer.
    #[must_use]
    pub const fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
        })
    }

    const fn subtype(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::GraphqlResponse => "graphql-response+json",
        }
    }
}

/// How well a media type is accepted.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
struct Weight {
    /// 0 to 1000.
    quality: u16,
    /// How exactly the range names the type: 2 by name, 1 by `application/*`, 0 by `*/*`.
    exactness: u8,
}

/// The media type that a client accepts best; of equal ones the newer, if it is named, and else
/// `application/json`.
///
/// # Errors
/// `NOT_ACCEPTABLE` if it accepts neither.
pub fn accepted(headers: &HeaderMap) -> Result<Media, Fault> {
    let mut lines = headers.get_all(ACCEPT).iter().peekable();
    if lines.peek().is_none() {
        return Ok(Media::Json);
    }
    let ranges: Vec<(Mime, u16)> = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .filter_map(range)
        .collect();
    let json = weight(&ranges, Media::Json);
    let response = weight(&ranges, Media::GraphqlResponse);
    match (json, response) {
        (None, None) => Err(Fault::new(
            Code::NotAcceptable,
            "Accept application/graphql-response+json or application/json.",
        )),
        (None, Some(_)) => Ok(Media::GraphqlResponse),
        (Some(json), Some(response))
            if (response.quality, response.exactness) >= (json.quality, json.exactness)
                && response.exactness > 1 =>
        {
            Ok(Media::GraphqlResponse)
        }
        (Some(json), Some(response)) if response.quality > json.quality => {
            Ok(Media::GraphqlResponse)
        }
        (Some(_), _) => Ok(Media::Json),
    }
}

/// One media range with its quality in thousandths; what is not one is left out.
fn range(text: &str) -> Option<(Mime, u16)> {
    let range: Mime = text.trim().parse().ok()?;
    let quality = match range.get_param("q") {
        None => 1000,
        Some(q) => {
            let q: f32 = q.as_str().parse().ok()?;
            if !(0.0..=1.0).contains(&q) {
                return None;
            }
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 0 and 1000"
            )]
            let thousandths = (q * 1000.0) as u16;
            thousandths
        }
    };
    Some((range, quality))
}

/// How well `media` is accepted: what its most exact range says.
fn weight(ranges: &[(Mime, u16)], media: Media) -> Option<Weight> {
    let exactness = |range: &Mime| {
        let essence = range.essence_str();
        if range.get_param("charset").is_some_and(|charset| charset != "utf-8") {
            None
        } else if essence == "*/*" {
            Some(0)
        } else if essence == "application/*" {
            Some(1)
        } else {
            essence.strip_prefix("application/").filter(|it| *it == media.subtype()).map(|_| 2)
        }
    };
    ranges
        .iter()
        .filter_map(|(range, quality)| {
            exactness(range).map(|exactness| Weight { quality: *quality, exactness })
        })
        .max_by_key(|weight| (weight.exactness, weight.quality))
        .filter(|weight| weight.quality > 0)
}

/// Checks that a body is JSON in UTF-8, not compressed.
///
/// # Errors
/// `UNSUPPORTED_MEDIA_TYPE` if it is anything else.
pub fn check_body(headers: &HeaderMap) -> Result<(), Fault> {
    let unsupported = |message| Fault::new(Code::UnsupportedMediaType, message);
    let expected = "Send the request as application/json in UTF-8.";
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let content = types.next().ok_or_else(|| unsupported(expected))?;
    let content: Mime = content
        .to_str()
        .ok()
        .and_then(|content| content.parse().ok())
        .ok_or_else(|| unsupported(expected))?;
    let utf8 = content.get_param("charset").is_none_or(|charset| charset == "utf-8");
    if types.next().is_some() || content.essence_str() != "application/json" || !utf8 {
        return Err(unsupported(expected));
    }
    match headers.get(CONTENT_ENCODING) {
        Some(encoding) if encoding != "identity" => {
            Err(unsupported("Send the request uncompressed."))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: axum::http::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn the_best_accepted_media_type_is_chosen() {
        use Media::{GraphqlResponse, Json};
        let cases = [
            ("application/json", Some(Json)),
            ("application/graphql-response+json", Some(GraphqlResponse)),
            ("APPLICATION/GraphQL-Response+JSON", Some(GraphqlResponse)),
            ("application/graphql-response+json; charset=utf-8", Some(GraphqlResponse)),
            ("application/graphql-response+json; charset=UTF-8", Some(GraphqlResponse)),
            ("application/graphql-response+json; charset=latin1", None),
            ("application/json, application/graphql-response+json", Some(GraphqlResponse)),
            ("application/graphql-response+json, application/json;q=0.9", Some(GraphqlResponse)),
            ("application/graphql-response+json;q=0.1, application/json", Some(Json)),
            ("application/graphql-response+json;q=0.5, application/json;q=0.50", {
                Some(GraphqlResponse)
            }),
            ("application/graphql-response+json;q=0, application/json;q=0.1", Some(Json)),
            ("application/graphql-response+json, */*;q=0.1", Some(GraphqlResponse)),
            ("application/json;q=0, */*", Some(GraphqlResponse)),
            ("application/json;q=0.2, */*", Some(GraphqlResponse)),
            ("application/json, */*", Some(Json)),
            ("*/*", Some(Json)),
            ("application/*", Some(Json)),
            ("text/html, */*;q=0.8", Some(Json)),
            ("*/*;q=0", None),
            ("text/html", None),
            ("image/*", None),
            ("application/json;q=7", None),
            ("nonsense", None),
            ("nonsense, application/json", Some(Json)),
        ];
        for (accept, expected) in cases {
            let chosen = accepted(&headers(ACCEPT, accept));
            assert_eq!(chosen.ok(), expected, "{accept}");
        }
        assert_eq!(accepted(&HeaderMap::new()).unwrap(), Media::Json);
    }

    #[test]
    fn a_body_is_json_in_utf_8() {
        for accepted in [
            "application/json",
            "application/json; charset=utf-8",
            "application/json;charset=\"UTF-8\"",
            "Application/JSON",
        ] {
            assert!(check_body(&headers(CONTENT_TYPE, accepted)).is_ok(), "{accepted}");
        }
        for refused in [
            "text/plain",
            "text/plain;charset=UTF-8",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/graphql",
            "application/json; charset=utf-16",
            "json",
            "",
        ] {
            let fault = check_body(&headers(CONTENT_TYPE, refused)).unwrap_err();
            assert_eq!(fault.code, Code::UnsupportedMediaType, "{refused}");
        }
        assert!(check_body(&HeaderMap::new()).is_err());
        let mut compressed = headers(CONTENT_TYPE, "application/json");
        compressed.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        assert!(check_body(&compressed).is_err());
    }
}
