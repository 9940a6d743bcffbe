//! People, as far as the history knows them: by id alone.

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
