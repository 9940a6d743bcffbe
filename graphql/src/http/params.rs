//! The parameters of a request: `query` or `documentId`, `operationName`, `variables`, `extensions`.

use std::borrow::Cow;

use async_graphql::Variables;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::documents::trusted::Source;
use crate::fault::{Code, Fault};

/// What is asked: a document, which of its operations, and with which variables.
#[derive(Debug)]
pub struct Params<'a> {
    /// The document, or what it is named by.
    pub document: Source<'a>,
    /// Which of its operations, if it has several.
    pub operation_name: Option<Cow<'a, str>>,
    /// The variables.
    pub variables: Variables,
    /// The position that the answer must have reached: `waitFor` in the extensions.
    pub wait_for: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    #[serde(borrow)]
    query: Option<Text<'a>>,
    #[serde(borrow)]
    document_id: Option<Text<'a>>,
    #[serde(borrow)]
    operation_name: Option<Text<'a>>,
    variables: Option<Variables>,
    extensions: Option<Map<String, Value>>,
}

/// A text that is copied only if it holds escapes.
#[derive(Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'a> Params<'a> {
    /// Reads a JSON object.
    ///
    /// # Errors
    /// `BAD_REQUEST` names the parameter that is missing or of the wrong type.
    pub fn from_json(json: &'a [u8]) -> Result<Self, Fault> {
        let object = json.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
        if object && let Ok(body) = serde_json::from_slice::<Body<'_>>(json) {
            let document =
                source(body.query.map(|text| text.0), body.document_id.map(|text| text.0))?;
            let variables = body.variables.unwrap_or_default();
            let operation_name = body.operation_name.map(|name| name.0);
            let wait_for = wait_for(body.extensions)?;
            return Ok(Self { document, operation_name, variables, wait_for });
        }
        Err(explain(json))
    }

    /// Reads the query string of an address.
    ///
    /// # Errors
    /// `BAD_REQUEST` names the parameter that is missing, repeated or of the wrong type.
    pub fn from_query_string(text: &str) -> Result<Params<'static>, Fault> {
        let mut found: [Option<String>; 5] = [const { None }; 5];
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            let Some(place) = PARAMETERS.iter().position(|it| *it == name) else { continue };
            // Bytes that are not UTF-8 are read as the replacement character.
            if value.contains(char::REPLACEMENT_CHARACTER) {
                return Err(bad(format!("{name} is not UTF-8.")));
            }
            if found[place].replace(value.into_owned()).is_some() {
                return Err(bad(format!("{name} is there twice.")));
            }
        }
        let [query, id, operation_name, variables, extensions] = found;
        let variables = object("variables", variables.as_deref())?.map(Value::Object);
        Ok(Params {
            document: source(query.map(Cow::from), id.map(Cow::from))?,
            operation_name: operation_name.filter(|name| !name.is_empty()).map(Cow::from),
            variables: variables.map(Variables::from_json).unwrap_or_default(),
            wait_for: wait_for(object("extensions", extensions.as_deref())?)?,
        })
    }

    /// Reads the payload of a message that subscribes.
    ///
    /// # Errors
    /// `BAD_REQUEST` names the parameter that is missing or of the wrong type.
    pub fn from_payload(payload: &'a serde_json::value::RawValue) -> Result<Self, Fault> {
        Self::from_json(payload.get().as_bytes())
    }
}

const PARAMETERS: [&str; 5] = ["query", "documentId", "operationName", "variables", "extensions"];

/// What is asked, of the two ways to name it.
fn source<'a>(query: Option<Cow<'a, str>>, id: Option<Cow<'a, str>>) -> Result<Source<'a>, Fault> {
    match (query, id) {
        (Some(text), None) => Ok(Source::Text(text)),
        (None, Some(id)) => Ok(Source::Id(id.parse()?)),
        (Some(_), Some(_)) => Err(bad("query and documentId are both there: send one of them.")),
        (None, None) => Err(bad("The parameter query is missing.")),
    }
}

fn wait_for(extensions: Option<Map<String, Value>>) -> Result<Option<String>, Fault> {
    match extensions.and_then(|mut extensions| extensions.remove("waitFor")) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(position)) => Ok(Some(position)),
        Some(other) => Err(mistyped("extensions.waitFor", "a string", &other)),
    }
}

/// A JSON object in a parameter of an address.
fn object(name: &str, text: Option<&str>) -> Result<Option<Map<String, Value>>, Fault> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    match serde_json::from_str(text) {
        Ok(Value::Null) => Ok(None),
        Ok(Value::Object(object)) => Ok(Some(object)),
        Ok(other) => Err(mistyped(name, "an object", &other)),
        Err(error) => Err(bad(format!("{name} is not JSON: {error}."))),
    }
}

