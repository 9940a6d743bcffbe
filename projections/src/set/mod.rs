//! The set: all read models of a build, in one schema with one checkpoint, one lease and one
//! fence.
//!
//! The schema's name is a fingerprint of all that shapes the rows, so a program reads only what
//! was made for it, and there is nothing to migrate.

mod registry;
mod schema;

pub(crate) use registry::{Entry, KEPT_LOCK, Lease, Registry, claim_start};
pub(crate) use schema::{analyze, connect, create, drop_schema, finish, read_checkpoint};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::engine::{Projection, Unmappable};
use crate::{
    absences, activity, ballots, comments, delegations, discussions, groups, guest_invitations,
    guests, handles, inbox, invitations, memberships, notes, outcomes, people, proposals,
    reactions, requests, tags, tallies, templates, versions, widenings,
};

/// Raised when rows change for a reason that no table's declaration shows.
const FORMAT: u16 = 1;

/// A set could not be set up or changed.
#[derive(Debug, thiserror::Error)]
pub enum SetError {
    /// The database cannot be reached, or has too much to do: try again.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// The database, or the log, does not allow it: call a person.
    #[error("{0}")]
    Refused(String),
    /// An event cannot be taken in: call a person.
    #[error("stopped at position {}, a {}: {}", .0.position, .0.event_type, .0.problem)]
    Poison(crate::Poison),
    /// The log holds what a newer program wrote: use that one.
    #[error("{0}")]
    Unknown(String),
    /// Another holds the lease by now.
    #[error("another program projects this set")]
    Fenced,
    /// Another builds or checks it already: leave it to them, or try again later.
    #[error("another program builds this set again, or checks it")]
    BeingBuilt,
}

impl From<tokio_postgres::Error> for SetError {
    fn from(error: tokio_postgres::Error) -> Self {
        let said = told(&error);
        if is_transient(&error) { Self::Unavailable(said) } else { Self::Refused(said) }
    }
}

/// What an error of the database is about. Its message may quote what was to be written or read, and
/// goes nowhere.
pub(crate) fn told(error: &tokio_postgres::Error) -> String {
    let Some(error) = error.as_db_error() else { return error.to_string() };
    let about =
        [("table", error.table()), ("column", error.column()), ("constraint", error.constraint())];
    let about = about.into_iter().filter_map(|(kind, name)| Some(format!(", {kind} {}", name?)));
    format!("SQLSTATE {}{}", error.code().code(), about.collect::<String>())
}

/// Whether trying again may help: the connection broke, resources are short, somebody intervened,
/// or the set was switched under the statement.
pub(crate) fn is_transient(error: &tokio_postgres::Error) -> bool {
    use std::error::Error as _;
    match error.code() {
        Some(code) => {
            let code = code.code();
            matches!(code.get(..2), Some("08" | "25" | "40" | "53" | "55" | "57" | "58"))
                || matches!(code, "42P01" | "3F000")
        }
        None => {
            error.is_closed() || error.source().is_some_and(|source| source.is::<std::io::Error>())
        }
    }
}

/// A list of tables with the mappings that fill them.
#[derive(Clone)]
pub struct Set {
    projections: Vec<Projection>,
    schema: String,
}

impl Set {
    /// The set that this program was built for.
    #[must_use]
    pub fn current() -> Self {
        Self::of(vec![
            people::PROJECTION,
            absences::PROJECTION,
            groups::PROJECTION,
            handles::PROJECTION,
            memberships::PROJECTION,
            requests::PROJECTION,
            invitations::PROJECTION,
            tags::PROJECTION,
            templates::PROJECTION,
            discussions::PROJECTION,
            widenings::PROJECTION,
            guests::PROJECTION,
            guest_invitations::PROJECTION,
            comments::PROJECTION,
            reactions::PROJECTION,
            proposals::PROJECTION,
            proposals::PROJECTION_CLOSES,
            tallies::PROJECTION,
            tallies::PROJECTION_TURNOUTS,
            ballots::PROJECTION,
            delegations::PROJECTION,
            delegations::PROJECTION_WEIGHTS,
            notes::PROJECTION,
            outcomes::PROJECTION,
            outcomes::PROJECTION_VERSIONS,
            versions::PROJECTION,
            activity::PROJECTION,
            inbox::PROJECTION,
        ])
    }

    /// A set of these tables.
    #[must_use]
    pub fn of(projections: Vec<Projection>) -> Self {
        let schema = format!("rm_{}", fingerprint(&projections));
        Self { projections, schema }
    }

    /// The schema that the set is in.
    #[must_use]
    pub fn schema(&self) -> &str {
        &self.schema
    }

    /// The tables with their mappings.
    #[must_use]
    pub fn projections(&self) -> &[Projection] {
        &self.projections
    }

    /// Everything that happens to the rows of the set through these events, in order.
    ///
    /// # Errors
    /// The place of the event that a mapping fails on, and why.
    pub fn fold(
        &self,
        events: &[eventlog::sealing::OpenedEvent],
    ) -> Result<crate::engine::Folded, (usize, Unmappable)> {
        let mut folded = crate::engine::Folded::new(&self.projections);
        for (at, event) in events.iter().enumerate() {
            folded.take(&self.projections, event).map_err(|problem| (at, problem))?;
        }
        Ok(folded)
    }
}

fn fingerprint(projections: &[Projection]) -> String {
    let mut hash = Sha256::new();
    hash.update(FORMAT.to_be_bytes());
    for Projection { table, .. } in projections {
        // Every part with its length, so that no two lists of parts run into each other.
        let shape = format!("{} {} {:?} {}", table.name, table.version, table.rows, table.keys);
        let columns = format!("{:?}", table.columns);
        for part in [shape.as_str(), columns.as_str(), table.ddl].iter().chain(table.indexes) {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }
    HEXLOWER.encode(&hash.finalize()[..8])
}
