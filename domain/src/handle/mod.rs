//! Unique names: each is held by one group at a time.

mod command;
mod decide;
mod event;
mod state;
#[cfg(test)]
mod tests;

pub use command::*;
pub use decide::Refusal;
pub use event::*;
pub use state::*;
