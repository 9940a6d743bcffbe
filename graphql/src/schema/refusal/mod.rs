//! Refusals as data: one object type per rule under one interface, one union of them per area.
//!
//! See `docs/decisions/0010-one-union-of-refusals-per-area.md`.

mod account;
mod define;
mod discussion;
mod group;
mod proposal;
mod reader;
mod rules;
#[cfg(test)]
mod tests;
mod voting;

use std::fmt::Display;

pub use account::AccountRefusal;
pub use discussion::DiscussionRefusal;
pub use group::GroupRefusal;
pub use proposal::ProposalRefusal;
pub use reader::ReaderRefusal;
pub use rules::*;

/// What every refusal says.
struct Said {
    code: &'static str,
    message: String,
    path: Option<Vec<String>>,
}

impl Said {
    fn by(code: &'static str, refusal: &impl Display, field: Option<&'static str>) -> Self {
        Self { code, message: refusal.to_string(), path: field.map(place) }
    }
}

/// Where in an input the field is that the domain names.
fn place(field: &'static str) -> Vec<String> {
    let way: &[&str] = match field {
        "options" => &["method"],
        "people" => &["to", "people"],
        "invitations" => &["addresses"],
        "delegate" => &["delegateId"],
        "tag" => &["tagId"],
        "tags" => &["tagIds"],
        "reasons" => &["reasonPolicy"],
        "electorate" => &["namedElectorate"],
        "template" => &["templateId"],
        _ => &[field],
    };
    way.iter().map(|name| (*name).to_owned()).collect()
}

/// A count as the schema shows it.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The refusals of one area.
pub trait AreaRefusal: Sized + Send + Sync {
    /// The refusal of the domain as one of this area's.
    ///
    /// # Errors
    /// The refusal, if no command of this area can meet it: a mistake of the program.
    fn of(refusal: domain::Refusal) -> Result<Self, domain::Refusal>;

    /// The idempotency key came with another input before.
    fn key_reused() -> Self;
}

fn key_reused() -> IdempotencyKeyReused {
    let message = "the idempotency key was used before for another input".to_owned();
    let path = Some(place("idempotencyKey"));
    IdempotencyKeyReused::new(Said { code: "IDEMPOTENCY_KEY_REUSED", message, path })
}

impl AreaRefusal for GroupRefusal {
    fn of(refusal: domain::Refusal) -> Result<Self, domain::Refusal> {
        match refusal {
            domain::Refusal::Group(refusal) => Self::try_from(refusal).map_err(Into::into),
            domain::Refusal::Handle(refusal) => Self::try_from(refusal).map_err(Into::into),
            refusal @ (domain::Refusal::Discussion(_)
            | domain::Refusal::Proposal(_)
            | domain::Refusal::Person(_)
            | domain::Refusal::Platform(_)) => Err(refusal),
        }
    }

    fn key_reused() -> Self {
        key_reused().into()
    }
}

impl AreaRefusal for DiscussionRefusal {
    fn of(refusal: domain::Refusal) -> Result<Self, domain::Refusal> {
        match refusal {
            domain::Refusal::Discussion(refusal) => Self::try_from(refusal).map_err(Into::into),
            refusal @ (domain::Refusal::Group(_)
            | domain::Refusal::Proposal(_)
            | domain::Refusal::Person(_)
            | domain::Refusal::Handle(_)
            | domain::Refusal::Platform(_)) => Err(refusal),
        }
    }

    fn key_reused() -> Self {
        key_reused().into()
    }
}

impl AreaRefusal for ProposalRefusal {
    fn of(refusal: domain::Refusal) -> Result<Self, domain::Refusal> {
        match refusal {
            domain::Refusal::Proposal(refusal) => Self::try_from(refusal).map_err(Into::into),
            domain::Refusal::Discussion(refusal) => Self::try_from(refusal).map_err(Into::into),
            refusal @ (domain::Refusal::Group(_)
            | domain::Refusal::Person(_)
            | domain::Refusal::Handle(_)
            | domain::Refusal::Platform(_)) => Err(refusal),
        }
    }

    fn key_reused() -> Self {
        key_reused().into()
    }
}

impl AreaRefusal for AccountRefusal {
    fn of(refusal: domain::Refusal) -> Result<Self, domain::Refusal> {
        match refusal {
            domain::Refusal::Person(refusal) => Self::try_from(refusal).map_err(Into::into),
            domain::Refusal::Platform(refusal) => Self::try_from(refusal).map_err(Into::into),
            refusal @ (domain::Refusal::Group(_)
            | domain::Refusal::Discussion(_)
            | domain::Refusal::Proposal(_)
            | domain::Refusal::Handle(_)) => Err(refusal),
        }
    }

    fn key_reused() -> Self {
        key_reused().into()
    }
}
