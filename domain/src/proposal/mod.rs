//! Proposals: what is put to the vote, the votes, the close and the outcome.

pub mod ballot;
mod command;
mod decide;
pub mod delegation;
mod draft;
mod electorate;
mod event;
mod evolve;
pub mod method;
mod raising;
#[cfg(test)]
pub(crate) mod scene;
mod slot;
mod state;
pub mod tally;
pub mod terms;
#[cfg(test)]
mod tests;
mod times;

pub use ballot::*;
pub use command::*;
pub use decide::Refusal;
pub use delegation::{Delegated, Weight};
pub use draft::DraftRefusal;
pub(crate) use draft::{OptionsMay, Outsiders, check_method, check_parameters};
pub use event::*;
pub use method::*;
pub(crate) use raising::{Unraisable, judge_raising};
pub use slot::{NoSlot, Slot};
pub use state::*;
pub use tally::*;
pub use terms::*;
