//! The rules of groups as a list.

use jiff::Timestamp;

use crate::group::terms::{JoinPolicy, Privacy};
use crate::proposal::DraftRefusal;
use crate::refusal::TextLength;

/// The rules that a command to a group can break.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such group, or parent, as far as who asks can see.
    #[error("there is no such group")]
    NotFound,
    /// Somebody else made a group with this id.
    #[error("the group exists already")]
    AlreadyExists,
    /// Imports and jobs do this.
    #[error("only the system does this")]
    SystemOnly,
    /// The system is nobody who could do this.
    #[error("only people do this")]
    PeopleOnly,
    /// Only those who are in a group act in it.
    #[error("only members do this")]
    MembersOnly,
    /// Admins look after the group.
    #[error("only admins do this")]
    AdminsOnly,
    /// Admins decide what members may do.
    #[error("members do not do this here: {switch} is off")]
    SwitchedOff {
        /// The switch's name in the API.
        switch: &'static str,
    },
    /// Texts have bounds.
    #[error(transparent)]
    TextLength(#[from] TextLength),
    /// Lists have bounds.
    #[error("{field} has {count} entries; between 1 and {at_most} are allowed")]
    ListLength {
        /// The list's name in the API.
        field: &'static str,
        /// How many entries it has.
        count: usize,
        /// How many it may have.
        at_most: usize,
    },
    /// An edit is made from the newest revision.
    #[error("the edit was made from revision {expected}; the newest is {actual}")]
    StaleRevision {
        /// The revision that the edit was made from.
        expected: u32,
        /// The newest revision.
        actual: u32,
    },
    /// In what is archived nothing changes.
    #[error("the group, or its parent, is archived")]
    GroupArchived,
    /// What is deleted can be restored for 30 days.
    #[error("the group could be restored until {until}")]
    RestoreTooLate {
        /// Until when it could be.
        until: Timestamp,
    },
    /// Subgroups have no subgroups.
    #[error("a subgroup has no subgroups")]
    TooDeep,
    /// Only a subgroup is visible to its parent's members.
    #[error("only a subgroup can be PARENT_VISIBLE")]
    ParentRequired,
    /// A subgroup is never more visible than its parent.
    #[error("under {parent}, a subgroup cannot be {privacy}")]
    MoreVisibleThanParent {
        /// The privacy that was asked for.
        privacy: Privacy,
        /// The parent's privacy.
        parent: Privacy,
    },
    /// Only groups that everyone sees have a handle.
    #[error("a group that is {privacy} has no handle")]
    HandleNotAllowed {
        /// The group's privacy.
        privacy: Privacy,
    },
    /// A group takes the handle that was claimed for it.
    #[error("the handle is not claimed for this group")]
    HandleNotClaimed,
    /// The privacy sets bounds to how people join.
    #[error("a group that is {privacy} cannot be joined {join}")]
    JoinNotAllowed {
        /// The way that was asked for.
        join: JoinPolicy,
        /// The group's privacy.
        privacy: Privacy,
    },
    /// Only in `PARENT_VISIBLE` groups may the parent's members read.
    #[error("the parent's members do not read in a group that is {privacy}")]
    ParentReadingNotAllowed {
        /// The group's privacy.
        privacy: Privacy,
    },
    /// Nobody's writing gets more readers behind their back: the parent's members read from the
    /// start, or not at all.
    #[error("discussions cannot be opened to the parent's members afterwards")]
    WidensReading,
    /// There is no such invitation.
    #[error("there is no such invitation")]
    InvitationNotFound,
    /// An invitation works once, for 30 days, unless it is taken back.
    #[error("the invitation is over")]
    InvitationOver,
    /// People join in the way that the group has chosen.
    #[error("people join this group {join}")]
    JoinedOtherwise {
        /// That way.
        join: JoinPolicy,
    },
    /// Without an invitation only the parent's members join a `PARENT_VISIBLE` group.
    #[error("only members of the parent group join without an invitation")]
    ParentMembersOnly,
    /// The person has not asked to become a member, or was answered.
    #[error("the person has no open request")]
    RequestNotFound,
    /// The person is not a member.
    #[error("the person is not a member")]
    MemberNotFound,
    /// Delegates are named where delegation is switched on.
    #[error("delegation is off in this group")]
    DelegationOff,
    /// Nobody is their own delegate.
    #[error("nobody is their own delegate")]
    OwnDelegate,
    /// There is no such tag, or it was deleted.
    #[error("there is no such tag")]
    TagNotFound,
    /// A group has so many tags at most, deleted ones left out.
    #[error("{tags} tags; {at_most} are allowed")]
    TooManyTags {
        /// How many there would be.
        tags: usize,
        /// How many it may have.
        at_most: usize,
    },
    /// There is no such template, or it was deleted.
    #[error("there is no such template")]
    TemplateNotFound,
    /// A group has so many templates at most, deleted ones left out.
    #[error("{templates} templates; {at_most} are allowed")]
    TooManyTemplates {
        /// How many there would be.
        templates: usize,
        /// How many it may have.
        at_most: usize,
    },
    /// Voting does not last so short or so long.
    #[error("voting lasts {days} days; between 1 and {at_most} are allowed")]
    VotingDaysOutOfBounds {
        /// How many days voting was to last.
        days: u16,
        /// How many it may.
        at_most: u16,
    },
    /// What a template puts to the vote is not sound.
    #[error(transparent)]
    Draft(#[from] DraftRefusal),
    /// A group has an admin.
    #[error("the last admin stays: make somebody else an admin first")]
    LastAdmin,
}

impl Refusal {
    /// The refusal's name in the API.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "NOT_FOUND",
            Self::AlreadyExists => "ALREADY_EXISTS",
            Self::SystemOnly => "SYSTEM_ONLY",
            Self::PeopleOnly => "PEOPLE_ONLY",
            Self::MembersOnly => "MEMBERS_ONLY",
            Self::AdminsOnly => "ADMINS_ONLY",
            Self::SwitchedOff { .. } => "SWITCHED_OFF",
            Self::TextLength(_) => "TEXT_LENGTH",
            Self::ListLength { .. } => "LIST_LENGTH",
            Self::StaleRevision { .. } => "STALE_REVISION",
            Self::GroupArchived => "GROUP_ARCHIVED",
            Self::RestoreTooLate { .. } => "RESTORE_TOO_LATE",
            Self::TooDeep => "TOO_DEEP",
            Self::ParentRequired => "PARENT_REQUIRED",
            Self::MoreVisibleThanParent { .. } => "MORE_VISIBLE_THAN_PARENT",
            Self::HandleNotAllowed { .. } => "HANDLE_NOT_ALLOWED",
            Self::HandleNotClaimed => "HANDLE_NOT_CLAIMED",
            Self::JoinNotAllowed { .. } => "JOIN_NOT_ALLOWED",
            Self::ParentReadingNotAllowed { .. } => "PARENT_READING_NOT_ALLOWED",
            Self::WidensReading => "WIDENS_READING",
            Self::InvitationNotFound => "INVITATION_NOT_FOUND",
            Self::InvitationOver => "INVITATION_OVER",
            Self::JoinedOtherwise { .. } => "JOINED_OTHERWISE",
            Self::ParentMembersOnly => "PARENT_MEMBERS_ONLY",
            Self::RequestNotFound => "REQUEST_NOT_FOUND",
            Self::MemberNotFound => "MEMBER_NOT_FOUND",
            Self::DelegationOff => "DELEGATION_OFF",
            Self::OwnDelegate => "OWN_DELEGATE",
            Self::TagNotFound => "TAG_NOT_FOUND",
            Self::TooManyTags { .. } => "TOO_MANY_TAGS",
            Self::TemplateNotFound => "TEMPLATE_NOT_FOUND",
            Self::TooManyTemplates { .. } => "TOO_MANY_TEMPLATES",
            Self::VotingDaysOutOfBounds { .. } => "VOTING_DAYS_OUT_OF_BOUNDS",
            Self::Draft(refusal) => refusal.code(),
            Self::LastAdmin => "LAST_ADMIN",
        }
    }

    /// The input field that the refusal is about.
    #[must_use]
    pub const fn path(&self) -> Option<&'static str> {
        match self {
            Self::TextLength(TextLength { field, .. }) | Self::ListLength { field, .. } => {
                Some(field)
            }
            Self::StaleRevision { .. } => Some("expectedRevision"),
            Self::TooDeep => Some("parent"),
            Self::ParentRequired | Self::MoreVisibleThanParent { .. } => Some("privacy"),
            Self::HandleNotAllowed { .. } | Self::HandleNotClaimed => Some("handle"),
            Self::JoinNotAllowed { .. } => Some("join"),
            Self::ParentReadingNotAllowed { .. } | Self::WidensReading => Some("parentMembersRead"),
            Self::InvitationNotFound | Self::InvitationOver => Some("invitation"),
            Self::RequestNotFound | Self::MemberNotFound => Some("person"),
            Self::OwnDelegate => Some("delegate"),
            Self::TagNotFound => Some("tag"),
            Self::TemplateNotFound => Some("template"),
            Self::VotingDaysOutOfBounds { .. } => Some("votingDays"),
            Self::Draft(refusal) => refusal.path(),
            Self::NotFound
            | Self::AlreadyExists
            | Self::SystemOnly
            | Self::PeopleOnly
            | Self::MembersOnly
            | Self::AdminsOnly
            | Self::SwitchedOff { .. }
            | Self::GroupArchived
            | Self::RestoreTooLate { .. }
            | Self::JoinedOtherwise { .. }
            | Self::ParentMembersOnly
            | Self::DelegationOff
            | Self::TooManyTags { .. }
            | Self::TooManyTemplates { .. }
            | Self::LastAdmin => None,
        }
    }
}
