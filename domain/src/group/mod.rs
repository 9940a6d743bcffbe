//! Groups: who may see them, who is in them, and what members may do.

mod command;
mod decide;
mod event;
mod state;
mod tags;
pub mod terms;
#[cfg(test)]
mod tests;

pub use command::*;
pub use decide::Refusal;
pub use event::*;
pub use state::*;
pub use tags::{Tag, TagRefusal};
pub use terms::*;
