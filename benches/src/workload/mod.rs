//! What is measured.

pub mod append;
pub mod closing;
pub mod import;
pub mod serve;
pub mod votes;
