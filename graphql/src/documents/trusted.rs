//! Documents that the operator trusts. A client names one by its id, as `documentId`, and sends no
//! text (<https://github.com/graphql/graphql-over-http/pull/264>, "Persisted Documents"); the
//! operator may allow no others.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use sha2::{Digest, Sha256};

use super::Documents;
use crate::fault::{Code, Fault};
use crate::limits::Limits;
use crate::schema::{self, scalars};

/// How an id begins: what follows is the hash of the document's bytes.
const SHA256: &str = "sha256:";

/// What a document is named by: the SHA-256 of its text, as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DocumentId([u8; 32]);

impl DocumentId {
    /// The id of this text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text).into())
    }
}

impl FromStr for DocumentId {
    type Err = Fault;

    /// # Errors
    /// `BAD_REQUEST` if it is not `sha256:` and 64 hexadecimal digits.
    fn from_str(id: &str) -> Result<Self, Fault> {
        let digits = id.strip_prefix(SHA256).unwrap_or_default();
        let hash = HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok();
        let hash = hash.and_then(|hash| hash.try_into().ok());
        hash.map(Self).ok_or_else(|| {
            let message = "documentId is not sha256: and the 64 hexadecimal digits of a hash.";
            Fault::new(Code::BadRequest, message)
        })
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SHA256}{}", HEXLOWER.encode(&self.0))
    }
}

/// How a request names what it asks.
#[derive(Debug)]
pub enum Source<'a> {
    /// By the whole text.
    Text(Cow<'a, str>),
    /// By the id of a trusted document.
    Id(DocumentId),
}

/// A document that an operator gives.
#[derive(Debug, Clone)]
pub struct Given {
    /// What it is called where it comes from.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// The documents that the operator trusts.
#[derive(Debug, Default)]
pub struct Trusted {
    texts: HashMap<DocumentId, Box<str>>,
    only: bool,
}

impl Trusted {
    /// Trusts these, and no others if it is to be `only` these.
    ///
    /// # Errors
    /// Names the document that is not within the limits or does not fit the schema, and why.
    pub async fn new(given: Vec<Given>, only: bool) -> Result<Self, Fault> {
        let mut texts = HashMap::with_capacity(given.len());
        if !given.is_empty() {
            let (sdl, checks) = (schema::sdl(), scalars::CHECKS);
            let documents = Documents::new(&sdl, schema::validating(), &checks, Limits::default())?;
            for Given { name, text } in given {
                if let Err(faults) = documents.find(&text).await {
                    return Err(unfit(&name, faults));
                }
                texts.insert(DocumentId::of(&text), text.into());
            }
        }
        Ok(Self { texts, only })
    }

    /// The text of what a request asks.
    ///
    /// # Errors
    /// `DOCUMENT_NOT_TRUSTED` if there is none of this id, or if the text is not one of those that
    /// alone are trusted.
    pub(crate) fn text<'a>(&'a self, source: &'a Source<'_>) -> Result<&'a str, Fault> {
        match source {
            Source::Text(text) if !self.only || self.texts.contains_key(&DocumentId::of(text)) => {
                Ok(text)
            }
            Source::Text(_) => Err(untrusted(
                "Only documents that the operator trusts are taken here. Send one of them, or its \
                 documentId: sha256: and the SHA-256 of its text.",
            )),
            Source::Id(id) => self.texts.get(id).map(|text| &**text).ok_or_else(|| {
                untrusted(if self.only {
                    "No trusted document has this documentId, and only those are taken here: the \
                     operator has to add it."
                } else {
                    "No trusted document has this documentId. Send the document as query, or have \
                     the operator add it."
                })
            }),
        }
    }
}

fn unfit(name: &str, faults: Vec<Fault>) -> Fault {
    let fault = faults.into_iter().next();
    let mut fault = fault.unwrap_or_else(|| Fault::new(Code::ValidationFailed, "unfit"));
    let at = fault.locations.first().map_or_else(String::new, |at| format!(":{}", at.line));
    fault.message = format!("{name}{at}: {}", fault.message).into();
    fault
}

fn untrusted(message: &'static str) -> Fault {
    Fault::new(Code::DocumentNotTrusted, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUPS: &str = "query Groups { groups { nodes { name } } }\n";

    async fn trusted(texts: &[&str], only: bool) -> Result<Trusted, Fault> {
        let given = |text: &&str| Given { name: "a.graphql".to_owned(), text: (*text).to_owned() };
        Trusted::new(texts.iter().map(given).collect(), only).await
    }

    fn text(text: &'static str) -> Source<'static> {
        Source::Text(text.into())
    }

    #[test]
    fn an_id_is_what_sha256sum_says() {
        let empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(DocumentId::of("").to_string(), empty);
        assert_eq!(empty.parse::<DocumentId>().unwrap(), DocumentId::of(""));
        let capitals = empty.replace('e', "E");
        assert_eq!(capitals.parse::<DocumentId>().unwrap(), DocumentId::of(""));
        let bare = empty.trim_start_matches(SHA256);
        for wrong in ["", SHA256, bare, &empty[..70], &format!("{empty}00"), "sha256:no"] {
            assert_eq!(wrong.parse::<DocumentId>().unwrap_err().code, Code::BadRequest, "{wrong}");
        }
    }

    #[tokio::test]
    async fn a_trusted_document_is_found_by_its_id_and_others_are_not() {
        let trusted = trusted(&[GROUPS], false).await.unwrap();
        let id = DocumentId::of(GROUPS);
        assert_eq!(trusted.text(&Source::Id(id)).unwrap(), GROUPS);
        let other = trusted.text(&Source::Id(DocumentId::of("{ groups }"))).unwrap_err();
        assert_eq!(other.code, Code::DocumentNotTrusted);
        assert_eq!(trusted.text(&text("{ anything }")).unwrap(), "{ anything }");
    }

    #[tokio::test]
    async fn where_only_these_are_trusted_their_texts_are_too_and_nothing_else() {
        let trusted = trusted(&[GROUPS], true).await.unwrap();
        assert_eq!(trusted.text(&Source::Id(DocumentId::of(GROUPS))).unwrap(), GROUPS);
        assert_eq!(trusted.text(&text(GROUPS)).unwrap(), GROUPS);
        for other in [text(GROUPS.trim()), Source::Id(DocumentId::of(GROUPS.trim()))] {
            let fault = trusted.text(&other).unwrap_err();
            assert_eq!(fault.code, Code::DocumentNotTrusted);
            assert!(fault.message.contains("documentId"), "{fault}");
        }
    }

    #[tokio::test]
    async fn a_document_that_nobody_could_ask_is_named() {
        for (text, why) in [("{ groups {", "expected"), ("\n{ no }", "no"), ("", "expected")] {
            let fault = trusted(&[GROUPS, text], false).await.unwrap_err();
            assert!(fault.message.starts_with("a.graphql"), "{fault}");
            assert!(fault.message.contains(why), "{fault}");
        }
        let fault = trusted(&["\n{ no }"], false).await.unwrap_err();
        assert!(fault.message.starts_with("a.graphql:2: "), "{fault}");
    }
}
