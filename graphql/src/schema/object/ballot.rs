//! Votes.

use async_graphql::{Context, Object, Result, SimpleObject, Union};
use projections::ballots::BallotRow;

use super::person::{Person, somebody};
use super::proposal::{Proposal, proposal_of};
use super::words;
use crate::level::Node;
use crate::schema::enums::Stance;
use crate::schema::scalars::DateTime;

/// A person's vote on a proposal, the newest.
pub struct Vote(pub(crate) Node<BallotRow>);

/// What a vote says, by the method of the proposal.
#[derive(Union)]
pub enum Ballot {
    /// In `CONSENT`.
    Consent(ConsentBallot),
    /// In `CHOOSE`.
    Choose(ChooseBallot),
}

/// A vote that takes a stance.
#[derive(SimpleObject)]
pub struct ConsentBallot {
    /// The stance.
    stance: Stance,
}

/// A vote that chooses.
#[derive(SimpleObject)]
pub struct ChooseBallot {
    /// The numbers of the chosen options, from 1.
    options: Vec<u8>,
    /// Whether it says "none of these".
    none_of_these: bool,
}

impl From<&domain::proposal::Ballot> for Ballot {
    fn from(ballot: &domain::proposal::Ballot) -> Self {
        use domain::proposal::Ballot as B;
        match ballot {
            B::Stance(stance) => Self::Consent(ConsentBallot { stance: (*stance).into() }),
            B::Options(options) => {
                Self::Choose(ChooseBallot { options: options.clone(), none_of_these: false })
            }
            B::NoneOfThese => {
                Self::Choose(ChooseBallot { options: Vec::new(), none_of_these: true })
            }
        }
    }
}

#[Object]
impl Vote {
    /// The proposal.
    async fn proposal(&self, context: &Context<'_>) -> Result<Option<Proposal>> {
        Ok(proposal_of(context, &self.0, |row| Some(row.proposal)).await?)
    }

    /// Whose vote it is.
    async fn voter(&self) -> Result<Person> {
        Ok(somebody(&self.0, "voter", |row| Some(row.voter)).await?)
    }

    /// What it says.
    async fn ballot(&self) -> Ballot {
        (&self.0.ballot).into()
    }

    /// Why, if the voter said so.
    async fn reason(&self) -> Option<&str> {
        words(&self.0.reason)
    }

    /// For how many others it counted in the last close, because they had delegated to its voter,
    /// by whatever way, and did not vote. 0 while voting goes on: delegated votes are counted at the
    /// close.
    async fn others(&self) -> u32 {
        self.0.others
    }

    /// When it was cast.
    async fn cast_at(&self) -> DateTime {
        self.0.at.into()
    }

    /// Whether it was brought in with an imported history.
    async fn imported(&self) -> bool {
        self.0.imported
    }
}

/// A change of one's own vote.
#[derive(SimpleObject)]
pub struct VoteChange {
    /// When.
    pub(crate) at: DateTime,
    /// What the vote said from then on; null if it was withdrawn.
    pub(crate) ballot: Option<Ballot>,
    /// Why, if the voter said so.
    pub(crate) reason: Option<String>,
}
