//! The rules of groups and their handles.

use async_graphql::Union;

use super::define::{area, become_rules};
use super::rules::*;
use super::voting::*;
use super::{Said, number, place};

area! {
    /// The rule that a command about a group broke.
    GroupRefusal {
        AddressMalformed AdminsOnly AlreadyExists BudgetOutOfBounds ChoiceBounds DelegationOff
        GroupArchived GroupMissing HandleInUse HandleMalformed HandleNotAllowed HandleNotClaimed
        HandleTaken IdempotencyKeyReused InvitationNotFound InvitationOver JoinedOtherwise
        JoinNotAllowed LastAdmin ListLength MemberNotFound MembersOnly MoreVisibleThanParent
        NotFound OptionCount OptionsAlike OwnDelegate ParentMembersOnly ParentReadingNotAllowed
        ParentRequired PeopleOnly QuorumOutOfBounds RankBounds ReasonsNotForMethod RequestNotFound
        RestoreTooLate RuleNotForMethod ScoreBounds SeatsOutOfBounds StaleRevision SwitchedOff
        SystemOnly TagNotFound TargetOutOfBounds TemplateNotFound TextLength ThresholdOutOfBounds
        TooDeep TooManyTags TooManyTemplates VotingDaysOutOfBounds WidensReading
    }
}

become_rules! {
    domain::group::Refusal => GroupRefusal {
        NotFound => NotFound,
        AlreadyExists => AlreadyExists,
        SystemOnly => SystemOnly,
        PeopleOnly => PeopleOnly,
        MembersOnly => MembersOnly,
        AdminsOnly => AdminsOnly,
        SwitchedOff { switch } => SwitchedOff(switch.to_owned()),
        TextLength(it) => TextLength(it.field.to_owned(), it.chars, it.at_least, it.at_most),
        ListLength { field, count, at_most } =>
            ListLength(field.to_owned(), number(count), number(at_most)),
        StaleRevision { expected, actual } => StaleRevision(expected, actual),
        GroupArchived => GroupArchived,
        RestoreTooLate { until } => RestoreTooLate(until.into()),
        TooDeep => TooDeep,
        ParentRequired => ParentRequired,
        MoreVisibleThanParent { privacy, parent } =>
            MoreVisibleThanParent(privacy.into(), parent.into()),
        HandleNotAllowed { privacy } => HandleNotAllowed(privacy.into()),
        HandleNotClaimed => HandleNotClaimed,
        JoinNotAllowed { join, privacy } => JoinNotAllowed(join.into(), privacy.into()),
        ParentReadingNotAllowed { privacy } => ParentReadingNotAllowed(privacy.into()),
        WidensReading => WidensReading,
        InvitationNotFound => InvitationNotFound,
        InvitationOver => InvitationOver,
        JoinedOtherwise { join } => JoinedOtherwise(join.into()),
        ParentMembersOnly => ParentMembersOnly,
        RequestNotFound => RequestNotFound,
        MemberNotFound => MemberNotFound,
        DelegationOff => DelegationOff,
        OwnDelegate => OwnDelegate,
        TagNotFound => TagNotFound(None),
        TooManyTags { tags, at_most } => TooManyTags(number(tags), number(at_most)),
        TemplateNotFound => TemplateNotFound,
        TooManyTemplates { templates, at_most } =>
            TooManyTemplates(number(templates), number(at_most)),
        VotingDaysOutOfBounds { days, at_most } => VotingDaysOutOfBounds(days, at_most),
        LastAdmin => LastAdmin,
    } see Draft
}

become_rules! {
    domain::proposal::DraftRefusal => GroupRefusal {
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
        // A template names nobody, no tags and no times.
    } never NamedCount NamedNotMember Tags GuestsVoteByAdmins OpensInPast ClosesTooEarly ClosesTooLate
}

become_rules! {
    domain::handle::Refusal => GroupRefusal {
        HandleTaken => HandleTaken,
        GroupMissing => GroupMissing,
        HandleInUse => HandleInUse,
        SystemOnly => SystemOnly,
    }
}

impl GroupRefusal {
    /// The handle has characters, or a length, that handles do not have.
    pub(crate) fn handle_malformed() -> Self {
        let message = "a handle is 3 to 40 of the characters a-z, 0-9 and -".to_owned();
        let path = Some(place("handle"));
        HandleMalformed::new(Said { code: "HANDLE_MALFORMED", message, path }).into()
    }

    /// The address at this place of the list is none.
    pub(crate) fn address_malformed(at: usize) -> Self {
        let message = format!("addresses[{at}] is not an address of the form name@example.org");
        let path = Some(vec!["addresses".to_owned(), at.to_string()]);
        AddressMalformed::new(Said { code: "ADDRESS_MALFORMED", message, path }).into()
    }
}
