//! The rules of proposals, those of raising them in a discussion included.

use async_graphql::Union;
use domain::PersonId;

use super::define::{area, become_rules};
use super::rules::*;
use super::voting::*;
use super::{Said, number};
use crate::schema::ids::GlobalId;

area! {
    /// The rule that a command about a proposal broke.
    ProposalRefusal {
        AdminsOnly AnnouncedCount AuthorOrAdminOnly BudgetOutOfBounds ChoiceBounds ChosenTwice ClosesTooEarly
        ClosesTooLate DiscussionClosed DiscussionDiscarded Frozen GroupArchived
        IdempotencyKeyReused MembersOnly NamedCount NamedNotMember NoneOfTheseNotOffered
        NoSuchOption NotAdmitted NotFound NotFrozen NotInElectorate OpensInPast OptionCount
        OptionLeftOut OptionsAlike OtherMethod OutcomeNotFound OverBudget PeopleOnly
        QuorumOutOfBounds RaisedElsewhere RankBounds ReasonNotTaken ReasonRequired ReasonsNotForMethod
        ResultsLoosened ReviewInPast RuleNotForMethod ScoreBounds ScoreOutOfBounds
        SeatsOutOfBounds ShortNotice StaleRevision SwitchedOff SystemOnly TagNotFound
        TargetOutOfBounds TextLength ThresholdOutOfBounds TooFewChoices TooManyChoices TooManyTags
        VotingClosed VotingNotClosed VotingNotOpen Withdrawn
    }
}

become_rules! {
    domain::proposal::Refusal => ProposalRefusal {
        NotFound => NotFound,
        SystemOnly => SystemOnly,
        PeopleOnly => PeopleOnly,
        MembersOnly => MembersOnly,
        SwitchedOff { switch } => SwitchedOff(switch.to_owned()),
        GroupArchived => GroupArchived,
        AuthorOrAdminOnly => AuthorOrAdminOnly,
        DiscussionDiscarded => DiscussionDiscarded,
        DiscussionClosed => DiscussionClosed,
        NotAdmitted => NotAdmitted,
        RaisedElsewhere => RaisedElsewhere,
        AnnouncedCount { people, at_most } => AnnouncedCount(number(people), number(at_most)),
        StaleRevision { expected, actual } => StaleRevision(expected, actual),
        Frozen => Frozen,
        NotFrozen => NotFrozen,
        ResultsLoosened => ResultsLoosened,
        VotingNotOpen { opens_at } => VotingNotOpen(opens_at.into()),
        VotingClosed { closed_at } => VotingClosed(closed_at.into()),
        VotingNotClosed { closes_at } => VotingNotClosed(closes_at.into()),
        Withdrawn => Withdrawn,
        NotInElectorate => NotInElectorate,
        OtherMethod => OtherMethod,
        TooFewChoices { chosen, at_least } => TooFewChoices(number(chosen), at_least),
        TooManyChoices { chosen, at_most } => TooManyChoices(number(chosen), at_most),
        NoSuchOption { option, options } => NoSuchOption(option, number(options)),
        ChosenTwice { option } => ChosenTwice(option),
        OptionLeftOut { option } => OptionLeftOut(option),
        ScoreOutOfBounds { option, score, min, max } => ScoreOutOfBounds(option, score, min, max),
        OverBudget { points, budget } => OverBudget(points, budget),
        NoneOfTheseNotOffered => NoneOfTheseNotOffered,
        ReasonNotTaken => ReasonNotTaken,
        ReasonRequired => ReasonRequired,
        ShortNotice { closes_at, at_least } => ShortNotice(closes_at.into(), at_least.into()),
        OutcomeNotFound => OutcomeNotFound,
        ReviewInPast { review_at, now } => ReviewInPast(review_at.into(), now.into()),
        TextLength(it) => TextLength(it.field.to_owned(), it.chars, it.at_least, it.at_most),
    } see Draft
}

become_rules! {
    domain::proposal::DraftRefusal => ProposalRefusal {
        TextLength(it) => TextLength(it.field.to_owned(), it.chars, it.at_least, it.at_most),
        OptionCount { options } => OptionCount(number(options)),
        OptionsAlike { first, second } => OptionsAlike(first, second),
        ChoiceBounds { min, max, options } => ChoiceBounds(min, max, options),
        ScoreBounds { min, max } => ScoreBounds(min, max),
        BudgetOutOfBounds { budget } => BudgetOutOfBounds(budget),
        RankBounds { min, options } => RankBounds(min, options),
        SeatsOutOfBounds { seats, options } => SeatsOutOfBounds(seats, options),
        TargetOutOfBounds { target } => TargetOutOfBounds(target),
        QuorumOutOfBounds { percent } => QuorumOutOfBounds(percent),
        ThresholdOutOfBounds { percent } => ThresholdOutOfBounds(percent),
        RuleNotForMethod => RuleNotForMethod,
        ReasonsNotForMethod => ReasonsNotForMethod,
        NamedCount { named } => NamedCount(number(named)),
        NamedNotMember { person } => NamedNotMember(person.global()),
        GuestsVoteByAdmins => AdminsOnly,
        OpensInPast { opens_at, now } => OpensInPast(opens_at.into(), now.into()),
        ClosesTooEarly { closes_at, after } => ClosesTooEarly(closes_at.into(), after.into()),
        ClosesTooLate { closes_at, at_most } => ClosesTooLate(closes_at.into(), at_most.into()),
    } see Tags
}

become_rules! {
    domain::group::TagRefusal => ProposalRefusal {
        NotFound { tag } => TagNotFound(Some(tag.global())),
        TooMany { tags, at_most } => TooManyTags(number(tags), number(at_most)),
    }
}

// A proposal is raised in a discussion, which has its own say first.
become_rules! {
    domain::discussion::Refusal => ProposalRefusal {
        NotFound => NotFound,
        SystemOnly => SystemOnly,
        PeopleOnly => PeopleOnly,
        MembersOnly => MembersOnly,
        SwitchedOff { switch } => SwitchedOff(switch.to_owned()),
        GroupArchived => GroupArchived,
        AuthorOrAdminOnly => AuthorOrAdminOnly,
        Discarded => DiscussionDiscarded,
        Closed => DiscussionClosed,
        StaleRevision { expected, actual } => StaleRevision(expected, actual),
        TextLength(it) => TextLength(it.field.to_owned(), it.chars, it.at_least, it.at_most),
        // Only commands about discussions meet these.
    } see Draft never PrivateOnly WideningPending AnnouncedTooOften NothingToWithdraw NotAsked ProposalsOpen AnnouncedCount CommentNotFound CommentDiscarded AuthorOnly DiscardedByAuthor DiscardedByAdmin TooManyMentions InvitationNotFound InvitationOver ListLength Tags
}

impl ProposalRefusal {
    /// Who asks does not know this person, whom the electorate names.
    pub(crate) fn named_not_member(person: PersonId) -> Self {
        let refusal = domain::proposal::DraftRefusal::NamedNotMember { person };
        let said = Said::by(refusal.code(), &refusal, refusal.path());
        NamedNotMember::new(said, person.global()).into()
    }
}
