use async_graphql::{
    EmptyMutation, EmptySubscription, ID, InputObject, MaybeUndefined, Object, Schema,
    SimpleObject, Value,
};

use super::*;
use crate::validator::OnlyValidate;

#[derive(InputObject)]
struct Change {
    quorum: MaybeUndefined<i32>,
    names: Option<Vec<String>>,
}

#[derive(SimpleObject)]
struct Thing {
    hello: bool,
}

#[derive(SimpleObject)]
struct Things {
    nodes: Vec<Thing>,
}

struct Query;

#[Object]
impl Query {
    async fn pages(&self, first: Option<i32>) -> Things {
        Things { nodes: first.into_iter().map(|_| Thing { hello: true }).collect() }
    }

    async fn hello(&self, id: Option<ID>) -> Option<String> {
        id.map(|id| id.to_string())
    }

    async fn change(&self, change: Change) -> String {
        let names = change.names.map_or(0, |names| names.len());
        match change.quorum {
            MaybeUndefined::Undefined => format!("kept {names}"),
            MaybeUndefined::Null => "removed".to_owned(),
            MaybeUndefined::Value(value) => format!("set {value}"),
        }
    }
}

type TestSchema = Schema<Query, EmptyMutation, EmptySubscription>;

fn documents() -> (Documents<TestSchema>, TestSchema) {
    let schema = || Schema::build(Query, EmptyMutation, EmptySubscription);
    let validator = schema().extension(OnlyValidate).finish();
    let runner = schema().validation_mode(async_graphql::ValidationMode::Fast).finish();
    let documents = Documents::new(
        &runner.sdl(),
        validator,
        &Checks { scalars: &[], fields: &[] },
        Limits::default(),
    )
    .unwrap();
    (documents, runner)
}

fn run(text: &str, variables: serde_json::Value) -> Result<Value, Vec<Fault>> {
    let (documents, runner) = documents();
    block_on(async {
        let document = documents.find(text).await?;
        let operation = document.operation(None).map_err(|fault| vec![fault])?;
        let request = documents
            .bind(operation, Variables::from_json(variables))
            .map_err(|fault| vec![fault])?;
        let response = runner.execute(request).await;
        assert!(response.errors.is_empty(), "{:?}", response.errors);
        Ok(response.data)
    })
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
}

#[track_caller]
fn refused(text: &str, variables: serde_json::Value, code: Code, word: &str) {
    let faults = run(text, variables).unwrap_err();
    assert_eq!(faults[0].code, code, "{}", faults[0]);
    assert!(faults[0].message.contains(word), "{}", faults[0]);
}

#[track_caller]
fn answers(text: &str, variables: serde_json::Value, expected: serde_json::Value) {
    let answer = run(text, variables).unwrap();
    assert_eq!(answer.into_json().unwrap(), expected);
}

use serde_json::json;

#[test]
fn a_document_is_read_once() {
    let (documents, _) = documents();
    let find = || block_on(documents.find("{ hello }")).unwrap();
    assert!(Arc::ptr_eq(&find(), &find()));
}

#[test]
fn what_does_not_parse_or_fit_says_where() {
    for (text, code) in [
        ("{", Code::ParseFailed),
        ("", Code::ParseFailed),
        ("{ hello(id: \"\\ud800\") }", Code::ParseFailed),
        ("{ nothing }", Code::ValidationFailed),
        ("{ hello(id: [1]) }", Code::ValidationFailed),
        ("query($x: Nothing) { hello(id: $x) }", Code::ValidationFailed),
        ("{ ...A } fragment A on Query { ...A }", Code::ValidationFailed),
        ("{ hello } fragment A on Query { hello }", Code::ValidationFailed),
    ] {
        let fault = run(text, json!({})).unwrap_err().remove(0);
        assert_eq!(fault.code, code, "{text}: {fault}");
        assert!(!fault.locations.is_empty(), "{text}: {fault}");
    }
}

#[test]
fn variables_are_what_they_are_declared_as() {
    let id = "query($id: ID!) { hello(id: $id) }";
    answers(id, json!({"id": "a"}), json!({"hello": "a"}));
    answers(id, json!({"id": 7, "other": {}}), json!({"hello": "7"}));
    refused(id, json!({}), Code::BadUserInput, "$id of type ID! is missing");
    refused(id, json!({"id": null}), Code::BadUserInput, "$id: expected ID!, not null");
    refused(id, json!({"id": 1.5}), Code::BadUserInput, "an id");
    refused(id, json!({"id": ["a"]}), Code::BadUserInput, "an id");
    let change = "query($c: Change!) { change(change: $c) }";
    refused(change, json!({"c": {"quorum": 2_147_483_648_i64}}), Code::BadUserInput, "$c.quorum");
    refused(change, json!({"c": {"quorum": "1"}}), Code::BadUserInput, "whole number");
    refused(change, json!({"c": {"names": ["a", null]}}), Code::BadUserInput, "$c.names.1");
    refused(change, json!({"c": {"surprise": 1}}), Code::BadUserInput, "$c.surprise");
    refused(change, json!({"c": "x"}), Code::BadUserInput, "an object");
    answers(change, json!({"c": {"names": "one"}}), json!({"change": "kept 1"}));
}

#[test]
fn an_unused_variable_is_checked_too() {
    let text = "query CoerceFailure($id: ID!){ __typename }";
    refused(text, json!({"id": null}), Code::ValidationFailed, "id");
}

#[test]
fn what_is_left_out_is_not_null() {
    let text = "query($q: Int, $id: ID) { change(change: {quorum: $q}) hello(id: $id) }";
    answers(text, json!({}), json!({"change": "kept 0", "hello": null}));
    answers(text, json!({"q": null}), json!({"change": "removed", "hello": null}));
    answers(text, json!({"q": 3, "id": "a"}), json!({"change": "set 3", "hello": "a"}));
    let default = "query($q: Int = 9) { change(change: {quorum: $q}) }";
    answers(default, json!({}), json!({"change": "set 9"}));
}

#[test]
fn an_operation_is_named_if_there_are_several() {
    let (documents, _) = documents();
    let text = "query A { hello } query B { ...F } fragment F on Query { hello }";
    let document = block_on(documents.find(text)).unwrap();
    assert_eq!(document.operation(Some("B")).unwrap().executable().fragments.len(), 1);
    assert_eq!(document.operation(Some("A")).unwrap().executable().fragments.len(), 0);
    for name in [None, Some("C"), Some("")] {
        assert_eq!(document.operation(name).err().unwrap().code, Code::BadRequest);
    }
}

#[test]
fn what_grows_or_asks_for_much_is_not_small() {
    let is_small = |text: &str| {
        let (documents, _) = documents();
        let document = block_on(documents.find(text)).unwrap();
        document.operation(None).unwrap().is_small()
    };
    assert!(is_small("{ hello }"));
    assert!(is_small("query($id: ID) { hello(id: $id) change(change: {}) }"));
    let much: String = (0..30).map(|number| format!("a{number}: hello ")).collect();
    assert!(is_small(&format!("{{ {much} }}")), "30 values");
    assert!(!is_small("{ pages(first: 1) { nodes { hello } } }"), "one thing, but of a page");
}
