//! The things that can be read.

pub(crate) mod activity;
pub(crate) mod ballot;
pub(crate) mod close;
pub(crate) mod comment;
pub(crate) mod delegation;
pub(crate) mod discussion;
pub(crate) mod group;
pub(crate) mod guest;
pub(crate) mod inbox;
pub(crate) mod membership;
pub(crate) mod method;
pub(crate) mod node;
pub(crate) mod note;
pub(crate) mod outcome;
pub(crate) mod pairs;
pub(crate) mod person;
pub(crate) mod preview;
pub(crate) mod proposal;
pub(crate) mod reaction;
pub(crate) mod rule;
pub(crate) mod stv;
pub(crate) mod switches;
pub(crate) mod tag;
pub(crate) mod tally;
pub(crate) mod template;
pub(crate) mod version;
pub(crate) mod viewer;
pub(crate) mod volume;
pub(crate) mod widening;

use projections::Words;

/// The words, if they were given and are still there.
pub(crate) fn words(words: &Words) -> Option<&str> {
    words.as_deref()
}
