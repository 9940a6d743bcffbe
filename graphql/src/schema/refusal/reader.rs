//! The rules of what somebody keeps for themselves.

use async_graphql::Union;

use super::define::area;
use super::rules::*;
use super::{Said, place};

area! {
    /// The rule that a mutation about your own reading broke.
    ReaderRefusal { NotFound }
}

impl ReaderRefusal {
    /// What the field names does not exist, as far as who asks can see.
    pub(crate) fn not_found(field: &'static str) -> Self {
        let message = "there is no such thing".to_owned();
        NotFound::new(Said { code: "NOT_FOUND", message, path: Some(place(field)) }).into()
    }
}
