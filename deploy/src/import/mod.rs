//! Bringing in what was decided elsewhere, by the ordinary commands.

pub mod polis;
