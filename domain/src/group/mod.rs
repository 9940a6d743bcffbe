//! Groups: who may see them, who is in them, and what members may do.

mod below;
mod cause;
mod command;
mod decide;
mod delegation;
mod event;
mod evolve;
mod history;
#[cfg(test)]
pub(crate) mod scene;
mod state;
mod tags;
mod template;
pub mod terms;
#[cfg(test)]
mod tests;

pub use below::Above;
pub(crate) use below::Stay;
pub use command::*;
pub use decide::Refusal;
pub use delegation::Delegation;
pub use event::*;
pub use state::*;
pub use tags::{Tag, TagRefusal};
pub use template::{Template, Voting};
pub use terms::*;
