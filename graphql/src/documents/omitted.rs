//! Variables that were left out: an argument or a field of an input that is only such a variable is
//! left out with it, rather than being null, which may mean something else.

use async_graphql::parser::types::{
    Directive, DocumentOperations, ExecutableDocument, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned, Variables};
use async_graphql_value::Value;

/// Removes what is only a variable that has no value.
pub fn remove(document: &mut ExecutableDocument, values: &Variables) {
    if let DocumentOperations::Single(operation) = &mut document.operations {
        from_set(&mut operation.node.selection_set.node, values);
    }
    for fragment in document.fragments.values_mut() {
        from_set(&mut fragment.node.selection_set.node, values);
    }
}

fn from_set(set: &mut SelectionSet, values: &Variables) {
    for item in &mut set.items {
        from_directives(item.node.directives_mut(), values);
        match &mut item.node {
            Selection::Field(field) => {
                from_arguments(&mut field.node.arguments, values);
                from_set(&mut field.node.selection_set.node, values);
            }
            Selection::InlineFragment(inline) => {
                from_set(&mut inline.node.selection_set.node, values);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
}

fn from_directives(directives: &mut [Positioned<Directive>], values: &Variables) {
    for directive in directives {
        from_arguments(&mut directive.node.arguments, values);
    }
}

fn from_arguments(arguments: &mut Vec<(Positioned<Name>, Positioned<Value>)>, values: &Variables) {
    arguments.retain(|(_, value)| !is_omitted(&value.node, values));
    for (_, value) in arguments {
        from_value(&mut value.node, values);
    }
}

fn from_value(value: &mut Value, values: &Variables) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, value| !is_omitted(value, values));
            for value in fields.values_mut() {
                from_value(value, values);
            }
        }
        Value::List(items) => {
            for item in items {
                from_value(item, values);
            }
        }
        _ => {}
    }
}

fn is_omitted(value: &Value, values: &Variables) -> bool {
    matches!(value, Value::Variable(name) if !values.contains_key(name))
}
