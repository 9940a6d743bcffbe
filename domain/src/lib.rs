//! What the community may do: commands, events, states, the rules that decide, the tallies and
//! the visibility policy.
//!
//! This crate is pure. It knows no clock, no randomness, no database and no transport: what a
//! decision must know and cannot compute travels with the command as [`Facts`].
//!
//! Every area has the same files: `command` (what may be asked), `event` (what is stored),
//! `state` (what the events fold into), `decide` (the rules, with the list of refusals at its
//! top) and `tests`.

pub mod announcement;
pub mod area;
pub mod decider;
pub mod discussion;
pub mod group;
pub mod handle;
pub mod id;
pub mod line;
pub mod person;
pub mod platform;
pub mod policy;
pub mod proposal;
pub mod reaction;
pub mod refusal;
#[cfg(test)]
mod scenario;
pub mod text;

pub use area::{Command, Event, Needs, Refusal, State};
pub use decider::{Actor, Decider, Facts, Origin};
pub use id::{
    CommentId, DiscussionId, GroupId, HandleId, InvitationId, NoteId, OutcomeId, PersonId,
    PlatformId, ProposalId, StreamId, StreamKind, TagId, TemplateId,
};
pub use jiff::Timestamp;
pub use proposal::Proposal;
pub use reaction::Emoji;
pub use text::{Digest, Text, TextId};
