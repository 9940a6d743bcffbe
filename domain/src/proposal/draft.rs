//! What makes a draft sound, and how it is settled into terms.

mod method;

use std::collections::BTreeSet;

use jiff::Timestamp;

pub(crate) use self::method::{OptionsMay, check_method, check_parameters};
use super::terms::{Draft, Electorate, Roll, Terms};
use super::times;
use crate::discussion::circle::Circle;
use crate::discussion::participant::Participant;
use crate::group::{Group, JoinPolicy, TagRefusal};
use crate::id::PersonId;
use crate::refusal::TextLength;

/// The most people that an electorate can name.
const MOST_NAMED: usize = 10_000;

/// The rules that what is put to the vote can break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DraftRefusal {
    /// Title, details or an option are too short or too long.
    #[error(transparent)]
    TextLength(#[from] TextLength),
    /// There are too few or too many options.
    #[error("{options} options; between 2 and 100 are allowed")]
    OptionCount {
        /// How many there are.
        options: usize,
    },
    /// Two options have the same words.
    #[error("options {first} and {second} are alike")]
    OptionsAlike {
        /// The number of the first of them.
        first: u8,
        /// The number of the second.
        second: u8,
    },
    /// A vote cannot name so few or so many of the options.
    #[error("{min} to {max} choices; between 1 and {options} are allowed, the lesser first")]
    ChoiceBounds {
        /// The fewest that a vote was to name.
        min: u8,
        /// The most that a vote was to name.
        max: u8,
        /// How many options there are.
        options: u8,
    },
    /// Scores cannot have these bounds.
    #[error("scores from {min} to {max}; between -1000 and 1000 are allowed, the lesser first")]
    ScoreBounds {
        /// The lowest score.
        min: i32,
        /// The highest score.
        max: i32,
    },
    /// A vote cannot have so many points.
    #[error("{budget} points; between 1 and 1000 are allowed")]
    BudgetOutOfBounds {
        /// How many points a vote was to have.
        budget: u32,
    },
    /// A vote cannot rank so few or so many of the options.
    #[error("at least {min} options ranked; between 1 and {options} can be asked for")]
    RankBounds {
        /// The fewest that a vote was to rank.
        min: u8,
        /// How many options there are.
        options: u8,
    },
    /// There cannot be so few or so many seats.
    #[error("{seats} seats; between 1 and {options} are allowed")]
    SeatsOutOfBounds {
        /// How many seats were to be filled.
        seats: u8,
        /// How many options there are.
        options: u8,
    },
    /// Nobody would have to be in.
    #[error("a target of {target}; at least 1 is allowed")]
    TargetOutOfBounds {
        /// How many were to be in.
        target: u32,
    },
    /// The quorum is not a percentage.
    #[error("a quorum of {percent} percent; between 1 and 100 are allowed")]
    QuorumOutOfBounds {
        /// The percentage.
        percent: u8,
    },
    /// The threshold is not a percentage.
    #[error("a threshold of {percent} percent; between 1 and 100 are allowed")]
    ThresholdOutOfBounds {
        /// The percentage.
        percent: u8,
    },
    /// The method does not take this decision rule.
    #[error("the method does not take this decision rule")]
    RuleNotForMethod,
    /// The method does not take this reasons policy.
    #[error("the method does not take reasons in this way")]
    ReasonsNotForMethod,
    /// The electorate names nobody, or too many.
    #[error("{named} people are named; between 1 and 10000 are allowed")]
    NamedCount {
        /// How many people are named.
        named: usize,
    },
    /// The electorate names somebody who does not take part.
    #[error("{person} is neither a member of the group nor a guest of the discussion")]
    NamedNotMember {
        /// Who.
        person: PersonId,
    },
    /// Only the group's own tags are put on a proposal, and not too many.
    #[error(transparent)]
    Tags(#[from] TagRefusal),
    /// Whether guests vote is for admins to say.
    #[error("only admins let all guests vote")]
    GuestsVoteByAdmins,
    /// Voting was to begin in the past.
    #[error("voting cannot begin at {opens_at}, it is {now}")]
    OpensInPast {
        /// When it was to begin.
        opens_at: Timestamp,
        /// The time now.
        now: Timestamp,
    },
    /// Voting was to end in the past, or before it begins.
    #[error("voting cannot end at {closes_at}, only after {after}")]
    ClosesTooEarly {
        /// When it was to end.
        closes_at: Timestamp,
        /// It must be later than this.
        after: Timestamp,
    },
    /// Voting was to end more than two years from now.
    #[error("voting cannot end at {closes_at}, {at_most} at the latest")]
    ClosesTooLate {
        /// When it was to end.
        closes_at: Timestamp,
        /// The latest time allowed.
        at_most: Timestamp,
    },
}

impl DraftRefusal {
    /// The rule's name in the API.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TextLength(_) => "TEXT_LENGTH",
            Self::OptionCount { .. } => "OPTION_COUNT",
            Self::OptionsAlike { .. } => "OPTIONS_ALIKE",
            Self::ChoiceBounds { .. } => "CHOICE_BOUNDS",
            Self::ScoreBounds { .. } => "SCORE_BOUNDS",
            Self::BudgetOutOfBounds { .. } => "BUDGET_OUT_OF_BOUNDS",
            Self::RankBounds { .. } => "RANK_BOUNDS",
            Self::SeatsOutOfBounds { .. } => "SEATS_OUT_OF_BOUNDS",
            Self::TargetOutOfBounds { .. } => "TARGET_OUT_OF_BOUNDS",
            Self::QuorumOutOfBounds { .. } => "QUORUM_OUT_OF_BOUNDS",
            Self::ThresholdOutOfBounds { .. } => "THRESHOLD_OUT_OF_BOUNDS",
            Self::RuleNotForMethod => "RULE_NOT_FOR_METHOD",
            Self::ReasonsNotForMethod => "REASONS_NOT_FOR_METHOD",
            Self::NamedCount { .. } => "NAMED_COUNT",
            Self::NamedNotMember { .. } => "NAMED_NOT_MEMBER",
            Self::Tags(refusal) => refusal.code(),
            Self::GuestsVoteByAdmins => "ADMINS_ONLY",
            Self::OpensInPast { .. } => "OPENS_IN_PAST",
            Self::ClosesTooEarly { .. } => "CLOSES_TOO_EARLY",
            Self::ClosesTooLate { .. } => "CLOSES_TOO_LATE",
        }
    }

    /// The input field that breaks the rule.
    #[must_use]
    pub const fn path(&self) -> Option<&'static str> {
        match self {
            Self::TextLength(length) => Some(length.field),
            Self::OptionCount { .. } | Self::OptionsAlike { .. } => Some("options"),
            Self::ChoiceBounds { .. }
            | Self::ScoreBounds { .. }
            | Self::BudgetOutOfBounds { .. }
            | Self::RankBounds { .. }
            | Self::SeatsOutOfBounds { .. }
            | Self::TargetOutOfBounds { .. } => Some("method"),
            Self::QuorumOutOfBounds { .. } => Some("quorum"),
            Self::ThresholdOutOfBounds { .. } | Self::RuleNotForMethod => Some("rule"),
            Self::ReasonsNotForMethod => Some("reasons"),
            Self::NamedCount { .. } | Self::NamedNotMember { .. } => Some("electorate"),
            Self::Tags(refusal) => refusal.path(),
            Self::GuestsVoteByAdmins => Some("guestsVote"),
            Self::OpensInPast { .. } => Some("opensAt"),
            Self::ClosesTooEarly { .. } | Self::ClosesTooLate { .. } => Some("closesAt"),
        }
    }
}

