//! The types of the schema, as it describes itself.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::service::{Service, Somebody};

const SCHEMA: &str = "{ __schema {
    types { kind name interfaces { name } possibleTypes { name } fields { name
    args { name type { ...T } } type { ...T } } } } }
    fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

/// The types by name.
pub struct Types(BTreeMap<String, Value>);

impl Types {
    pub async fn of(service: &Service) -> Self {
        let schema = service.ask(&Somebody::default(), SCHEMA, json!({})).await;
        let types = schema["__schema"]["types"].as_array().unwrap();
        let named = |of: &Value| (of["name"].as_str().unwrap().to_owned(), of.clone());
        Self(types.iter().map(named).collect())
    }

    pub fn fields(&self, of: &str) -> &[Value] {
        self.0[of]["fields"].as_array().map_or(&[], Vec::as_slice)
    }

    pub fn field(&self, of: &str, name: &str) -> Option<&Value> {
        self.fields(of).iter().find(|field| field["name"] == name)
    }

    pub fn kind(&self, of: &str) -> &str {
        self.0[of]["kind"].as_str().unwrap()
    }

    fn is_node(&self, of: &str) -> bool {
        let interfaces = self.0[of]["interfaces"].as_array().unwrap();
        interfaces.iter().any(|interface| interface["name"] == "Node")
    }

    /// The kinds of things that have an id.
    pub fn nodes(&self) -> Vec<&str> {
        let possible = self.0["Node"]["possibleTypes"].as_array().unwrap();
        possible.iter().map(|of| of["name"].as_str().unwrap()).collect()
    }

    /// What is asked of an object: all its fields, and of objects in it so much deeper, but only the
    /// id of what has one.
    pub fn selection(&self, of: &str, deeper: u8) -> String {
        let fields = self.fields(of).iter().filter(|field| !has_required_arguments(field));
        let selected = fields.filter_map(|field| {
            let (name, of) = (field["name"].as_str().unwrap(), named(&field["type"]));
            Some(match self.kind(of) {
                "OBJECT" if self.is_node(of) => format!("{name} {{ id }}"),
                "OBJECT" if deeper == 0 => return None,
                "OBJECT" => match self.items(of) {
                    Some(item) if self.is_node(item) => {
                        format!("{name}(first: 50) {{ nodes {{ id }} }}")
                    }
                    Some(item) => {
                        let item = self.selection(item, deeper - 1);
                        format!("{name}(first: 50) {{ nodes {{ {item} }} }}")
                    }
                    None => format!("{name} {{ {} }}", self.selection(of, deeper - 1)),
                },
                "UNION" => format!("{name} {{ __typename }}"),
                _ => name.to_owned(),
            })
        });
        selected.collect::<Vec<_>>().join(" ")
    }

    /// The fields that such a selection asks for.
    pub fn selected(&self, of: &str, deeper: u8, found: &mut BTreeSet<String>) {
        for field in self.fields(of).iter().filter(|field| !has_required_arguments(field)) {
            let inner = named(&field["type"]);
            let inner = self.items(inner).unwrap_or(inner);
            let is_object = self.kind(inner) == "OBJECT";
            if is_object && !self.is_node(inner) {
                if deeper == 0 {
                    continue;
                }
                self.selected(inner, deeper - 1, found);
            }
            found.insert(format!("{of}.{}", field["name"].as_str().unwrap()));
        }
    }

    /// What a connection is of.
    pub fn items(&self, of: &str) -> Option<&str> {
        of.ends_with("Connection").then(|| named(&self.field(of, "nodes").unwrap()["type"]))
    }

    /// All objects that somebody may ask for, but for those that are one of a union: they say more
    /// of something that is covered.
    pub fn readable(&self) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        let mut left = vec!["Query", "Subscription"];
        left.extend(self.nodes());
        while let Some(of) = left.pop() {
            if found.insert(of) {
                let inner = self.fields(of).iter().map(|field| named(&field["type"]));
                let inner = inner.map(|of| self.items(of).unwrap_or(of));
                left.extend(inner.filter(|of| self.kind(of) == "OBJECT"));
            }
        }
        found
    }

    /// Hands on every field of the objects in an answer that is neither null nor empty.
    pub fn walk(&self, of: &str, answer: &Value, seen: &mut impl FnMut(&str, &str)) {
        match answer {
            Value::Array(items) => items.iter().for_each(|item| self.walk(of, item, seen)),
            Value::Object(fields) => {
                for (name, value) in fields {
                    let Some(field) = self.field(of, name) else { continue };
                    let of_field = named(&field["type"]);
                    let (inner, value) = match self.items(of_field) {
                        Some(item) => (item, &value["nodes"]),
                        None => (of_field, value),
                    };
                    if !value.is_null() && value != &json!([]) {
                        seen(of, name);
                        self.walk(inner, value, seen);
                    }
                }
            }
            _ => {}
        }
    }
}

/// The name of the type that is in lists and is required.
pub fn named(of: &Value) -> &str {
    of["name"].as_str().unwrap_or_else(|| named(&of["ofType"]))
}

/// The type as a document spells it.
pub fn spelled(of: &Value) -> String {
    match of["kind"].as_str().unwrap() {
        "NON_NULL" => spelled(&of["ofType"]) + "!",
        "LIST" => format!("[{}]", spelled(&of["ofType"])),
        _ => of["name"].as_str().unwrap().to_owned(),
    }
}

pub fn has_required_arguments(field: &Value) -> bool {
    field["args"].as_array().unwrap().iter().any(|argument| argument["type"]["kind"] == "NON_NULL")
}
