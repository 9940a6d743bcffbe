//! The decision history, in order, for those who check it.
//!
//! It shows what happened and never what anybody wrote: words stay sealed, and of a text only its
//! length is told.

mod line;
mod replay;
mod verify;

pub use line::Line;
pub use replay::{AsOf, History, ReplayError, replay};
pub use verify::{Compared, VerifiedClose, VerifyError, What, verify};