/// What becomes of people whom an electorate names and who do not take part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outsiders {
    /// They are let in as guests.
    LetIn,
    /// They are refused.
    Refused,
}

/// A draft with everything settled.
#[derive(Debug, Clone)]
pub(crate) struct Settled {
    pub terms: Terms,
    pub opens_at: Timestamp,
    pub closes_at: Timestamp,
}

impl Draft {
    /// Whether its electorate names people who do not take part in the discussion.
    pub(super) fn names_outsiders(&self, circle: Circle<'_>) -> bool {
        self.outsiders(circle).next().is_some()
    }

    /// The people whom its electorate names and who do not take part in the discussion, nor will when
    /// they are back.
    pub(crate) fn outsiders(&self, circle: Circle<'_>) -> impl Iterator<Item = PersonId> {
        let named: &[PersonId] = match &self.electorate {
            Electorate::Named(people) => people,
            Electorate::Members | Electorate::MembersAndGuests => &[],
        };
        let all = circle.with_the_absent();
        named.iter().copied().filter(move |person| !all.includes(*person))
    }

    /// What is put to the vote by this person if the draft is sound.
    pub(super) fn settle(
        &self,
        by: Participant<'_>,
        outsiders: Outsiders,
        now: Timestamp,
    ) -> Result<Settled, DraftRefusal> {
        let terms = Terms {
            title: self.title,
            details: self.details,
            method: self.method.clone(),
            electorate: settle_electorate(&self.electorate, by, outsiders)?,
            roll: self.roll.unwrap_or_else(|| default_roll(by.group())),
            reasons: self.reasons,
            results: self.results,
            quorum: self.quorum,
            rule: self.rule,
            reminder: self.reminder,
            tags: by.circle.settle_tags(&self.tags, &[])?,
        };
        check(&terms, self.alike_options)?;
        let opens_at = times::opening(self.opens_at, now)?;
        let closes_at = self.closes_at.unwrap_or_else(|| times::later(opens_at, times::VOTING));
        let closes_at = times::closing(closes_at, opens_at, now)?;
        Ok(Settled { terms, opens_at, closes_at })
    }
}

