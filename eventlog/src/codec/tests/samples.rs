//! One event of every type, with every optional field filled.

use domain::announcement::Told;
use domain::discussion::{Event as D, GuestEnd, GuestStart, Reach, ReactionTarget, WideningEnd};
use domain::group::{self, Event as G, GroupHandle};
use domain::handle::Event as H;
use domain::person::Event as P;
use domain::platform::{Deactivation, Event as A};
use domain::proposal::{
    self, Availability, Ballot, ClosingCause, Electorate, Event as V, Method, Participation,
    ProposalReactionTarget, SchulzeCount, Stance, StvCount, StvQuota, StvRound, StvRules, StvStep,
    StvTie, StvVariant, Tally, Terms, TieBreak, Verdict, Withdrawal,
};
use domain::{
    CommentId, Digest, DiscussionId, Event, GroupId, HandleId, InvitationId, NoteId, OutcomeId,
    PersonId, ProposalId, TagId, TemplateId, Text, TextId, Timestamp,
};

pub(crate) const AT: Timestamp = Timestamp::constant(1_760_000_000, 0);
const GROUP: GroupId = GroupId::from_u128(1);
const DISCUSSION: DiscussionId = DiscussionId::from_u128(2);
const PROPOSAL: ProposalId = ProposalId::from_u128(3);
const ANN: PersonId = PersonId::from_u128(4);
const COMMENT: CommentId = CommentId::from_u128(5);
const OUTCOME: OutcomeId = OutcomeId::from_u128(6);
const INVITATION: InvitationId = InvitationId::from_u128(7);
const CLAIM: HandleId = HandleId::from_u128(8);
const NOTE: NoteId = NoteId::from_u128(10);
const TAG: TagId = TagId::from_u128(9);
const TEMPLATE: TemplateId = TemplateId::from_u128(11);

fn text(number: u128) -> Text {
    Text { id: TextId::from_u128(number), digest: Digest::from_u128(number), chars: 12 }
}

fn groups() -> Vec<G> {
    let (person, at) = (ANN, AT);
    let (join, switches) = (group::JoinPolicy::ByApproval, group::Switches::default());
    vec![
        G::GroupCreated {
            name: text(1),
            description: Some(text(2)),
            parent: Some(GROUP),
            privacy: group::Privacy::Closed,
            join,
            parent_members_read: false,
            switches,
            handle: Some(GroupHandle { claim: CLAIM, name: text(3) }),
        },
        G::GroupEdited { name: Some(text(1)), description: Some(text(2)) },
        G::GroupConfigured { join, parent_members_read: true, switches },
        G::GroupPrivacyChanged {
            privacy: group::Privacy::Secret,
            join: group::JoinPolicy::ByInvitation,
            parent_members_read: false,
            released: vec![CLAIM],
            cause: group::PrivacyCause::ParentNarrowed,
            at,
        },
        G::GroupHandleChanged { handle: GroupHandle { claim: CLAIM, name: text(1) }, at },
        G::InvitationSent { invitation: INVITATION, by: ANN, expires_at: AT },
        G::InvitationEnded { invitation: INVITATION, cause: group::InvitationEnd::Expired },
        G::InvitationAccepted { invitation: INVITATION },
        G::MembershipRequested { person, message: Some(text(1)), at },
        G::MembershipRequestEnded {
            person,
            cause: group::RequestEnd::Declined,
            message: Some(text(1)),
        },
        G::MembershipStarted {
            person,
            role: group::Role::Admin,
            cause: group::MembershipStart::Founded,
            at,
        },
        G::RoleChanged { person, role: group::Role::Member, cause: group::RoleChange::SteppedDown },
        G::MembershipEnded { person, cause: group::MembershipEnd::Left, at },
        G::DelegationSwitched { on: true, at },
        G::DelegateNamed { person, tag: Some(TAG), delegate: ANN, at },
        G::DelegationEnded { person, tag: Some(TAG), at },
        G::TagDefined { tag: TAG, name: text(1) },
        G::TagRenamed { tag: TAG, name: text(1) },
        G::TagDeleted { tag: TAG },
        G::TemplateDefined { template: TEMPLATE, content: template() },
        G::TemplateEdited { template: TEMPLATE, content: template() },
        G::TemplateDeleted { template: TEMPLATE },
        G::GroupArchived { cause: group::ArchiveCause::NoAdmin, at },
        G::GroupUnarchived { at },
        G::GroupDeleted { at, destroys_at: AT },
        G::GroupRestored { at },
        G::GroupDestroyed { released: vec![CLAIM], at },
        G::GroupDetached { at },
    ]
}

