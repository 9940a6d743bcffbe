//! Conversations of the Polis software (<https://compdemocracy.org/polis>), as it exports them:
//! a folder with `summary.csv`, `comments.csv` and `votes.csv`.
//!
//! A conversation becomes a group with one discussion, each statement a proposal by its author,
//! each vote a vote: agree, disagree, and pass as abstain.

mod plan;
mod read;
mod run;

pub use read::{Conversation, ReadError, Statement, Vote, read};
pub use run::{Import, Options};
