//! The schema as the limits see it: what each field leads to, and which fields are paged.

use std::collections::HashMap;

use async_graphql::Name;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, ServiceDocument, Type, TypeDefinition, TypeKind,
    TypeSystemDefinition,
};

use crate::fault::Fault;

/// How many items a page has if nobody says so.
pub const DEFAULT_PAGE: u64 = 20;
/// How many items a page has at most.
pub const LARGEST_PAGE: u64 = 100;
/// How long a list that is not paged is taken to be.
const PLAIN_LIST: u64 = 10;

/// Fields beside the paged ones that take longer the more there is: what they lead to is counted or
/// searched for, not looked up.
const SEARCHED: [(&str, &str); 13] = [
    ("Query", "node"),
    ("Query", "person"),
    ("Viewer", "inboxUnseen"),
    ("Group", "memberCount"),
    ("Discussion", "unreadCount"),
    ("Discussion", "firstUnread"),
    ("Discussion", "reactions"),
    ("Comment", "reactions"),
    ("Proposal", "reactions"),
    ("Proposal", "electorateSize"),
    ("Outcome", "reactions"),
    ("Widening", "told"),
    ("Widening", "agreed"),
];

/// What a field leads to.
#[derive(Debug)]
pub struct FieldShape {
    /// The field's type.
    pub ty: Type,
    /// Whether it takes `first` or `last`.
    pub paged: bool,
    /// Whether it takes longer the more there is.
    pub grows: bool,
}

impl FieldShape {
    fn new(on: &str, definition: &FieldDefinition) -> Self {
        let paged = definition
            .arguments
            .iter()
            .any(|argument| matches!(argument.node.name.node.as_str(), "first" | "last"));
        let grows = paged || SEARCHED.contains(&(on, definition.name.node.as_str()));
        Self { ty: definition.ty.node.clone(), paged, grows }
    }

    /// The name of the type without lists.
    #[must_use]
    pub fn of(&self) -> &Name {
        innermost(&self.ty)
    }
}

fn innermost(ty: &Type) -> &Name {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(inner) => innermost(inner),
    }
}

/// The output types of the schema.
#[derive(Debug, Default)]
pub struct Shapes {
    types: HashMap<Name, HashMap<Name, FieldShape>>,
    /// How many types there are, of all kinds.
    all: u64,
}

impl Shapes {
    /// Reads the types of a schema document.
    #[must_use]
    pub fn new(schema: &ServiceDocument) -> Self {
        let types = schema.definitions.iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(definition) => Some(&definition.node),
            _ => None,
        });
        let mut shapes = Self::default();
        for TypeDefinition { name, kind, .. } in types {
            shapes.all += 1;
            let fields = match kind {
                TypeKind::Object(object) => &object.fields,
                TypeKind::Interface(interface) => &interface.fields,
                _ => continue,
            };
            let on = name.node.as_str();
            let fields = fields
                .iter()
                .map(|field| (field.node.name.node.clone(), FieldShape::new(on, &field.node)));
            shapes.types.insert(name.node.clone(), fields.collect());
        }
        shapes
    }

    /// The field of a type.
    #[must_use]
    pub fn field(&self, on: &str, field: &str) -> Option<&FieldShape> {
        self.types.get(on)?.get(field)
    }

    /// How many things an unpaged field leads to. The lists of a connection are as long as its
    /// page, which has been counted already.
    #[must_use]
    pub fn length(&self, on: Option<&str>, field: &str) -> u64 {
        match on.and_then(|on| self.types.get(on)) {
            Some(_) if on.is_some_and(passes_on) => 1,
            Some(fields) => match fields.get(field).map(|shape| &shape.ty.base) {
                Some(BaseType::List(_)) => PLAIN_LIST,
                _ => 1,
            },
            None => self.introspected(field),
        }
    }

    /// About how many there are of these in the schema itself.
    fn introspected(&self, field: &str) -> u64 {
        let fields: u64 = self.types.values().map(|fields| fields.len() as u64).sum();
        match field {
            "types" => self.all,
            "fields" => fields / (self.types.len() as u64).max(1) + 1,
            "inputFields" | "enumValues" | "possibleTypes" | "directives" => 6,
            "args" | "interfaces" | "locations" => 3,
            _ => 1,
        }
    }
}

/// Whether this type's fields lead to nothing of its own: a connection and its edges only pass on
/// what they are a page of.
#[must_use]
pub fn passes_on(on: &str) -> bool {
    on.ends_with("Connection") || on.ends_with("Edge")
}

/// Reads a schema document.
///
/// # Errors
/// If it is not one; the schema is our own, so that is a mistake of ours.
pub fn read_schema(sdl: &str) -> Result<ServiceDocument, Fault> {
    async_graphql::parser::parse_schema(sdl).map_err(|error| Fault::internal(&error))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Numbers that stand in a row of their own.
    const LOOKED_UP: [&str; 8] = [
        "commentCount",
        "opening",
        "option",
        "quorum",
        "replyCount",
        "revision",
        "voters",
        "votingDays",
    ];

    #[test]
    fn every_number_of_a_thing_is_known_to_be_looked_up_or_to_be_counted() {
        let shapes = Shapes::new(&read_schema(&crate::schema::executing().sdl()).unwrap());
        let searched = |on: &str, name: &str| SEARCHED.contains(&(on, name));
        for (on, name) in SEARCHED {
            let shape = shapes.field(on, name).unwrap_or_else(|| panic!("{on}.{name} is there"));
            assert!(shape.grows && !shape.paged, "{on}.{name}");
        }
        let mut looked_up = BTreeSet::new();
        let things = shapes.types.iter().filter(|(on, fields)| {
            fields.contains_key("id") || matches!(on.as_str(), "Viewer" | "Widening")
        });
        for (on, fields) in things {
            for (name, _) in fields.iter().filter(|(_, shape)| shape.of() == "Int") {
                if !searched(on, name) {
                    looked_up.insert(name.as_str());
                }
            }
            let counts = fields.iter().filter(|(_, shape)| shape.of() == "ReactionCount");
            for (name, _) in counts {
                assert!(searched(on, name), "{on}.{name} counts");
            }
        }
        assert_eq!(looked_up, BTreeSet::from(LOOKED_UP));
    }
}
