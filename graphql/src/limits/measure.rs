//! One pass over a parsed document that adds up what it asks for. Each fragment is measured once,
//! however often it is spread, so the pass takes as long as the document is long.

use std::collections::HashMap;

use async_graphql::parser::types::{
    ExecutableDocument, Field, FragmentDefinition, OperationDefinition, OperationType, Selection,
    SelectionSet,
};
use async_graphql::{Name, Pos, Positioned, Variables};
use async_graphql_value::Value;

use super::Limits;
use super::shape::{DEFAULT_PAGE, LARGEST_PAGE, Shapes, passes_on};
use crate::fault::{Code, Fault};

/// What a document, or a part of one, asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Measure {
    depth: u32,
    introspection_lists: u32,
    aliases: u64,
    directives: u64,
    selections: u64,
    nodes: u64,
    values: u64,
    /// How many of the fields take longer the more there is.
    growing: u64,
}

impl Measure {
    /// Adds a sibling.
    fn add(&mut self, other: Self) {
        self.depth = self.depth.max(other.depth);
        self.introspection_lists = self.introspection_lists.max(other.introspection_lists);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
        self.selections = self.selections.saturating_add(other.selections);
        self.nodes = self.nodes.saturating_add(other.nodes);
        self.values = self.values.saturating_add(other.values);
        self.growing = self.growing.saturating_add(other.growing);
    }

    /// Checks what does not depend on variables.
    ///
    /// # Errors
    /// `LIMIT_EXCEEDED` names the limit.
    pub fn check_form(&self, limits: &Limits) -> Result<(), Fault> {
        within("levels of fields", self.depth.into(), limits.depth.into())?;
        within("aliases", self.aliases, limits.aliases)?;
        within("directives", self.directives, limits.directives)?;
        within("selections", self.selections, limits.selections)
    }

    /// Checks what depends on page sizes.
    ///
    /// # Errors
    /// `LIMIT_EXCEEDED` names the limit.
    pub fn check_size(&self, limits: &Limits) -> Result<(), Fault> {
        within("nodes, page sizes multiplied,", self.nodes, limits.nodes)?;
        within("values, page sizes multiplied,", self.values, limits.values)
    }

    /// Whether it takes as long however much there is, and asks for no more than so many things and
    /// values of them.
    #[must_use]
    pub const fn is_small(&self, nodes: u64, values: u64) -> bool {
        self.growing == 0 && self.nodes <= nodes && self.values <= values
    }
}

fn within(what: &str, asked: u64, limit: u64) -> Result<(), Fault> {
    if asked <= limit {
        return Ok(());
    }
    let message = format!("The document asks for {asked} {what} where {limit} are allowed.");
    Err(Fault::new(Code::LimitExceeded, message))
}

/// Measures one operation of a document. Without variables every page is taken to be as large as
/// pages get, so what is within the limits then is within them always.
///
/// # Errors
/// If fragments spread each other in a circle, or introspection goes too deep.
pub fn measure(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: Option<&Variables>,
    shapes: &Shapes,
    limits: &Limits,
) -> Result<Measure, Fault> {
    let root = match operation.ty {
        OperationType::Query => "Query",
        OperationType::Mutation => "Mutation",
        OperationType::Subscription => "Subscription",
    };
    let mut pass = Pass { document, variables, shapes, limits, fragments: HashMap::new() };
    let mut measure = pass.selections(Some(root), &operation.selection_set.node)?;
    measure.directives = measure.directives.saturating_add(operation.directives.len() as u64);
    Ok(measure)
}

struct Pass<'a> {
    document: &'a ExecutableDocument,
    variables: Option<&'a Variables>,
    shapes: &'a Shapes,
    limits: &'a Limits,
    /// What is known of each fragment; `None` while it is being measured.
    fragments: HashMap<&'a str, Option<Measure>>,
}

