//! What concerns everybody: who is away. One stream, which every decision about people looks at.

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
