//! Every mutation of the schema with inputs that cannot be taken: an answer, nothing written.

use std::collections::HashMap;

use eventlog::EventLog;
use serde_json::{Map, Value, json};

use crate::service::service;
use crate::stories::group_with_discussion;

const SCHEMA: &str =
    "{ __schema { mutationType { fields { name args { name type { ...T } } type { ...T } } }
    types { kind name inputFields { name type { ...T } } enumValues { name } } } }
    fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name
    ofType { kind name ofType { kind name } } } } } }";

/// The types of the schema by name.
struct Types(HashMap<String, Value>);

/// What every id, text, number and time of an input is.
struct Bad {
    id: String,
    text: String,
    number: i64,
    time: &'static str,
}

impl Types {
    /// An input of this type, all of whose fields are there.
    fn input(&self, of: &Value, bad: &Bad) -> Value {
        let name = of["name"].as_str().unwrap_or_default();
        match (of["kind"].as_str().unwrap(), name) {
            ("NON_NULL", _) => self.input(&of["ofType"], bad),
            ("LIST", _) => json!([self.input(&of["ofType"], bad)]),
            ("ENUM", _) => self.0[name]["enumValues"][0]["name"].clone(),
            ("INPUT_OBJECT", _) => {
                let fields = self.0[name]["inputFields"].as_array().unwrap();
                let field = |field: &Value| {
                    let name = field["name"].as_str().unwrap().to_owned();
                    // A key makes a thing happen once; here each is to be tried.
                    let key = name == "idempotencyKey";
                    let value = if key { Value::Null } else { self.input(&field["type"], bad) };
                    (name, value)
                };
                Value::Object(fields.iter().map(field).collect::<Map<_, _>>())
            }
            (_, "ID") => json!(bad.id),
            (_, "Boolean") => json!(true),
            (_, "Int") => json!(bad.number),
            (_, "DateTime") => json!(bad.time),
            _ => json!(bad.text),
        }
    }
}

/// The type as a document spells it.
fn spelled(of: &Value) -> String {
    match of["kind"].as_str().unwrap() {
        "NON_NULL" => spelled(&of["ofType"]) + "!",
        "LIST" => format!("[{}]", spelled(&of["ofType"])),
        _ => of["name"].as_str().unwrap().to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_mutation_answers_bad_inputs_and_writes_nothing() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    group_with_discussion(&service, &ann).await;
    let schema = service.ask(&ann, SCHEMA, json!({})).await;
    let types = schema["__schema"]["types"].as_array().unwrap();
    let types = types.iter().map(|of| (of["name"].as_str().unwrap().to_owned(), of.clone()));
    let types = Types(types.collect());
    let bad = |id: &str, text: String, number, time| Bad { id: id.to_owned(), text, number, time };
    let absent = format!("person-{}", "0".repeat(26));
    let inputs = [
        bad("?", "a\u{0}b".into(), -1, "soon"),
        bad("\u{0}", " ".into(), i64::from(i32::MIN), "9999-12-31T23:59:59Z"),
        bad(&absent, "\u{0}".into(), 0, "1970-01-01T00:00:00Z"),
        bad(&format!("group-{}", "z".repeat(10_000)), "x".repeat(120_000), 1 << 40, "-1"),
    ];
    let before = service.server.services().log.head().await.unwrap();
    let mut tried = 0;
    for mutation in schema["__schema"]["mutationType"]["fields"].as_array().unwrap() {
        let Some(argument) = mutation["args"].get(0) else { continue };
        let (name, of) = (mutation["name"].as_str().unwrap(), &argument["type"]);
        let kind = spelled(of);
        let plain = mutation["type"]["ofType"]["kind"] == "SCALAR";
        let selection = if plain { "" } else { "{ __typename }" };
        let argument = argument["name"].as_str().unwrap();
        let query = format!("mutation($i: {kind}) {{ {name}({argument}: $i) {selection} }}");
        for bad in &inputs {
            let input = types.input(of, bad);
            let answer = service.answer(&ann, &query, json!({ "i": input })).await;
            let code = &answer["errors"][0]["extensions"]["code"];
            let faults = ["INTERNAL", "UNAVAILABLE", "TIMEOUT", "GRAPHQL_VALIDATION_FAILED"];
            assert!(!faults.iter().any(|fault| code == fault), "{name}: {input}: {answer}");
            tried += 1;
        }
    }
    assert!(tried > 100, "the schema has mutations");
    assert_eq!(service.server.services().log.head().await.unwrap(), before, "nothing is written");
}
