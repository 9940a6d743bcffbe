//! Read models: what happened, arranged for questions. They can be thrown away and built again
//! from the log.
//!
//! One folder for each read model, named for the question that it answers, with its table, its
//! mapping from events and its queries. All of them are one [`set`], written together in one
//! transaction for each batch of events by the [`runner`] of the node that leads, and read
//! together in one [`Snapshot`] for each request. Who sees what is in `visibility`.

mod absences;
pub mod activity;
pub mod admin;
pub mod ballots;
pub mod comments;
pub mod delegations;
pub mod discussions;
pub mod due;
pub mod engine;
pub mod groups;
pub mod guest_invitations;
pub mod guests;
mod handles;
pub mod inbox;
pub mod invitations;
pub mod kept;
pub mod memberships;
pub mod notes;
pub mod outcomes;
pub mod people;
pub mod progress;
pub mod proposals;
pub mod reactions;
mod reader;
pub mod requests;
pub mod runner;
pub mod set;
pub mod tags;
pub mod tallies;
pub mod templates;
pub mod unread;
pub mod versions;
mod visibility;
pub mod volumes;
pub mod widenings;
mod words;

pub use reader::{
    Cursor, HasCursor, Invitee, Page, ReadError, Reader, ReaderOptions, Slice, Snapshot, Take,
    Viewer,
};
pub use runner::{Poison, Progress, Projector, SetState};
pub use set::SetError;
pub use words::Words;
