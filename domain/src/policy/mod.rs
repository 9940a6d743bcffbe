//! Who may see what: one policy, asked by commands, queries, subscriptions and whatever else shows
//! something.
//!
//! Something is seen if its container is visible to the viewer **and** its field rule allows it.
//! Containers are groups and discussions; everything else names its container. What is hidden
//! answers exactly as what is absent. A subgroup's parent is a container of its own: whoever sees
//! the subgroup sees which group it is in only if they see that one too.
//!
//! The policy knows containers by privacy and viewers by [`Standing`], so that folded streams
//! (commands) and read models (everything else) ask the same functions.

mod audience;
mod fields;
mod standing;
#[cfg(test)]
mod tests;

pub use audience::{Audience, DiscussionSetting, GroupSetting};
pub use fields::{
    ResultsViewer, Seen, seen_in_direct, seen_in_group, sees_earlier_votes, sees_results,
};
pub use standing::{Standing, Viewer, sees_group, standing};
pub(crate) use standing::{audience_in, discussion_audience, sees_discussion};