fn template() -> group::Template {
    let Terms { method, reasons, results, quorum, rule, reminder, .. } = terms();
    let voting = group::Voting { method, reasons, results, quorum, rule, reminder, days: Some(14) };
    group::Template {
        name: text(5),
        title: Some(text(1)),
        body: Some(text(2)),
        voting: Some(voting),
    }
}

fn discussions() -> Vec<D> {
    let (by, at, comment) = (ANN, AT, COMMENT);
    let (target, emoji) = (ReactionTarget::Comment(COMMENT), "👍".parse().expect("an emoji"));
    let privacy = domain::discussion::Privacy::Public;
    vec![
        D::DiscussionStarted {
            group: Some(GROUP),
            author: ANN,
            title: text(1),
            body: Some(text(2)),
            privacy,
            at,
        },
        D::DiscussionEdited { title: Some(text(1)), body: Some(text(2)), by, at },
        D::DiscussionPrivacyChanged { privacy, by, at },
        D::DiscussionNarrowed { at },
        D::WideningAnnounced {
            reach: Reach { group: Some(GROUP), privacy },
            writers: vec![ANN],
            effective_at: AT,
            by,
            at,
        },
        D::WideningAgreed { person: ANN, at },
        D::WideningEnded { cause: WideningEnd::Cancelled(ANN), at },
        D::DiscussionBodyWithdrawn { by, at },
        D::DiscussionMoved { from: Some(GROUP), group: GROUP, privacy, by, at },
        D::DiscussionClosed { by, at },
        D::DiscussionReopened { by, at },
        D::DiscussionDiscarded { by, at },
        D::DiscussionTagged { tags: vec![TAG], by, at },
        D::DiscussionPinned { by, at },
        D::DiscussionUnpinned { by, at },
        D::CommentAdded {
            comment,
            author: ANN,
            parent: Some(COMMENT),
            body: text(1),
            mentions: vec![ANN],
            at,
        },
        D::CommentEdited { comment, body: text(1), mentions: vec![ANN], by, at },
        D::CommentDiscarded { comment, by, at },
        D::CommentWithdrawn { comment, by, at },
        D::CommentRestored { comment, by, at },
        D::ReactionAdded { target, person: ANN, emoji },
        D::ReactionRemoved { target: ReactionTarget::Discussion, person: ANN, emoji },
        D::DiscussionAnnounced { to: Told::People(vec![ANN]), by, at },
        D::ProposalAdmitted { proposal: PROPOSAL, by, lapses_at: AT },
        D::GuestLetIn { person: ANN, cause: GuestStart::Added(ANN), at },
        D::GuestPlaceEnded { person: ANN, cause: GuestEnd::Removed(ANN), at },
        D::GuestInvited { invitation: INVITATION, by, expires_at: AT },
        D::GuestInvitationEnded { invitation: INVITATION, cause: group::InvitationEnd::Revoked },
        D::GuestInvitationAccepted { invitation: INVITATION },
    ]
}

fn terms() -> Terms {
    Terms {
        title: text(1),
        details: Some(text(2)),
        method: Method::Choose {
            options: vec![text(3), text(4)],
            min: 1,
            max: 2,
            none_of_these: true,
        },
        electorate: Electorate::Named(vec![ANN]),
        roll: proposal::Roll::AtOpening,
        reasons: proposal::Reasons { policy: proposal::ReasonPolicy::Optional, short: true },
        results: proposal::Results::AfterClose,
        quorum: Some(50),
        rule: Some(proposal::Rule::Threshold {
            percent: 60,
            of: proposal::ThresholdBase::OfElectorate,
        }),
        reminder: proposal::Reminder::NotVoted,
        tags: Vec::new(),
    }
}

