//! How voting ended.

use async_graphql::{Enum, SimpleObject};
use domain::proposal::ClosingCause;
use projections::proposals::CloseRow;

use super::tally::Tally;
use super::words;
use crate::schema::enums::Verdict;
use crate::schema::scalars::DateTime;

/// Why voting ended.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClosingCauseKind {
    /// The closing time came.
    Time,
    /// Somebody closed it early.
    Person,
    /// It was withdrawn.
    Withdrawn,
}

/// The end of one opening of a proposal.
#[derive(SimpleObject)]
pub struct Close {
    /// Which opening it ended: 1, and one more with every reopening.
    opening: u32,
    /// Why.
    cause: ClosingCauseKind,
    /// When: the closing time, whenever it was recorded.
    closed_at: DateTime,
    /// What whoever closed it by hand says to it.
    reason: Option<String>,
    /// How many people could have voted.
    electorate: u32,
    /// What the votes added up to; null while it is hidden from you, as after a reopening.
    tally: Option<Tally>,
    /// How many people had voted, themselves or by a delegate.
    voters: Option<u32>,
    /// What it means.
    verdict: Option<Verdict>,
    /// What delegated votes did in it, if any counted. They are in the tally and among the voters.
    delegated: Option<DelegatedVotes>,
}

/// What delegated votes did in a close.
#[derive(SimpleObject)]
pub struct DelegatedVotes {
    /// For how many people somebody else's vote counted.
    votes: u32,
    /// What these votes alone add up to.
    tally: Tally,
}

impl From<&CloseRow> for Close {
    fn from(row: &CloseRow) -> Self {
        let counted = row.counted.as_ref();
        Self {
            opening: row.opening,
            cause: match row.cause {
                ClosingCause::Time => ClosingCauseKind::Time,
                ClosingCause::Person(_) => ClosingCauseKind::Person,
                ClosingCause::Withdrawn(_) => ClosingCauseKind::Withdrawn,
            },
            closed_at: row.closed_at.into(),
            reason: words(&row.reason).map(str::to_owned),
            electorate: row.electorate,
            tally: counted.map(|counted| counted.tally.clone().into()),
            voters: counted.map(|counted| counted.voters),
            verdict: counted.map(|counted| counted.verdict.into()),
            delegated: counted.and_then(|counted| counted.delegated.as_ref()).map(|delegated| {
                DelegatedVotes { votes: delegated.votes, tally: delegated.tally.clone().into() }
            }),
        }
    }
}
