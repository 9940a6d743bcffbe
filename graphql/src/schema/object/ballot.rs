//! Votes.

use async_graphql::{Context, Object, Result, SimpleObject, Union};
use domain::Timestamp;
use projections::Words;
use projections::ballots::BallotRow;

use super::person::{Person, somebody};
use super::proposal::{Proposal, proposal_of};
use super::tally::OptionPoints;
use super::words;
use crate::level::Node;
use crate::schema::enums::{Availability, Participation, Stance};
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
    /// In `SCORE`.
    Score(ScoreBallot),
    /// In `ALLOCATE`.
    Allocate(AllocateBallot),
    /// In `RANK`.
    Rank(RankBallot),
    /// In `RANK_STV`.
    RankStv(RankStvBallot),
    /// In `RANK_PAIRS`.
    RankPairs(RankPairsBallot),
    /// In `SCHEDULE`.
    Schedule(ScheduleBallot),
    /// In `COUNT`.
    Count(CountBallot),
    /// In `ASK`.
    Ask(AskBallot),
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

/// A vote that scores.
#[derive(SimpleObject)]
pub struct ScoreBallot {
    /// The score of each option, in the order of their numbers.
    scores: Vec<OptionScore>,
}

/// The score of an option.
#[derive(SimpleObject)]
pub struct OptionScore {
    /// The option's number, from 1.
    number: u8,
    /// The score.
    score: i32,
}

/// A vote that lays points.
#[derive(SimpleObject)]
pub struct AllocateBallot {
    /// The options that get points, in the order of their numbers; none if the vote abstains.
    points: Vec<OptionPoints>,
}

/// A vote that ranks.
#[derive(SimpleObject)]
pub struct RankBallot {
    /// The numbers of the ranked options, from 1, the best first.
    ranking: Vec<u8>,
}

/// A vote that ranks for seats.
#[derive(SimpleObject)]
pub struct RankStvBallot {
    /// The numbers of the ranked options, from 1, the most wanted first.
    preferences: Vec<u8>,
}

/// A vote that ranks to compare.
#[derive(SimpleObject)]
pub struct RankPairsBallot {
    /// The numbers of the ranked options, from 1, the most wanted first; those of one list stand
    /// alike.
    tiers: Vec<Vec<u8>>,
}

/// A vote that says what suits.
#[derive(SimpleObject)]
pub struct ScheduleBallot {
    /// What it says of each date or time, in the order of their numbers.
    availabilities: Vec<OptionAvailability>,
}

/// Whether a date or time suits.
#[derive(SimpleObject)]
pub struct OptionAvailability {
    /// The option's number, from 1.
    number: u8,
    /// Whether it suits.
    availability: Availability,
}

/// A vote that is in or out.
#[derive(SimpleObject)]
pub struct CountBallot {
    /// Which of the two.
    participation: Participation,
}

/// A vote that answers.
#[derive(SimpleObject)]
pub struct AskBallot {
    /// The answer, which is the reason of the vote; null if it was removed.
    answer: Option<String>,
}

impl Ballot {
    /// A ballot with the reason that came with it.
    pub(crate) fn new(ballot: &domain::proposal::Ballot, reason: &Words) -> Self {
        use domain::proposal::Ballot as B;
        match ballot {
            B::Stance(stance) => Self::Consent(ConsentBallot { stance: (*stance).into() }),
            B::Options(options) => {
                Self::Choose(ChooseBallot { options: options.clone(), none_of_these: false })
            }
            B::NoneOfThese => {
                Self::Choose(ChooseBallot { options: Vec::new(), none_of_these: true })
            }
            B::Scores(scores) => {
                let show = |number, score| OptionScore { number, score };
                Self::Score(ScoreBallot { scores: each(scores, show) })
            }
            B::Points(points) => {
                let show = |number, points: u32| OptionPoints { number, points: points.into() };
                Self::Allocate(AllocateBallot { points: each(points, show) })
            }
            B::Ranking(ranking) => Self::Rank(RankBallot { ranking: ranking.clone() }),
            B::Preferences(ranking) => {
                Self::RankStv(RankStvBallot { preferences: ranking.clone() })
            }
            B::Tiers(tiers) => Self::RankPairs(RankPairsBallot { tiers: tiers.clone() }),
            B::Availabilities(said) => {
                let show = |number, availability: domain::proposal::Availability| {
                    OptionAvailability { number, availability: availability.into() }
                };
                Self::Schedule(ScheduleBallot { availabilities: each(said, show) })
            }
            B::Participation(what) => Self::Count(CountBallot { participation: (*what).into() }),
            B::Answer => Self::Ask(AskBallot { answer: words(reason).map(str::to_owned) }),
        }
    }
}

/// What is said of each option.
fn each<T: Copy, U>(said: &[(u8, T)], show: impl Fn(u8, T) -> U) -> Vec<U> {
    said.iter().map(|(number, what)| show(*number, *what)).collect()
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
        Ballot::new(&self.0.ballot, &self.0.reason)
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

impl VoteChange {
    /// It was cast so, or withdrawn.
    pub(crate) fn new(
        ballot: Option<&domain::proposal::Ballot>,
        reason: &Words,
        at: Timestamp,
    ) -> Self {
        Self {
            at: at.into(),
            ballot: ballot.map(|ballot| Ballot::new(ballot, reason)),
            reason: words(reason).map(str::to_owned),
        }
    }
}