/// Where people join at once, the roll is taken at the opening, so that nobody joins to vote.
fn default_roll(group: Option<&Group>) -> Roll {
    match group.map(Group::join) {
        Some(JoinPolicy::AtOnce) => Roll::AtOpening,
        Some(JoinPolicy::ByApproval | JoinPolicy::ByInvitation) | None => Roll::WhileOpen,
    }
}

/// The electorate with each person once and in order, all of them members or guests.
pub(super) fn settle_electorate(
    electorate: &Electorate,
    by: Participant<'_>,
    outsiders: Outsiders,
) -> Result<Electorate, DraftRefusal> {
    let people = match electorate {
        Electorate::Members => return Ok(Electorate::Members),
        Electorate::MembersAndGuests if by.is_admin() => return Ok(Electorate::MembersAndGuests),
        Electorate::MembersAndGuests => return Err(DraftRefusal::GuestsVoteByAdmins),
        Electorate::Named(people) => people,
    };
    let people: BTreeSet<PersonId> = people.iter().copied().collect();
    if !(1..=MOST_NAMED).contains(&people.len()) {
        return Err(DraftRefusal::NamedCount { named: people.len() });
    }
    let all = by.circle.with_the_absent();
    let stranger = people.iter().find(|person| !all.includes(**person));
    match stranger.filter(|_| outsiders == Outsiders::Refused) {
        Some(person) => Err(DraftRefusal::NamedNotMember { person: *person }),
        None => Ok(Electorate::Named(people.into_iter().collect())),
    }
}

/// Checks everything in the terms that needs nothing else.
pub(super) fn check(terms: &Terms, alike: Option<(u8, u8)>) -> Result<(), DraftRefusal> {
    TextLength::check("title", &terms.title, 1..=150)?;
    if let Some(details) = &terms.details {
        TextLength::check("details", details, 0..=100_000)?;
    }
    check_method(&terms.method, alike, OptionsMay::NotLack)?;
    check_parameters(&terms.method, terms.reasons, terms.quorum, terms.rule)
}
