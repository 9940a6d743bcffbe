//! The schema. Doc comments here are written for API users: they become its descriptions.

pub(crate) mod enums;
pub(crate) mod ids;
mod mutation;
pub(crate) mod object;
pub(crate) mod paging;
mod query;
pub(crate) mod refusal;
pub(crate) mod scalars;
mod subscription;

use async_graphql::{Schema, SchemaBuilder, ValidationMode};

use crate::validator::OnlyValidate;
use mutation::Mutation;
use object::node::Node;
use query::Query;
use refusal::Refusal;
use subscription::Subscription;

/// The schema, ready to be asked.
pub(crate) type AlthingSchema = Schema<Query, Mutation, Subscription>;

fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query, Mutation::default(), Subscription)
        .register_output_type::<Node>()
        .register_output_type::<Refusal>()
}

/// The schema that executes documents that were validated before.
pub(crate) fn executing() -> AlthingSchema {
    builder().validation_mode(ValidationMode::Fast).finish()
}

/// The schema that validates in full and executes nothing.
pub(crate) fn validating() -> AlthingSchema {
    builder().validation_mode(ValidationMode::Strict).extension(OnlyValidate).finish()
}

/// The schema in its own language.
#[must_use]
pub fn sdl() -> String {
    executing().sdl()
}