/// What is wrong with a body that could not be read.
fn explain(json: &[u8]) -> Fault {
    let value: Value = match serde_json::from_slice(json) {
        Ok(value) => value,
        Err(_) if json.iter().all(u8::is_ascii_whitespace) => {
            return bad("The body is empty; send a JSON object with the parameter query.");
        }
        Err(error) => return bad(format!("The body is not JSON in UTF-8: {error}.")),
    };
    let Value::Object(object) = value else {
        return bad("The body is not a JSON object. Batches are not taken.");
    };
    for name in PARAMETERS {
        let expected =
            if matches!(name, "variables" | "extensions") { "an object" } else { "a string" };
        match (object.get(name), expected) {
            (None | Some(Value::Null), _)
            | (Some(Value::String(_)), "a string")
            | (Some(Value::Object(_)), "an object") => {}
            (Some(other), _) => return mistyped(name, expected, other),
        }
    }
    bad("A parameter is there twice.")
}

fn mistyped(name: &str, expected: &str, found: &Value) -> Fault {
    let found = match found {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    bad(format!("{name} is {found}, not {expected}."))
}

fn bad(message: impl Into<Cow<'static, str>>) -> Fault {
    Fault::new(Code::BadRequest, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::trusted::DocumentId;

    #[track_caller]
    fn refused(json: &[u8], word: &str) {
        let fault = Params::from_json(json).unwrap_err();
        assert_eq!(fault.code, Code::BadRequest);
        assert!(fault.message.contains(word), "{} does not say {word}", fault.message);
    }

    #[test]
    fn parameters_are_read() {
        let params = Params::from_json(
            br#" {"query": "{ a }", "operationName": "A", "variables": {"n": [1, null]},
                 "extensions": {"x": {}}, "another": 1}"#,
        )
        .unwrap();
        let Source::Text(query) = params.document else { panic!("a text") };
        assert_eq!(query, "{ a }");
        assert!(matches!(query, Cow::Borrowed(_)), "a plain document is not copied");
        assert_eq!(params.operation_name.as_deref(), Some("A"));
        assert_eq!(params.variables.len(), 1);
        let nulls =
            br#"{"query": "q", "operationName": null, "variables": null, "extensions": null}"#;
        assert!(Params::from_json(nulls).unwrap().variables.is_empty());
    }

    #[test]
    fn a_document_may_be_named_by_its_id() {
        let id = DocumentId::of("{ a }");
        let is_named = |params: Params<'_>| matches!(params.document, Source::Id(it) if it == id);
        let json = format!(r#"{{"documentId": "{id}", "query": null}}"#);
        assert!(is_named(Params::from_json(json.as_bytes()).unwrap()));
        let address = format!("documentId={id}");
        assert!(is_named(Params::from_query_string(&address).unwrap()));
        refused(br#"{"documentId": "sha256:abc"}"#, "64 hexadecimal digits");
        refused(br#"{"documentId": 7}"#, "documentId is a number, not a string");
        let both = format!(r#"{{"documentId": "{id}", "query": "{{ a }}"}}"#);
        refused(both.as_bytes(), "send one of them");
    }

    #[test]
    fn what_is_wrong_is_named() {
        refused(b"", "empty");
        refused(b"{ \"not a JSON", "not JSON");
        refused(b"[{\"query\": \"{ a }\"}]", "Batches");
        refused(b"[\"{ a }\", null, null, null]", "Batches");
        refused(b"\"{ a }\"", "object");
        refused(b"{\"qeury\": \"{ a }\"}", "query is missing");
        refused(b"{\"query\": null}", "query is missing");
        refused(b"{\"query\": 7}", "query is a number, not a string");
        refused(b"{\"query\": {}}", "query is an object");
        refused(b"{\"query\": \"q\", \"operationName\": [\"a\"]}", "operationName is a list");
        refused(
            b"{\"query\": \"q\", \"variables\": \"a\"}",
            "variables is a string, not an object",
        );
        refused(b"{\"query\": \"q\", \"variables\": [1]}", "variables is a list");
        refused(b"{\"query\": \"q\", \"extensions\": false}", "extensions is a boolean");
        refused(b"{\"query\": \"q\", \"extensions\": {\"waitFor\": 5}}", "waitFor is a number");
        refused(b"{\"query\": \"q\", \"query\": \"q\"}", "twice");
        refused(b"{\"query\": \"\xff\"}", "UTF-8");
        refused(br#"{"query": "\ud800"}"#, "JSON");
        refused(br#"{"query": "q", "variables": {"a": "\ude00"}}"#, "JSON");
        let deep = [b"{\"query\": \"q\", \"variables\": {\"a\": ".to_vec(), vec![b'['; 500_000]];
        refused(&deep.concat(), "JSON");
    }

    #[test]
    fn an_address_has_parameters() {
        let params = Params::from_query_string(
            "query=%7B%20a%20%7D&variables=%7B%22n%22%3A1%7D&operationName=&other=1",
        )
        .unwrap();
        assert!(matches!(params.document, Source::Text(text) if text == "{ a }"));
        assert_eq!(params.operation_name, None);
        assert_eq!(params.variables.len(), 1);
        for (text, word) in [
            ("", "query is missing"),
            ("query=%FF", "UTF-8"),
            ("query=a&query=b", "twice"),
            ("query=a&variables=1", "variables is a number"),
            ("query=a&variables=%7B", "not JSON"),
            ("query=a&extensions=[]", "extensions is a list"),
        ] {
            let fault = Params::from_query_string(text).unwrap_err();
            assert!(fault.message.contains(word), "{text}: {}", fault.message);
        }
    }
}
