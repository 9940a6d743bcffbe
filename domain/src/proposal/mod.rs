//! Proposals: what is put to the vote, the votes, the close and the outcome.

pub mod ballot;
mod command;
mod decide;
mod event;
mod state;
pub mod tally;
pub mod terms;
#[cfg(test)]
mod tests;

pub use command::*;
pub use decide::Refusal;
pub use event::*;
pub use state::*;
pub use terms::*;
pub use ballot::*;
pub use tally::*;
