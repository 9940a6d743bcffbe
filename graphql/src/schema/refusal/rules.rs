//! The type of each rule.

use async_graphql::{ID, Interface, SimpleObject};

use super::Said;
use super::define::{rule_types, rules};
use super::voting::*;
use crate::schema::enums::{GroupPrivacy, JoinPolicy};
use crate::schema::scalars::DateTime;

rules! {
    /// What the command is about does not exist, as far as you can see.
    NotFound {}
    /// Somebody else made a thing with this id.
    AlreadyExists {}
    /// Only the system does this.
    SystemOnly {}
    /// Only people do this.
    PeopleOnly {}
    /// Only members of the group do this.
    MembersOnly {}
    /// Only admins of the group do this.
    AdminsOnly {}
    /// Only the author or an admin of the group does this.
    AuthorOrAdminOnly {}
    /// Only the author does this.
    AuthorOnly {}
    /// The group's admins have not let members do this.
    SwitchedOff {
        /// The switch that would let them.
        switch: String,
    }
    /// A text is too short or too long.
    TextLength {
        /// The text's field in the input.
        field: String,
        /// Its length in characters, white space around it left out.
        chars: u32,
        /// The least allowed.
        at_least: u32,
        /// The most allowed.
        at_most: u32,
    }
    /// A list is empty or too long.
    ListLength {
        /// The list's field in the input.
        field: String,
        /// How many entries it has.
        count: u32,
        /// The most allowed; the least is 1.
        at_most: u32,
    }
    /// Somebody else edited it in the meantime: read it again and make the edit from there.
    StaleRevision {
        /// The revision that the edit was made from.
        expected: u32,
        /// The newest revision.
        actual: u32,
    }
    /// The idempotency key came with another input within the last 24 hours. Each command needs a
    /// key of its own.
    IdempotencyKeyReused {}

    /// The group, or its parent, is archived: nothing changes in it.
    GroupArchived {}
    /// The group was deleted more than 30 days ago: it is not restored any more.
    RestoreTooLate {
        /// Until when it could be restored.
        until: DateTime,
    }
    /// A subgroup has no subgroups.
    TooDeep {}
    /// Only a subgroup can be `PARENT_VISIBLE`.
    ParentRequired {}
    /// A subgroup is never more visible than its parent.
    MoreVisibleThanParent {
        /// The privacy that was asked for.
        privacy: GroupPrivacy,
        /// The parent's privacy.
        parent: GroupPrivacy,
    }
    /// A group that not everyone sees has no handle.
    HandleNotAllowed {
        /// The group's privacy.
        privacy: GroupPrivacy,
    }
    /// The handle is not made of 3 to 40 of the characters `a-z`, `0-9` and `-`.
    HandleMalformed {}
    /// The claim on the handle lapsed before the group took it: try again.
    HandleNotClaimed {}
    /// Another group has the handle.
    HandleTaken {}
    /// A group has the handle, so it is not given up.
    HandleInUse {}
    /// No group uses the handle.
    GroupMissing {}
    /// A group of this privacy cannot be joined in this way.
    JoinNotAllowed {
        /// The way that was asked for.
        join: JoinPolicy,
        /// The group's privacy.
        privacy: GroupPrivacy,
    }
    /// Only in `PARENT_VISIBLE` groups do the parent's members read.
    ParentReadingNotAllowed {
        /// The group's privacy.
        privacy: GroupPrivacy,
    }
    /// What people wrote in the group would get more readers behind their backs.
    WidensReading {}
    /// There is no such invitation, or it is not for you.
    InvitationNotFound {}
    /// The invitation was used, ended or lapsed.
    InvitationOver {}
    /// The group is joined in another way.
    JoinedOtherwise {
        /// That way.
        join: JoinPolicy,
    }
    /// Without an invitation only members of the parent group join.
    ParentMembersOnly {}
    /// The person has no open request to become a member.
    RequestNotFound {}
    /// The person is not a member of the group.
    MemberNotFound {}
    /// A group has an admin: make somebody else an admin first.
    LastAdmin {}

    /// The discussion is discarded.
    DiscussionDiscarded {}
    /// The discussion is closed.
    DiscussionClosed {}
    /// Discussions of this group are private.
    PrivateOnly {}
    /// More readers of the discussion are announced already: call them off first.
    WideningPending {}
    /// More readers of the discussion were announced often today.
    AnnouncedTooOften {
        /// From when on they can be announced again.
        again_at: DateTime,
    }
    /// You wrote no comments in the discussion, nor its body.
    NothingToWithdraw {}
    /// Nobody asked you about more readers: none are announced, or you wrote nothing in the
    /// discussion before they were.
    NotAsked {}
    /// Proposals in the discussion are open, or about to be raised.
    ProposalsOpen {
        /// How many.
        open: u32,
    }
    /// There is no such comment in the discussion.
    CommentNotFound {}
    /// The comment is discarded.
    CommentDiscarded {}
    /// The comment's author discarded it, and only they restore it.
    DiscardedByAuthor {}
    /// An admin discarded the comment, and only admins restore it.
    DiscardedByAdmin {}
    /// More people are named than may be.
    TooManyMentions {
        /// How many different people are named.
        mentions: u32,
        /// How many may be.
        at_most: u32,
    }

    /// Delegation is off in this group.
    DelegationOff {}
    /// Nobody is their own delegate.
    OwnDelegate {}
    /// The group has no such tag, or it was deleted.
    TagNotFound {
        /// Which, where several were named.
        tag: Option<ID>,
    }
    /// There would be more tags than there may be.
    TooManyTags {
        /// How many there would be.
        tags: u32,
        /// How many there may be.
        at_most: u32,
    }
    /// The group has no such template, or it was deleted.
    TemplateNotFound {}
    /// There would be more templates than there may be.
    TooManyTemplates {
        /// How many there would be.
        templates: u32,
        /// How many there may be.
        at_most: u32,
    }
    /// Voting does not last so few or so many days.
    VotingDaysOutOfBounds {
        /// How many days voting was to last.
        days: u16,
        /// The most allowed; the least is 1.
        at_most: u16,
    }
    /// An announcement names nobody, or more people than it may.
    AnnouncedCount {
        /// How many different people are named.
        people: u32,
        /// How many may be; at least 1 must.
        at_most: u32,
    }

    /// The text has a control character that it cannot have, such as NUL.
    ControlCharacter {
        /// The text's field in the input.
        field: String,
        /// The character's place in the text, from 1.
        at: u32,
    }
    /// Not a language tag, such as `en` or `pt-BR`, of at most 35 characters.
    LanguageMalformed {}
    /// Not a name from the time zone database, such as `Europe/Reykjavik`.
    TimeZoneUnknown {}
    /// Not an email address of the form `name@example.org`, of at most 254 bytes.
    AddressMalformed {}
    /// There is no such person.
    PersonAbsent {}
    /// The code or link is wrong, was used, or is older than 15 minutes: ask for a new one.
    WrongCode {}
    /// Too many wrong codes were given today for this address: only the link in the mail works.
    OnlyTheLink {
        /// How many wrong codes are allowed in a day.
        at_most: u32,
    }
    /// The code and the link work only in the browser that asked for them.
    OtherBrowser {}
    /// There is no account for this address, and new people need an invitation.
    NotInvited {}
    /// There is no account for this address yet, so a name is needed to make one. The code or link
    /// still works.
    NameNeeded {}
    /// The link to refuse invitations is not whole.
    RefusalLinkMalformed {}
    /// A token needs at least one of the scopes that people can give.
    ScopesMissing {}
    /// The token's expiry is in the past, or too far off.
    ExpiryOutOfBounds {
        /// How many days a token may live.
        days: u32,
    }
    /// There are as many tokens as one may have: revoke one first.
    TooManyTokens {
        /// How many one may have.
        at_most: u32,
    }
    /// Somebody who is known from an imported history does not sign in.
    KnownFromImport {}
    /// The account is deactivated. Ask for another code, and sign in with `reactivate: true` to be
    /// where you were before.
    AccountDeactivated {}
    /// Whoever runs the service deactivated the account, and nobody else reactivates it.
    DeactivatedByOperator {}
    ;
    OptionCount OptionsAlike ChoiceBounds ScoreBounds BudgetOutOfBounds RankBounds
    SeatsOutOfBounds TargetOutOfBounds QuorumOutOfBounds ThresholdOutOfBounds RuleNotForMethod
    ReasonsNotForMethod NamedCount NamedNotMember OpensInPast ClosesTooEarly ClosesTooLate
    NotAdmitted RaisedElsewhere Frozen NotFrozen ResultsLoosened VotingNotOpen VotingClosed VotingNotClosed
    Withdrawn NotInElectorate OtherMethod TooFewChoices TooManyChoices NoSuchOption ChosenTwice
    OptionLeftOut ScoreOutOfBounds OverBudget NoneOfTheseNotOffered ReasonNotTaken
    ReasonRequired ShortNotice OutcomeNotFound ReviewInPast
}
