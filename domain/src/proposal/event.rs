//! Stored for ever: these names and fields are a contract and change only by a new version and an
//! upcaster.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ballot::Ballot;
use super::delegation::Delegated;
use super::tally::{Tally, Verdict};
use super::terms::Terms;
use crate::announcement::Told;
use crate::id::{DiscussionId, GroupId, NoteId, OutcomeId, PersonId};
use crate::reaction::Emoji;
use crate::text::Text;

/// What happens to a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Event {
    /// The proposal was raised. It opens with a [`Event::ProposalOpened`] of its own.
    ProposalRaised {
        /// The discussion that it is raised in.
        discussion: DiscussionId,
        /// The group of that discussion; none if it is direct.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<GroupId>,
        /// Who raised it.
        author: PersonId,
        /// What is put to the vote.
        terms: Terms,
        /// When voting begins.
        opens_at: Timestamp,
        /// When voting ends.
        closes_at: Timestamp,
        /// When it was raised.
        at: Timestamp,
        /// Whether it was brought in with an imported history.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        imported: bool,
    },
    /// What is put to the vote changed, before the first vote.
    ProposalEdited {
        /// All of it, as it is now.
        terms: Terms,
        /// Who changed it.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// What is put to the vote was clarified, after the first vote.
    NoteAdded {
        /// The note.
        note: NoteId,
        /// What it says.
        body: Text,
        /// Who wrote it.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// Voting began.
    ProposalOpened {
        /// Which opening this is: 1, and one more with every reopening.
        opening: u32,
        /// When voting began.
        opens_at: Timestamp,
        /// When voting ends.
        closes_at: Timestamp,
        /// The version of the group's stream at which the roll `AT_OPENING` is taken.
        group_version: u64,
    },
    /// Somebody voted, or changed their vote.
    VoteCast {
        /// Who.
        voter: PersonId,
        /// What the vote says.
        ballot: Ballot,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Text>,
        /// What it replaces, so that a running tally needs to know no more than this event.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<Ballot>,
        /// When it was cast; the original time if it is imported.
        at: Timestamp,
        /// Whether it was brought in with an imported history.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        imported: bool,
    },
    /// A vote no longer counts.
    VoteWithdrawn {
        /// Whose.
        voter: PersonId,
        /// What it had said.
        replaces: Ballot,
        /// Why.
        cause: Withdrawal,
        /// When.
        at: Timestamp,
    },
    /// The closing time moved.
    ClosingMoved {
        /// When voting ends now.
        closes_at: Timestamp,
        /// Who moved it.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// A reminder is due: the close is near.
    ClosingSoon {
        /// Of which opening.
        opening: u32,
        /// When voting ends.
        closes_at: Timestamp,
    },
    /// Voting ended.
    ProposalClosed {
        /// Of which opening.
        opening: u32,
        /// Why.
        cause: ClosingCause,
        /// When it ended: the closing time, whenever the event came.
        closed_at: Timestamp,
        /// What whoever closed it by hand says to it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Text>,
        /// What the votes add up to.
        tally: Tally,
        /// How many people voted, themselves or by a delegate.
        voters: u32,
        /// How many people could have voted.
        electorate: u32,
        /// What it means.
        verdict: Verdict,
        /// What delegated votes did in it, if any counted. They are in the tally and among the
        /// voters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        delegated: Option<Delegated>,
    },
    /// Voting begins again. A [`Event::ProposalOpened`] follows.
    ProposalReopened {
        /// Who reopened it.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// An outcome was written.
    OutcomeWritten {
        /// The outcome.
        outcome: OutcomeId,
        /// What was decided.
        statement: Text,
        /// The number of the chosen option.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        option: Option<u8>,
        /// When the outcome is to be looked at again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        review_at: Option<Timestamp>,
        /// Who wrote it.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// The outcome was revised.
    OutcomeRevised {
        /// The outcome.
        outcome: OutcomeId,
        /// What was decided, as it is said now.
        statement: Text,
        /// The number of the chosen option.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        option: Option<u8>,
        /// When the outcome is to be looked at again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        review_at: Option<Timestamp>,
        /// Who revised it.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// The outcome's review date came.
    OutcomeReviewDue {
        /// The outcome.
        outcome: OutcomeId,
        /// The review date.
        review_at: Timestamp,
    },
    /// Somebody reacted.
    ProposalReactionAdded {
        /// To what.
        target: ProposalReactionTarget,
        /// Who.
        person: PersonId,
        /// How.
        emoji: Emoji,
    },
    /// Somebody took a reaction back.
    ProposalReactionRemoved {
        /// To what.
        target: ProposalReactionTarget,
        /// Who.
        person: PersonId,
        /// How.
        emoji: Emoji,
    },
    /// People were told of it.
    ProposalAnnounced {
        /// Of what.
        target: ProposalReactionTarget,
        /// Whom.
        to: Told,
        /// Who announced it.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
}

/// Why a vote no longer counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Withdrawal {
    /// Its voter withdrew it.
    Voter,
    /// Its voter is no longer in the electorate.
    LeftElectorate,
}

/// Why voting ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ClosingCause {
    /// The closing time came.
    Time,
    /// Somebody entitled to it closed it early.
    Person(PersonId),
    /// It was withdrawn; by nobody, if its discussion was discarded or its group archived.
    Withdrawn(Option<PersonId>),
}

/// What a reaction or an announcement at a proposal is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ProposalReactionTarget {
    /// The proposal itself.
    Proposal,
    /// An outcome of it.
    Outcome(OutcomeId),
}

impl Event {
    /// The event's type, as it is stored.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ProposalRaised { .. } => "ProposalRaised",
            Self::ProposalEdited { .. } => "ProposalEdited",
            Self::NoteAdded { .. } => "NoteAdded",
            Self::ProposalOpened { .. } => "ProposalOpened",
            Self::VoteCast { .. } => "VoteCast",
            Self::VoteWithdrawn { .. } => "VoteWithdrawn",
            Self::ClosingMoved { .. } => "ClosingMoved",
            Self::ClosingSoon { .. } => "ClosingSoon",
            Self::ProposalClosed { .. } => "ProposalClosed",
            Self::ProposalReopened { .. } => "ProposalReopened",
            Self::OutcomeWritten { .. } => "OutcomeWritten",
            Self::OutcomeRevised { .. } => "OutcomeRevised",
            Self::OutcomeReviewDue { .. } => "OutcomeReviewDue",
            Self::ProposalReactionAdded { .. } => "ProposalReactionAdded",
            Self::ProposalReactionRemoved { .. } => "ProposalReactionRemoved",
            Self::ProposalAnnounced { .. } => "ProposalAnnounced",
        }
    }

    /// The texts in the event, with the path of each field: what is sealed when it is written.
    #[must_use]
    pub fn texts(&self) -> Vec<(String, Text)> {
        match self {
            Self::ProposalRaised { terms, .. } | Self::ProposalEdited { terms, .. } => {
                let mut texts = vec![("terms.title".to_owned(), terms.title)];
                texts.extend(terms.details.map(|details| ("terms.details".to_owned(), details)));
                let method = terms.method.name();
                texts.extend(terms.method.options().iter().enumerate().map(|(index, option)| {
                    (format!("terms.method.{method}.options[{index}]"), *option)
                }));
                texts
            }
            Self::VoteCast { reason, .. } | Self::ProposalClosed { reason, .. } => {
                reason.map(|reason| ("reason".to_owned(), reason)).into_iter().collect()
            }
            Self::NoteAdded { body, .. } => vec![("body".to_owned(), *body)],
            Self::OutcomeWritten { statement, .. } | Self::OutcomeRevised { statement, .. } => {
                vec![("statement".to_owned(), *statement)]
            }
            Self::ProposalOpened { .. }
            | Self::VoteWithdrawn { .. }
            | Self::ClosingMoved { .. }
            | Self::ClosingSoon { .. }
            | Self::ProposalReopened { .. }
            | Self::OutcomeReviewDue { .. }
            | Self::ProposalReactionAdded { .. }
            | Self::ProposalReactionRemoved { .. }
            | Self::ProposalAnnounced { .. } => Vec::new(),
        }
    }
}
