//! One operation of a document, with the fragments that it reaches.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, OperationDefinition, OperationType, Selection,
    SelectionSet,
};
use async_graphql::{Name, Positioned, Variables};

use crate::fault::{Code, Fault};
use crate::limits::Limits;
use crate::limits::measure::{Measure, measure};
use crate::limits::shape::Shapes;

/// How many things a small operation asks for at most.
const SMALL_NODES: u64 = 24;
/// How many values of them a small operation asks for at most.
const SMALL_VALUES: u64 = 128;

/// An operation that can be executed.
pub struct Operation {
    name: Option<Name>,
    definition: OperationDefinition,
    executable: ExecutableDocument,
    always_within_size: bool,
    is_small: bool,
}

impl Operation {
    /// Its name, if it has one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Whether it asks, commands or subscribes.
    #[must_use]
    pub const fn kind(&self) -> OperationType {
        self.definition.ty
    }

    /// As it was written.
    #[must_use]
    pub const fn definition(&self) -> &OperationDefinition {
        &self.definition
    }

    /// It alone, with the fragments that it reaches.
    #[must_use]
    pub const fn executable(&self) -> &ExecutableDocument {
        &self.executable
    }

    /// Whether no variables can make it ask for too much.
    #[must_use]
    pub const fn always_within_size(&self) -> bool {
        self.always_within_size
    }

    /// Whether it asks for little, whatever its variables say and however much there is.
    #[must_use]
    pub const fn is_small(&self) -> bool {
        self.is_small
    }

    /// What it asks for with these variables.
    ///
    /// # Errors
    /// See [`measure`].
    pub fn measure(
        &self,
        variables: Option<&Variables>,
        shapes: &Shapes,
        limits: &Limits,
    ) -> Result<Measure, Fault> {
        measure(&self.executable, &self.definition, variables, shapes, limits)
    }
}

/// The operations of a valid document.
///
/// # Errors
/// If a subscription does not select exactly one field.
pub fn split(
    document: &ExecutableDocument,
    shapes: &Shapes,
    limits: &Limits,
) -> Result<Vec<Operation>, Fault> {
    let operation = |(name, definition): (Option<&Name>, &Positioned<OperationDefinition>)| {
        let mut definition = definition.clone();
        if definition.node.ty == OperationType::Subscription {
            let field = only_field(document, &definition)?;
            definition.node.selection_set.node.items = vec![field];
        }
        let mut reached = HashSet::new();
        reach(document, &definition.node.selection_set.node, &mut reached);
        let fragments: HashMap<_, _> = document
            .fragments
            .iter()
            .filter(|(name, _)| reached.contains(name.as_str()))
            .map(|(name, fragment)| (name.clone(), fragment.clone()))
            .collect();
        let executable = ExecutableDocument {
            operations: DocumentOperations::Single(definition.clone()),
            fragments,
        };
        let definition = definition.node;
        let worst = measure(&executable, &definition, None, shapes, limits)?;
        let always_within_size = worst.check_size(limits).is_ok();
        let is_small = definition.ty != OperationType::Subscription
            && worst.is_small(SMALL_NODES, SMALL_VALUES);
        let name = name.cloned();
        Ok(Operation { name, definition, executable, always_within_size, is_small })
    };
    document.operations.iter().map(operation).collect()
}

/// The one field that a subscription selects, through fragments too: the executor looks for it at
/// the top only.
fn only_field(
    document: &ExecutableDocument,
    operation: &Positioned<OperationDefinition>,
) -> Result<Positioned<Selection>, Fault> {
    let mut fields = Vec::new();
    top_fields(document, &operation.node.selection_set.node, &mut fields);
    match fields.as_slice() {
        [only] if !only.node.name.node.starts_with("__") => {
            let pos = only.pos;
            Ok(Positioned::new(Selection::Field((*only).clone()), pos))
        }
        _ => {
            let message = "A subscription selects exactly one field, and not an introspective one.";
            Err(Fault::new(Code::ValidationFailed, message).at(operation.pos))
        }
    }
}

fn top_fields<'a>(
    document: &'a ExecutableDocument,
    set: &'a SelectionSet,
    found: &mut Vec<&'a Positioned<Field>>,
) {
    for item in &set.items {
        match &item.node {
            Selection::Field(field) => found.push(field),
            Selection::InlineFragment(inline) => {
                top_fields(document, &inline.node.selection_set.node, found);
            }
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                    top_fields(document, &fragment.node.selection_set.node, found);
                }
            }
        }
    }
}

fn reach<'a>(
    document: &'a ExecutableDocument,
    set: &'a SelectionSet,
    reached: &mut HashSet<&'a str>,
) {
    for item in &set.items {
        match &item.node {
            Selection::Field(field) => reach(document, &field.node.selection_set.node, reached),
            Selection::InlineFragment(inline) => {
                reach(document, &inline.node.selection_set.node, reached);
            }
            Selection::FragmentSpread(spread) => {
                let name = &spread.node.fragment_name.node;
                if reached.insert(name)
                    && let Some(fragment) = document.fragments.get(name)
                {
                    reach(document, &fragment.node.selection_set.node, reached);
                }
            }
        }
    }
}