impl<'a> Pass<'a> {
    fn selections(&mut self, on: Option<&'a str>, set: &'a SelectionSet) -> Result<Measure, Fault> {
        let mut measure = Measure::default();
        for Positioned { node: selection, .. } in &set.items {
            measure.selections = measure.selections.saturating_add(1);
            let directives = selection.directives().len() as u64;
            measure.directives = measure.directives.saturating_add(directives);
            measure.add(match selection {
                Selection::Field(field) => self.field(on, &field.node)?,
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    let on = condition.map(|condition| condition.node.on.node.as_str()).or(on);
                    self.selections(on, &inline.node.selection_set.node)?
                }
                Selection::FragmentSpread(spread) => {
                    self.fragment(spread.node.fragment_name.node.as_str(), spread.pos)?
                }
            });
        }
        Ok(measure)
    }

    fn fragment(&mut self, name: &'a str, spread_at: Pos) -> Result<Measure, Fault> {
        match self.fragments.get(name) {
            Some(Some(measure)) => return Ok(*measure),
            Some(None) => {
                let message = format!("The fragment {name} spreads itself.");
                return Err(Fault::new(Code::ValidationFailed, message).at(spread_at));
            }
            None => {}
        }
        // One that is not there is left to validation to complain about.
        let Some(fragment) = self.document.fragments.get(name) else {
            return Ok(Measure::default());
        };
        let FragmentDefinition { type_condition, directives, selection_set } = &fragment.node;
        self.fragments.insert(name, None);
        let on = Some(type_condition.node.on.node.as_str());
        let mut measure = self.selections(on, &selection_set.node)?;
        measure.directives = measure.directives.saturating_add(directives.len() as u64);
        self.fragments.insert(name, Some(measure));
        Ok(measure)
    }

    fn field(&mut self, on: Option<&'a str>, field: &'a Field) -> Result<Measure, Fault> {
        let name = field.name.node.as_str();
        let shapes = self.shapes;
        let shape = on.and_then(|on| shapes.field(on, name));
        let below = shape.map(|shape| shape.of().as_str());
        let mut measure = self.selections(below, &field.selection_set.node)?;
        if matches!(name, "__schema" | "__type") {
            self.check_introspection(&measure)?;
            measure.depth = 0;
            measure.introspection_lists = 0;
        }
        let length = match shape {
            Some(shape) if shape.paged => self.page(field),
            _ => self.shapes.length(on, name),
        };
        let grows = shape.is_some_and(|shape| shape.grows);
        measure.growing = measure.growing.saturating_add(u64::from(grows));
        measure.depth = measure.depth.saturating_add(1);
        measure.aliases = measure.aliases.saturating_add(u64::from(field.alias.is_some()));
        measure.values = measure.values.saturating_mul(length).saturating_add(1);
        measure.nodes = measure.nodes.saturating_mul(length);
        if is_introspected_list(name) {
            measure.introspection_lists = measure.introspection_lists.saturating_add(1);
        }
        let has_things = !field.selection_set.node.items.is_empty();
        if has_things && shape.is_some() && !on.is_some_and(passes_on) {
            measure.nodes = measure.nodes.saturating_add(length);
        }
        Ok(measure)
    }

    fn check_introspection(&self, measure: &Measure) -> Result<(), Fault> {
        let depth = self.limits.introspection_depth.into();
        within("levels of introspection", measure.depth.into(), depth)?;
        let lists = self.limits.introspection_lists.into();
        within("nested lists of introspection", measure.introspection_lists.into(), lists)
    }

    /// How many items a page has at most.
    fn page(&self, field: &Field) -> u64 {
        let size = |name| field.get_argument(name).and_then(|value| self.page_size(&value.node));
        let size = size("first").max(size("last"));
        size.unwrap_or(DEFAULT_PAGE).clamp(1, LARGEST_PAGE)
    }

    /// What an argument says, if anything. What is not a size is refused when it is executed.
    fn page_size(&self, value: &Value) -> Option<u64> {
        match (value, self.variables) {
            (Value::Null, _) => None,
            (Value::Number(number), _) => Some(number.as_u64().unwrap_or(LARGEST_PAGE)),
            (Value::Variable(name), Some(variables)) => match variables.get(name as &Name)? {
                async_graphql::Value::Null => None,
                async_graphql::Value::Number(number) => {
                    Some(number.as_u64().unwrap_or(LARGEST_PAGE))
                }
                _ => Some(LARGEST_PAGE),
            },
            _ => Some(LARGEST_PAGE),
        }
    }
}

fn is_introspected_list(field: &str) -> bool {
    matches!(field, "types" | "fields" | "inputFields" | "interfaces" | "possibleTypes")
}

#[cfg(test)]
mod tests;
