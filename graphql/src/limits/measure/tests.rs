use async_graphql::parser::parse_query;

use super::*;
use crate::limits::scan::scan;
use crate::limits::shape::read_schema;

const SCHEMA: &str = "
    interface Node { id: ID! }
    type PageInfo { hasNextPage: Boolean! }
    type Person implements Node { id: ID!, name: String!, groups(first: Int, after: String): GroupConnection! }
    type Group implements Node { id: ID!, parent: Group, people(first: Int, last: Int): PersonConnection! }
    type GroupConnection { nodes: [Group!]!, edges: [GroupEdge!]!, pageInfo: PageInfo! }
    type GroupEdge { node: Group! }
    type PersonConnection { nodes: [Person!]!, pageInfo: PageInfo! }
    type Query { group: Group, groups(first: Int, last: Int): GroupConnection!, node(id: ID!): Node }
    schema { query: Query }
";

fn measured(text: &str, variables: Option<&Variables>) -> Result<Measure, Fault> {
    let limits = Limits::default();
    scan(text, &limits)?;
    let document = parse_query(text).unwrap();
    let shapes = Shapes::new(&read_schema(SCHEMA).unwrap());
    let (_, operation) = document.operations.iter().next().unwrap();
    let measure = measure(&document, &operation.node, variables, &shapes, &limits)?;
    measure.check_form(&limits)?;
    measure.check_size(&limits)?;
    Ok(measure)
}

#[track_caller]
fn refused(text: &str, word: &str) {
    let fault = measured(text, None).unwrap_err();
    assert!(fault.message.contains(word), "{}", fault.message);
}

/// A document of fragments that each spread the next one twice.
fn nested_fragments(levels: usize) -> String {
    let mut document = String::from("{...A0}");
    for level in 0..levels {
        let next = level + 1;
        document.push_str(&format!("fragment A{level} on Query{{...A{next} ...A{next}}}"));
    }
    document.push_str(&format!("fragment A{levels} on Query{{group{{id}}}}"));
    document
}

#[test]
fn page_sizes_multiply() {
    let measure =
        measured("{ groups(first: 50) { nodes { people(last: 30) { nodes { name } } } } }", None);
    assert_eq!(measure.unwrap().nodes, 50 + 50 * 30);
    let measure = measured("{ groups { edges { node { id } } pageInfo { hasNextPage } } }", None);
    assert_eq!(measure.unwrap().nodes, DEFAULT_PAGE);
    refused(
        "{ groups(first: 100) { nodes { people(first: 100) { nodes { groups(first: 3) { nodes { id } } } } } } }",
        "nodes",
    );
}

#[test]
fn page_sizes_come_from_variables_too() {
    let text = "query($n: Int) { groups(first: $n) { nodes { people(first: $n) { nodes { groups(first: $n) { nodes { id } } } } } } }";
    refused(text, "nodes");
    let of = |size: i32| {
        let variables = Variables::from_json(serde_json::json!({ "n": size }));
        measured(text, Some(&variables))
    };
    assert!(of(5).is_ok());
    assert!(of(100).is_err());
    assert!(of(-1).is_err(), "a negative size is no way around");
    assert!(measured(text, Some(&Variables::default())).is_ok(), "the default page");
}

#[test]
fn depth_goes_through_fragments() {
    let nested = |levels: usize| {
        let open = "parent { ".repeat(levels);
        let close = "} ".repeat(levels);
        format!("{{ group {{ ...F }} }} fragment F on Group {{ {open} id {close} }}")
    };
    assert_eq!(measured(&nested(10), None).unwrap().depth, 12);
    refused(&nested(11), "13 levels of fields where 12 are allowed");
}

#[test]
fn aliases_and_directives_count_as_often_as_they_are_spread() {
    let aliases = |count: usize, spreads: usize| {
        let fields: String = (0..count).map(|n| format!("a{n}: id ")).collect();
        format!("{{ group {{ {} }} }} fragment F on Group {{ {fields} }}", "...F ".repeat(spreads))
    };
    assert!(measured(&aliases(15, 2), None).is_ok());
    refused(&aliases(16, 2), "32 aliases");
    let directives = format!("{{ group {{ id {} }} }}", "@skip(if: false) ".repeat(61));
    refused(&directives, "61 directives");
}

#[test]
fn many_values_of_each_of_many_things_are_refused() {
    let names = "name ".repeat(900);
    let text = format!(
        "{{ groups(first: 100) {{ nodes {{ people(first: 100) {{ nodes {{ {names} }} }} }} }} }}"
    );
    refused(&text, "values");
}

#[test]
fn circles_of_fragments_are_refused() {
    refused("{ ...A } fragment A on Query { ...A }", "A spreads itself");
    refused(
        "{ ...A } fragment A on Query { ...B } fragment B on Query { group { id } ...A }",
        "A spreads itself",
    );
}

#[test]
fn the_document_that_holds_an_unguarded_server_is_refused_at_once() {
    let document = nested_fragments(20);
    assert!(document.len() < 1_000, "{}", document.len());
    refused(&document, "selections");
    refused(&nested_fragments(120), "selections");
}

#[test]
fn introspection_has_limits_of_its_own() {
    let standard = "{ __schema { types { name fields { name args { type { ofType { ofType { \
        ofType { ofType { ofType { ofType { ofType { name } } } } } } } } } } } } }";
    assert_eq!(measured(standard, None).unwrap().depth, 1);
    refused(
        "{ __schema { types { fields { type { fields { name } } } } } }",
        "nested lists of introspection",
    );
    let deep = format!(
        "{{ __schema {{ queryType {{ {} name {} }} }} }}",
        "ofType { ".repeat(20),
        "}".repeat(20)
    );
    refused(&deep, "levels of introspection");
    let repeated = "types { fields { args { name } name type { name } } } ".repeat(60);
    assert!(measured(&format!("{{ __schema {{ {repeated} }} }}"), None).is_ok());
}