fn proposals() -> Vec<V> {
    let (by, at, outcome) = (ANN, AT, OUTCOME);
    let (closes_at, opens_at) = (AT, AT);
    let (target, emoji) =
        (ProposalReactionTarget::Outcome(OUTCOME), "🎉".parse().expect("an emoji"));
    let (statement, option, review_at) = (text(1), Some(2), Some(AT));
    vec![
        V::ProposalRaised {
            discussion: DISCUSSION,
            group: Some(GROUP),
            author: ANN,
            terms: terms(),
            opens_at,
            closes_at,
            at,
            imported: true,
        },
        V::ProposalEdited { terms: terms(), by, at },
        V::NoteAdded { note: NOTE, body: text(1), by, at },
        V::ProposalOpened { opening: 1, opens_at, closes_at, group_version: 9 },
        V::VoteCast {
            voter: ANN,
            ballot: Ballot::Options(vec![1, 2]),
            reason: Some(text(1)),
            replaces: Some(Ballot::NoneOfThese),
            at,
            imported: true,
        },
        V::VoteWithdrawn {
            voter: ANN,
            replaces: Ballot::Stance(Stance::Block),
            cause: Withdrawal::LeftElectorate,
            at,
        },
        V::ClosingMoved { closes_at, by, at },
        V::ClosingSoon { opening: 1, closes_at },
        V::ProposalClosed {
            opening: 1,
            cause: ClosingCause::Person(ANN),
            closed_at: AT,
            reason: Some(text(1)),
            tally: Tally::Choose { options: vec![2, 1], none_of_these: 1 },
            voters: 3,
            electorate: 5,
            verdict: Verdict::Passed,
            delegated: None,
        },
        V::ProposalReopened { by, at },
        V::OutcomeWritten { outcome, statement, option, review_at, by, at },
        V::OutcomeRevised { outcome, statement, option, review_at, by, at },
        V::OutcomeReviewDue { outcome, review_at: AT },
        V::ProposalReactionAdded { target, person: ANN, emoji },
        V::ProposalReactionRemoved { target: ProposalReactionTarget::Proposal, person: ANN, emoji },
        V::ProposalAnnounced {
            target,
            to: Told::Members { group_version: 9, parent_version: Some(5) },
            by,
            at,
        },
    ]
}

/// What depends on the method, for each but the one that is in [`all`]: what is put to the vote, a
/// vote that replaces another, and the close.
pub(crate) fn of_methods() -> Vec<(&'static str, Event)> {
    let options = || vec![text(3), text(4)];
    let stances = Tally::Consent { agree: 3, abstain: 1, disagree: 0, block: 2 };
    let rules = StvRules { seats: 1, variant: StvVariant::Meek, quota: StvQuota::Hare };
    let (agree, block) = (Ballot::Stance(Stance::Agree), Ballot::Stance(Stance::Block));
    [
        (Method::Consent, agree, block, stances),
        (
            Method::Score { options: options(), min: -2, max: 2 },
            Ballot::Scores(vec![(1, -2), (2, 2)]),
            Ballot::Scores(vec![(1, 0), (2, 1)]),
            Tally::Score { sums: vec![-3, 5], votes: 3 },
        ),
        (
            Method::Allocate { options: options(), budget: 8 },
            Ballot::Points(vec![(2, 8)]),
            Ballot::Points(vec![]),
            Tally::Allocate { points: vec![9, 12], abstain: 1 },
        ),
        (
            Method::Rank { options: options(), min: 1 },
            Ballot::Ranking(vec![2, 1]),
            Ballot::Ranking(vec![1]),
            Tally::Rank { points: vec![4, 3], firsts: vec![2, 1] },
        ),
        (
            Method::RankStv { options: options(), rules },
            Ballot::Preferences(vec![2, 1]),
            Ballot::Preferences(vec![1]),
            Tally::RankStv(stv_count()),
        ),
        (
            Method::RankPairs { options: options() },
            Ballot::Tiers(vec![vec![2], vec![1]]),
            Ballot::Tiers(vec![vec![1, 2]]),
            Tally::RankPairs(SchulzeCount {
                ballots: 3,
                pairs: vec![vec![0, 2], vec![1, 0]],
                paths: vec![vec![0, 2], vec![0, 0]],
                order: vec![vec![1], vec![2]],
            }),
        ),
        (
            Method::Schedule {
                options: ["2026-12-01", "2026-12-01T18:00:00Z"]
                    .map(|it| it.parse().unwrap())
                    .to_vec(),
            },
            Ballot::Availabilities(vec![(1, Availability::Yes), (2, Availability::IfNeeded)]),
            Ballot::Availabilities(vec![(1, Availability::No), (2, Availability::No)]),
            Tally::Schedule { yes: vec![2, 0], if_needed: vec![0, 1], no: vec![1, 2] },
        ),
        (
            Method::Count { target: 5 },
            Ballot::Participation(Participation::In),
            Ballot::Participation(Participation::Out),
            Tally::Count { ins: 2, outs: 1, target: 5 },
        ),
        (Method::Ask, Ballot::Answer, Ballot::Answer, Tally::Ask { answers: 3 }),
    ]
    .into_iter()
    .flat_map(|(method, ballot, replaces, tally)| of_method(method, ballot, replaces, tally))
    .collect()
}

