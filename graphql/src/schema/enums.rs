//! Enums of the schema, one for each of the domain's.

use async_graphql::Enum;

/// Defines an enum of the schema that is the same as one of the domain.
macro_rules! mirror {
    ($($(#[$doc:meta])* $name:ident = $domain:literal {
        $($(#[$variant_doc:meta])* $variant:ident,)*
    })*) => {$(
        $(#[$doc])*
        #[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
        #[graphql(remote = $domain)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }
    )*};
}

mirror! {
    /// Who may know of a group and read in it.
    GroupPrivacy = "domain::group::Privacy" {
        /// Everyone sees it and its discussions, except private ones.
        Open,
        /// Everyone sees its name and description; members see its discussions, and everyone the
        /// public ones.
        Closed,
        /// Subgroups only: the parent's members see that it exists.
        ParentVisible,
        /// Members and those invited see that it exists.
        Secret,
    }
    /// How people come into a group. An invitation always works too.
    JoinPolicy = "domain::group::JoinPolicy" {
        /// At once.
        AtOnce,
        /// By a request that is approved.
        ByApproval,
        /// Only by an invitation.
        ByInvitation,
    }
    /// What a person is in a group.
    Role = "domain::group::Role" {
        /// Takes part.
        Member,
        /// Also looks after the group.
        Admin,
    }
    /// Who may read a discussion, within what its group allows.
    DiscussionPrivacy = "domain::discussion::Privacy" {
        /// Everyone.
        Public,
        /// Those whom the group's privacy names.
        Private,
    }
    /// A vote in a `CONSENT` proposal.
    Stance = "domain::proposal::Stance" {
        /// In favour.
        Agree,
        /// Neither. Counts for the quorum.
        Abstain,
        /// Against.
        Disagree,
        /// Against, and it must not pass.
        Block,
    }
    /// Which rules transfer votes in `RANK_STV`.
    StvVariant = "domain::proposal::StvVariant" {
        /// Weighted inclusive Gregory, as in Scottish local elections: transfer values have five
        /// decimals, and what is beyond them is cut off.
        Scottish,
        /// Meek's method, in nine decimals.
        Meek,
    }
    /// How many votes elect in `RANK_STV`.
    StvQuota = "domain::proposal::StvQuota" {
        /// The fewest that no more options than there are seats can have: more than the votes
        /// divided by one more than the seats.
        Droop,
        /// The votes divided by the seats.
        Hare,
    }
    /// What a vote in a `SCHEDULE` proposal says of a date or time.
    Availability = "domain::proposal::Availability" {
        /// It suits.
        Yes,
        /// It can be made to suit.
        IfNeeded,
        /// It does not suit.
        No,
    }
    /// A vote in a `COUNT` proposal.
    Participation = "domain::proposal::Participation" {
        /// Takes part.
        In,
        /// Does not.
        Out,
    }
    /// At what moment the electorate is taken. Those who leave are out in either case.
    Roll = "domain::proposal::Roll" {
        /// When voting begins.
        AtOpening,
        /// While voting lasts: those who join are in.
        WhileOpen,
    }
    /// Who gives a reason with a vote.
    ReasonPolicy = "domain::proposal::ReasonPolicy" {
        /// Nobody.
        None,
        /// Who wants to.
        Optional,
        /// Everybody.
        Required,
        /// Who disagrees or blocks.
        RequiredToDisagree,
    }
    /// When results are seen.
    ResultVisibility = "domain::proposal::Results" {
        /// At any time.
        Always,
        /// Once one has voted, until one withdraws.
        AfterVoting,
        /// At the close.
        AfterClose,
    }
    /// Who is reminded 24 hours before the close.
    Reminder = "domain::proposal::Reminder" {
        /// Nobody.
        Nobody,
        /// Who raised it.
        Author,
        /// Those who may vote and have not.
        NotVoted,
        /// Everybody who may vote.
        All,
    }
    /// What a close means.
    Verdict = "domain::proposal::Verdict" {
        /// No rule was set, and no quorum, or it was reached.
        None,
        /// The rule is met.
        Passed,
        /// The rule is not met, or nobody cast a vote that decides.
        Failed,
        /// As many for as against, or several options lead.
        Tied,
        /// Too few voted.
        NoQuorum,
    }
    /// What a threshold is a share of.
    ThresholdBase = "domain::proposal::ThresholdBase" {
        /// Votes cast, abstentions left out.
        OfVotes,
        /// The electorate.
        OfElectorate,
    }
    /// Where a proposal is in its life.
    ProposalStage = "projections::proposals::Stage" {
        /// Voting has not begun.
        Scheduled,
        /// Voting goes on.
        Open,
        /// The time for voting is over; the result is being recorded.
        Ended,
        /// Voting has ended with a result.
        Closed,
        /// It was withdrawn.
        Withdrawn,
    }
    /// What happened in a discussion.
    ActivityKind = "projections::activity::ActivityKind" {
        /// It began.
        DiscussionStarted,
        /// Its title or body changed.
        DiscussionEdited,
        /// Who may read it changed.
        DiscussionPrivacyChanged,
        /// More readers were announced.
        WideningAnnounced,
        /// The readers who were announced do not come.
        WideningEnded,
        /// It was moved to another group.
        DiscussionMoved,
        /// Its author took the body back.
        DiscussionBodyWithdrawn,
        /// It was closed.
        DiscussionClosed,
        /// It was reopened.
        DiscussionReopened,
        /// It was discarded.
        DiscussionDiscarded,
        /// Its tags changed.
        DiscussionTagged,
        /// It was pinned.
        DiscussionPinned,
        /// The pin was taken away.
        DiscussionUnpinned,
        /// A comment was written.
        CommentAdded,
        /// A comment changed.
        CommentEdited,
        /// A comment was discarded.
        CommentDiscarded,
        /// A comment was restored.
        CommentRestored,
        /// A proposal was raised.
        ProposalRaised,
        /// A proposal changed.
        ProposalEdited,
        /// What is put to the vote was clarified.
        NoteAdded,
        /// Voting began.
        ProposalOpened,
        /// A closing time moved.
        ClosingMoved,
        /// A close is near.
        ClosingSoon,
        /// Voting ended.
        ProposalClosed,
        /// Voting begins again.
        ProposalReopened,
        /// An outcome was written.
        OutcomeWritten,
        /// An outcome was revised.
        OutcomeRevised,
        /// An outcome is to be looked at again.
        OutcomeReviewDue,
    }
    /// How much you want to be told. As long as mail and webhooks are not sent, the last three are
    /// alike.
    Volume = "projections::volumes::Volume" {
        /// Nothing, but for what asks for you alone: proposals whose electorate names you, your own
        /// proposals, and what concerns your membership or your office.
        Mute,
        /// In the app only.
        Quiet,
        /// What concerns you.
        Normal,
        /// Everything.
        Loud,
    }
    /// Why something is in the inbox.
    InboxReason = "projections::inbox::InboxReason" {
        /// You were named in a comment.
        Mentioned,
        /// Your comment was answered.
        Replied,
        /// You may vote.
        ProposalOpened,
        /// A proposal that you have voted on was clarified.
        NoteAdded,
        /// A close is near.
        ClosingSoon,
        /// Voting ended.
        ProposalClosed,
        /// An outcome was written.
        OutcomeWritten,
        /// An outcome is to be looked at again.
        OutcomeReviewDue,
        /// Somebody asks to become a member of a group that you look after.
        MembershipRequested,
        /// You are a member now.
        RequestApproved,
        /// Your request was declined.
        RequestDeclined,
        /// Your role changed.
        RoleChanged,
        /// A group that you are in was deleted. It can be restored for 30 days.
        GroupDeleted,
        /// Somebody wants you to know of a discussion, a proposal or an outcome.
        Announced,
        /// Somebody let you into a discussion: as a guest, or into a direct one.
        LetIn,
        /// A discussion that you wrote in is to have more readers. Until they come you can agree to
        /// it, or take back what you wrote.
        WideningAnnounced,
    }
}
