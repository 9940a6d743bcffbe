//! Documents: parsed, measured and validated once, and kept as long as there is room.

pub mod inputs;
mod omitted;
mod operation;
pub mod trusted;

use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::parser::parse_query;
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument};
use async_graphql::{Executor, Request, Variables};
use moka::sync::Cache;

pub use operation::Operation;

use crate::fault::{Code, Fault};
use crate::limits::Limits;
use crate::limits::measure::measure;
use crate::limits::scan::scan;
use crate::limits::shape::{Shapes, read_schema};
use inputs::{Checks, Inputs};

/// How much memory the kept documents may take, about.
const KEPT_BYTES: u64 = 32 << 20;
/// How many times its text a parsed document takes in memory, about.
const PARSED_WEIGHT: usize = 24;

/// The operations of a document that is within the limits and fits the schema.
pub struct Document {
    operations: Vec<Operation>,
}

impl Document {
    /// The operation that a request names; the only one, if it names none.
    ///
    /// # Errors
    /// `BAD_REQUEST` if there is none of this name, or several and none is named.
    pub fn operation(&self, name: Option<&str>) -> Result<&Operation, Fault> {
        let found = match (name, self.operations.as_slice()) {
            (None, [only]) => Some(only),
            (None, _) => {
                let message = "The document has several operations: name one in operationName.";
                return Err(Fault::new(Code::BadRequest, message));
            }
            (Some(name), operations) => operations.iter().find(|it| it.name() == Some(name)),
        };
        found.ok_or_else(|| {
            let message = "The document has no operation of the name in operationName.";
            Fault::new(Code::BadRequest, message)
        })
    }
}

/// Reads documents and remembers them.
pub struct Documents<V> {
    kept: Cache<Box<str>, Arc<Document>>,
    /// Validates in full and executes nothing.
    validator: V,
    shapes: Shapes,
    inputs: Inputs,
    limits: Limits,
}

fn weight(text: &str) -> u32 {
    u32::try_from(1_024 + text.len() * PARSED_WEIGHT).unwrap_or(u32::MAX)
}

impl<V: Executor> Documents<V> {
    /// Reads documents for the schema that `sdl` describes and `validator` knows.
    ///
    /// # Errors
    /// If the schema cannot be read.
    pub fn new(sdl: &str, validator: V, checks: &Checks, limits: Limits) -> Result<Self, Fault> {
        let schema = read_schema(sdl)?;
        Ok(Self {
            kept: Cache::<Box<str>, Arc<Document>>::builder()
                .max_capacity(KEPT_BYTES)
                .weigher(|text, _| weight(text))
                .build(),
            validator,
            shapes: Shapes::new(&schema),
            inputs: Inputs::new(&schema, checks),
            limits,
        })
    }

    /// The limits that documents are held to.
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// What fields lead to.
    pub const fn shapes(&self) -> &Shapes {
        &self.shapes
    }

    /// The document of this text.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub async fn find(&self, text: &str) -> Result<Arc<Document>, Vec<Fault>> {
        if let Some(document) = self.kept.get(text) {
            return Ok(document);
        }
        let document = Arc::new(self.read(text).await?);
        self.kept.insert(Box::from(text), Arc::clone(&document));
        Ok(document)
    }

    /// An operation with its variables, ready to be executed.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` names the variable that is not what it is declared as; `LIMIT_EXCEEDED`
    /// if its page sizes ask for too much.
    pub fn bind(&self, operation: &Operation, given: Variables) -> Result<Request, Fault> {
        let bound = self.inputs.coerce(operation.definition(), given)?;
        if !operation.always_within_size() {
            operation
                .measure(Some(&bound.values), &self.shapes, &self.limits)?
                .check_size(&self.limits)?;
        }
        let mut document = operation.executable().clone();
        if bound.some_omitted {
            omitted::remove(&mut document, &bound.values);
        }
        let mut request = Request::new("").variables(bound.values);
        request.set_parsed_query(document);
        Ok(request)
    }

    async fn read(&self, text: &str) -> Result<Document, Vec<Fault>> {
        let one = |fault: Fault| vec![fault];
        scan(text, &self.limits).map_err(one)?;
        let document = parse_query(text).map_err(|error| one(syntax(&error)))?;
        for (_, operation) in document.operations.iter() {
            let definition = &operation.node;
            measure(&document, definition, None, &self.shapes, &self.limits)
                .and_then(|measure| measure.check_form(&self.limits))
                .map_err(one)?;
        }
        self.validate(&document).await?;
        let operations = operation::split(&document, &self.shapes, &self.limits).map_err(one)?;
        Ok(Document { operations })
    }

    async fn validate(&self, document: &ExecutableDocument) -> Result<(), Vec<Fault>> {
        let mut request = Request::new("");
        // All operations are validated, but one must be named.
        if let DocumentOperations::Multiple(operations) = &document.operations
            && let Some(name) = operations.keys().next()
        {
            request = request.operation_name(name.to_string());
        }
        request.set_parsed_query(document.clone());
        let errors = self.validator.execute(request).await.errors;
        if errors.is_empty() {
            return Ok(());
        }
        let fault = |error: async_graphql::ServerError| Fault {
            code: Code::ValidationFailed,
            message: Cow::from(error.message),
            locations: error.locations,
            cause: None,
        };
        Err(errors.into_iter().map(fault).collect())
    }
}

fn syntax(error: &async_graphql::parser::Error) -> Fault {
    let mut fault = Fault::new(Code::ParseFailed, error.to_string());
    fault.locations = error.positions().collect();
    fault
}

#[cfg(test)]
mod tests;