/// With every field that a count may have.
fn stv_count() -> StvCount {
    let round = |step, tie, elected| StvRound {
        step,
        tie,
        quota: 15_00000,
        votes: vec![10_00000, 15_00000],
        keep: vec![1_00000],
        non_transferable: 4_00000,
        rounding: 1,
        elected,
    };
    let tie = |by| Some(StvTie { between: vec![1, 2], chosen: 1, by });
    StvCount {
        ballots: 29,
        decimals: 5,
        rounds: vec![
            round(StvStep::FirstPreferences, None, vec![]),
            round(StvStep::Surplus { of: vec![2] }, tie(TieBreak::OptionOrder), vec![2]),
            round(StvStep::Exclusion { of: 1 }, tie(TieBreak::EarlierRound { round: 1 }), vec![]),
        ],
        elected: vec![2],
    }
}

fn of_method(
    method: Method,
    ballot: Ballot,
    replaces: Ballot,
    tally: Tally,
) -> [(&'static str, Event); 3] {
    let (name, at) = (method.name(), AT);
    let reasons = proposal::Reasons { policy: method.usual_reasons(), short: true };
    let raised = V::ProposalRaised {
        discussion: DISCUSSION,
        group: Some(GROUP),
        author: ANN,
        terms: Terms { method, reasons, rule: None, ..terms() },
        opens_at: AT,
        closes_at: AT,
        at,
        imported: false,
    };
    let replaces = Some(replaces);
    let cast =
        V::VoteCast { voter: ANN, ballot, reason: Some(text(1)), replaces, at, imported: false };
    let closed = V::ProposalClosed {
        opening: 1,
        cause: ClosingCause::Time,
        closed_at: AT,
        reason: None,
        tally,
        voters: 3,
        electorate: 5,
        verdict: Verdict::None,
        delegated: None,
    };
    [raised, cast, closed].map(|event| (name, Event::Proposal(event)))
}

/// One event of every type.
pub(crate) fn all() -> Vec<Event> {
    let groups = groups().into_iter().map(Event::Group);
    let discussions = discussions().into_iter().map(Event::Discussion);
    let proposals = proposals().into_iter().map(Event::Proposal);
    let people = [P::PersonRegistered {}, P::PersonImported {}].map(Event::Person);
    let handles = [
        H::HandleClaimed { group: GROUP, by: Some(ANN), lapses_at: AT },
        H::HandleConfirmed { group: GROUP },
        H::HandleReleased { group: GROUP },
    ];
    let handles = handles.map(Event::Handle);
    let platform = [
        A::PersonDeactivated { person: ANN, cause: Deactivation::Operator, at: AT },
        A::PersonReactivated { person: ANN, at: AT },
    ];
    let platform = platform.map(Event::Platform);
    let people = people.into_iter().chain(handles).chain(platform);
    groups.chain(discussions).chain(proposals).chain(people).collect()
}
