//! The rules of proposals as a list.

use jiff::Timestamp;

use crate::announcement::Unannounceable;
use crate::discussion::participant::Barred;
use crate::proposal::draft::DraftRefusal;
use crate::proposal::raising::Unraisable;
use crate::refusal::TextLength;

/// The rules that a command to a proposal can break.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such proposal, or discussion, as far as who asks can see.
    #[error("there is no such proposal")]
    NotFound,
    /// Jobs do this.
    #[error("only the system does this")]
    SystemOnly,
    /// The system is nobody who could do this.
    #[error("only people do this")]
    PeopleOnly,
    /// Only members of the group act in its proposals.
    #[error("only members of the group do this")]
    MembersOnly,
    /// Admins decide what members may do.
    #[error("members do not do this here: {switch} is off")]
    SwitchedOff {
        /// The switch's name in the API.
        switch: &'static str,
    },
    /// In what is archived nothing changes.
    #[error("the group, or its parent, is archived")]
    GroupArchived,
    /// Its author and admins look after a proposal.
    #[error("only the author or an admin does this")]
    AuthorOrAdminOnly,
    /// What is discarded stays as it is.
    #[error("the discussion is discarded")]
    DiscussionDiscarded,
    /// A closed discussion takes no proposals.
    #[error("the discussion is closed")]
    DiscussionClosed,
    /// A proposal is raised within ten minutes after its discussion has admitted it.
    #[error("the discussion has not admitted the proposal")]
    NotAdmitted,
    /// What is put to the vote has rules of its own.
    #[error(transparent)]
    Draft(#[from] DraftRefusal),
    /// An edit is made from the newest revision.
    #[error("the edit was made from revision {expected}; the newest is {actual}")]
    StaleRevision {
        /// The revision that the edit was made from.
        expected: u32,
        /// The newest revision.
        actual: u32,
    },
    /// What people voted on stays as it is.
    #[error("somebody has voted: only the reminder changes now")]
    Frozen,
    /// Notes are for what can no longer be edited.
    #[error("nobody has voted yet: edit the proposal instead")]
    NotFrozen,
    /// Results are never shown earlier than was said.
    #[error("results can only be shown later than they are, not earlier")]
    ResultsLoosened,
    /// Votes are taken from the opening time on.
    #[error("voting begins at {opens_at}")]
    VotingNotOpen {
        /// When it begins.
        opens_at: Timestamp,
    },
    /// Votes are taken until the closing time, and so are changes.
    #[error("voting ended at {closed_at}")]
    VotingClosed {
        /// When it ended.
        closed_at: Timestamp,
    },
    /// This is for when voting has ended.
    #[error("voting goes on until {closes_at}")]
    VotingNotClosed {
        /// When it ends.
        closes_at: Timestamp,
    },
    /// A withdrawn proposal stays withdrawn.
    #[error("the proposal was withdrawn")]
    Withdrawn,
    /// Only the electorate votes.
    #[error("only people in the electorate vote")]
    NotInElectorate,
    /// Every method has ballots of its own.
    #[error("the ballot is for another method")]
    OtherMethod,
    /// A vote names at least so many options.
    #[error("{chosen} options named; at least {at_least} must be")]
    TooFewChoices {
        /// How many it names.
        chosen: usize,
        /// How many it must.
        at_least: u8,
    },
    /// A vote names at most so many options.
    #[error("{chosen} options named; at most {at_most} may be")]
    TooManyChoices {
        /// How many it names.
        chosen: usize,
        /// How many it may.
        at_most: u8,
    },
    /// Options are numbered from 1.
    #[error("there is no option {option}; there are {options}")]
    NoSuchOption {
        /// The number.
        option: u8,
        /// How many options there are.
        options: usize,
    },
    /// A vote names an option once.
    #[error("option {option} is named twice")]
    ChosenTwice {
        /// The option's number.
        option: u8,
    },
    /// Where a vote says something of every option, it leaves none out.
    #[error("option {option} is left out; the vote says something of each")]
    OptionLeftOut {
        /// The option's number.
        option: u8,
    },
    /// Scores have bounds.
    #[error("option {option} has a score of {score}; between {min} and {max} are allowed")]
    ScoreOutOfBounds {
        /// The option's number.
        option: u8,
        /// The score.
        score: i32,
        /// The lowest allowed.
        min: i32,
        /// The highest allowed.
        max: i32,
    },
    /// A vote lays at most as many points as it has.
    #[error("{points} points in all; at most {budget} may be")]
    OverBudget {
        /// How many points the vote lays, or more than that if there are 2^32 − 1.
        points: u32,
        /// How many it may.
        budget: u32,
    },
    /// "None of these" is voted only where it is offered.
    #[error("\"none of these\" is not offered")]
    NoneOfTheseNotOffered,
    /// Where no reasons are wanted, none are taken.
    #[error("this proposal takes no reasons")]
    ReasonNotTaken,
    /// Some votes come with a reason.
    #[error("this vote needs a reason")]
    ReasonRequired,
    /// A move takes a proposal from its electorate.
    #[error("the discussion was in another group when the proposal was raised")]
    RaisedElsewhere,
    /// The closing time moves earlier only to what leaves people a day.
    #[error("voting cannot end at {closes_at}, {at_least} at the earliest")]
    ShortNotice {
        /// When it was to end.
        closes_at: Timestamp,
        /// The earliest time allowed.
        at_least: Timestamp,
    },
    /// There is no such outcome, or another has replaced it.
    #[error("there is no such outcome")]
    OutcomeNotFound,
    /// A review is in the future.
    #[error("an outcome cannot be reviewed at {review_at}, it is {now}")]
    ReviewInPast {
        /// When it was to be reviewed.
        review_at: Timestamp,
        /// The time now.
        now: Timestamp,
    },
    /// An announcement names so many people at most, and at least one.
    #[error("{people} people are named; between 1 and {at_most} are allowed")]
    AnnouncedCount {
        /// How many different people are named.
        people: usize,
        /// How many may be.
        at_most: usize,
    },
    /// Texts have bounds.
    #[error(transparent)]
    TextLength(#[from] TextLength),
}

impl Refusal {
    /// The refusal's name in the API.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "NOT_FOUND",
            Self::SystemOnly => "SYSTEM_ONLY",
            Self::PeopleOnly => "PEOPLE_ONLY",
            Self::MembersOnly => "MEMBERS_ONLY",
            Self::SwitchedOff { .. } => "SWITCHED_OFF",
            Self::GroupArchived => "GROUP_ARCHIVED",
            Self::AuthorOrAdminOnly => "AUTHOR_OR_ADMIN_ONLY",
            Self::DiscussionDiscarded => "DISCUSSION_DISCARDED",
            Self::DiscussionClosed => "DISCUSSION_CLOSED",
            Self::NotAdmitted => "NOT_ADMITTED",
            Self::Draft(refusal) => refusal.code(),
            Self::StaleRevision { .. } => "STALE_REVISION",
            Self::Frozen => "FROZEN",
            Self::NotFrozen => "NOT_FROZEN",
            Self::ResultsLoosened => "RESULTS_LOOSENED",
            Self::VotingNotOpen { .. } => "VOTING_NOT_OPEN",
            Self::VotingClosed { .. } => "VOTING_CLOSED",
            Self::VotingNotClosed { .. } => "VOTING_NOT_CLOSED",
            Self::Withdrawn => "WITHDRAWN",
            Self::NotInElectorate => "NOT_IN_ELECTORATE",
            Self::OtherMethod => "OTHER_METHOD",
            Self::TooFewChoices { .. } => "TOO_FEW_CHOICES",
            Self::TooManyChoices { .. } => "TOO_MANY_CHOICES",
            Self::NoSuchOption { .. } => "NO_SUCH_OPTION",
            Self::ChosenTwice { .. } => "CHOSEN_TWICE",
            Self::OptionLeftOut { .. } => "OPTION_LEFT_OUT",
            Self::ScoreOutOfBounds { .. } => "SCORE_OUT_OF_BOUNDS",
            Self::OverBudget { .. } => "OVER_BUDGET",
            Self::NoneOfTheseNotOffered => "NONE_OF_THESE_NOT_OFFERED",
            Self::ReasonNotTaken => "REASON_NOT_TAKEN",
            Self::ReasonRequired => "REASON_REQUIRED",
            Self::RaisedElsewhere => "RAISED_ELSEWHERE",
            Self::ShortNotice { .. } => "SHORT_NOTICE",
            Self::OutcomeNotFound => "OUTCOME_NOT_FOUND",
            Self::ReviewInPast { .. } => "REVIEW_IN_PAST",
            Self::AnnouncedCount { .. } => "ANNOUNCED_COUNT",
            Self::TextLength(_) => "TEXT_LENGTH",
        }
    }

    /// The input field that the refusal is about.
    #[must_use]
    pub const fn path(&self) -> Option<&'static str> {
        match self {
            Self::Draft(refusal) => refusal.path(),
            Self::AnnouncedCount { .. } => Some("people"),
            Self::TextLength(length) => Some(length.field),
            Self::StaleRevision { .. } => Some("expectedRevision"),
            Self::ResultsLoosened => Some("results"),
            Self::OtherMethod
            | Self::TooFewChoices { .. }
            | Self::TooManyChoices { .. }
            | Self::ChosenTwice { .. }
            | Self::OptionLeftOut { .. }
            | Self::ScoreOutOfBounds { .. }
            | Self::OverBudget { .. }
            | Self::NoneOfTheseNotOffered => Some("ballot"),
            Self::NoSuchOption { .. } => Some("option"),
            Self::ReasonNotTaken | Self::ReasonRequired => Some("reason"),
            Self::ShortNotice { .. } => Some("closesAt"),
            Self::OutcomeNotFound => Some("outcome"),
            Self::ReviewInPast { .. } => Some("reviewAt"),
            Self::NotFound
            | Self::SystemOnly
            | Self::PeopleOnly
            | Self::MembersOnly
            | Self::SwitchedOff { .. }
            | Self::GroupArchived
            | Self::AuthorOrAdminOnly
            | Self::DiscussionDiscarded
            | Self::DiscussionClosed
            | Self::NotAdmitted
            | Self::RaisedElsewhere
            | Self::Frozen
            | Self::NotFrozen
            | Self::VotingNotOpen { .. }
            | Self::VotingClosed { .. }
            | Self::VotingNotClosed { .. }
            | Self::Withdrawn
            | Self::NotInElectorate => None,
        }
    }
}

impl From<Unannounceable> for Refusal {
    fn from(unannounceable: Unannounceable) -> Self {
        match unannounceable {
            Unannounceable::SwitchedOff { switch } => Self::SwitchedOff { switch },
            Unannounceable::Count { people, at_most } => Self::AnnouncedCount { people, at_most },
        }
    }
}

impl From<Barred> for Refusal {
    fn from(barred: Barred) -> Self {
        match barred {
            Barred::NotFound => Self::NotFound,
            Barred::Outsider => Self::MembersOnly,
            Barred::System => Self::PeopleOnly,
            Barred::Archived => Self::GroupArchived,
        }
    }
}

impl From<Unraisable> for Refusal {
    fn from(unraisable: Unraisable) -> Self {
        match unraisable {
            Unraisable::Barred(barred) => barred.into(),
            Unraisable::DiscussionDiscarded => Self::DiscussionDiscarded,
            Unraisable::DiscussionClosed => Self::DiscussionClosed,
            Unraisable::SwitchedOff { switch } => Self::SwitchedOff { switch },
            Unraisable::Draft(refusal) => Self::Draft(refusal),
        }
    }
}
