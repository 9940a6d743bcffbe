//! Discussions: where people talk, and where proposals are raised.

pub(crate) mod circle;
mod command;
mod decide;
mod event;
pub(crate) mod participant;
#[cfg(test)]
pub(crate) mod scene;
mod state;
pub mod terms;
#[cfg(test)]
mod tests;
pub(crate) mod widening;

pub use circle::GuestPlace;
pub use command::*;
pub use decide::Refusal;
pub use event::*;
pub use state::*;
pub use terms::*;
pub use widening::Widening;
